use std::collections::BTreeMap;

use milepost_calendar::Period;
use milepost_expression::{EvaluationError, Number, Value};
use milepost_pack::{DerivedForm, DerivedKind, Formula, Measure};
use num_bigint::BigInt;
use num_rational::BigRational;

use crate::outcome::Outcome;
use crate::roll_up::{group_text, impossible, result};
use crate::sum::number_of;
use crate::{Group, MeasureResult, Parts, ResultProblem, ResultState, Results, RollUp, across, over_periods};

/// The results of a measure that is made of results: `inputs` has those of the measures that it
/// reads, in the order in which it names them, for each period that it reads.
pub(crate) fn derive(
    request: &RollUp<'_>,
    measure: &Measure,
    derived: &DerivedKind,
    inputs: &[(&Period, Vec<&Results>)],
    problems: &mut Vec<ResultProblem>,
) -> Results {
    let Some((_, own)) = inputs.last() else { return Results::new() };
    match &derived.form {
        DerivedForm::Share { .. } | DerivedForm::Value(_) => by_formula(request, measure, derived, own, problems),
        DerivedForm::OverPeriods { take, skips_no_cases, .. } => {
            over_periods::results(request, measure, *take, *skips_no_cases, inputs)
        }
        DerivedForm::Rank { .. } => across::ranked(request, measure, derived, own, problems),
        DerivedForm::Apportioned { .. } => across::apportioned(request, measure, derived, own, problems),
    }
}

/// Evaluates formulas at every agency and group that all inputs have.
fn by_formula(
    request: &RollUp<'_>,
    measure: &Measure,
    derived: &DerivedKind,
    inputs: &[&Results],
    problems: &mut Vec<ResultProblem>,
) -> Results {
    let mut results = Results::new();
    for inputs in places(inputs) {
        let Some(place) = inputs.first() else { continue };
        let (agency, group) = (&place.agency, &place.group);
        match row(request, derived, &inputs).and_then(|row| evaluate(measure, derived, &inputs, &row)) {
            Err(error) => problems.push(not_evaluated(measure, agency, group, error)),
            Ok(outcome) => match outcome.within_denominator(measure) {
                Err(why) => problems.push(impossible(why, measure, agency, group)),
                Ok(outcome) => results.push(result(request, measure, agency, group, outcome, coverage(&inputs))),
            },
        }
    }
    results
}

pub(crate) fn not_evaluated(measure: &Measure, agency: &str, group: &Group, error: EvaluationError) -> ResultProblem {
    ResultProblem::NotEvaluated {
        measure: measure.id.clone(),
        agency: agency.to_owned(),
        group: group_text(group),
        error,
    }
}

/// The results of all inputs at each agency and group that all of them have.
pub(crate) fn places<'a>(inputs: &[&'a Results]) -> Vec<Vec<&'a MeasureResult>> {
    let place = |r: &'a MeasureResult| (r.agency.as_str(), &r.group);
    let indexed: Vec<BTreeMap<(&str, &Group), &MeasureResult>> =
        inputs.iter().map(|results| results.iter().map(|r| (place(r), r)).collect()).collect();
    let Some(first) = inputs.first() else { return Vec::new() };
    let at = |r| indexed.iter().map(|results| results.get(&place(r)).copied()).collect::<Option<Vec<_>>>();
    first.iter().filter_map(at).collect()
}

/// The coverage of the input that has most to wish for.
pub(crate) fn coverage(inputs: &[&MeasureResult]) -> (u32, u32) {
    let missing = |(submitted, expected): (u32, u32)| expected.saturating_sub(submitted);
    inputs.iter().map(|r| r.coverage).max_by_key(|c| (missing(*c), c.1)).unwrap_or_default()
}

/// The parts of the inputs and the settings of the period, laid out as the formulas name them; every
/// part is a decimal.
pub(crate) fn row(
    request: &RollUp<'_>,
    derived: &DerivedKind,
    inputs: &[&MeasureResult],
) -> Result<Vec<Value>, EvaluationError> {
    let value = |name: &str| {
        let Some((measure, part)) = name.split_once('.') else { return Ok(Value::Null) };
        if measure == "setting" {
            let setting = request.pack.settings.iter().find(|s| s.id == part);
            return Ok(setting.map_or(Value::Null, |s| s.on(request.period.end)));
        }
        let input = inputs.iter().find(|r| r.measure == measure);
        let number = input.and_then(|r| if part == "value" { r.value.as_ref() } else { r.parts.get(part) });
        number.map_or(Ok(Value::Null), value_of)
    };
    derived.scope.names().map(|(name, _)| value(name)).collect()
}

fn value_of(number: &BigRational) -> Result<Value, EvaluationError> {
    let small = |big: &BigInt| i128::try_from(big).map_err(|_| EvaluationError::TooLarge);
    Ok(Value::Decimal(Number::new(small(number.numer())?, small(number.denom())?)))
}

/// Evaluates the formulas of a measure. Parts that an input doesn't have are absent values in them;
/// an absent outcome has the state of the worst input: not submitted, then not applicable, then no
/// cases. A share of a denominator of 0 is no cases.
fn evaluate(
    measure: &Measure,
    derived: &DerivedKind,
    inputs: &[&MeasureResult],
    row: &[Value],
) -> Result<Outcome, EvaluationError> {
    let number = |formula: &Formula| Ok(number_of(&formula.expression.evaluate(row)?));
    let outcome = match &derived.form {
        DerivedForm::Share { numerator, denominator } => {
            let shares = number(numerator)?.zip(number(denominator)?);
            shares.map(|(above, below)| Outcome::quotient(above, below, measure.display.unit, Parts::new()))
        }
        DerivedForm::Value(value) => number(value)?.map(|value| Outcome::of_value(value, Parts::new())),
        _ => None,
    };
    Ok(outcome.unwrap_or_else(|| Outcome::without_value(worst_state(inputs))))
}

/// Why there is no value where all of these are needed: not submitted, then not applicable, then no cases.
pub(crate) fn worst_state(inputs: &[&MeasureResult]) -> ResultState {
    let worst_first = [ResultState::NotSubmitted, ResultState::NotApplicable];
    let is_there = |state: &ResultState| inputs.iter().any(|input| input.state == *state);
    worst_first.into_iter().find(is_there).unwrap_or(ResultState::NoCases)
}
