use super::examples::published;
use super::{Checker, Rule};
use crate::Severity;

pub(crate) static RULE: Rule = Rule {
    code: "P041",
    name: "dataset without the columns of its role",
    severity: Severity::Error,
    what: "A dataset with `role = \"published_results\"` has the columns `measure`, `period` and `agency` (text), `value` \
           (decimal) and `places` (integer), and is cut by `slice = \"label:period\"`. It may have `numerator` and \
           `denominator` (numbers).",
    why: "The program takes results of earlier periods from it, and knows them by these names.",
    wrong: &[("datasets/published.toml", published!("result"))],
    mended: &[("datasets/published.toml", published!("value"))],
};

const COLUMNS: [(&str, &[&str], bool); 7] = [
    ("measure", &["text"], true),
    ("period", &["text"], true),
    ("agency", &["text"], true),
    ("value", &["decimal"], true),
    ("places", &["integer"], true),
    ("numerator", &["integer", "decimal"], false),
    ("denominator", &["integer", "decimal"], false),
];

pub(crate) fn check(checker: &mut Checker<'_>) {
    for dataset in checker.declared.of("dataset").iter().filter(|dataset| dataset.word("role") == "published_results") {
        let mut missing = Vec::new();
        for (id, types, needed) in COLUMNS {
            match dataset.entries("column").iter().find(|column| column.id() == id) {
                None if needed => missing.push(format!("`{id}`")),
                Some(column) if column.has("type") && !types.contains(&column.word("type")) => {
                    checker.problems.push(RULE.problem(
                        column.place("type"),
                        format!("column `{id}` of published results is {}", types.join(" or ")),
                        "another type",
                        format!("write type = \"{}\"", types[0]),
                    ));
                }
                _ => {}
            }
        }
        if !missing.is_empty() {
            checker.problems.push(RULE.problem(
                dataset.place("role"),
                format!("dataset `{}` lacks columns of its role: {}", dataset.id(), missing.join(", ")),
                "needs columns",
                "declare them, or leave out `role`",
            ));
        }
        if dataset.word("slice") != "label:period" && (dataset.has("slice") || !dataset.mentions("slice")) {
            checker.problems.push(RULE.problem(
                dataset.place("slice"),
                format!("dataset `{}` holds results of several periods in one file", dataset.id()),
                "not by label",
                "write slice = \"label:period\"",
            ));
        }
    }
}
