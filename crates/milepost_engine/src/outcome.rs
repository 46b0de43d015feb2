//! What a row is to a measure, as a byte.

use std::rc::Rc;

use milepost_expression::Value;
use milepost_measure::{ProportionCounts, Sum, Tally, unit_text};
use milepost_pack::{Code, Kind};

use crate::column::{Column, Unit};
use crate::evaluate::{Batch, Evaluator, Stop};
use crate::program::{Counting, Shape};
use crate::truth;

/// The row adds nothing.
pub(crate) const NOTHING: u8 = 0;
const COUNTED: u8 = 1;
const EXCLUDED: u8 = 1;
const NUMERATOR: u8 = 2;
const ADDITION: u8 = 3;
const EXCEPTED: u8 = 4;
const DENOMINATOR_ONLY: u8 = 5;

/// What the rows of a batch add to a measure.
pub(crate) enum Outcomes {
    /// A byte a row.
    Bytes(Vec<u8>),
    /// Values to add up where the byte says so, one list for each sum.
    Sums(Vec<u8>, Vec<Vec<i128>>),
    /// To be asked row by row.
    Rows,
}

/// How many different bytes there are.
pub(crate) fn states(shape: &Shape) -> usize {
    match shape {
        Shape::Count | Shape::Sums { .. } => 2,
        Shape::Proportion { .. } => 6,
        Shape::Classes { classes, .. } => classes + 1,
        Shape::Rows => 0,
    }
}

pub(crate) fn of(evaluator: &mut Evaluator<'_>, batch: &mut Batch, counting: &Counting<'_>) -> Result<Outcomes, Stop> {
    if matches!(counting.shape, Shape::Rows) {
        return Ok(Outcomes::Rows);
    }
    let initial = evaluator.condition(batch, counting.initial_population, truth::TRUE)?;
    match &counting.shape {
        Shape::Count | Shape::Rows => {
            Ok(Outcomes::Bytes(initial.into_iter().map(|t| if t == truth::TRUE { COUNTED } else { NOTHING }).collect()))
        }
        Shape::Proportion { denominator, exclusion, numerator, addition, exception } => {
            let mut outcomes = vec![DENOMINATOR_ONLY; batch.rows];
            // From the last question to the first: an earlier answer overrides.
            for (step, outcome) in
                [(*exception, EXCEPTED), (*addition, ADDITION), (Some(*numerator), NUMERATOR), (*exclusion, EXCLUDED)]
            {
                if step.is_some() {
                    put(&mut outcomes, &evaluator.condition(batch, step, truth::FALSE)?, outcome);
                }
            }
            let mut outside = initial;
            truth::and(&mut outside, &evaluator.condition(batch, *denominator, truth::TRUE)?);
            keep(&mut outcomes, &outside);
            Ok(Outcomes::Bytes(outcomes))
        }
        Shape::Sums { values, places } => {
            let columns = values.iter().map(|step| evaluator.values(batch, *step)).collect::<Result<Vec<_>, _>>()?;
            Ok(sums(initial, &columns, *places).unwrap_or(Outcomes::Rows))
        }
        Shape::Classes { class, .. } => {
            let Kind::Classes { classes, .. } = &counting.task.measure.kind else { return Ok(Outcomes::Rows) };
            let mut outcomes = classified(&*evaluator.values(batch, *class)?, classes, batch.rows);
            keep(&mut outcomes, &initial);
            Ok(Outcomes::Bytes(outcomes))
        }
    }
}

fn put(outcomes: &mut [u8], truths: &[u8], outcome: u8) {
    outcomes.iter_mut().zip(truths).for_each(|(o, t)| *o = if *t == truth::TRUE { outcome } else { *o });
}

/// Nothing where the truth isn't true.
fn keep(outcomes: &mut [u8], truths: &[u8]) {
    outcomes.iter_mut().zip(truths).for_each(|(o, t)| *o = if *t == truth::TRUE { *o } else { NOTHING });
}

fn classified(column: &Column, classes: &[Code], rows: usize) -> Vec<u8> {
    let class = |value: &Value| {
        let text = unit_text(value);
        let place = text.and_then(|text| classes.iter().position(|class| class.code == text));
        // There are fewer than 200 classes.
        place.map_or(NOTHING, |place| place as u8 + 1)
    };
    match column {
        Column::Coded(coded) => {
            let known: Vec<u8> = coded.values.iter().map(class).collect();
            coded.codes.iter().map(|code| known[usize::from(*code)]).collect()
        }
        Column::Constant(value) => vec![class(value); rows],
        column => (0..rows).map(|row| class(&column.value(row))).collect(),
    }
}

/// Rows in which all values are there, with the values scaled; `None` when they aren't numbers of 64 bits.
fn sums(initial: Vec<u8>, columns: &[Rc<Column>], places: u8) -> Option<Outcomes> {
    let mut outcomes: Vec<u8> = initial.iter().map(|t| if *t == truth::TRUE { COUNTED } else { NOTHING }).collect();
    let mut sums = Vec::with_capacity(columns.len());
    for column in columns {
        let numbers = column.numbers()?;
        let digits = match numbers.unit {
            Unit::Integer => 0,
            Unit::Decimal(digits) => digits,
            Unit::Day => return None,
        };
        if places.abs_diff(digits) > 12 {
            return None;
        }
        if let Some(present) = &numbers.present {
            outcomes.iter_mut().zip(present).filter(|(_, there)| !there).for_each(|(o, _)| *o = NOTHING);
        }
        let factor = 10_i128.pow(u32::from(places.abs_diff(digits)));
        let scaled = numbers.values.iter().map(|number| {
            let number = i128::from(*number);
            if places >= digits { number * factor } else { rounded(number, factor) }
        });
        sums.push(scaled.collect());
    }
    Some(Outcomes::Sums(outcomes, sums))
}

/// A number divided, halves away from zero.
fn rounded(number: i128, divisor: i128) -> i128 {
    let half = divisor / 2;
    (number + if number < 0 { -half } else { half }) / divisor
}

/// The tally of so many rows of each outcome, and sums; `None` when no row adds anything.
pub(crate) fn tally(kind: &Kind, outcomes: &[u64], sums: &[i128]) -> Option<Tally> {
    let count = |outcome: u8| outcomes[usize::from(outcome)];
    if outcomes[1..].iter().all(|n| *n == 0) {
        return None;
    }
    let sum = |index: usize| Sum(sums[index].into());
    Some(match kind {
        Kind::Count(_) => Tally::Count(count(COUNTED)),
        Kind::Proportion(_) => Tally::Proportion(ProportionCounts {
            numerator: count(NUMERATOR) + count(ADDITION),
            denominator: count(NUMERATOR) + count(ADDITION) + count(DENOMINATOR_ONLY),
            additions: count(ADDITION),
            exclusions: count(EXCLUDED),
            exceptions: count(EXCEPTED),
        }),
        Kind::Mean { .. } => Tally::Mean { sum: sum(0), n: count(COUNTED) },
        Kind::Ratio { .. } => Tally::Ratio { numerator: sum(0), denominator: sum(1) },
        Kind::Classes { classes, .. } => {
            let counted = classes.iter().zip(&outcomes[1..]).filter(|(_, n)| **n > 0);
            Tally::Classes(counted.map(|(class, n)| (class.code.clone(), *n)).collect())
        }
        _ => return None,
    })
}
