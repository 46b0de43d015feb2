use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::fixed::{root, stated};

/// Bounds between which a value lies at some level of confidence, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The lower bound.
    pub low: BigRational,
    /// The upper bound.
    pub high: BigRational,
}

/// The interval for a proportion after Wilson (1927), to [`crate::DIGITS`] digits. `z` is the
/// [`crate::normal_quantile`] of the level: of 0.975 for 95 percent. The number of cases that meet
/// need not be whole. With none of them the lower bound is exactly 0, with all the upper exactly 1.
///
/// `None` without cases, and unless 0 ≤ `meeting` ≤ `cases`.
pub fn wilson(meeting: &BigRational, cases: &BigRational, z: &BigRational) -> Option<Interval> {
    if !cases.is_positive() || meeting.is_negative() || meeting > cases {
        return None;
    }
    let square = z * z;
    let whole = |n: u8| BigRational::from(BigInt::from(n));
    let spread = root(&(&square * (&square + whole(4) * meeting * (BigRational::one() - meeting / cases))));
    let middle = whole(2) * meeting + &square;
    let below = whole(2) * (cases + &square);
    let low = if meeting.is_zero() { BigRational::zero() } else { stated(&((&middle - &spread) / &below)) };
    let high = if meeting == cases { BigRational::one() } else { stated(&((middle + spread) / below)) };
    Some(Interval { low, high })
}
