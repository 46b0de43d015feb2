use super::Rule;
use crate::format::{Declaration, Key};
use crate::read::Entry;
use crate::{Problem, Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P004",
    name: "missing key",
    severity: Severity::Error,
    what: "A declaration has all keys that its kind needs, and what is needed as a list isn't empty.",
    why: "What is needed has no default that would be right for every program, so the author has to say it.",
    wrong: &[("agencies.toml", "[[agency]]\nid = \"C2\"\ntype = \"county\"\n")],
    mended: &[("agencies.toml", "[[agency]]\nid = \"C2\"\ntitle = \"Second county\"\ntype = \"county\"\n")],
};

pub(crate) fn problem(form: &Declaration, key: &Key, entry: &Entry) -> Problem {
    let id = entry.id();
    let whose = if id.is_empty() { format!("this `{}`", form.name) } else { format!("`{}` `{id}`", form.name) };
    RULE.problem(
        entry.span.clone(),
        format!("{whose} has no `{}`", key.name),
        format!("`{}` is missing", key.name),
        format!("add `{} = …`: {} ({})", key.name, key.doc, key.shape.describe()),
    )
}

/// Says that a list which is needed has nothing in it.
pub(crate) fn empty(key: &str, span: Span) -> Problem {
    let message = format!("`{key}` is an empty list");
    RULE.problem(span, message, "nothing in it", "write at least one")
}

/// Says that one of several keys is needed.
pub(crate) fn one_of(entry: &Entry, keys: &[&str], why: &str) -> Problem {
    let list = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" or ");
    RULE.problem(
        entry.span.clone(),
        format!("`{}` `{}` has no {list}", entry.form.name, entry.id()),
        format!("{list} is missing"),
        why,
    )
}
