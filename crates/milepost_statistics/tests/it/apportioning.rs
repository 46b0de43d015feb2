use milepost_statistics::{ApportionError, apportion};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

use crate::figures::{number, oracle, whole};

fn parts(units: i64, weights: &[u64]) -> Vec<i64> {
    let weights: Vec<BigRational> = weights.iter().map(|w| whole(*w)).collect();
    let parts = apportion(&BigInt::from(units), &weights).expect("parts");
    parts.iter().map(|part| i64::try_from(part).expect("a small part")).collect()
}

/// 12,000.00 dollars by 300, 300, 100: 5,142.857…, 5,142.857…, 1,714.285…; two cents are left, and both
/// larger remainders get one. Rounding each by itself would make a cent too many.
#[test]
fn a_pool_is_parted_to_the_cent() {
    assert_eq!(parts(1_200_000, &[300, 300, 100]), [514_286, 514_286, 171_428]);
}

#[test]
fn equal_remainders_go_to_the_larger_weight_then_to_the_earlier_place() {
    // 1 by 3, 1, 3, 1: shares 0.375, 0.125, 0.375, 0.125.
    assert_eq!(parts(1, &[3, 1, 3, 1]), [1, 0, 0, 0]);
    // 2 by 1, 1, 1: two thirds each; the last one gets nothing.
    assert_eq!(parts(2, &[1, 1, 1]), [1, 1, 0]);
    // 2 by 1, 3: shares 1/2 and 3/2 have equal remainders; the larger weight goes first.
    assert_eq!(parts(2, &[1, 3]), [0, 2]);
}

#[test]
fn nothing_one_unit_and_no_weight() {
    assert_eq!(parts(0, &[5, 0]), [0, 0]);
    assert_eq!(parts(1, &[0, 5]), [0, 1]);
    assert_eq!(parts(-100, &[1, 2]), [-33, -67]);
    assert_eq!(apportion(&BigInt::from(1), &[whole(0), whole(0)]), Err(ApportionError::NoWeight));
    assert_eq!(apportion(&BigInt::from(1), &[number("-1"), whole(2)]), Err(ApportionError::NegativeWeight));
}

#[test]
fn quotas_of_four_samples_are_those_of_another_program() {
    let problems: serde_json::Value = serde_json::from_str(&oracle("allocation.json")).expect("JSON");
    let whole = |value: &serde_json::Value| value.as_u64().expect("a whole number");
    let list = |value: &serde_json::Value| value.as_array().expect("a list").iter().map(whole).collect::<Vec<u64>>();
    let problems = problems.as_array().expect("problems");
    assert_eq!(problems.len(), 4);
    for problem in problems {
        let ours = parts(i64::try_from(whole(&problem["n"])).expect("a size"), &list(&problem["N"]));
        let wanted: Vec<i64> =
            list(&problem["prop_hamilton"]).iter().map(|n| i64::try_from(*n).expect("small")).collect();
        assert_eq!(ours, wanted);
    }
    // What floats made of the triple tie of the last one.
    assert_ne!(parts(400, &[2100, 620, 310, 110, 40, 320]), [240, 71, 35, 13, 5, 36]);
}

proptest! {
    #[test]
    fn parts_add_up_and_stay_within_one_of_their_share(
        units in 0_i64..1_000_000_000,
        weights in prop::collection::vec(0_u64..100_000, 1..90),
    ) {
        let total: u64 = weights.iter().sum();
        prop_assume!(total > 0);
        let parts = parts(units, &weights);
        prop_assert_eq!(parts.iter().sum::<i64>(), units);
        for (part, weight) in parts.iter().zip(&weights) {
            let floor = i128::from(units) * i128::from(*weight) / i128::from(total);
            prop_assert!(i128::from(*part) == floor || i128::from(*part) == floor + 1);
            prop_assert!(*weight > 0 || *part == 0);
        }
    }
}
