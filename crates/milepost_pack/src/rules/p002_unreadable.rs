use std::sync::Arc;

use super::Rule;
use crate::{Problem, Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P002",
    name: "unreadable file",
    severity: Severity::Error,
    what: "A file that the pack reads as text is UTF-8, and declarations are of a size that people could have written: \
           2 MiB a file, 64 MiB, 10,000 files and 200,000 declarations together, up to 1,000 datasets, 20,000 measures, 5,000 code lists, \
           500 settings, calendars and agency types.",
    why: "Another encoding would turn names into other names. The size is bounded so that a wrong or hostile folder \
          gives a message and not a full memory.",
    wrong: &[("agencies.toml", "[[agency]]\nid = \"C2\"\ntitle = \"Caf\u{FFFD} county\"\ntype = \"county\"\n")],
    mended: &[("agencies.toml", "[[agency]]\nid = \"C2\"\ntitle = \"Café county\"\ntype = \"county\"\n")],
};

pub(crate) fn not_utf8(file: &Arc<str>, at: usize) -> Problem {
    RULE.problem(
        Span::new(file, at..at + 1),
        format!("`{file}` isn't UTF-8 text: its byte {at} belongs to no character"),
        "unreadable from here on",
        "save the file as UTF-8",
    )
}

pub(crate) fn too_large(file: &Arc<str>, bytes: usize, a_file: usize, together: usize) -> Problem {
    RULE.problem(
        Span::new(file, 0..0),
        format!("`{file}` has {bytes} bytes of declarations, too many to be read"),
        "too large",
        format!(
            "a file has up to {a_file} bytes, all of a pack's declarations up to {together}; rows belong into CSV files"
        ),
    )
}

pub(crate) fn too_many_files(files: usize, most: usize) -> Problem {
    RULE.problem(
        Span::default(),
        format!("the pack has {files} files, more than {most}"),
        "too many",
        "check that the path names the pack's own folder",
    )
}

pub(crate) fn too_many_declarations(what: &str, found: usize, most: usize) -> Problem {
    RULE.problem(
        Span::default(),
        format!("the pack has {found} of {what}, more than {most}"),
        "too many",
        "agencies and memberships belong into CSV files; rows into data files",
    )
}

pub(crate) fn more_problems(told: usize) -> Problem {
    RULE.problem(
        Span::default(),
        format!("there are more problems than the first {told}"),
        "",
        "mend these, and the others are told",
    )
}

/// Says that a CSV or Markdown file can't be read as text.
pub(crate) fn csv(file: &Arc<str>, at: usize, error: impl std::fmt::Display) -> Problem {
    RULE.problem(
        Span::new(file, at..at + 1),
        format!("`{file}` can't be read as CSV: {error}"),
        "unreadable from here on",
        "save the file as UTF-8 CSV with commas",
    )
}
