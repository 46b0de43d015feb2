//! How far: the fewest cases that would do.

use milepost_measure::MeasureResult;
use milepost_oversight::{Needed, meets, needed};
use milepost_pack::{Bound, Direction, Unit};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

use crate::cases::{at_least, at_most, between, judged, needed_text, ratio, share, value};

fn far(numerator: &str, denominator: &str, bound: Bound) -> String {
    needed_text(&judged(&share(numerator, denominator), None, bound, Direction::Higher))
}

#[test]
fn so_many_more_reach_a_lower_bound() {
    assert_eq!(far("94", "100", at_least("95")), "1");
    assert_eq!(far("0", "100", at_least("95")), "95");
    assert_eq!(far("396", "397", at_least("100")), "1");
    assert_eq!(far("0", "1", at_least("100")), "1");
    // 598.605 infants are wanted: 599.
    assert_eq!(far("597", "68412", at_least("0.875")), "2");
    assert_eq!(far("598", "68412", at_least("0.875")), "1");
    assert_eq!(far("599", "68412", at_least("0.875")), "");
}

#[test]
fn exactly_at_the_bound_nothing_is_needed() {
    assert_eq!(far("95", "100", at_least("95")), "");
    assert_eq!(far("164", "164", at_least("100")), "");
    assert_eq!(far("5", "100", at_most("5")), "");
    assert_eq!(far("40", "100", between("40", "60")), "");
    assert_eq!(far("60", "100", between("40", "60")), "");
}

#[test]
fn so_many_fewer_reach_an_upper_bound() {
    assert_eq!(far("6", "100", at_most("5")), "-1");
    assert_eq!(far("100", "100", at_most("5")), "-95");
    assert_eq!(far("1", "3", at_most("33.3")), "-1");
    assert_eq!(far("3", "7", at_most("0")), "-3");
    // 2.31 of 33 would do: 2.
    assert_eq!(far("5", "33", at_most("7")), "-3");
}

#[test]
fn a_range_is_reached_from_either_side_or_jumped_over() {
    assert_eq!(far("30", "100", between("40", "60")), "10");
    assert_eq!(far("70", "100", between("40", "60")), "-10");
    // Of 3 only 0, 33.3, 66.7 and 100 percent can be: none lies in the range.
    assert_eq!(far("1", "3", between("40", "60")), "");
    assert_eq!(far("2", "3", between("40", "60")), "");
    assert_eq!(far("1", "3", between("40", "67")), "1");
}

#[test]
fn out_of_reach_within_the_denominator_is_nothing() {
    assert_eq!(far("3", "4", at_least("100.1")), "");
    assert_eq!(far("3", "4", at_most("-0.1")), "");
    assert_eq!(far("0", "0", at_least("87")), "");
}

#[test]
fn without_counts_or_in_another_unit_there_are_no_cases() {
    assert_eq!(needed(&value("50"), &at_least("95"), Unit::Percent), None);
    assert_eq!(needed(&share("1", "2"), &Bound::None, Unit::Percent), None);
    for unit in [Unit::Count, Unit::Points, Unit::Dollars, Unit::Days, Unit::Hours, Unit::Months] {
        assert_eq!(needed(&share("1", "2"), &at_least("95"), unit), None, "{unit:?}");
    }
}

#[test]
fn a_ratio_is_not_a_percentage() {
    let half = MeasureResult { value: Some(ratio("0.5")), ..share("4", "8") };
    let more = |cases: i64| Some(Needed { cases: BigInt::from(cases), fewer: false });
    assert_eq!(needed(&half, &at_least("0.75"), Unit::Ratio), more(2));
    assert_eq!(needed(&half, &at_least("0.5"), Unit::Ratio), None);
    assert_eq!(needed(&half, &at_least("1.01"), Unit::Ratio), None);
}

#[test]
fn fractions_of_points_still_need_whole_cases() {
    // 55.62 of 61.8 are 90 percent.
    assert_eq!(far("55", "61.8", at_least("90")), "1");
    assert_eq!(far("55.62", "61.8", at_least("90")), "");
}

fn with(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(BigInt::from(numerator * 100), BigInt::from(denominator))
}

proptest! {
    /// Against trying every numerator: the answer does, and no smaller one does.
    #[test]
    fn the_number_is_the_smallest_that_does(
        (denominator, numerator) in (1..200_i64).prop_flat_map(|d| (Just(d), 0..=d)),
        low in -50..1100_i128,
        width in 0..300_i128,
        kind in 0..3_u8,
    ) {
        let tenth = |n: i128| milepost_expression::Number::new(n, 10);
        let bound = match kind {
            0 => Bound::AtLeast(tenth(low)),
            1 => Bound::AtMost(tenth(low)),
            _ => Bound::Between(tenth(low), tenth(low + width)),
        };
        let result = share(&numerator.to_string(), &denominator.to_string());
        let does = |numerator: i64| meets(&bound, &with(numerator, denominator)) == Some(true);
        let by_trying = (0..=denominator).filter(|n| does(*n)).min_by_key(|n| (n - numerator).abs());
        let expected = by_trying.filter(|_| !does(numerator)).map(|n| Needed {
            cases: BigInt::from((n - numerator).abs()),
            fewer: n < numerator,
        });
        prop_assert_eq!(needed(&result, &bound, Unit::Percent), expected);
    }
}
