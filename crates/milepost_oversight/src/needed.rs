use milepost_measure::{MeasureResult, big};
use milepost_pack::{Bound, Unit};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::{Needed, meets};

/// How far a result is from a bound: the smallest k with which (numerator + k) / denominator, or
/// (numerator - k) / denominator where less is asked for, meets it while the denominator stays.
///
/// `None` when the bound is met already or asks for nothing, when the result has no counts or is in
/// a unit that no count makes up, and when no numerator from 0 to the denominator would do.
pub fn needed(result: &MeasureResult, bound: &Bound, unit: Unit) -> Option<Needed> {
    let (numerator, denominator) = (result.numerator.as_ref()?, result.denominator.as_ref()?);
    let value = result.value.as_ref()?;
    let whole = BigRational::from(BigInt::from(match unit {
        Unit::Percent => 100,
        Unit::Ratio => 1,
        Unit::Count | Unit::Points | Unit::Dollars | Unit::Days | Unit::Hours | Unit::Minutes | Unit::Months => {
            return None;
        }
    }));
    if !denominator.is_positive() || meets(bound, value)? {
        return None;
    }
    // The numerator at which the value is exactly the number asked for.
    let at = |number: BigRational| number * denominator / &whole;
    let (aim, fewer) = match bound {
        Bound::AtLeast(low) => (at(big(low)), false),
        Bound::AtMost(high) => (at(big(high)), true),
        Bound::Between(low, _) if *value < big(low) => (at(big(low)), false),
        Bound::Between(_, high) => (at(big(high)), true),
        Bound::OfResults { .. } | Bound::None => return None,
    };
    let cases = if fewer { numerator - aim } else { aim - numerator }.ceil();
    let reached = if fewer { numerator - &cases } else { numerator + &cases };
    let within = reached >= BigRational::zero() && reached <= *denominator;
    let does = meets(bound, &(&reached * whole / denominator))?;
    (within && does).then(|| Needed { cases: cases.to_integer(), fewer })
}
