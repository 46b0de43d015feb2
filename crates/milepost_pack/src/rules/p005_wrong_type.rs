use super::Rule;
use crate::read::shortened;
use crate::{Problem, Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P005",
    name: "wrong type",
    severity: Severity::Error,
    what: "A value has the type that the format wants for its key.",
    why: "Text, numbers, dates and lists look different in TOML so that a reader sees what is meant; a date in quotes, \
          for one, would be compared as text.",
    wrong: &[(
        "agencies.toml",
        "[[agency]]\nid = \"C2\"\ntitle = \"Second county\"\ntype = \"county\"\nvalid_from = \"2011-07-01\"\n",
    )],
    mended: &[(
        "agencies.toml",
        "[[agency]]\nid = \"C2\"\ntitle = \"Second county\"\ntype = \"county\"\nvalid_from = 2011-07-01\n",
    )],
};

pub(crate) fn problem(key: &str, wanted: &str, found: &str, source: &str, span: Span) -> Problem {
    let found = match found {
        "string" => "text",
        "integer" | "float" => "a number",
        "boolean" => "true or false",
        "datetime" => "a date",
        "array" => "a list",
        "table" => "a table",
        other => other,
    };
    let bare = source.trim_matches('"');
    let is_day = wanted.contains("without quotes") && looks_like_day(bare);
    let help = if found == "text" && (is_day || ["true", "false"].contains(&bare)) {
        format!("write it without quotes: {key} = {bare}")
    } else if found == "text" && wanted.starts_with("a list") {
        format!("put it into a list: {key} = [{}]", shortened(source))
    } else if found == "a table" && wanted.starts_with("a table for each") {
        format!("write two brackets: {}", wanted.rsplit(": ").next().unwrap_or_default())
    } else if ["a number", "a date", "true or false"].contains(&found) && wanted.contains("in quotes") {
        format!("put quotes around it: {key} = \"{}\"", shortened(source))
    } else {
        format!("write {wanted}")
    };
    RULE.problem(span, format!("`{key}` wants {wanted}, but this is {found}"), found, help)
}

fn looks_like_day(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok()
}
