//! Which crate may use which, as ARCHITECTURE.md tells it.

use std::path::Path;

use crate::Outcome;
use crate::graph::Graph;

/// From the bottom up: a crate may use crates of the layers below its own, and none beside it.
const LAYERS: [&[&str]; 9] = [
    &["milepost_calendar"],
    &["milepost_expression", "milepost_statistics"],
    &["milepost_pack"],
    &["milepost_dataset", "milepost_measure"],
    &["milepost_disclosure", "milepost_oversight", "milepost_engine"],
    &["milepost_report", "milepost_store"],
    &["milepost_app"],
    &["milepost_web", "milepost_pdf"],
    &["milepost", "milepost_cluster"],
];

/// What decides or computes: no IO, no waiting, no chance.
const PURE: [&str; 8] = [
    "milepost_calendar",
    "milepost_expression",
    "milepost_statistics",
    "milepost_pack",
    "milepost_measure",
    "milepost_disclosure",
    "milepost_oversight",
    "milepost_report",
];

/// Packages, the crates that may not reach them however indirectly, and why.
type Denied = (&'static [&'static str], fn(&str) -> bool, &'static str);

const DENIED: [Denied; 7] = [
    (
        &["milepost_engine", "datafusion"],
        |ours| !matches!(ours, "milepost_engine" | "milepost" | "milepost_cluster"),
        "it takes minutes to build; the binaries alone choose a calculator",
    ),
    (
        &["milepost_pdf", "typst"],
        |ours| !matches!(ours, "milepost_pdf" | "milepost"),
        "it takes minutes to build; the binary alone makes PDF",
    ),
    (
        &["tokio", "async-std", "sqlx", "sqlx-core", "reqwest", "hyper", "tempfile", "rand", "rand_chacha"],
        |ours| PURE.contains(&ours),
        "pure crates do no IO, wait for nothing and know no chance",
    ),
    (
        &["milepost_dataset", "arrow", "arrow-array", "parquet", "calamine", "zip"],
        |ours| PURE.contains(&ours),
        "a measure knows no file format",
    ),
    (
        &["sqlparser"],
        |ours| matches!(ours, "milepost_calendar" | "milepost_report" | "milepost_store"),
        "expressions are parsed in one crate",
    ),
    (&["openssl", "openssl-sys", "native-tls"], |_| true, "it needs a C library of the machine"),
    (
        &["milepost_testkit", "proptest", "insta", "assert_cmd", "thirtyfour"],
        |ours| ours != "milepost_testkit",
        "it is for tests only",
    ),
];

/// Packages that only some crates may name themselves, and why.
const OWNED: [(&str, &[&str], &str); 8] = [
    ("sqlx", &["milepost_store"], "the store alone speaks SQL to a database"),
    ("sqlparser", &["milepost_expression"], "expressions are parsed in one crate"),
    ("toml", &["milepost_pack", "xtask"], "packs are read in one crate"),
    ("parquet", &["milepost_dataset", "milepost_engine"], "rows at rest are one crate's business"),
    ("calamine", &["milepost_dataset"], "file formats are read in one crate"),
    ("minijinja", &["milepost_report"], "texts are filled in one crate"),
    ("clap", &["milepost", "milepost_cluster"], "the binaries alone read a command line"),
    ("thirtyfour", &["milepost_testkit"], "the test kit alone drives a browser"),
];

/// Checks our crates against the tables above.
pub(crate) fn check(root: &Path) -> Outcome {
    let breaches = breaches(&Graph::of(root)?);
    if breaches.is_empty() { Ok(()) } else { Err(breaches.join("\n")) }
}

fn breaches(graph: &Graph) -> Vec<String> {
    let mut breaches = Vec::new();
    for (id, package) in graph.ours() {
        let ours = package.name.as_str();
        for used in graph.names(&package.uses) {
            breaches.extend(upward(ours, used));
            for (owned, owners, why) in OWNED {
                if used == owned && !owners.contains(&ours) {
                    breaches.push(format!("{ours} names {used}: {why}"));
                }
            }
        }
        if ours == "xtask" {
            continue;
        }
        let reached = graph.reached(id);
        for (denied, applies, why) in DENIED {
            for name in denied.iter().filter(|_| applies(ours)) {
                if let Some(way) = reached.get(name) {
                    breaches.push(format!("{ours}{way}: {why}"));
                }
            }
        }
    }
    breaches
}

/// What is wrong with one crate of ours using another directly.
fn upward(ours: &str, used: &str) -> Option<String> {
    let layer = |name: &str| LAYERS.iter().position(|names| names.contains(&name));
    if !used.starts_with("milepost") || matches!(ours, "xtask") {
        return None;
    }
    match (layer(ours), layer(used)) {
        (Some(above), Some(below)) if below < above => None,
        (Some(above), Some(below)) if below == above => Some(format!("{ours} uses {used}, which lies beside it")),
        (Some(_), Some(_)) => Some(format!("{ours} uses {used}, which lies above it")),
        (None, _) if ours == "milepost_testkit" && used == "milepost_calendar" => None,
        (None, _) => Some(format!("{ours} stands in no layer of xtask/src/layers.rs")),
        (_, None) => Some(format!("{ours} uses {used}, which stands in no layer of xtask/src/layers.rs")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::graph;

    #[test]
    fn the_workspace_keeps_its_layers() {
        assert_eq!(check(&crate::root()), Ok(()));
    }

    #[test]
    fn a_crate_uses_only_what_lies_below() {
        let crates: &[(&str, bool, &[&str])] = &[
            ("milepost_calendar", true, &["milepost_pack"]),
            ("milepost_pack", true, &[]),
            ("milepost_dataset", true, &["milepost_pack", "milepost_measure"]),
            ("milepost_measure", true, &["milepost_calendar"]),
            ("milepost_extra", true, &["milepost_calendar"]),
        ];
        assert_eq!(
            breaches(&graph(crates)),
            [
                "milepost_calendar uses milepost_pack, which lies above it",
                "milepost_dataset uses milepost_measure, which lies beside it",
                "milepost_extra stands in no layer of xtask/src/layers.rs",
            ]
        );
    }

    #[test]
    fn a_denied_package_is_found_through_others() {
        let crates: &[(&str, bool, &[&str])] = &[
            ("milepost_report", true, &["charts"]),
            ("milepost_measure", true, &["dev:tokio"]),
            ("milepost_store", true, &["tokio"]),
            ("charts", false, &["tokio"]),
            ("tokio", false, &[]),
        ];
        assert_eq!(
            breaches(&graph(crates)),
            ["milepost_report → charts → tokio: pure crates do no IO, wait for nothing and know no chance"]
        );
    }

    #[test]
    fn an_owned_package_is_named_by_its_owner_alone() {
        let crates: &[(&str, bool, &[&str])] = &[
            ("milepost_app", true, &["sqlx", "milepost_store"]),
            ("milepost_store", true, &["sqlx"]),
            ("sqlx", false, &[]),
        ];
        assert_eq!(breaches(&graph(crates)), ["milepost_app names sqlx: the store alone speaks SQL to a database"]);
    }
}
