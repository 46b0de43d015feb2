//! Exact numbers as text. Expectations are worked by hand, or by `bc` where they are long.

use milepost_report::figures::{Display, Rounding, Unit, exact, grouped, parse, rounded, significant};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

fn ratio(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

#[test]
fn ties_go_where_the_mode_says() {
    let modes = [Rounding::HalfAwayFromZero, Rounding::HalfEven, Rounding::Truncate];
    for (value, expected) in [
        (ratio(1, 2), ["1", "0", "0"]),
        (ratio(3, 2), ["2", "2", "1"]),
        (ratio(5, 2), ["3", "2", "2"]),
        (ratio(-5, 2), ["-3", "-2", "-2"]),
        (ratio(-7, 2), ["-4", "-4", "-3"]),
        (ratio(249, 100), ["2", "2", "2"]),
        (ratio(251, 100), ["3", "3", "2"]),
    ] {
        assert_eq!(modes.map(|mode| rounded(&value, 0, mode)), expected, "{value}");
    }
}

#[test]
fn places_are_kept_and_zero_has_no_sign() {
    let at = |value: BigRational, places| rounded(&value, places, Rounding::HalfAwayFromZero);
    assert_eq!(at(ratio(64, 1), 1), "64.0");
    assert_eq!(at(ratio(39600, 397), 2), "99.75");
    assert_eq!(at(ratio(-4, 100), 1), "0.0");
    assert_eq!(at(ratio(-6, 100), 1), "-0.1");
    assert_eq!(at(ratio(1, 3), 5), "0.33333");
    assert_eq!(at(ratio(2, 3), 0), "1");
    // 1.005 is below the tie as a binary number, and at it as what it is.
    assert_eq!(at(ratio(1005, 1000), 2), "1.01");
}

#[test]
fn twelve_significant_digits_are_those_of_files() {
    let text = |value: BigRational| significant(&value, 12);
    assert_eq!(text(ratio(39600, 397)), "99.7481108312");
    assert_eq!(text(ratio(59700, 68412)), "0.872653920365");
    assert_eq!(text(ratio(2, 3)), "0.666666666667");
    assert_eq!(text(ratio(100, 1)), "100");
    assert_eq!(text(ratio(0, 5)), "0");
    assert_eq!(text(ratio(-292_682_926_829, 40_000_000_000)), "-7.31707317073");
    assert_eq!(text(ratio(123_456_789_012_345, 1)), "123456789012000");
    assert_eq!(text(ratio(1_999_999_999_999, 2)), "1000000000000");
    assert_eq!(text(ratio(12_345_678_901_235, 100_000_000_000_000_000)), "0.000123456789012");
    assert_eq!(text(ratio(1, 10)), "0.1");
}

#[test]
fn an_expansion_that_ends_is_told_in_full() {
    assert_eq!(exact(&ratio(7, 8)).as_deref(), Some("0.875"));
    assert_eq!(exact(&ratio(-85, 2)).as_deref(), Some("-42.5"));
    assert_eq!(exact(&ratio(95, 1)).as_deref(), Some("95"));
    assert_eq!(exact(&ratio(1, 3)), None);
    assert_eq!(exact(&ratio(0, 1)).as_deref(), Some("0"));
}

#[test]
fn units_bring_their_signs_and_words() {
    let text = |unit, places, value| Display { unit, places, rounding: Rounding::HalfAwayFromZero }.text(&value);
    assert_eq!(text(Unit::Percent, 1, ratio(64, 1)), "64.0%");
    assert_eq!(text(Unit::Count, 0, ratio(207_124, 1)), "207,124");
    assert_eq!(text(Unit::Dollars, 2, ratio(-123_456, 100)), "-$1,234.56");
    assert_eq!(text(Unit::Days, 0, ratio(1, 1)), "1 day");
    assert_eq!(text(Unit::Days, 1, ratio(1, 1)), "1.0 days");
    assert_eq!(text(Unit::Minutes, 1, ratio(3, 2)), "1.5 minutes");
    assert_eq!(text(Unit::Months, 0, ratio(12, 1)), "12 months");
    assert_eq!(text(Unit::Hours, 0, ratio(0, 1)), "0 hours");
    assert_eq!(text(Unit::Points, 2, ratio(618, 10)), "61.80");
    assert_eq!(text(Unit::Ratio, 2, ratio(1, 4)), "0.25");
}

#[test]
fn separators_part_thousands_only() {
    let pairs = [("0", "0"), ("999", "999"), ("1000", "1,000"), ("-1234567.8901", "-1,234,567.8901")];
    for (digits, text) in pairs {
        assert_eq!(grouped(digits), text);
    }
}

#[test]
fn numbers_are_read_as_people_write_them() {
    for (text, value) in [
        ("1,976", ratio(1976, 1)),
        (" 0.873% ", ratio(873, 1000)),
        ("\u{2212}7.3", ratio(-73, 10)),
        ("+2.1", ratio(21, 10)),
        ("$1,200.50", ratio(2401, 2)),
        ("-$3", ratio(-3, 1)),
        (".5", ratio(1, 2)),
        ("5.", ratio(5, 1)),
    ] {
        assert_eq!(parse(text), Some(value), "{text}");
    }
    let long = "9".repeat(100);
    for text in ["", "-", ".", "%", "1,23", "12,3456", ",123", "1e5", "one", "1 2", "0x1", "1.2.3", &long] {
        assert_eq!(parse(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn a_rounded_text_is_at_most_half_a_unit_away(
        numerator in -1_000_000_000_000i64..1_000_000_000_000,
        denominator in 1i64..1_000_000,
        places in 0u8..8,
    ) {
        let value = ratio(numerator, denominator);
        let unit = BigRational::new(BigInt::from(1), BigInt::from(10).pow(places.into()));
        for mode in [Rounding::HalfAwayFromZero, Rounding::HalfEven] {
            let read = parse(&grouped(&rounded(&value, places, mode))).unwrap();
            let distance = if read > value { &read - &value } else { &value - &read };
            prop_assert!(distance * BigInt::from(2) <= unit);
        }
        let cut = parse(&rounded(&value, places, Rounding::Truncate)).unwrap();
        let rest = if value < ratio(0, 1) { &cut - &value } else { &value - &cut };
        prop_assert!(rest >= ratio(0, 1) && rest < unit);
    }
}
