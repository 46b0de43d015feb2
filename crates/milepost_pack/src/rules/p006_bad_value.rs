use super::Rule;
use crate::read::{Text, nearest, shortened};
use crate::{Problem, Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P006",
    name: "value that isn't possible",
    severity: Severity::Error,
    what: "A value is one that its key can have: one of the words that the format names, a number within its range, a \
           day of the year, a number of days.",
    why: "A word that nobody knows can't be acted upon.",
    wrong: &[(
        "standards.toml",
        "[[standard]]\nid = \"timely_target\"\nmeasure = \"timely\"\nkind = \"goal\"\nunit = \"percent\"\n\
         at_least = \"95\"\ncites = [\"act\"]\n",
    )],
    mended: &[(
        "standards.toml",
        "[[standard]]\nid = \"timely_target\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"95\"\ncites = [\"act\"]\n",
    )],
};

pub(crate) fn word(key: &str, text: &Text, words: &[(&str, &str)]) -> Option<Problem> {
    if words.iter().any(|(word, _)| *word == text.text) {
        return None;
    }
    let list = words.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
    let help = match nearest(&text.text, words.iter().map(|(word, _)| *word)) {
        Some(near) => format!("did you mean \"{near}\"? Possible: {list}"),
        None => format!("possible: {list}"),
    };
    Some(said(text, format!("`{key}` can't be \"{}\"", shortened(&text.text)), "not one of the words", help))
}

pub(crate) fn out_of_range(key: &str, least: i64, most: i64, span: Span) -> Problem {
    let range = match (least, most) {
        (i64::MIN, i64::MAX) => "up to 18 digits".to_owned(),
        _ => format!("{least} to {most}"),
    };
    RULE.problem(
        span,
        format!("`{key}` is out of range"),
        format!("not within {range}"),
        format!("write a whole number, {range}"),
    )
}

pub(crate) fn number(key: &str, found: &str, span: Span) -> Problem {
    RULE.problem(
        span,
        format!("`{key}` isn't a number: \"{}\"", shortened(found)),
        "no number",
        "write digits with a point if needed, up to 24 of them, without a unit: \"0.875\"",
    )
}

pub(crate) fn time_of_day(key: &str, span: Span) -> Problem {
    RULE.problem(span, format!("`{key}` wants a day without a time"), "has a time", "write year-month-day: 2011-07-01")
}

pub(crate) fn bounds(key: &str, found: usize, span: Span) -> Problem {
    RULE.problem(
        span,
        format!("`{key}` wants two values, but has {found}"),
        "not two",
        "write the smaller, then the larger: [\"40\", \"60\"]",
    )
}

pub(crate) fn days(key: &str, text: &Text) -> Option<Problem> {
    match read_days(&text.text) {
        Some(_) => None,
        None => Some(said(text, format!("`{key}` isn't a number of days"), "no days", "write it like \"30 days\"")),
    }
}

/// Reads `366 days`, up to a thousand years.
pub(crate) fn read_days(text: &str) -> Option<i32> {
    let number = text.strip_suffix(" days").or_else(|| text.strip_suffix(" day"))?;
    number.parse::<u32>().ok().filter(|days| *days <= 366_000).and_then(|days| i32::try_from(days).ok())
}

pub(crate) fn month_day(key: &str, text: &Text) -> Option<Problem> {
    if read_month_day(&text.text).is_some() {
        return None;
    }
    Some(said(
        text,
        format!("`{key}` isn't a day of the year"),
        "no month and day",
        "write month-day with two digits each: \"07-01\"",
    ))
}

/// Reads `07-01`: a month and a day.
pub(crate) fn read_month_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-').filter(|(month, day)| month.len() == 2 && day.len() == 2)?;
    let read = |digits: &str| digits.parse::<u8>().ok().and_then(|n| i8::try_from(n).ok());
    let (month, day) = (read(month)?, read(day)?);
    // 2012 has a February 29.
    jiff::civil::Date::new(2012, month, day).ok().map(|_| (month, day))
}

pub(crate) fn slice(key: &str, text: &Text) -> Option<Problem> {
    let column = text.text.split_once(':').filter(|(how, _)| ["date", "label"].contains(how));
    if text.text == "submission" || column.is_some_and(|(_, column)| !column.is_empty()) {
        return None;
    }
    Some(said(
        text,
        format!("`{key}` can't be \"{}\"", shortened(&text.text)),
        "unknown way of finding the period",
        "write \"submission\", \"date:COLUMN\" or \"label:COLUMN\"",
    ))
}

pub(crate) fn dataset_column(key: &str, text: &Text) -> Option<Problem> {
    match text.text.split_once('.') {
        Some((dataset, column)) if !dataset.is_empty() && !column.is_empty() => None,
        _ => Some(said(text, format!("`{key}` names no column of a dataset"), "no dot", "write \"dataset.column\"")),
    }
}

/// Says that a column's pattern is no regular expression.
pub(crate) fn pattern(text: &Text, error: &str) -> Problem {
    said(
        text,
        "`pattern` isn't a regular expression".to_owned(),
        "can't be read",
        format!("{error}; a dot or a bracket that is meant as itself needs a backslash before it"),
    )
}

/// Says that a share isn't between 0 and 1.
pub(crate) fn share(span: Span) -> Problem {
    RULE.problem(
        span,
        "`share` isn't between 0 and 1",
        "out of range",
        "the median is \"0.5\", the ninth decile \"0.9\"",
    )
}

fn said(text: &Text, message: String, label: &str, help: impl Into<String>) -> Problem {
    RULE.problem(text.span.clone(), message, label, help)
}
