//! Exact arithmetic on ratios of 128-bit integers, where the ratio's own checked methods don't reach:
//! decimal text, rounding, whole parts.

use num_traits::{CheckedMul, CheckedSub, One, Signed, Zero};

use crate::Number;

/// Reads `12`, `12.50`, `.5` or `-3.`: digits with at most one point. `None` for anything else, and
/// for numbers of more than 128 bits.
pub(crate) fn parse_decimal(text: &str) -> Option<Number> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let mut numerator: i128 = 0;
    for digit in whole.chars().chain(fraction.chars()) {
        numerator = numerator.checked_mul(10)?.checked_add(i128::from(digit.to_digit(10)?))?;
    }
    let denominator = power_of_ten(fraction.len())?;
    Some(Number::new(if negative { -numerator } else { numerator }, denominator))
}

/// The number in decimal digits with a point (`12.0`, `-0.25`), if it has finitely many.
pub(crate) fn to_decimal_text(value: &Number) -> Option<String> {
    let mut places = 0;
    let mut scaled = *value;
    while !scaled.is_integer() {
        // A denominator of 128 bits has at most 127 factors of two or 55 of five.
        places += 1;
        if places > 127 {
            return None;
        }
        scaled = scaled.checked_mul(&Number::from_integer(10))?;
    }
    let sign = if scaled.is_negative() { "-" } else { "" };
    let digits = format!("{:0>width$}", scaled.numer().unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    Some(format!("{sign}{whole}.{}", if fraction.is_empty() { "0" } else { fraction }))
}

/// The largest whole number that isn't above.
pub(crate) fn floor(value: &Number) -> i128 {
    value.numer().div_euclid(*value.denom())
}

/// The smallest whole number that isn't below.
pub(crate) fn ceil(value: &Number) -> i128 {
    let floor = floor(value);
    if value.is_integer() { floor } else { floor + 1 }
}

/// Rounds to a number of decimal places (tens when negative), halves away from zero.
pub(crate) fn round(value: &Number, places: i32) -> Option<Number> {
    let scale = power_of_ten(places.unsigned_abs() as usize)?;
    let scale = if places < 0 { Number::new(1, scale) } else { Number::from_integer(scale) };
    let scaled = value.checked_mul(&scale)?;
    let whole = Number::from_integer(floor(&scaled));
    let rest = scaled.checked_sub(&whole)?;
    let half = Number::new(1, 2);
    let up = rest > half || (rest == half && !value.is_negative());
    let rounded = if up { whole.numer().checked_add(1)? } else { *whole.numer() };
    Number::from_integer(rounded).checked_mul(&scale.recip())
}

fn power_of_ten(exponent: usize) -> Option<i128> {
    10_i128.checked_pow(u32::try_from(exponent).ok()?)
}

/// The quotient; `None` when it leaves 128 bits. The divisor isn't zero.
pub(crate) fn divide(left: &Number, right: &Number) -> Option<Number> {
    debug_assert!(!right.is_zero());
    if right.is_one() { Some(*left) } else { num_traits::CheckedDiv::checked_div(left, right) }
}
