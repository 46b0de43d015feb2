use milepost_expression::Type;

use super::examples::measure_with;
use super::{Rule, type_name};
use crate::build::Wanted;
use crate::read::Text;
use crate::{Problem, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P022",
    name: "expression or column of the wrong type for its place",
    severity: Severity::Error,
    what: "A condition is true or false, a sum or a mean is of numbers, a class or stratum is text, an agency stands in a \
           text column, a slice by date is cut by a date column.",
    why: "`minutes` is a fine expression, but as a numerator it says how long, not whether.",
    wrong: &[("measures.toml", measure_with!("minutes"))],
    mended: &[("measures.toml", measure_with!("minutes IS NOT NULL"))],
};

pub(crate) fn expression(text: &Text, wanted: Wanted, found: Type) -> Problem {
    let (what, help) = match wanted {
        Wanted::Condition => {
            ("a condition, true or false", "compare it with something: `… = …`, `… > …`, `… IS NOT NULL`")
        }
        Wanted::Number => ("a number", "take a number, or turn it into one: `CASE WHEN … THEN 1 ELSE 0 END`"),
        Wanted::Text => ("text", "take a text column, or choose a text: `CASE WHEN … THEN 'a' ELSE 'b' END`"),
        Wanted::Day => ("a date", "take a date column"),
        Wanted::Anything => ("a value", ""),
    };
    RULE.problem(
        text.span.clone(),
        format!("the place wants {what}, but this is {}", type_name(found)),
        type_name(found),
        help,
    )
}

pub(crate) fn column(text: &Text, place: &str, wanted: &str, found: Type) -> Problem {
    RULE.problem(
        text.span.clone(),
        format!("{place} wants {wanted}, but `{}` is {}", text.text, type_name(found)),
        type_name(found),
        format!("name a column that is {wanted}"),
    )
}
