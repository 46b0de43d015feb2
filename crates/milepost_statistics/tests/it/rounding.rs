use milepost_statistics::RoundingMode::{HalfAwayFromZero, HalfEven, Truncate};
use milepost_statistics::{round, scaled};
use num_bigint::BigInt;
use num_traits::Signed;
use proptest::prelude::*;

use crate::figures::{number, whole};

/// Worked by hand: value, places, and what each mode makes of it, in units of the last digit.
#[test]
fn ties_and_signs() {
    let cases = [
        ("6.25", 1, [63, 62, 62]),
        ("6.35", 1, [64, 64, 63]),
        ("-6.25", 1, [-63, -62, -62]),
        ("6.249", 1, [62, 62, 62]),
        ("0.5", 0, [1, 0, 0]),
        ("1.5", 0, [2, 2, 1]),
        ("-0.4", 0, [0, 0, 0]),
        ("89.5", 2, [8950, 8950, 8950]),
    ];
    for (value, places, wanted) in cases {
        let made = [HalfAwayFromZero, HalfEven, Truncate].map(|mode| scaled(&number(value), places, mode));
        assert_eq!(made, wanted.map(BigInt::from), "{value}");
    }
}

proptest! {
    #[test]
    fn rounding_moves_by_at_most_half_a_digit(numer in any::<i64>(), denom in 1_u64..1_000_000, places in 0_u8..9) {
        let value = num_rational::BigRational::new(numer.into(), denom.into());
        let half = whole(1) / (whole(2) * whole(10_u64.pow(u32::from(places))));
        for mode in [HalfAwayFromZero, HalfEven] {
            prop_assert!((round(&value, places, mode) - &value).abs() <= half);
        }
        prop_assert!(round(&value, places, Truncate).abs() <= value.abs());
    }
}
