use std::collections::BTreeMap;

use milepost_calendar::Period;
use milepost_pack::{Measure, OverPeriods};
use num_bigint::BigInt;
use num_rational::BigRational;

use crate::derived::{coverage, worst_state};
use crate::outcome::Outcome;
use crate::roll_up::result;
use crate::{Group, MeasureResult, Parts, ResultState, Results, RollUp};

/// One result made of those of several periods, at every agency and group that the last period has.
/// Where a period was not submitted, or the agency had no results yet, nothing is known of the whole.
pub(crate) fn results(
    request: &RollUp<'_>,
    measure: &Measure,
    take: OverPeriods,
    skips_no_cases: bool,
    inputs: &[(&Period, Vec<&Results>)],
) -> Results {
    let place = |r: &MeasureResult| (r.agency.clone(), r.group.clone());
    let indexed: Vec<BTreeMap<(String, Group), &MeasureResult>> =
        inputs.iter().map(|(_, input)| input.iter().flat_map(|r| r.iter()).map(|r| (place(r), r)).collect()).collect();
    let Some(last) = inputs.last().and_then(|(_, input)| input.first()) else { return Results::new() };
    let mut results = Results::new();
    for own in last.iter() {
        let of_place: Vec<&MeasureResult> =
            indexed.iter().filter_map(|period| period.get(&place(own)).copied()).collect();
        let is_known = of_place.len() == inputs.len() && of_place.iter().all(|r| r.state != ResultState::NotSubmitted);
        let outcome = if is_known {
            outcome(measure, take, skips_no_cases, &of_place)
        } else {
            Outcome::without_value(ResultState::NotSubmitted)
        };
        results.push(result(request, measure, &own.agency, &own.group, outcome, coverage(&of_place)));
    }
    results
}

fn outcome(measure: &Measure, take: OverPeriods, skips_no_cases: bool, periods: &[&MeasureResult]) -> Outcome {
    let of_each = |r: &&MeasureResult| Some((format!("value.{}", r.period), r.value.clone()?));
    let mut parts: Parts = periods.iter().filter_map(of_each).collect();
    let values: Vec<&BigRational> = periods.iter().filter_map(|r| r.value.as_ref()).collect();
    let count = BigRational::from(BigInt::from(values.len()));
    parts.insert("periods".to_owned(), count.clone());
    if values.is_empty() || (values.len() < periods.len() && !skips_no_cases) {
        return Outcome { parts, ..Outcome::without_value(worst_state(periods)) };
    }
    match take {
        OverPeriods::Mean => Outcome::of_value(values.into_iter().sum::<BigRational>() / count, parts),
        OverPeriods::Sum => Outcome::of_value(values.into_iter().sum(), parts),
        OverPeriods::Pooled => {
            let sum = |side: fn(&MeasureResult) -> Option<&BigRational>| periods.iter().filter_map(|r| side(r)).sum();
            let (above, below) = (sum(|r| r.numerator.as_ref()), sum(|r| r.denominator.as_ref()));
            Outcome::quotient(above, below, measure.display.unit, parts)
        }
    }
}
