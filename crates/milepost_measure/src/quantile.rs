use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

use crate::Sum;

/// The quantile of a share between 0 and 1 by the definition that Hyndman and Fan (1996) number 7:
/// with the n values in order from place 0, the one at place (n - 1) × share, between two places in
/// proportion. `None` without values, or for a share outside 0 to 1.
pub(crate) fn quantile(values: &BTreeMap<Sum, u64>, share: &BigRational) -> Option<BigRational> {
    let n: u64 = values.values().sum();
    let last = n.checked_sub(1)?;
    let place = BigRational::from(BigInt::from(last)) * share;
    let below = place.floor().to_integer().to_u64().filter(|below| *below <= last)?;
    let fraction = &place - BigRational::from(BigInt::from(below));
    let low = value_at(values, below)?;
    let high = value_at(values, last.min(below + 1))?;
    Some(&low + (&high - &low) * fraction)
}

/// The value at a place, counted from 0, of all values in order.
fn value_at(values: &BTreeMap<Sum, u64>, place: u64) -> Option<BigRational> {
    let mut before = 0;
    values.iter().find_map(|(value, count)| {
        before += count;
        (place < before).then(|| BigRational::from(value.0.clone()))
    })
}
