use super::Rule;
use super::examples::dataset_with;
use crate::problem::Problems;
use crate::read::{Entry, Text, nearest};
use crate::{CodeList, Problem, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P028",
    name: "stratifier without a closed list of groups",
    severity: Severity::Error,
    what: "A stratifier has a closed list of groups: the code list of the column in `by`, or `groups`. Each row finds its \
           groups in one way: by the code in `by`, or by a condition `when` in every group.",
    why: "Tables show every group in a declared order, those with no cases too, and results by group are counted into \
          places that are known beforehand.",
    wrong: &[(
        "datasets/survey.toml",
        dataset_with!("[[dataset.stratifier]]\nid = \"place\"\ntitle = \"Place\"\nby = \"place\"\n"),
    )],
    mended: &[(
        "datasets/survey.toml",
        dataset_with!(
            "[[dataset.stratifier]]\nid = \"place\"\ntitle = \"Place\"\nby = \"place\"\ngroups = [\n  \
             { code = \"home\", title = \"At home\" },\n  { code = \"office\", title = \"At the office\" },\n]\n"
        ),
    )],
};

pub(crate) fn open(entry: &Entry, by: &Text) -> Problem {
    RULE.problem(
        by.span.clone(),
        format!("nobody knows all groups of stratifier `{}`: `{}` has no code list", entry.id(), by.text),
        "an open list",
        "add `groups = [{ code = \"…\", title = \"…\" }, …]`, or `codes` to the column",
    )
}

pub(crate) fn no_way(entry: &Entry, groups: usize, conditions: usize) -> Problem {
    let (message, help) = match (groups, conditions) {
        (0, _) => {
            ("has neither `by` nor `groups`", "name a column in `by`, or give `groups` with a condition `when` in each")
        }
        (_, 0) => {
            ("doesn't say how a row finds its group", "name a column in `by`, or add a condition `when` to each group")
        }
        _ => ("has groups without a condition", "add `when` to every group"),
    };
    RULE.problem(entry.span.clone(), format!("stratifier `{}` {message}", entry.id()), "this stratifier", help)
}

pub(crate) fn both(entry: &Entry) -> Problem {
    RULE.problem(
        entry.place("by"),
        format!("stratifier `{}` has both `by` and groups with `when`", entry.id()),
        "one way too many",
        "leave out `by`, or leave out `when` in all groups",
    )
}

pub(crate) fn not_in_list(group: &Entry, list: &CodeList, problems: &mut Problems) {
    let Some(code) = group.text("code") else { return };
    if list.codes.iter().any(|other| other.code == code.text) {
        return;
    }
    let help = match nearest(&code.text, list.codes.iter().map(|other| other.code.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "take codes of the column's list, or leave out `groups`".to_owned(),
    };
    problems.push(RULE.problem(
        code.span.clone(),
        format!("no row can be in group `{}`: code list `{}` doesn't have it", code.text, list.id),
        "not in the list",
        help,
    ));
}

pub(crate) fn neither_true_nor_false(entry: &Entry, by: &Text, code: &str) -> Problem {
    RULE.problem(
        entry.place("groups"),
        format!("`{}` is true or false, so no row can be in group `{code}`", by.text),
        "other codes",
        "the codes of its groups are `true` and `false`; or use `when`",
    )
}
