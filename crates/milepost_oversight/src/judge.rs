use milepost_measure::{MeasureResult, ResultState, big};
use milepost_pack::{Bound, Certainty, Direction, Measure, Standard, StandardKind};
use num_rational::BigRational;

use crate::change::change;
use crate::{Change, ChangeRule, Determination, Position, Reason, Status, bound_text, meets, needed};

/// What is judged: one result, by one standard.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The result.
    pub result: &'a MeasureResult,
    /// The result of the period before, if it is known; one that was only printed says so itself.
    pub prior: Option<&'a MeasureResult>,
    /// The measure.
    pub measure: &'a Measure,
    /// The standard, in the measure's unit.
    pub standard: &'a Standard,
    /// By which rule a change is slippage.
    pub rule: &'a ChangeRule,
}

/// Judges a result. Values are compared as they are, with no tolerance and before any rounding.
pub fn judge(case: &Case<'_>) -> Determination {
    let Case { result, prior, measure, standard, rule } = *case;
    let (status, mut reasons) = status(result, measure, standard);
    let value = result.value.as_ref().filter(|_| matches!(status, Status::Met | Status::NotMet));
    let position = value.and_then(|value| position(standard, value));
    let aim = aim(standard, measure);
    let needed = if status == Status::NotMet { needed(result, &aim, standard.unit) } else { None };
    if status == Status::NotMet {
        if let Some(needed) = &needed {
            reasons.push(Reason::Needed { needed: needed.clone(), unit_of_count: measure.unit_of_count.clone() });
        } else if result.denominator.is_some() {
            reasons.push(Reason::OutOfReach);
        }
    }
    let (submitted, expected) = result.coverage;
    if value.is_some() && submitted < expected {
        reasons.push(Reason::Incomplete { submitted, expected });
    }
    let (change, comparison, why) = change(result, prior, measure.direction, status, rule);
    reasons.extend(why);
    if standard.certainty == Certainty::Unverified && matches!(status, Status::Met | Status::NotMet) {
        reasons.push(Reason::Unverified);
    }
    Determination {
        measure: result.measure.clone(),
        period: result.period.clone(),
        agency: result.agency.clone(),
        group: result.group.clone(),
        standard: standard.id.clone(),
        target: bound_text(&standard.bound),
        certainty: standard.certainty,
        status,
        position,
        change,
        comparison,
        needed,
        outcome: None,
        reasons,
    }
}

/// What is said of an agency that another one answers for: its result is counted, not judged.
pub(crate) fn answered_for(result: &MeasureResult, standard: &Standard, by: &str) -> Determination {
    Determination {
        measure: result.measure.clone(),
        period: result.period.clone(),
        agency: result.agency.clone(),
        group: result.group.clone(),
        standard: standard.id.clone(),
        target: bound_text(&standard.bound),
        certainty: standard.certainty,
        status: Status::NotApplicable,
        position: None,
        change: Some(Change::None),
        comparison: None,
        needed: None,
        outcome: None,
        reasons: vec![Reason::AnsweredFor { by: by.to_owned() }],
    }
}

pub(crate) fn status(result: &MeasureResult, measure: &Measure, standard: &Standard) -> (Status, Vec<Reason>) {
    let value = match (result.state, &result.value) {
        (ResultState::NotApplicable, _) => return (Status::NotApplicable, vec![Reason::NotApplicable]),
        (ResultState::NotSubmitted, _) => return (Status::NoData, vec![Reason::NotSubmitted]),
        (ResultState::NoCases, _) | (ResultState::Value, None) => return (Status::NoData, vec![Reason::NoCases]),
        (ResultState::Value, Some(value)) => value.clone(),
    };
    if let Bound::OfResults { low, high } = &standard.bound {
        let of = low.iter().chain(high).cloned().collect();
        return (Status::NoData, vec![Reason::BoundNotKnown { of }]);
    }
    let position = position(standard, &value);
    let Some(met) = meets(&aim(standard, measure), &value) else {
        return (Status::NotApplicable, vec![Reason::NotSet]);
    };
    let reason = Reason::Held {
        value,
        numerator: result.numerator.clone(),
        denominator: result.denominator.clone(),
        unit: measure.display.unit,
        bound: standard.bound.clone(),
        met,
    };
    let reasons = std::iter::once(reason).chain(position.map(Reason::Position)).collect();
    (if met { Status::Met } else { Status::NotMet }, reasons)
}

/// What must be reached: of a range that was expected, the worse end alone.
fn aim(standard: &Standard, measure: &Measure) -> Bound {
    match (standard.kind, &standard.bound, measure.direction) {
        (StandardKind::ExpectedRange, Bound::Between(low, _), Direction::Higher) => Bound::AtLeast(*low),
        (StandardKind::ExpectedRange, Bound::Between(_, high), Direction::Lower) => Bound::AtMost(*high),
        (_, bound, _) => bound.clone(),
    }
}

/// Where a value lies beside the range that was expected; `None` for other standards.
fn position(standard: &Standard, value: &BigRational) -> Option<Position> {
    match (standard.kind, &standard.bound) {
        (StandardKind::ExpectedRange, Bound::Between(low, _)) if *value < big(low) => Some(Position::Below),
        (StandardKind::ExpectedRange, Bound::Between(_, high)) if *value > big(high) => Some(Position::Above),
        (StandardKind::ExpectedRange, Bound::Between(..)) => Some(Position::Within),
        _ => None,
    }
}

/// What a bound of a standard asks for in words: `at least 100`.
pub(crate) fn bound_words(bound: &Bound) -> String {
    if let Bound::AtLeast(_) = bound { format!("at least {}", bound_text(bound)) } else { bound_text(bound) }
}
