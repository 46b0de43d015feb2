use milepost_expression::Fault;

use super::Rule;
use super::examples::measure_with;
use crate::read::{Text, shortened};
use crate::{Problem, Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P021",
    name: "fault in an expression",
    severity: Severity::Error,
    what: "An expression can be read, uses names that stand before it, and compares and combines what can be compared and \
           combined.",
    why: "A text compared with a number, or a date with a text, is never true in most tools and a crash in others. Here it \
          is found before any row is read.",
    wrong: &[("measures.toml", measure_with!("minutes >= '30'"))],
    mended: &[("measures.toml", measure_with!("minutes >= 30"))],
};

pub(crate) fn problem(text: &Text, fault: &Fault) -> Problem {
    let marked = text.text.get(fault.range.clone()).unwrap_or_default();
    let help = match bare_date(marked) {
        Some(date) => format!("write a date as DATE '{date}'; without that it is a subtraction"),
        None if fault.help.starts_with("Names that") => {
            format!("If `{0}` is meant as text, put it in single quotes: '{0}'. {1}", shortened(marked), fault.help)
        }
        None => fault.help.clone(),
    };
    RULE.problem(text.part(fault.range.clone()), fault.message.clone(), fault.label.clone(), help)
}

/// A date that stands in an expression like a subtraction: 2012-01-01.
fn bare_date(text: &str) -> Option<&str> {
    let windows = (0..text.len().saturating_sub(9)).filter_map(|at| text.get(at..at + 10).map(|word| (at, word)));
    let alone = |at: usize| !text[..at].ends_with(|c: char| c == '\'' || c.is_ascii_digit());
    windows.filter(|(at, _)| alone(*at)).map(|(_, word)| word).find(|word| {
        let shape =
            word.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        shape && word.parse::<jiff::civil::Date>().is_ok()
    })
}

/// Says that a name stands further down.
pub(crate) fn later(span: Span, name: &str) -> Problem {
    RULE.problem(
        span,
        format!("`{name}` isn't known yet: it is derived here or further down"),
        "not known yet",
        "derived values are made in the order of the file; move this one below what it uses",
    )
}

/// Says that a name which stands alone can't be compiled.
pub(crate) fn whole(text: &Text, fault: &Fault) -> Problem {
    RULE.problem(text.span.clone(), fault.message.clone(), fault.label.clone(), fault.help.clone())
}
