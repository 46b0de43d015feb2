//! Links between pages lead to files that are there.

use std::path::Path;

use crate::{Outcome, sources};

/// Checks the pages of the root, and those below the folders that people read.
pub(crate) fn check(root: &Path) -> Outcome {
    let mut pages = Vec::new();
    for folder in ["docs", "spec", "fuzz", "benches", "crates", "packs"] {
        pages.extend(sources::below(&root.join(folder), &["md"])?);
    }
    let entries = std::fs::read_dir(root).map_err(|error| format!("{}: {error}", root.display()))?;
    pages.extend(entries.filter_map(|e| Some(e.ok()?.path())).filter(|p| p.extension().is_some_and(|e| e == "md")));
    let mut broken = Vec::new();
    for page in pages {
        let folder = page.parent().unwrap_or(root);
        for target in targets(&sources::text(&page)?) {
            if !folder.join(&target).exists() {
                broken.push(format!("{}: nothing is at `{target}`", sources::shown(root, &page)));
            }
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n")) }
}

/// The paths that a page links to; other sites, places in the page itself, live fields of reports and
/// whatever stands in code are left out.
fn targets(page: &str) -> Vec<String> {
    let mut fence: Option<&str> = None;
    let mut found = Vec::new();
    for line in page.lines() {
        let bars = line.trim_start();
        let ticks = &bars[..bars.len() - bars.trim_start_matches('`').len()];
        match fence {
            Some(open) if ticks.len() >= open.len() && bars == ticks => fence = None,
            None if ticks.len() >= 3 => fence = Some(ticks),
            Some(_) => {}
            None => found.extend(line.split('`').step_by(2).flat_map(in_text)),
        }
    }
    found
}

fn in_text(text: &str) -> Vec<String> {
    let ends = text.match_indices("](").filter_map(|(at, mark)| text[at + mark.len()..].split_once(')'));
    let paths = ends.map(|(target, _)| target.split('#').next().unwrap_or_default());
    paths.filter(|path| !path.is_empty() && !path.contains([':', '{', ' '])).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_where_a_reader_sees_them() {
        let page = "See [a](a.md), ![b](b/c.svg#x) and [the web](https://example.org/).\n\
            [here](#place) `[not](this.md)` [field]({{ url }}) [d](../d/)\n\
            ````md\n```\n[code](code.md)\n```\n[code](code.md)\n````\n[after](after.md)\n";
        assert_eq!(targets(page), ["a.md", "b/c.svg", "../d/", "after.md"]);
    }
}
