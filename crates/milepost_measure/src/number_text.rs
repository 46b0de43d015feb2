use milepost_pack::{Display, Rounding, Unit};
use num_bigint::{BigInt, BigUint};
use num_integer::Integer as _;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// Digits that results files show of a value.
const SIGNIFICANT_DIGITS: usize = 12;

/// A value as files show it: 12 significant digits, a tie away from zero, no exponent, no trailing
/// zeros. 396/397 × 100 is `99.7481108312`.
pub fn decimal_text(value: &BigRational) -> String {
    if value.is_zero() {
        return "0".to_owned();
    }
    // Digits before the point, or minus the zeros right after it.
    let magnitude = magnitude(&value.abs());
    let digits_after = SIGNIFICANT_DIGITS as i64 - magnitude;
    let rounded = round_at(value, digits_after, Rounding::HalfAwayFromZero);
    trimmed(&fixed(&rounded, digits_after))
}

/// A value in a sentence: two digits after the point, more where a number that it is compared with
/// would otherwise look reached, missed or the same. 396/397 × 100 is `99.75`; 99.996 beside 100 is `99.996`.
pub fn brief_text(value: &BigRational, compared_with: &[BigRational]) -> String {
    let keeps = |scaled: &BigInt, places: i64| {
        let rounded = BigRational::new(scaled.clone(), num_traits::pow(BigInt::from(10), places as usize));
        compared_with.iter().all(|other| rounded.cmp(other) == value.cmp(other))
    };
    (2..SIGNIFICANT_DIGITS as i64)
        .map(|places| (round_at(value, places, Rounding::HalfAwayFromZero), places))
        .find(|(scaled, places)| keeps(scaled, *places))
        .map_or_else(|| decimal_text(value), |(scaled, places)| trimmed(&fixed(&scaled, places)))
}

/// A part as files show it: an integer, an exact decimal, or a reduced `p/q` when no decimal is exact.
pub fn parts_text(part: &BigRational) -> String {
    match exact_places(part.denom()) {
        Some(places) => fixed(&round_at(part, places, Rounding::Truncate), places),
        None => format!("{}/{}", part.numer(), part.denom()),
    }
}

/// A value as people are shown it, with its unit: `99.75%`, `68,412`, `$1,234.50`, `12.5 days`.
pub fn shown(value: &BigRational, display: &Display) -> String {
    let text = rounded_text(value, display.places, display.rounding);
    let grouped = grouped(&text);
    match display.unit {
        Unit::Percent => format!("{grouped}%"),
        Unit::Dollars => match grouped.strip_prefix('-') {
            Some(amount) => format!("-${amount}"),
            None => format!("${grouped}"),
        },
        Unit::Ratio | Unit::Count => grouped,
        Unit::Points => with_word(&grouped, "point"),
        Unit::Days => with_word(&grouped, "day"),
        Unit::Hours => with_word(&grouped, "hour"),
        Unit::Minutes => with_word(&grouped, "minute"),
        Unit::Months => with_word(&grouped, "month"),
    }
}

/// A value rounded to so many digits after the point, zeros kept: `64.0`. What rounds to zero has
/// no sign.
pub fn rounded_text(value: &BigRational, places: u8, rounding: Rounding) -> String {
    fixed(&round_at(value, i64::from(places), rounding), i64::from(places))
}

/// The value with so many digits after the point, times ten to their number. Negative digits are
/// zeros before the point.
fn round_at(value: &BigRational, digits_after: i64, rounding: Rounding) -> BigInt {
    let scale = power_of_ten(digits_after.unsigned_abs());
    let scaled = if digits_after < 0 { value / scale } else { value * scale };
    let (whole, rest) = scaled.numer().abs().div_rem(scaled.denom());
    let twice = rest * 2;
    let up = match rounding {
        Rounding::Truncate => false,
        Rounding::HalfAwayFromZero => twice >= *scaled.denom(),
        Rounding::HalfEven => twice > *scaled.denom() || (twice == *scaled.denom() && whole.is_odd()),
    };
    let rounded = if up { whole + 1 } else { whole };
    if scaled.is_negative() { -rounded } else { rounded }
}

/// The text of a whole number with the point before its last digits.
fn fixed(scaled: &BigInt, digits_after: i64) -> String {
    let sign = if scaled.is_negative() { "-" } else { "" };
    let digits = scaled.abs().to_string();
    let Ok(places) = usize::try_from(digits_after) else {
        return format!("{sign}{digits}{}", "0".repeat(digits_after.unsigned_abs() as usize));
    };
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    format!("{sign}{whole}.{fraction}")
}

fn trimmed(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
}

/// The power of ten just above a positive value: 1 for 1 to under 10, 0 for 0.1 to under 1.
fn magnitude(value: &BigRational) -> i64 {
    let digits = |n: &BigInt| i64::try_from(n.to_string().len()).unwrap_or(i64::MAX);
    // Between two bounds that are one apart; the comparison decides.
    let estimate = digits(value.numer()) - digits(value.denom());
    let scale = power_of_ten(estimate.unsigned_abs());
    let reached = if estimate < 0 { value * scale >= BigRational::one() } else { *value >= scale };
    if reached { estimate + 1 } else { estimate }
}

/// How many digits after the point show a fraction with this denominator exactly; `None` if none do.
fn exact_places(denominator: &BigInt) -> Option<i64> {
    let mut rest = denominator.magnitude().clone();
    let mut take_out = |prime: u32| {
        let mut times = 0_i64;
        while (&rest % prime).is_zero() {
            rest /= prime;
            times += 1;
        }
        times
    };
    let places = take_out(2).max(take_out(5));
    (rest == BigUint::one()).then_some(places)
}

fn power_of_ten(exponent: u64) -> BigRational {
    BigRational::from(num_traits::pow(BigInt::from(10), usize::try_from(exponent).unwrap_or(usize::MAX)))
}

fn grouped(text: &str) -> String {
    let (sign, number) = text.strip_prefix('-').map_or(("", text), |number| ("-", number));
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(w, f)| (w, Some(f)));
    let mut grouped = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

fn with_word(number: &str, word: &str) -> String {
    if number == "1" { format!("{number} {word}") } else { format!("{number} {word}s") }
}
