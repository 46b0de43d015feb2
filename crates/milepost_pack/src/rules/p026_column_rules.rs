use milepost_expression::{Number, Type};

use super::examples::dataset_with;
use super::p006_bad_value;
use super::{Rule, type_name};
use crate::problem::Problems;
use crate::read::{Datum, Entry};
use crate::{Problem, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P026",
    name: "value rule that doesn't fit its column",
    severity: Severity::Error,
    what: "`places` belongs to decimals; `min` and `max` to numbers and dates, in the column's own type and in this order; `pattern` and \
           `longest` to text; `codes` to text and codes, and a codes column needs it; `not_applicable` to numbers.",
    why: "A rule that can't be asked of a value would never be broken, and its author would believe the column checked.",
    wrong: &[(
        "datasets/survey.toml",
        dataset_with!("[[dataset.column]]\nid = \"remark\"\ntitle = \"Remark\"\ntype = \"text\"\nmax = 200\n"),
    )],
    mended: &[(
        "datasets/survey.toml",
        dataset_with!("[[dataset.column]]\nid = \"remark\"\ntitle = \"Remark\"\ntype = \"text\"\nlongest = 200\n"),
    )],
};

/// The keys that some types of columns don't have, with the types that have them.
const FITS: [(&str, &[Type]); 7] = [
    ("places", &[Type::Decimal]),
    ("min", &[Type::Integer, Type::Decimal, Type::Date]),
    ("max", &[Type::Integer, Type::Decimal, Type::Date]),
    ("pattern", &[Type::Text]),
    ("longest", &[Type::Text]),
    ("codes", &[Type::Text, Type::Codes]),
    ("not_applicable", &[Type::Integer, Type::Decimal]),
];

/// The largest compiled form that a column's pattern may have, in bytes.
const LARGEST_PATTERN: usize = 1 << 20;

pub(crate) fn check(column: &Entry, kind: Type, problems: &mut Problems) {
    for (key, types) in FITS {
        let Some(field) = column.field(key) else { continue };
        if !types.contains(&kind) {
            let types: Vec<&str> = types.iter().map(|kind| type_name(*kind)).collect();
            problems.push(RULE.problem(
                field.key_span.clone(),
                format!("a column of {} has no `{key}`", type_name(kind)),
                "doesn't fit",
                format!("`{key}` belongs to {}", types.join(", ")),
            ));
        } else if ["min", "max"].contains(&key) && !is_limit(&field.datum, kind) {
            problems.push(RULE.problem(
                field.span.clone(),
                format!("`{key}` isn't {}, as the column is", type_name(kind)),
                "another type",
                "write the limit as the column's values are written",
            ));
        }
    }
    if let (Some(low), Some(high)) = (limit(column, "min", kind), limit(column, "max", kind))
        && low > high
    {
        problems.push(RULE.problem(
            column.place("max"),
            format!("no value of column `{}` lies between `min` and `max`", column.id()),
            "less than `min`",
            "exchange the two",
        ));
    }
    if kind == Type::Codes && !column.mentions("codes") {
        problems.push(RULE.problem(
            column.span.clone(),
            format!("the codes column `{}` names no code list", column.id()),
            "`codes` is missing",
            "add `codes = \"…\"` with the id of a `[[code_list]]`",
        ));
    }
    if let Some(text) = column.text("pattern").filter(|_| kind == Type::Text) {
        let pattern = format!("^(?:{})$", text.text);
        if let Err(error) = regex::RegexBuilder::new(&pattern).size_limit(LARGEST_PATTERN).build() {
            problems.push(p006_bad_value::pattern(text, error.to_string().lines().last().unwrap_or_default()));
        }
    }
}

/// A limit as something that can be compared: a number, or the days from the first of all dates.
fn limit(column: &Entry, key: &str, kind: Type) -> Option<Number> {
    let field = column.field(key)?;
    match (&field.datum, kind) {
        (Datum::Day(day), Type::Date) => {
            let days = day.duration_since(jiff::civil::Date::MIN).as_hours() / 24;
            Some(Number::from_integer(i128::from(days)))
        }
        (_, Type::Integer | Type::Decimal) => field.number(),
        _ => None,
    }
}

fn is_limit(datum: &Datum, kind: Type) -> bool {
    matches!(
        (datum, kind),
        (Datum::Whole(_), Type::Integer | Type::Decimal)
            | (Datum::Number(_), Type::Decimal)
            | (Datum::Day(_), Type::Date)
    )
}

pub(crate) fn too_many(dataset: &Entry, names: usize, most: usize) -> Problem {
    RULE.problem(
        dataset.span.clone(),
        format!("the dataset has {names} columns and derived values, more than {most}"),
        "too many",
        "part it into several datasets",
    )
}
