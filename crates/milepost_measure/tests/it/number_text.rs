//! Numbers as text; expectations by long division.

use milepost_measure::{decimal_text, parts_text, rounded_text, shown};
use milepost_pack::{Display, Rounding, Unit};
use num_bigint::BigInt;
use num_rational::BigRational;

fn ratio(text: &str) -> BigRational {
    let (numer, denom) = text.split_once('/').unwrap_or((text, "1"));
    let int = |t: &str| t.trim().parse::<BigInt>().expect(t);
    BigRational::new(int(numer), int(denom))
}

#[test]
fn values_have_twelve_significant_digits() {
    for (value, text) in [
        ("0", "0"),
        ("100", "100"),
        ("-100", "-100"),
        ("1/4", "0.25"),
        ("39600/397", "99.7481108312"),
        ("59700/68412", "0.872653920365"),
        ("-1/3", "-0.333333333333"),
        ("2/3", "0.666666666667"),
        ("200/3", "66.6666666667"),
        ("1/300", "0.00333333333333"),
        // The thirteenth digit is a 5: away from zero.
        ("1000000000005/10000000000000", "0.100000000001"),
        ("-1000000000005/10000000000000", "-0.100000000001"),
        ("1000000000004/10000000000000", "0.1"),
        // Rounding reaches the next power of ten.
        ("9999999999995/10000000000000", "1"),
        ("99999999999949/1000000000000", "99.9999999999"),
        ("99999999999950/1000000000000", "100"),
        ("999999999999/1", "999999999999"),
        ("9999999999995/1", "10000000000000"),
        ("123456789012345/1", "123456789012000"),
        ("123456789012500/1", "123456789013000"),
        ("1234567890125/10", "123456789013"),
        ("1234567890124/10", "123456789012"),
        ("1/10", "0.1"),
        ("1/100000000000000000000", "0.00000000000000000001"),
        ("999/1000", "0.999"),
        ("10", "10"),
        ("1", "1"),
        ("11/10", "1.1"),
    ] {
        assert_eq!(decimal_text(&ratio(value)), text, "{value}");
    }
}

#[test]
fn parts_are_integers_exact_decimals_or_reduced_ratios() {
    for (part, text) in [
        ("0", "0"),
        ("397", "397"),
        ("-9", "-9"),
        ("618/10", "61.8"),
        ("1/2", "0.5"),
        ("1/8", "0.125"),
        ("-3/40", "-0.075"),
        ("1/125", "0.008"),
        ("1/3", "1/3"),
        ("-10/15", "-2/3"),
        ("7/30", "7/30"),
        ("1/1024", "0.0009765625"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ] {
        assert_eq!(parts_text(&ratio(part)), text, "{part}");
    }
}

#[test]
fn rounding_follows_the_display_rule() {
    use Rounding::{HalfAwayFromZero, HalfEven, Truncate};
    for (value, places, away, even, truncated) in [
        ("39600/397", 2, "99.75", "99.75", "99.74"),
        ("64", 1, "64.0", "64.0", "64.0"),
        ("1/2", 0, "1", "0", "0"),
        ("3/2", 0, "2", "2", "1"),
        ("5/2", 0, "3", "2", "2"),
        ("-1/2", 0, "-1", "0", "0"),
        ("-5/2", 0, "-3", "-2", "-2"),
        ("-1/3", 0, "0", "0", "0"),
        ("25/1000", 2, "0.03", "0.02", "0.02"),
        ("35/1000", 2, "0.04", "0.04", "0.03"),
        ("26/1000", 2, "0.03", "0.03", "0.02"),
        ("24/1000", 2, "0.02", "0.02", "0.02"),
        ("200/3", 0, "67", "67", "66"),
        ("999/1000", 1, "1.0", "1.0", "0.9"),
        ("1/1000", 3, "0.001", "0.001", "0.001"),
    ] {
        let value = ratio(value);
        assert_eq!(rounded_text(&value, places, HalfAwayFromZero), away, "{value} away");
        assert_eq!(rounded_text(&value, places, HalfEven), even, "{value} even");
        assert_eq!(rounded_text(&value, places, Truncate), truncated, "{value} truncated");
    }
}

#[test]
fn shown_values_have_their_unit() {
    for (value, unit, places, text) in [
        ("39600/397", Unit::Percent, 2, "99.75%"),
        ("68412", Unit::Count, 0, "68,412"),
        ("999", Unit::Count, 0, "999"),
        ("1000", Unit::Count, 0, "1,000"),
        ("-1234567", Unit::Count, 0, "-1,234,567"),
        ("2469/2", Unit::Dollars, 2, "$1,234.50"),
        ("-2469/2", Unit::Dollars, 2, "-$1,234.50"),
        ("25/2", Unit::Days, 1, "12.5 days"),
        ("1", Unit::Days, 0, "1 day"),
        ("1", Unit::Days, 1, "1.0 days"),
        ("1", Unit::Hours, 0, "1 hour"),
        ("1", Unit::Minutes, 0, "1 minute"),
        ("2", Unit::Months, 0, "2 months"),
        ("618/10", Unit::Points, 2, "61.80 points"),
        ("45/100", Unit::Ratio, 2, "0.45"),
    ] {
        let display = Display { unit, places, rounding: Rounding::HalfAwayFromZero };
        assert_eq!(shown(&ratio(value), &display), text);
    }
}

#[test]
fn in_a_sentence_a_number_keeps_what_a_comparison_needs() {
    let number = |text: &str| {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let scale = num_bigint::BigInt::from(10).pow(fraction.len() as u32);
        num_rational::BigRational::new(format!("{whole}{fraction}").parse().unwrap(), scale)
    };
    for (value, others, wanted) in [
        ("99.7481108312", &["100"][..], "99.75"),
        ("99.996", &["100"], "99.996"),
        ("100.004", &["100"], "100.004"),
        ("100", &["100"], "100"),
        ("99.996", &[], "100"),
        ("0.0004", &["0"], "0.0004"),
        ("-0.001", &["0"], "-0.001"),
        ("39.9999", &["40", "60"], "39.9999"),
        ("0.50000000000000001", &["0.5"], "0.5"),
        ("2.5", &["2"], "2.5"),
    ] {
        let others: Vec<_> = others.iter().map(|other| number(other)).collect();
        assert_eq!(milepost_measure::brief_text(&number(value), &others), wanted, "{value}");
    }
}
