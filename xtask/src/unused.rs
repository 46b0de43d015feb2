//! Dependencies that a crate declares and never names: they are built for nothing.

use std::path::Path;

use crate::{Outcome, sources};

/// Checks every crate's manifest against its sources.
pub(crate) fn check(root: &Path) -> Outcome {
    let mut unused = Vec::new();
    let manifests = sources::below(&root.join("crates"), &["toml"])?;
    let manifests = manifests.into_iter().filter(|path| path.ends_with("Cargo.toml"));
    for manifest in manifests.chain([root.join("xtask/Cargo.toml")]) {
        let folder = manifest.parent().unwrap_or(root);
        let table: toml::Table =
            sources::text(&manifest)?.parse().map_err(|error| format!("{}: {error}", manifest.display()))?;
        for (section, folders) in
            [("dependencies", &["src"][..]), ("dev-dependencies", &["src", "tests", "examples", "benches"][..])]
        {
            let Some(declared) = table.get(section).and_then(toml::Value::as_table) else { continue };
            let mut code = String::new();
            for below in folders {
                for file in sources::below(&folder.join(below), &["rs"])? {
                    code.push_str(&sources::text(&file)?);
                }
            }
            let idle = declared.keys().filter(|name| !names(&code, &name.replace('-', "_")));
            unused.extend(idle.map(|name| format!("{}: nothing uses `{name}`", sources::shown(root, &manifest))));
        }
    }
    if unused.is_empty() { Ok(()) } else { Err(unused.join("\n")) }
}

/// True when code names a crate: as the start of a path, or as a whole in `use` and `extern crate`.
fn names(code: &str, name: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        let apart = !before.ends_with(inside) && !after.starts_with(inside);
        apart && (after.starts_with("::") || before.ends_with("use ") || before.ends_with("extern crate "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dependency_is_used() {
        assert_eq!(check(&crate::root()), Ok(()));
    }

    #[test]
    fn a_name_in_words_is_no_use() {
        assert!(names("use csv::Reader;", "csv"));
        assert!(names("let a = csv::Reader::new();", "csv"));
        assert!(names("use regex;", "regex"));
        assert!(!names("// csv files\nlet csv = 1; my_csv::read();", "csv"));
    }
}
