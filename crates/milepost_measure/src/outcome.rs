use std::collections::BTreeMap;

use milepost_expression::Number;
use milepost_pack::{Kind, Measure, Unit};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::quantile::quantile;
use crate::sum::big;
use crate::tally::{ProportionCounts, ReportedSums, StratumCounts};
use crate::weighted::weighted;
use crate::{Parts, ResultState, Tally, parts_text};

/// What the parts of a cell come to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) state: ResultState,
    pub(crate) numerator: Option<BigRational>,
    pub(crate) denominator: Option<BigRational>,
    pub(crate) value: Option<BigRational>,
    pub(crate) parts: Parts,
}

/// Why parts come to nothing that may be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Impossible {
    /// More above the line than below, or less than nothing.
    OutsideDenominator { numerator: String, denominator: String },
    /// Several values were received for one result.
    SeveralValues,
}

impl Outcome {
    pub(crate) fn without_value(state: ResultState) -> Self {
        Self { state, numerator: None, denominator: None, value: None, parts: Parts::new() }
    }

    pub(crate) fn of_value(value: BigRational, parts: Parts) -> Self {
        Self { state: ResultState::Value, numerator: None, denominator: None, value: Some(value), parts }
    }

    fn no_cases(parts: Parts) -> Self {
        Self { parts, ..Self::without_value(ResultState::NoCases) }
    }

    /// A quotient in the unit of its measure. A denominator of zero is "no cases", never a number.
    pub(crate) fn quotient(numerator: BigRational, denominator: BigRational, unit: Unit, mut parts: Parts) -> Self {
        parts.insert("numerator".to_owned(), numerator.clone());
        parts.insert("denominator".to_owned(), denominator.clone());
        let value = (!denominator.is_zero()).then(|| in_unit(&numerator / &denominator, unit));
        let state = if value.is_some() { ResultState::Value } else { ResultState::NoCases };
        Self { state, numerator: Some(numerator), denominator: Some(denominator), value, parts }
    }

    /// Refuses a percentage below 0, and one above 100 unless the measure says that it may be.
    pub(crate) fn within_denominator(self, measure: &Measure) -> Result<Self, Impossible> {
        match (&self.numerator, &self.denominator) {
            (Some(above), Some(below))
                if measure.display.unit == Unit::Percent
                    && (above.is_negative() || (above > below && !measure.may_exceed)) =>
            {
                Err(Impossible::OutsideDenominator { numerator: parts_text(above), denominator: parts_text(below) })
            }
            _ => Ok(self),
        }
    }
}

/// What the parts of a measure come to at one agency and group. `whole` are the parts of the total
/// at the same agency, which give a survey's strata their weights.
pub(crate) fn outcome(measure: &Measure, tally: &Tally, whole: &Tally) -> Result<Outcome, Impossible> {
    let unit = measure.display.unit;
    Ok(match (&measure.kind, tally) {
        (_, Tally::Count(count)) => Outcome::of_value(whole_number(*count), part("count", *count)),
        (_, Tally::Unduplicated(units)) => {
            let count = u64::try_from(units.len()).unwrap_or(u64::MAX);
            Outcome::of_value(whole_number(count), part("count", count))
        }
        (_, Tally::Proportion(counts)) => proportion(counts, unit),
        (Kind::Ratio { places, .. }, Tally::Ratio { numerator, denominator }) => {
            Outcome::quotient(numerator.unscaled(*places), denominator.unscaled(*places), unit, Parts::new())
        }
        (Kind::Mean { places, .. }, Tally::Mean { sum, n }) => {
            let mut parts = part("n", *n);
            let sum = sum.unscaled(*places);
            parts.insert("sum".to_owned(), sum.clone());
            if *n == 0 { Outcome::no_cases(parts) } else { Outcome::of_value(sum / whole_number(*n), parts) }
        }
        (Kind::Quantile { places, share, .. }, Tally::Quantile(values)) => quantile_outcome(values, share, *places),
        (Kind::Classes { classes, .. }, Tally::Classes(counts)) => {
            let n = counts.values().sum();
            let mut parts = part("n", n);
            for class in classes {
                let count = counts.get(&class.code).copied().unwrap_or(0);
                parts.insert(class.code.clone(), whole_number(count));
            }
            if n == 0 { Outcome::no_cases(parts) } else { Outcome::of_value(whole_number(n), parts) }
        }
        (_, Tally::Weighted { strata, unplaced }) => {
            let empty = BTreeMap::new();
            let whole = if let Tally::Weighted { strata, .. } = whole { strata } else { &empty };
            weighted_outcome(strata, unplaced, whole, unit)
        }
        (_, Tally::Reported(sums)) => reported(sums, unit)?,
        _ => Outcome::without_value(ResultState::NoCases),
    })
}

