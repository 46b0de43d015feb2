use std::collections::{BTreeMap, BTreeSet};

use milepost_expression::{EvaluationError, Value};
use milepost_pack::{Counted, Formula, Kind, Populations};

use crate::slice::unit_text;
use crate::sum::number_of;
use crate::tally::{Exact, ProportionCounts, ReportedSums, StratumCounts};
use crate::{Aspect, Sum, Tally};

/// Where a row stands for a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Not in the initial population.
    NotInitialPopulation,
    /// In the initial population, not in the denominator.
    NotDenominator,
    /// Removed before the numerator was asked.
    Excluded,
    /// In the denominator and in the numerator.
    Numerator,
    /// In both by the addition.
    Addition,
    /// Removed from the denominator because it was in neither.
    Excepted,
    /// In the denominator alone.
    DenominatorOnly,
    /// Counted, by a measure that has no denominator.
    Counted,
    /// In the initial population, but what is observed is absent.
    Unobserved,
    /// Says that the question doesn't arise.
    NotApplicable,
    /// In the frame that gives the strata their weights.
    Frame,
}

impl Standing {
    /// The word in files: `numerator`, `denominator_only`, `not_initial_population`…
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotInitialPopulation => "not_initial_population",
            Self::NotDenominator => "not_denominator",
            Self::Excluded => "excluded",
            Self::Numerator => "numerator",
            Self::Addition => "addition",
            Self::Excepted => "excepted",
            Self::DenominatorOnly => "denominator_only",
            Self::Counted => "counted",
            Self::Unobserved => "unobserved",
            Self::NotApplicable => "not_applicable",
            Self::Frame => "frame",
        }
    }
}

/// What a completed row is to a measure: where it stands, and the parts that it adds.
pub(crate) struct Observation {
    pub(crate) standing: Standing,
    /// `None` when it adds nothing.
    pub(crate) tally: Option<Tally>,
}

