use std::sync::Arc;

use super::Rule;
use crate::read::shortened;
use crate::{Problem, Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P001",
    name: "syntax error",
    severity: Severity::Error,
    what: "A file that ends in `.toml` is written in TOML.",
    why: "A file that can't be read declares nothing. While one of a pack's files is broken the checker says nothing \
          about names that don't resolve, because they may be declared in the part it couldn't read.",
    wrong: &[("agencies.toml", "[[agency]]\nid = \"C2\"\ntitle = Second county\ntype = \"county\"\n")],
    mended: &[("agencies.toml", "[[agency]]\nid = \"C2\"\ntitle = \"Second county\"\ntype = \"county\"\n")],
};

/// Says that a bracket is opened and never closed.
pub(crate) fn never_closed(file: &Arc<str>, bracket: &str, at: usize) -> Problem {
    RULE.problem(
        Span::new(file, at..at + 1),
        format!("`{bracket}` is opened here and never closed"),
        "opened here",
        "close it; what follows in the file was not looked at",
    )
}

/// True for a word that somebody meant as text or as yes and no.
fn is_bare_word(text: &str) -> bool {
    text.len() <= 60
        && text.starts_with(|c: char| c.is_alphabetic())
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

pub(crate) fn problem(file: &Arc<str>, source: &str, error: &toml::de::Error) -> Problem {
    let range = error.span().unwrap_or(0..0);
    let message = error.message();
    let marked = shortened(source.get(range.clone()).unwrap_or_default());
    if is_bare_word(&marked) {
        let help = format!("put text in quotes: \"{marked}\"; yes and no are written `true` and `false`");
        return RULE.problem(Span::new(file, range), format!("`{marked}` stands without quotes"), "no quotes", help);
    }
    let (what, help) = match message {
        m if m.starts_with("string values must be quoted") => {
            ("a value is missing or has no quotes".to_owned(), "put quotes around text")
        }
        m if m.starts_with("invalid basic string") && m.ends_with("`\"`") => (
            "a closing quote is missing".to_owned(),
            "close the quotes; text of several lines stands between \"\"\" and \"\"\"",
        ),
        m if m.starts_with("duplicate key") => (
            format!("`{marked}` stands here a second time"),
            "keep one of them, or begin a new declaration with its [[header]]",
        ),
        m if m.starts_with("invalid date") => {
            (format!("there is no day {marked}"), "a date is written year-month-day without quotes: 2011-07-01")
        }
        m if m.contains("recurs") => {
            ("lists or tables are nested too deep".to_owned(), "no declaration needs more than four levels")
        }
        m => (
            format!("this can't be read as TOML: {m}"),
            "look at the line and the one before it: quotes, brackets, `=`",
        ),
    };
    let label = if marked.is_empty() { "here" } else { "this" };
    RULE.problem(Span::new(file, range), what, label, help)
}
