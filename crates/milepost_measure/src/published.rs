use milepost_expression::Value;
use milepost_pack::{Dataset, Measure, Pack, Role, Rounding};
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use thiserror::Error;

use crate::outcome::in_unit;
use crate::slice::unit_text;
use crate::sum::number_of;
use crate::{Group, MeasureResult, Parts, ResultState, Results, SliceRow, parts_text, rounded_text};

/// A row of printed results that contradicts itself or the pack.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PublishedProblem {
    /// The pack has no such measure.
    #[error("a published result names the measure {0}, which the pack does not have")]
    UnknownMeasure(String),
    /// Parts and printed value differ.
    #[error(
        "{measure}, {period}, {agency}: {numerator} of {denominator} is not the printed {printed}; the parts are used"
    )]
    Disagrees {
        /// Measure.
        measure: String,
        /// Period.
        period: String,
        /// Agency.
        agency: String,
        /// Above, see [`crate::parts_text`].
        numerator: String,
        /// Below.
        denominator: String,
        /// The value as it was printed.
        printed: String,
    },
}

/// The dataset that holds results of earlier periods as they were printed, if the pack has one.
pub fn published_dataset(pack: &Pack) -> Option<&Dataset> {
    pack.datasets.iter().find(|d| d.role == Some(Role::PublishedResults))
}

/// Rows of printed results as results. A row with both parts has an exact value; one with a value
/// alone has it with its printed places; one with neither is "no cases".
pub fn published<'r>(pack: &Pack, rows: impl IntoIterator<Item = &'r SliceRow>) -> (Results, Vec<PublishedProblem>) {
    let mut results = Results::new();
    let mut problems = Vec::new();
    let Some(dataset) = published_dataset(pack) else { return (results, problems) };
    for row in rows {
        let text = |column: &str| field(dataset, row, column).and_then(unit_text).unwrap_or_default();
        let id = text("measure");
        let Some(measure) = pack.measures.iter().find(|m| m.id == id) else {
            problems.push(PublishedProblem::UnknownMeasure(id));
            continue;
        };
        let agency = Some(text("agency")).filter(|a| !a.is_empty()).unwrap_or_else(|| row.agency.clone());
        let (result, problem) = printed(dataset, measure, row, text("period"), agency);
        results.push(result);
        problems.extend(problem);
    }
    (results, problems)
}

/// Adds printed results where there is no computed one, or only one that says "not submitted".
pub fn complete_with_published(results: &mut Results, published: &[MeasureResult]) {
    for printed in published {
        let same = |r: &MeasureResult| {
            (&r.measure, &r.period, &r.agency, &r.group)
                == (&printed.measure, &printed.period, &printed.agency, &printed.group)
        };
        match results.iter_mut().find(|r| same(r)) {
            Some(result) if result.state == ResultState::NotSubmitted => *result = printed.clone(),
            Some(_) => {}
            None => results.push(printed.clone()),
        }
    }
}

fn printed(
    dataset: &Dataset,
    measure: &Measure,
    row: &SliceRow,
    period: String,
    agency: String,
) -> (MeasureResult, Option<PublishedProblem>) {
    let number = |column: &str| field(dataset, row, column).and_then(number_of);
    let places = number("places").and_then(|n| n.to_integer().to_u8());
    let value = number("value");
    let parts = number("numerator").zip(number("denominator"));
    let exact = parts.clone().filter(|(_, below)| !below.is_zero());
    let exact = exact.map(|(above, below)| in_unit(above / below, measure.display.unit));
    let problem = disagreement(&exact, &value, places).map(|printed| {
        let (above, below) = parts.clone().unwrap_or_default();
        PublishedProblem::Disagrees {
            measure: measure.id.clone(),
            period: period.clone(),
            agency: agency.clone(),
            numerator: parts_text(&above),
            denominator: parts_text(&below),
            printed,
        }
    });
    let printed_places = if exact.is_some() || value.is_none() { None } else { places };
    let value = exact.or(value);
    let (numerator, denominator) = parts.unzip();
    let named = [("numerator", &numerator), ("denominator", &denominator)];
    let result = MeasureResult {
        measure: measure.id.clone(),
        period,
        agency,
        group: Group::total(),
        state: if value.is_some() { ResultState::Value } else { ResultState::NoCases },
        parts: named.into_iter().filter_map(|(name, part)| Some((name.to_owned(), part.clone()?))).collect::<Parts>(),
        numerator,
        denominator,
        value,
        printed_places,
        coverage: (1, 1),
    };
    (result, problem)
}

/// The printed value as text, if the exact one rounds to another at the printed places.
fn disagreement(exact: &Option<BigRational>, printed: &Option<BigRational>, places: Option<u8>) -> Option<String> {
    let (exact, printed, places) = (exact.as_ref()?, printed.as_ref()?, places?);
    let text = |value| rounded_text(value, places, Rounding::HalfAwayFromZero);
    (text(exact) != text(printed)).then(|| text(printed))
}

fn field<'r>(dataset: &Dataset, row: &'r SliceRow, column: &str) -> Option<&'r Value> {
    let place = dataset.columns.iter().position(|c| c.id == column)?;
    row.values.get(place).filter(|value| **value != Value::Null)
}