/// A formula that failed: its role and why.
pub(crate) type FormulaFault = (&'static str, EvaluationError);

/// Asks a measure's populations about one completed row.
pub(crate) fn observe(kind: &Kind, aspect: Aspect, row: &[Value]) -> Result<Observation, FormulaFault> {
    if aspect == Aspect::Frame {
        return observe_frame(kind, row);
    }
    let Some(counted) = crate::counted(kind) else { return Ok(nothing(Standing::NotInitialPopulation)) };
    if !holds(("initial_population", counted.initial_population.as_ref()), row, true)? {
        return Ok(nothing(Standing::NotInitialPopulation));
    }
    match kind {
        Kind::Count(Counted { .. }) => Ok(adds(Standing::Counted, Tally::Count(1))),
        Kind::Proportion(populations) => {
            let standing = stand(populations, row)?;
            Ok(Observation { standing, tally: proportion(standing) })
        }
        Kind::Ratio { numerator, denominator, places, .. } => {
            let above = number("numerator", numerator, row, *places)?;
            let below = number("denominator", denominator, row, *places)?;
            Ok(match above.zip(below) {
                Some((numerator, denominator)) => adds(Standing::Counted, Tally::Ratio { numerator, denominator }),
                None => nothing(Standing::Unobserved),
            })
        }
        Kind::Mean { observation, places, .. } => {
            let sum = number("observation", observation, row, *places)?;
            Ok(sum.map_or(nothing(Standing::Unobserved), |sum| adds(Standing::Counted, Tally::Mean { sum, n: 1 })))
        }
        Kind::Quantile { observation, places, .. } => {
            let value = number("observation", observation, row, *places)?;
            Ok(value.map_or(nothing(Standing::Unobserved), |value| {
                adds(Standing::Counted, Tally::Quantile(BTreeMap::from([(value, 1)])))
            }))
        }
        Kind::Classes { class, classes, .. } => {
            let class = text("class", class, row)?.filter(|c| classes.iter().any(|known| known.code == *c));
            Ok(class.map_or(nothing(Standing::Unobserved), |class| {
                adds(Standing::Counted, Tally::Classes(BTreeMap::from([(class, 1)])))
            }))
        }
        Kind::WeightedProportion { .. } => observe_answer(kind, row),
        Kind::Unduplicated { unit, .. } => {
            Ok(row.get(unit.0).and_then(unit_text).map_or(nothing(Standing::Unobserved), |unit| {
                adds(Standing::Counted, Tally::Unduplicated(BTreeSet::from([unit])))
            }))
        }
        Kind::Reported { .. } => observe_report(kind, row),
        Kind::Derived(_) => Ok(nothing(Standing::NotInitialPopulation)),
    }
}

/// Where a row of the initial population stands for a proportion; the order is that of
/// [`Populations`].
fn stand(populations: &Populations, row: &[Value]) -> Result<Standing, FormulaFault> {
    if !holds(("denominator", populations.denominator.as_ref()), row, true)? {
        return Ok(Standing::NotDenominator);
    }
    if holds(("exclusion", populations.exclusion.as_ref()), row, false)? {
        return Ok(Standing::Excluded);
    }
    if holds(("numerator", Some(&populations.numerator)), row, false)? {
        return Ok(Standing::Numerator);
    }
    if holds(("addition", populations.addition.as_ref()), row, false)? {
        return Ok(Standing::Addition);
    }
    if holds(("exception", populations.exception.as_ref()), row, false)? {
        return Ok(Standing::Excepted);
    }
    Ok(Standing::DenominatorOnly)
}

fn proportion(standing: Standing) -> Option<Tally> {
    let mut counts = ProportionCounts::default();
    match standing {
        Standing::Excluded => counts.exclusions = 1,
        Standing::Numerator => (counts.numerator, counts.denominator) = (1, 1),
        Standing::Addition => (counts.numerator, counts.denominator, counts.additions) = (1, 1, 1),
        Standing::Excepted => counts.exceptions = 1,
        Standing::DenominatorOnly => counts.denominator = 1,
        _ => return None,
    }
    Some(Tally::Proportion(counts))
}

/// An answer to a survey: all of the initial population answered, those in the denominator are scored.
fn observe_answer(kind: &Kind, row: &[Value]) -> Result<Observation, FormulaFault> {
    let Kind::WeightedProportion { populations, stratum, strata, .. } = kind else {
        return Ok(nothing(Standing::NotInitialPopulation));
    };
    let standing = stand(populations, row)?;
    let mut counts = StratumCounts { responded: 1, ..StratumCounts::default() };
    match standing {
        Standing::Numerator | Standing::Addition => (counts.met, counts.scored) = (1, 1),
        Standing::DenominatorOnly => counts.scored = 1,
        _ => {}
    }
    let stratum = text("stratum", stratum, row)?.filter(|s| strata.iter().any(|known| known.code == *s));
    Ok(adds(standing, in_stratum(stratum, counts)))
}

fn observe_frame(kind: &Kind, row: &[Value]) -> Result<Observation, FormulaFault> {
    let Kind::WeightedProportion { strata, frame_stratum, frame_condition, .. } = kind else {
        return Ok(nothing(Standing::NotInitialPopulation));
    };
    if !holds(("frame_condition", frame_condition.as_ref()), row, true)? {
        return Ok(nothing(Standing::NotInitialPopulation));
    }
    let stratum = text("frame_stratum", frame_stratum, row)?.filter(|s| strata.iter().any(|known| known.code == *s));
    let counts = StratumCounts { frame: 1, ..StratumCounts::default() };
    Ok(adds(Standing::Frame, in_stratum(stratum, counts)))
}

fn in_stratum(stratum: Option<String>, counts: StratumCounts) -> Tally {
    match stratum {
        Some(stratum) => {
            Tally::Weighted { strata: BTreeMap::from([(stratum, counts)]), unplaced: StratumCounts::default() }
        }
        None => Tally::Weighted { strata: BTreeMap::new(), unplaced: counts },
    }
}

fn observe_report(kind: &Kind, row: &[Value]) -> Result<Observation, FormulaFault> {
    let Kind::Reported { numerator, denominator, value, not_applicable, .. } = kind else {
        return Ok(nothing(Standing::NotInitialPopulation));
    };
    if holds(("not_applicable", not_applicable.as_ref()), row, false)? {
        let sums = ReportedSums { not_applicable: 1, ..ReportedSums::default() };
        return Ok(adds(Standing::NotApplicable, Tally::Reported(sums)));
    }
    let given = |role, formula: &Option<Formula>| match formula {
        Some(formula) => Ok(number_of(&evaluate(role, formula, row)?).map(Exact)),
        None => Ok(None),
    };
    let (numerator, denominator) = (given("numerator", numerator)?, given("denominator", denominator)?);
    let values: Vec<Exact> = given("value", value)?.into_iter().collect();
    if numerator.is_none() && denominator.is_none() && values.is_empty() {
        return Ok(nothing(Standing::Unobserved));
    }
    let sums = ReportedSums { rows: 1, not_applicable: 0, numerator, denominator, values };
    Ok(adds(Standing::Counted, Tally::Reported(sums)))
}

fn nothing(standing: Standing) -> Observation {
    Observation { standing, tally: None }
}

fn adds(standing: Standing, tally: Tally) -> Observation {
    Observation { standing, tally: Some(tally) }
}

/// True when the condition is true; `without` is the answer when there is no condition.
fn holds(
    (role, condition): (&'static str, Option<&Formula>),
    row: &[Value],
    without: bool,
) -> Result<bool, FormulaFault> {
    condition.map_or(Ok(without), |c| c.expression.is_true(row).map_err(|e| (role, e)))
}

fn evaluate(role: &'static str, formula: &Formula, row: &[Value]) -> Result<Value, FormulaFault> {
    formula.expression.evaluate(row).map_err(|error| (role, error))
}

fn number(role: &'static str, formula: &Formula, row: &[Value], places: u8) -> Result<Option<Sum>, FormulaFault> {
    Ok(number_of(&evaluate(role, formula, row)?).map(|n| Sum::scaled(&n, places)))
}

fn text(role: &'static str, formula: &Formula, row: &[Value]) -> Result<Option<String>, FormulaFault> {
    Ok(unit_text(&evaluate(role, formula, row)?))
}
