//! Measures for which an agency's result depends on those of the other agencies of its type.

use std::collections::BTreeSet;

use milepost_expression::EvaluationError;
use milepost_pack::{DerivedForm, DerivedKind, Formula, Measure};
use milepost_statistics::{RoundingMode, apportion, scaled};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use crate::derived::{coverage, not_evaluated, places, row, worst_state};
use crate::outcome::Outcome;
use crate::roll_up::result;
use crate::sum::power_of_ten;
use crate::{Group, MeasureResult, Parts, ResultProblem, ResultState, Results, RollUp};

/// An agency's place among all of its type, for every group. Equal values share the better place. An
/// agency without a value has its input's state; one that the condition leaves out is not applicable.
pub(crate) fn ranked(
    request: &RollUp<'_>,
    measure: &Measure,
    derived: &DerivedKind,
    inputs: &[&Results],
    problems: &mut Vec<ResultProblem>,
) -> Results {
    let DerivedForm::Rank { of, among, condition, lowest_first } = &derived.form else { return Results::new() };
    let kind = agencies_of(request, among);
    let mut entered: Vec<(&MeasureResult, (u32, u32), bool)> = Vec::new();
    for inputs in places(inputs) {
        let Some(own) = inputs.iter().find(|r| r.measure == *of && kind.contains(r.agency.as_str())) else { continue };
        match holds(request, derived, condition.as_ref(), &inputs) {
            Ok(holds) => entered.push((own, coverage(&inputs), holds)),
            Err(error) => problems.push(not_evaluated(measure, &own.agency, &own.group, error)),
        }
    }
    let mut results = Results::new();
    for (own, coverage, holds) in &entered {
        let rivals = entered.iter().filter(|(r, _, holds)| *holds && r.group == own.group);
        let rivals: Vec<&BigRational> = rivals.filter_map(|(r, ..)| r.value.as_ref()).collect();
        let outcome = match &own.value {
            None => Outcome::without_value(own.state),
            Some(_) if !holds => Outcome::without_value(ResultState::NotApplicable),
            Some(value) => place(value, &rivals, *lowest_first),
        };
        results.push(result(request, measure, &own.agency, &own.group, outcome, *coverage));
    }
    results
}

fn place(value: &BigRational, rivals: &[&BigRational], lowest_first: bool) -> Outcome {
    let count = |counts: &dyn Fn(&BigRational) -> bool| {
        BigRational::from(BigInt::from(rivals.iter().filter(|rival| counts(rival)).count()))
    };
    let better = count(&|rival| if lowest_first { rival < value } else { rival > value });
    let rank = better + BigRational::from(BigInt::from(1));
    let parts = [("rank", rank.clone()), ("tied", count(&|rival| rival == value)), ("ranked", count(&|_| true))];
    Outcome::of_value(rank, parts.into_iter().map(|(name, n)| (name.to_owned(), n)).collect())
}

fn holds(
    request: &RollUp<'_>,
    derived: &DerivedKind,
    condition: Option<&Formula>,
    inputs: &[&MeasureResult],
) -> Result<bool, EvaluationError> {
    let Some(condition) = condition else { return Ok(true) };
    condition.expression.is_true(&row(request, derived, inputs)?)
}

/// The parts of an amount of the state agency. As long as the weight of one agency is not submitted, no
/// agency's part is known; an agency without cases weighs nothing.
pub(crate) fn apportioned(
    request: &RollUp<'_>,
    measure: &Measure,
    derived: &DerivedKind,
    inputs: &[&Results],
    problems: &mut Vec<ResultProblem>,
) -> Results {
    let DerivedForm::Apportioned { amount, by, among, places } = &derived.form else { return Results::new() };
    let totals = || inputs.iter().flat_map(|input| input.iter()).filter(|r| r.group.is_total());
    let kind = agencies_of(request, among);
    let weighed: Vec<&MeasureResult> =
        totals().filter(|r| r.measure == *by && kind.contains(r.agency.as_str())).collect();
    let Some(whole) = totals().find(|r| r.measure == *amount && r.agency == request.pack.state_agency) else {
        return Results::new();
    };
    let weights: Vec<BigRational> = weighed.iter().map(|r| r.value.clone().unwrap_or_else(BigRational::zero)).collect();
    let all: BigRational = weights.iter().sum();
    let unknown = || {
        if let Some(missing) = [whole].into_iter().chain(weighed.iter().copied()).find(|r| is_unknown(r)) {
            return Some(missing.state);
        }
        (all.is_zero() || whole.value.is_none()).then(|| worst_state(&[whole]))
    };
    let units = whole.value.as_ref().map(|amount| scaled(amount, *places, RoundingMode::HalfAwayFromZero));
    let parts = match (unknown(), units) {
        (None, Some(units)) => apportion(&units, &weights),
        _ => Ok(Vec::new()),
    };
    let parts = parts.unwrap_or_else(|error| {
        problems.push(ResultProblem::NotApportioned { measure: measure.id.clone(), why: error.to_string() });
        Vec::new()
    });
    let state = unknown().unwrap_or(ResultState::NoCases);
    let mut results = Results::new();
    for (index, own) in weighed.iter().enumerate() {
        let outcome = match parts.get(index) {
            None => Outcome::without_value(state),
            Some(units) => {
                let part = BigRational::new(units.clone(), power_of_ten(*places));
                let amount = whole.value.clone().unwrap_or_else(BigRational::zero);
                let named = [("weight", weights[index].clone()), ("weights", all.clone()), ("amount", amount)];
                Outcome::of_value(part, named.into_iter().map(|(n, v)| (n.to_owned(), v)).collect::<Parts>())
            }
        };
        results.push(result(request, measure, &own.agency, &Group::total(), outcome, coverage(&[whole, own])));
    }
    results
}

fn is_unknown(result: &MeasureResult) -> bool {
    result.state == ResultState::NotSubmitted
}

fn agencies_of<'p>(request: &RollUp<'p>, kind: &str) -> BTreeSet<&'p str> {
    request.pack.agencies.iter().filter(|agency| agency.kind == kind).map(|agency| agency.id.as_str()).collect()
}
