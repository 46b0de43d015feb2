//! Exact numbers as text. A value stays a ratio of integers until the page rounds it, and the
//! rounding is done on the ratio, digit by digit, never on a binary approximation.

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// Unit of a value, which decides the signs around its digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 0 to 100, shown with `%`.
    Percent,
    /// A bare ratio.
    Ratio,
    /// Things.
    Count,
    /// Points of a rubric.
    Points,
    /// Dollars, shown with `$`.
    Dollars,
    /// Days.
    Days,
    /// Hours.
    Hours,
    /// Minutes.
    Minutes,
    /// Months.
    Months,
}

/// What happens to the digits that are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To nearest, a tie away from zero.
    HalfAwayFromZero,
    /// To nearest, a tie to the even digit.
    HalfEven,
    /// Cut off.
    Truncate,
}

/// How a value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Display {
    /// Unit.
    pub unit: Unit,
    /// Digits after the point, trailing zeros kept.
    pub places: u8,
    /// What happens to the rest.
    pub rounding: Rounding,
}

impl Display {
    /// The value with its unit: `99.75%`, `$1,200.00`, `4,867`.
    pub fn text(&self, value: &BigRational) -> String {
        self.unit.around(&grouped(&rounded(value, self.places, self.rounding)))
    }
}

impl Unit {
    /// Puts the unit's sign or word around digits.
    pub fn around(self, digits: &str) -> String {
        let plural = |word: &str| format!("{digits} {word}{}", if digits == "1" { "" } else { "s" });
        match self {
            Self::Percent => format!("{digits}%"),
            Self::Ratio | Self::Count | Self::Points => digits.to_owned(),
            Self::Dollars => match digits.strip_prefix('-') {
                Some(positive) => format!("-${positive}"),
                None => format!("${digits}"),
            },
            Self::Days => plural("day"),
            Self::Hours => plural("hour"),
            Self::Minutes => plural("minute"),
            Self::Months => plural("month"),
        }
    }
}

/// Digits of a value at a number of places after the point: `64.0`, `-7.3`. No sign stands before a
/// zero.
pub fn rounded(value: &BigRational, places: u8, rounding: Rounding) -> String {
    let scaled = value.abs() * power_of_ten(places.into());
    let (floor, rest) = (scaled.floor().to_integer(), scaled.fract());
    let half = BigRational::new(BigInt::one(), BigInt::from(2));
    let up = match rounding {
        Rounding::Truncate => false,
        Rounding::HalfAwayFromZero => rest >= half,
        Rounding::HalfEven => rest > half || (rest == half && floor.bit(0)),
    };
    let digits = if up { floor + 1 } else { floor };
    with_point(&digits, places.into(), value.is_negative())
}

/// The value in full when its decimal expansion ends: 7/8 is `0.875`. Trailing zeros are left out.
pub fn exact(value: &BigRational) -> Option<String> {
    let mut rest = value.denom().clone();
    let mut powers = [0usize; 2];
    for (power, prime) in powers.iter_mut().zip([2u8, 5]) {
        while (&rest % prime).is_zero() {
            rest /= prime;
            *power += 1;
        }
    }
    rest.is_one().then(|| {
        let places = powers[0].max(powers[1]);
        let digits = (value.abs() * power_of_ten(places)).to_integer();
        with_point(&digits, places, value.is_negative())
    })
}

/// At most so many significant digits, a tie away from zero, without exponent and trailing zeros:
/// the text of values in files.
pub fn significant(value: &BigRational, digits: u8) -> String {
    let magnitude = value.abs();
    if magnitude.is_zero() {
        return "0".into();
    }
    let whole = magnitude.to_integer();
    let keep = i64::from(digits);
    // Power of ten of the first digit: positive counts digits before the point.
    let mut lead = if whole.is_zero() { 0 } else { whole.to_string().len() as i64 };
    if lead == 0 {
        let mut probe = &magnitude * BigRational::from_integer(BigInt::from(10));
        while probe < BigRational::one() {
            probe *= BigInt::from(10);
            lead -= 1;
        }
    }
    let places = keep - lead;
    if places <= 0 {
        let unit = power_of_ten(usize::try_from(-places).unwrap_or(0));
        let kept = rounded(&(value / &unit), 0, Rounding::HalfAwayFromZero);
        return format!("{kept}{}", "0".repeat(usize::try_from(-places).unwrap_or(0)));
    }
    let places = usize::try_from(places).unwrap_or(0);
    let scaled = magnitude * power_of_ten(places) + BigRational::new(BigInt::one(), BigInt::from(2));
    let text = with_point(&scaled.floor().to_integer(), places, value.is_negative());
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Thousands separators in the whole part: `68412` is `68,412`.
pub fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut text = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// Reads a number as people write it: separators, `%`, `$` and a typographic minus are allowed.
/// At most 60 characters; exponents are not numbers here.
pub fn parse(text: &str) -> Option<BigRational> {
    let trimmed = text.trim();
    if trimmed.len() > 60 {
        return None;
    }
    let (negative, rest) = match trimmed.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let rest = rest.strip_prefix('$').unwrap_or(rest);
    let rest = rest.strip_suffix('%').unwrap_or(rest).trim_end();
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
    let whole = ungrouped(whole)?;
    if (whole.is_empty() && fraction.is_empty()) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits: BigInt = format!("0{whole}{fraction}").parse().ok()?;
    let value = BigRational::from_integer(digits) / power_of_ten(fraction.len());
    Some(if negative { -value } else { value })
}

/// Digits without their separators; `None` when a separator stands where none belongs.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let first_fits = digits(first) && (rest.is_empty() || (1..=3).contains(&first.len()));
    let rest_fits = rest.iter().all(|group| group.len() == 3 && digits(group));
    (first_fits && rest_fits).then(|| whole.replace(',', ""))
}

fn power_of_ten(exponent: usize) -> BigRational {
    let exponent = u32::try_from(exponent).unwrap_or(u32::MAX);
    BigRational::from_integer(BigInt::from(10).pow(exponent))
}

fn with_point(digits: &BigInt, places: usize, negative: bool) -> String {
    let sign = if negative && digits.sign() != Sign::NoSign { "-" } else { "" };
    let text = format!("{:0>width$}", digits.to_string(), width = places + 1);
    if places == 0 {
        return format!("{sign}{text}");
    }
    let (whole, fraction) = text.split_at(text.len() - places);
    format!("{sign}{whole}.{fraction}")
}
