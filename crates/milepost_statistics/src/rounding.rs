use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// What happens to the digits that are not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundingMode {
    /// To nearest, a tie away from zero.
    HalfAwayFromZero,
    /// To nearest, a tie to the even digit.
    HalfEven,
    /// Cut off: toward zero.
    Truncate,
}

/// A value rounded to so many digits after the point, in units of the last digit: 1.005 with two
/// digits is 101. Exact.
pub fn scaled(value: &BigRational, places: u8, mode: RoundingMode) -> BigInt {
    let raised = value.numer().abs() * BigInt::from(10).pow(u32::from(places));
    let (whole, rest) = raised.div_rem(value.denom());
    let twice = rest * 2;
    let up = match mode {
        RoundingMode::HalfAwayFromZero => twice >= *value.denom(),
        RoundingMode::HalfEven => twice > *value.denom() || (twice == *value.denom() && whole.is_odd()),
        RoundingMode::Truncate => false,
    };
    let size = if up { whole + BigInt::one() } else { whole };
    if value.is_negative() && !size.is_zero() { -size } else { size }
}

/// A value rounded to so many digits after the point. Exact.
pub fn round(value: &BigRational, places: u8, mode: RoundingMode) -> BigRational {
    BigRational::new(scaled(value, places, mode), BigInt::from(10).pow(u32::from(places)))
}
