use std::fs;
use std::path::Path;

use serde_json::Value;

/// The slowest units of the last build with `--timings`: name, kind of target, seconds.
pub(crate) fn slowest(root: &Path, count: usize) -> Result<Vec<String>, String> {
    let path = root.join("target/cargo-timings/cargo-timing.html");
    let page = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    lines(&page, count).ok_or_else(|| format!("{}: the page holds no list of units", path.display()))
}

/// Cargo's page holds its figures as a list of objects.
fn lines(page: &str, count: usize) -> Option<Vec<String>> {
    let (_, after) = page.split_once("const UNIT_DATA = ")?;
    let (units, _) = after.split_once(";\n")?;
    let units: Vec<Value> = serde_json::from_str(units).ok()?;
    let mut units: Vec<(f64, String)> = units
        .iter()
        .filter_map(|unit| {
            let name = format!("{}{}", unit["name"].as_str()?, unit["target"].as_str()?);
            Some((unit["duration"].as_f64()?, name))
        })
        .collect();
    units.sort_by(|a, b| b.0.total_cmp(&a.0));
    let line = |(seconds, name): (f64, String)| format!("{seconds:7.1} s  {name}");
    Some(units.into_iter().take(count).map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_units_come_first() {
        let page = "<script>\nconst UNIT_DATA = [\n\
            {\"name\": \"a\", \"target\": \"\", \"duration\": 1.5},\n\
            {\"name\": \"b\", \"target\": \" it \\\"test\\\"\", \"duration\": 12.25},\n\
            {\"name\": \"c\", \"target\": \"\", \"duration\": 0.1}];\nconst OTHER = [];\n";
        assert_eq!(lines(page, 2).unwrap(), ["   12.2 s  b it \"test\"", "    1.5 s  a"]);
        assert_eq!(lines("<html>", 2), None);
    }
}
