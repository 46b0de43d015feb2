use std::sync::Arc;

use super::Rule;
use crate::problem::Problems;
use crate::read::shortened;
use crate::{Problem, Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P012",
    name: "bad line in a data file",
    severity: Severity::Error,
    what: "A file of agencies, memberships or standards has the header that the format names, as many fields in each line \
           as in the header, days written 2011-07-01 and ids of letters, digits, `_` and `-`.",
    why: "The lines are declarations like any other; a shifted field would put an agency under the wrong parent.",
    wrong: &[
        ("more.toml", "[[agency_file]]\nfile = \"data/agencies.csv\"\n"),
        ("data/agencies.csv", "id,title,type,valid_from,valid_to\nC2,Second county,county,07/01/2011,\n"),
    ],
    mended: &[
        ("more.toml", "[[agency_file]]\nfile = \"data/agencies.csv\"\n"),
        ("data/agencies.csv", "id,title,type,valid_from,valid_to\nC2,Second county,county,2011-07-01,\n"),
    ],
};

/// Where the columns wanted stand in a header; the first three of agencies and the first two of
/// memberships are needed, and nothing else is known.
pub(crate) fn positions(
    file: &Arc<str>,
    found: &[String],
    wanted: &[&str; 5],
    problems: &mut Problems,
) -> Option<[Option<usize>; 5]> {
    let needed = if wanted[0] == "id" { 3 } else { 2 };
    let positions = wanted.map(|name| found.iter().position(|other| other == name));
    let missing: Vec<&str> =
        wanted.iter().zip(positions).take(needed).filter(|(_, at)| at.is_none()).map(|(name, _)| *name).collect();
    let unknown = found.iter().find(|name| !wanted.contains(&name.as_str()));
    let message = match (missing.is_empty(), unknown) {
        (true, None) => return Some(positions),
        (false, _) => format!("the header lacks `{}`", missing.join("`, `")),
        (true, Some(name)) => format!("the header has an unknown column `{}`", shortened(name)),
    };
    let help = format!("the header is {}", wanted.join(","));
    problems.push(RULE.problem(Span::new(file, 0..0), message, "header", help));
    None
}

/// A column of a file of standards that is no key of theirs, or stands in the header twice.
pub(crate) fn column(file: &Arc<str>, name: &str, known: &str) -> Problem {
    RULE.problem(
        Span::new(file, 0..0),
        format!("the header has an unknown column `{}`, or has it twice", shortened(name)),
        "header",
        format!("columns are keys of a standard: {known}"),
    )
}

pub(crate) fn width(fields: usize, wanted: usize, span: Span) -> Problem {
    RULE.problem(
        span,
        format!("the line has {fields} fields, the header {wanted}"),
        "not as many as the header",
        "put quotes around a field that has a comma in it; keep the commas of empty fields",
    )
}

pub(crate) fn day(text: &str, span: Span) -> Problem {
    RULE.problem(
        span,
        format!("\"{}\" isn't a day", shortened(text)),
        "no such day",
        "write year-month-day: 2011-07-01, or leave the field empty",
    )
}

pub(crate) fn agency_id(text: &str, span: Span) -> Problem {
    RULE.problem(
        span,
        format!("\"{}\" can't be the id of an agency", shortened(text)),
        "not an id",
        "an agency's id is letters, digits, `_` and `-`, up to 64 characters",
    )
}
