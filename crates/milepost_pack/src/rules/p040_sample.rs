use milepost_expression::Type;

use super::{Rule, type_name};
use crate::build::{columns_of, value_type};
use crate::format::MAKERS;
use crate::problem::Problems;
use crate::read::{Entry, Field, Text, exact, nearest, shortened};
use crate::{Maker, Pack, Problem, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P040",
    name: "sample that can't be made",
    severity: Severity::Error,
    what: "A sample is for a period of its dataset's calendar. A block makes columns of the dataset, every required one among \
           them; what makes a column fits its type; counts in `exactly` add up to the block's count; a column that another \
           is made from stands before it. A dataset has synthetic rows from one place.",
    why: "Generated rows have to add up to published figures, row by row and without rejects.",
    wrong: &[(
        "samples.toml",
        "[[sample]]\ndataset = \"visit\"\nperiod = \"2024\"\nnature = \"generated\"\n\n[[sample.block]]\ncount = 40\n\
         columns = { visit_id = { sequence = \"V{n:04}\" }, family = { sequence = \"F{n}\" }, \
         county = { agencies = \"county\" }, language = { exactly = { en = 30, es = 9 } } }\n",
    )],
    mended: &[(
        "samples.toml",
        "[[sample]]\ndataset = \"visit\"\nperiod = \"2024\"\nnature = \"generated\"\n\n[[sample.block]]\ncount = 40\n\
         columns = { visit_id = { sequence = \"V{n:04}\" }, family = { sequence = \"F{n}\" }, \
         county = { agencies = \"county\" }, language = { exactly = { en = 30, es = 10 } } }\n",
    )],
};

pub(crate) fn unknown_maker(field: &Field) -> Problem {
    let forms: Vec<&str> = MAKERS.iter().filter_map(|(_, doc)| doc.split(": ").next()).collect();
    RULE.problem(
        field.span.clone(),
        "nothing makes a column like this",
        "can't be read",
        format!("write a value that is the same in every row, or one of {}", forms.join(", ")),
    )
}

/// Looks whether synthetic data begin in a month of its calendar.
pub(crate) fn first_month(synthetic: &Entry, pack: &Pack, problems: &mut Problems) {
    let Some(text) = synthetic.text("first_month") else { return };
    let known = |calendar: &&milepost_calendar::Calendar| calendar.id == synthetic.word("calendar");
    let Some(calendar) = pack.calendars.iter().find(known).filter(|calendar| calendar.faults().is_empty()) else {
        return;
    };
    let message = match calendar.period(&text.text) {
        Ok(period) if period.kind == milepost_calendar::PeriodKind::Month => return,
        Ok(period) => format!("`{}` is a {}, no month", text.text, period.kind),
        Err(error) => error.to_string(),
    };
    problems.push(RULE.problem(text.span.clone(), message, "no month of the calendar", "write the month's label"));
}

pub(crate) fn members(synthetic: &Entry) -> Problem {
    RULE.problem(
        synthetic.place("most_members"),
        "the largest unit has fewer members than the smallest",
        "fewer",
        "write at least as many as in `least_members`",
    )
}

/// Says which datasets get synthetic rows from two places; one file can't hold both.
pub(crate) fn once_each(synthetic: &[Entry], problems: &mut Problems) {
    let mut seen: Vec<&str> = Vec::new();
    for dataset in synthetic.iter().flat_map(|entry| entry.entries("rows")).filter_map(|rows| rows.text("dataset")) {
        if seen.contains(&dataset.text.as_str()) {
            problems.push(RULE.problem(
                dataset.span.clone(),
                format!("`{}` has synthetic rows already", shortened(&dataset.text)),
                "a second time",
                "say with `where` who has a row, in one [[synthetic.rows]]",
            ));
        }
        seen.push(&dataset.text);
    }
}

pub(crate) fn file_and_blocks(sample: &Entry) -> Problem {
    RULE.problem(
        sample.place("file"),
        "a sample has rows from a file or from blocks, not both",
        "a file besides blocks",
        "write two samples",
    )
}

