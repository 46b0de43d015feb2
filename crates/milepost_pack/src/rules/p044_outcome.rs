use std::collections::BTreeSet;

use milepost_expression::RowText;

use super::Rule;
use crate::Severity;
use crate::problem::Problems;
use crate::read::{Entry, Text, nearest, shortened};

pub(crate) static RULE: Rule = Rule {
    code: "P044",
    name: "outcome that isn't declared, or never comes",
    severity: Severity::Error,
    what: "Each row of a consequence ends in the code of one of its outcomes, and each outcome stands in a row.",
    why: "Pages show an outcome by its title, and whoever waits for one that no row has waits forever.",
    wrong: &[(
        "plan.toml",
        "[[consequence]]\nid = \"plan\"\ntitle = \"Plan\"\nabout = \"Whether a plan is owed.\"\ninputs = [\"status\"]\n\
         rows = [[\"not_met\", \"plan\"], [\"*\", \"no_plan\"]]\n\
         outcomes = [{ code = \"plan\", title = \"A plan is owed\" }]\ncites = [\"act\"]\n",
    )],
    mended: &[(
        "plan.toml",
        "[[consequence]]\nid = \"plan\"\ntitle = \"Plan\"\nabout = \"Whether a plan is owed.\"\ninputs = [\"status\"]\n\
         rows = [[\"not_met\", \"plan\"], [\"*\", \"no_plan\"]]\n\
         outcomes = [{ code = \"plan\", title = \"A plan is owed\" }, { code = \"no_plan\", title = \"No plan\" }]\n\
         cites = [\"act\"]\n",
    )],
};

pub(crate) fn check(entry: &Entry, rows: &[(RowText, Vec<&Text>)], problems: &mut Problems) {
    let outcomes = || entry.entries("outcomes").iter().filter_map(|outcome| outcome.text("code"));
    let mut reached = BTreeSet::new();
    for cell in rows.iter().filter_map(|(_, cells)| cells.last()) {
        let code = cell.text.trim().trim_matches('\'');
        reached.insert(code);
        if cell.text.trim_start().starts_with("error:") || outcomes().any(|outcome| outcome.text == code) {
            continue;
        }
        let help = match nearest(code, outcomes().map(|outcome| outcome.text.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add it to `outcomes`, with a title for people".to_owned(),
        };
        let message = format!("`{}` is not among the outcomes of consequence `{}`", shortened(code), entry.id());
        problems.push(RULE.problem(cell.span.clone(), message, "no outcome", help));
    }
    for outcome in outcomes().filter(|outcome| !reached.contains(outcome.text.as_str())) {
        let message = format!("no row of consequence `{}` ends in `{}`", entry.id(), shortened(&outcome.text));
        let help = "add the row that leads to it, or take it out";
        problems.push(RULE.problem(outcome.span.clone(), message, "never comes", help));
    }
}
