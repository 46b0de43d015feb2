use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

use crate::{RoundingMode, round};

/// Digits after the point that are right in what can't be exact.
pub const DIGITS: u8 = 30;

/// Digits after the point with which such values are computed.
pub(crate) const WORKING: u32 = 75;

/// One, in units of the last working digit.
pub(crate) fn one() -> BigInt {
    BigInt::from(10).pow(WORKING)
}

/// A number in units of the last working digit.
pub(crate) fn fixed(value: &BigRational) -> BigInt {
    value.numer() * one() / value.denom()
}

/// A number from units of the last working digit.
pub(crate) fn number(fixed: BigInt) -> BigRational {
    BigRational::new(fixed, one())
}

/// A computed number with the digits that are right.
pub(crate) fn stated(value: &BigRational) -> BigRational {
    round(value, DIGITS, RoundingMode::HalfAwayFromZero)
}

/// The square root of a number; 0 of one below zero, which only the last working digit can make.
pub(crate) fn root(value: &BigRational) -> BigRational {
    if value.is_negative() {
        return number(BigInt::from(0));
    }
    number((fixed(value) * one()).sqrt())
}