/// Looks whether the label names a period for which rows of the dataset can be submitted.
pub(crate) fn period(sample: &Entry, dataset: &Entry, pack: &Pack, problems: &mut Problems) {
    let Some(text) = sample.text("period") else { return };
    let Some(calendar) = pack.calendars.iter().find(|calendar| calendar.id == dataset.word("calendar")) else { return };
    if !calendar.faults().is_empty() {
        return;
    }
    let message = match calendar.period(&text.text) {
        Ok(period) if period.kind.as_str() == dataset.word("period") || dataset.word("slice") != "submission" => return,
        Ok(period) => {
            format!("`{}` is a {}, but the dataset has periods of a {}", text.text, period.kind, dataset.word("period"))
        }
        Err(error) => error.to_string(),
    };
    problems.push(RULE.problem(text.span.clone(), message, "no period of the dataset", "write the period's label"));
}

/// Says which required columns a block leaves empty.
pub(crate) fn required_columns(block: &Entry, dataset: &Entry, problems: &mut Problems) {
    let made = columns_of(block);
    let missing: Vec<&str> = dataset
        .entries("column")
        .iter()
        .filter(|column| column.flag("required") && !made.iter().any(|(name, _)| name.text == column.id()))
        .map(Entry::id)
        .collect();
    if block.has("columns") && !missing.is_empty() {
        problems.push(RULE.problem(
            block.span.clone(),
            format!("the block leaves required columns empty: {}", missing.join(", ")),
            "every row would be rejected",
            "say in `columns` what they hold",
        ));
    }
}

/// A column of a block on its way.
pub(crate) struct Column<'c> {
    pub(crate) name: &'c Text,
    pub(crate) field: &'c Field,
    pub(crate) maker: &'c Maker,
    /// Columns that stand before it.
    pub(crate) earlier: &'c [(String, Maker)],
    /// Rows of the block; of synthetic data they are not known.
    pub(crate) count: Option<u64>,
    pub(crate) dataset: &'c Entry,
}

/// True when the column can be made so.
pub(crate) fn column(column: &Column<'_>, pack: &Pack, problems: &mut Problems) -> bool {
    let found = match column.dataset.entries("column").iter().find(|other| other.id() == column.name.text) {
        None => Some(unknown_column(column)),
        Some(declared) => match value_type(declared.word("type")) {
            None => return true,
            Some(kind) => unmakable(column, declared, kind, pack),
        },
    };
    match found {
        None => true,
        Some(problem) => {
            problems.push(problem);
            false
        }
    }
}

fn unknown_column(column: &Column<'_>) -> Problem {
    let ids: Vec<&str> = column.dataset.entries("column").iter().map(Entry::id).collect();
    let help = match nearest(&column.name.text, ids.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name columns as the dataset declares them".to_owned(),
    };
    let message = format!("dataset `{}` has no column `{}`", column.dataset.id(), shortened(&column.name.text));
    RULE.problem(column.name.span.clone(), message, "no such column", help)
}

/// Whether values of a type can come out of a maker.
fn makes(maker: &Maker, kind: Type) -> bool {
    match maker {
        Maker::Formula(formula) => {
            let made = formula.expression.kind();
            made == kind || (made, kind) == (Type::Integer, Type::Decimal)
        }
        Maker::Once(_) | Maker::Every(..) => false,
        Maker::OfUnit(_) => true,
        Maker::Sequence(_) | Maker::Agencies(_) | Maker::ParentOf(_) => kind == Type::Text,
        Maker::DateBetween(..) | Maker::DaysAfter(..) | Maker::YearsAfter(..) => kind == Type::Date,
        Maker::IntegerBetween(..) => matches!(kind, Type::Integer | Type::Decimal),
        Maker::Constant(_) | Maker::Exactly(_) | Maker::Choose(_) => true,
    }
}

