use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use thiserror::Error;

/// Why something can't be apportioned.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ApportionError {
    /// There is something to apportion and nobody to take it.
    #[error("all weights are zero")]
    NoWeight,
    /// A weight is below zero.
    #[error("a weight is negative")]
    NegativeWeight,
}

/// Parts a whole number of units (cents, seats, percent points) in proportion to weights, so that the
/// parts add up to it: the method of the largest remainder, after Hamilton.
///
/// Each gets its exact share cut down to whole units; the units that are left go one by one to the
/// largest remainders. Of equal remainders the larger weight goes first, then the earlier place. A
/// negative amount is parted as if it were positive. Exact for any size.
///
/// # Errors
/// See [`ApportionError`]. Nothing is parted into zeros whatever the weights.
pub fn apportion(units: &BigInt, weights: &[BigRational]) -> Result<Vec<BigInt>, ApportionError> {
    if weights.iter().any(Signed::is_negative) {
        return Err(ApportionError::NegativeWeight);
    }
    if units.is_zero() {
        return Ok(vec![BigInt::zero(); weights.len()]);
    }
    let total: BigRational = weights.iter().sum();
    if total.is_zero() {
        return Err(ApportionError::NoWeight);
    }
    let amount = BigRational::from(units.abs());
    let exact: Vec<BigRational> = weights.iter().map(|weight| &amount * weight / &total).collect();
    let mut parts: Vec<BigInt> = exact.iter().map(|share| share.floor().to_integer()).collect();
    let mut left = units.abs() - parts.iter().sum::<BigInt>();
    let mut first: Vec<usize> = (0..weights.len()).collect();
    // The sort is stable, so that equals stay in their order.
    first.sort_by(|a, b| exact[*b].fract().cmp(&exact[*a].fract()).then_with(|| weights[*b].cmp(&weights[*a])));
    for index in first {
        if left.is_zero() {
            break;
        }
        parts[index] += BigInt::one();
        left -= BigInt::one();
    }
    if units.is_negative() {
        parts.iter_mut().for_each(|part| *part = -part.clone());
    }
    Ok(parts)
}