fn proportion(counts: &ProportionCounts, unit: Unit) -> Outcome {
    let told_apart =
        [("additions", counts.additions), ("exclusions", counts.exclusions), ("exceptions", counts.exceptions)];
    let parts = told_apart.into_iter().map(|(name, n)| (name.to_owned(), whole_number(n))).collect();
    Outcome::quotient(whole_number(counts.numerator), whole_number(counts.denominator), unit, parts)
}

fn quantile_outcome(values: &BTreeMap<crate::Sum, u64>, share: &Number, places: u8) -> Outcome {
    let parts = part("n", values.values().sum());
    match quantile(values, &big(share)) {
        Some(value) => Outcome::of_value(value / BigRational::from(crate::sum::power_of_ten(places)), parts),
        None => Outcome::no_cases(parts),
    }
}

fn weighted_outcome(
    strata: &BTreeMap<String, StratumCounts>,
    unplaced: &StratumCounts,
    whole: &BTreeMap<String, StratumCounts>,
    unit: Unit,
) -> Outcome {
    let mut all = unplaced.clone();
    let mut parts = Parts::new();
    for (stratum, counts) in strata {
        all.add(counts);
        for (name, n) in named_counts(counts) {
            parts.insert(format!("{name}.{stratum}"), whole_number(n));
        }
    }
    for (name, n) in named_counts(&all) {
        parts.insert(name.to_owned(), whole_number(n));
    }
    let weighted = weighted(strata, whole);
    for (stratum, weight) in weighted.weights {
        parts.insert(format!("weight.{stratum}"), weight);
    }
    match weighted.share {
        Some(share) => Outcome::of_value(in_unit(share, unit), parts),
        None => Outcome::no_cases(parts),
    }
}

fn named_counts(counts: &StratumCounts) -> [(&'static str, u64); 4] {
    [("met", counts.met), ("scored", counts.scored), ("responded", counts.responded), ("frame", counts.frame)]
}

/// Parts, when they were received, give the value; a value that was received as such stands in
/// their stead.
fn reported(sums: &ReportedSums, unit: Unit) -> Result<Outcome, Impossible> {
    if sums.not_applicable > 0 && sums.rows == 0 {
        return Ok(Outcome::without_value(ResultState::NotApplicable));
    }
    let [numerator, denominator] = [&sums.numerator, &sums.denominator].map(|s| s.as_ref().map(|s| s.0.clone()));
    match (numerator, denominator, sums.values.as_slice()) {
        (Some(numerator), Some(denominator), _) => Ok(Outcome::quotient(numerator, denominator, unit, Parts::new())),
        (_, _, [value]) => Ok(Outcome::of_value(value.0.clone(), Parts::new())),
        (_, _, [_, _, ..]) => Err(Impossible::SeveralValues),
        (Some(sum), None, []) => Ok(Outcome::of_value(sum.clone(), Parts::from([("numerator".to_owned(), sum)]))),
        (None, Some(sum), []) => Ok(Outcome::no_cases(Parts::from([("denominator".to_owned(), sum)]))),
        (None, None, []) => Ok(Outcome::without_value(ResultState::NoCases)),
    }
}

/// A quotient in a unit: a percent is 0 to 100.
pub(crate) fn in_unit(quotient: BigRational, unit: Unit) -> BigRational {
    if unit == Unit::Percent { quotient * BigRational::from(BigInt::from(100)) } else { quotient }
}

fn whole_number(count: u64) -> BigRational {
    BigRational::from(BigInt::from(count))
}

fn part(name: &str, count: u64) -> Parts {
    Parts::from([(name.to_owned(), whole_number(count))])
}
