use milepost_measure::{MeasureResult, ResultState};
use milepost_pack::Direction;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::{Change, ChangeRule, Comparison, Reason, Status};

/// Compares a result with the one of the period before. `None` as change when that one is not known.
pub(crate) fn change(
    result: &MeasureResult,
    prior: Option<&MeasureResult>,
    direction: Direction,
    status: Status,
    rule: &ChangeRule,
) -> (Option<Change>, Option<Comparison>, Vec<Reason>) {
    let Some(value) = &result.value else { return (Some(Change::None), None, Vec::new()) };
    let Some(prior) = prior.filter(|p| p.state != ResultState::NotSubmitted) else {
        return (None, None, vec![Reason::NoPrior]);
    };
    let Some(prior_value) = &prior.value else {
        return (Some(Change::None), None, vec![Reason::PriorWithoutValue { period: prior.period.clone() }]);
    };
    let comparison = Comparison {
        prior_period: prior.period.clone(),
        prior: prior_value.clone(),
        points: value - prior_value,
        prior_printed_places: prior.printed_places,
    };
    let mut reasons = vec![Reason::Compared(comparison.clone())];
    let better = match direction {
        Direction::Higher => comparison.points.clone(),
        Direction::Lower => -comparison.points.clone(),
        Direction::Neutral => {
            reasons.push(Reason::NoDirection);
            return (Some(Change::None), Some(comparison), reasons);
        }
    };
    let (change, reason) = label(&better, prior_value, status, rule);
    reasons.extend(reason);
    (Some(change), Some(comparison), reasons)
}

/// The label of a change; `better` is positive for the better.
fn label(better: &BigRational, prior: &BigRational, status: Status, rule: &ChangeRule) -> (Change, Option<Reason>) {
    if better.is_zero() {
        return (Change::Maintained, None);
    }
    if better.is_positive() {
        return (Change::Progress, None);
    }
    match rule {
        ChangeRule::AnyChange => (Change::Slippage, None),
        ChangeRule::ThresholdWhenMissed(_) if status != Status::NotMet => {
            (Change::Maintained, Some(Reason::WorseButNotMissed))
        }
        ChangeRule::ThresholdWhenMissed(thresholds) => {
            let threshold = thresholds.for_prior(prior).clone();
            if -better > threshold {
                (Change::Slippage, Some(Reason::BeyondThreshold { threshold }))
            } else {
                (Change::Maintained, Some(Reason::WithinThreshold { threshold }))
            }
        }
    }
}
