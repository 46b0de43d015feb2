use super::Rule;
use crate::read::{Text, shortened};
use crate::{Problem, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P007",
    name: "bad id",
    severity: Severity::Error,
    what: "An id is lower case letters, digits and `_`, begins with a letter and has up to 64 characters. An agency's id \
           and a citation's may be any letters, digits, `_` and `-`, for those come from outside.",
    why: "Ids are permanent: they stand in expressions, file names, links and other people's programs, where spaces and \
          capitals get lost.",
    wrong: &[(
        "standards.toml",
        "[[standard]]\nid = \"Timely target\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"95\"\ncites = [\"act\"]\n",
    )],
    mended: &[(
        "standards.toml",
        "[[standard]]\nid = \"timely_target\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"95\"\ncites = [\"act\"]\n",
    )],
};

const LONGEST: usize = 64;

pub(crate) fn check(text: &Text) -> Option<Problem> {
    let id = &text.text;
    if is_plain_id(id) {
        return None;
    }
    let better: String = id
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .skip_while(|c| !c.is_ascii_lowercase())
        .take(LONGEST)
        .collect();
    let help = match better.trim_end_matches('_') {
        "" => "write lower case letters, digits and `_`, a letter first".to_owned(),
        better => format!("lower case letters, digits and `_`, a letter first: \"{better}\""),
    };
    Some(RULE.problem(text.span.clone(), format!("\"{}\" can't be an id", shortened(id)), "not an id", help))
}

pub(crate) fn check_loose(text: &Text) -> Option<Problem> {
    if is_loose_id(&text.text) {
        return None;
    }
    Some(RULE.problem(
        text.span.clone(),
        format!("\"{}\" can't be an id", shortened(&text.text)),
        "not an id",
        "write letters, digits, `_` and `-`, up to 64 characters",
    ))
}

/// True for `[a-z][a-z0-9_]*` of up to 64 characters.
pub(crate) fn is_plain_id(id: &str) -> bool {
    let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    plain && id.starts_with(|c: char| c.is_ascii_lowercase()) && id.len() <= LONGEST
}

/// True for `[A-Za-z0-9_-]+` of up to 64 characters.
pub(crate) fn is_loose_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= LONGEST && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}
