use super::examples::keyed;
use super::{Checker, Rule};
use crate::Severity;
use crate::read::Text;

pub(crate) static RULE: Rule = Rule {
    code: "P025",
    name: "column that must be filled isn't required",
    severity: Severity::Error,
    what: "The columns of a dataset's key, its unit, its agency and the column by which it is sliced are `required`.",
    why: "A row without a key can't be told from another, one without an agency is about nobody, and one without its date \
          belongs to no period.",
    wrong: &[("datasets/survey.toml", keyed!(""))],
    mended: &[("datasets/survey.toml", keyed!("required = true\n"))],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    for dataset in checker.declared.of("dataset") {
        let slice = dataset.text("slice").and_then(|text| Some((text, text.text.split_once(':')?.1)));
        let key = dataset.texts("key").map(|text| (text, text.text.as_str(), "part of the key"));
        let one = |key: &str, what| dataset.text(key).map(|text: &Text| (text, text.text.as_str(), what));
        let named = key
            .chain(one("unit", "the unit"))
            .chain(one("agency", "the agency"))
            .chain(slice.map(|(text, column)| (text, column, "the column by which rows find their period")));
        let mut told: Vec<&str> = Vec::new();
        for (text, name, what) in named {
            let column = dataset.entries("column").iter().find(|column| column.id() == name);
            if column.is_none_or(|column| column.flag("required") || !column_is_read(column)) || told.contains(&name) {
                continue;
            }
            told.push(name);
            checker.problems.push(RULE.problem(
                text.part(text.text.len() - name.len()..text.text.len()),
                format!("`{name}` is {what} of dataset `{}`, but may be empty", dataset.id()),
                "not required",
                format!("add `required = true` to column `{name}`"),
            ));
        }
    }
}

/// False for a column whose `required` couldn't be read, which has been said.
fn column_is_read(column: &crate::read::Entry) -> bool {
    column.has("required") || !column.mentions("required")
}