fn unmakable(column: &Column<'_>, declared: &Entry, kind: Type, pack: &Pack) -> Option<Problem> {
    let says =
        |message: String, label: &str, help: &str| Some(RULE.problem(column.field.span.clone(), message, label, help));
    let id = &column.name.text;
    if !makes(innermost(column.maker), kind) {
        return says(
            format!("`{id}` is {}, which this doesn't make", type_name(kind)),
            "another type",
            "see the makers",
        );
    }
    let values: Vec<&str> = match innermost(column.maker) {
        Maker::Constant(value) => vec![value],
        Maker::Exactly(values) | Maker::Choose(values) => values.iter().map(|(value, _)| value.as_str()).collect(),
        _ => Vec::new(),
    };
    if let Some((value, why)) = values.iter().find_map(|value| Some((value, impossible(value, declared, kind, pack)?)))
    {
        return says(
            format!("column `{id}` can't hold \"{}\": {why}", shortened(value)),
            "rejected",
            "write a value of the column",
        );
    }
    match innermost(column.maker) {
        Maker::Exactly(_) | Maker::Agencies(_) if column.count.is_none() => {
            says(format!("`{id}` can't be made so in synthetic data"), "counts rows", "use `choose`, or a formula")
        }
        Maker::Exactly(counts) => {
            let sum = counts.iter().try_fold(0_u64, |sum, (_, count)| sum.checked_add(*count));
            if sum == column.count {
                return None;
            }
            let sum = sum.map_or("a number too large".to_owned(), |sum| sum.to_string());
            let message = format!(
                "the counts of `{id}` add up to {sum}, the block has {} rows",
                column.count.unwrap_or_default()
            );
            says(message, "another sum", "mend a count here, or the block's `count`")
        }
        Maker::Choose(weights) => {
            let sum = weights.iter().try_fold(0_u64, |sum, (_, weight)| sum.checked_add(*weight));
            if sum.is_some_and(|sum| sum > 0) {
                return None;
            }
            says(format!("nothing can be chosen for `{id}`"), "no weight above 0", "give at least one of them a weight")
        }
        Maker::Sequence(pattern) if !has_number(pattern) => says(
            format!("the pattern of `{id}` has no place for the number"),
            "no {n}",
            "write {n}, or {n:05} for five digits",
        ),
        Maker::Agencies(kind) if !pack.agency_types.iter().any(|other| other.id == *kind) => {
            says(format!("there is no agency type `{kind}`"), "not declared", "name an [[agency_type]]")
        }
        Maker::ParentOf(other) | Maker::DaysAfter(other, ..) | Maker::YearsAfter(other, ..)
            if !column.earlier.iter().any(|(name, _)| name == other) =>
        {
            says(format!("column `{other}` isn't made before `{id}`"), "not made yet", "move this column below it")
        }
        Maker::DaysAfter(other, ..) | Maker::YearsAfter(other, ..) if !is_date(column.dataset, other) => {
            says(format!("column `{other}` holds no dates"), "no dates", "name a date column")
        }
        Maker::DateBetween(from, to) if to < from => backwards(column),
        Maker::DaysAfter(_, from, to) | Maker::IntegerBetween(from, to) if to < from => backwards(column),
        _ => None,
    }
}

/// The maker inside of those that say how long what it made is kept.
fn innermost(maker: &Maker) -> &Maker {
    match maker {
        Maker::Once(inner) | Maker::Every(_, inner) => innermost(inner),
        maker => maker,
    }
}

fn backwards(column: &Column<'_>) -> Option<Problem> {
    Some(RULE.problem(
        column.field.span.clone(),
        format!("nothing lies between the bounds of `{}`", column.name.text),
        "the larger stands first",
        "write the smaller bound first",
    ))
}

fn is_date(dataset: &Entry, id: &str) -> bool {
    dataset.entries("column").iter().any(|column| column.id() == id && column.word("type") == "date")
}

/// Why a column can't hold a value, if it can't; what the intake checks more closely is left to it.
fn impossible(value: &str, declared: &Entry, kind: Type, pack: &Pack) -> Option<String> {
    if value.is_empty() {
        return declared.flag("required").then(|| "it is required".to_owned());
    }
    let read = match kind {
        Type::Integer => value.parse::<i64>().is_ok(),
        Type::Decimal => exact(value).is_some(),
        Type::Date => value.parse::<jiff::civil::Date>().is_ok(),
        Type::Text | Type::Codes | Type::Boolean => true,
    };
    if !read {
        return Some(format!("it is {}", type_name(kind)));
    }
    let list = declared.text("codes").and_then(|list| pack.code_lists.iter().find(|other| other.id == list.text))?;
    let codes: Vec<&str> = if kind == Type::Codes { value.split(';').map(str::trim).collect() } else { vec![value] };
    let unknown = codes.into_iter().find(|code| !list.codes.iter().any(|other| other.code == *code))?;
    Some(format!("code list `{}` has no `{}`", list.id, shortened(unknown)))
}

/// True for a pattern with `{n}` or `{n:05}`.
fn has_number(pattern: &str) -> bool {
    let Some((_, rest)) = pattern.split_once("{n") else { return false };
    let Some((format, _)) = rest.split_once('}') else { return false };
    format.is_empty()
        || format.strip_prefix(":0").is_some_and(|width| width.parse::<u8>().is_ok_and(|width| width <= 40))
}
