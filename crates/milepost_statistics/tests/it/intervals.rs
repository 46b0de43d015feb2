use milepost_statistics::{Interval, normal_distribution, normal_quantile, wilson};
use num_rational::BigRational;
use num_traits::{One, Zero};
use proptest::prelude::*;

use crate::figures::{assert_close, number, rows, whole};

fn z(level: &BigRational) -> BigRational {
    normal_quantile(&((whole(1) + level) / whole(2))).expect("a level")
}

#[test]
fn wilson_agrees_with_r_on_204_intervals() {
    let rows = rows("proportion_ci.csv");
    assert_eq!(rows.len(), 204);
    for row in rows {
        let ours = wilson(&row("x"), &row("n"), &z(&row("conf"))).expect("an interval");
        let what = format!("{} of {} at {}", row("x"), row("n"), row("conf"));
        assert_close(&ours.low, &row("wilson_lo"), &what);
        assert_close(&ours.high, &row("wilson_hi"), &what);
    }
}

#[test]
fn none_and_all_have_exact_bounds() {
    let z = z(&number("0.95"));
    assert!(wilson(&whole(0), &whole(7), &z).expect("an interval").low.is_zero());
    assert!(wilson(&whole(7), &whole(7), &z).expect("an interval").high.is_one());
}

#[test]
fn nothing_of_nothing_has_no_interval() {
    let z = z(&number("0.95"));
    assert_eq!(wilson(&whole(0), &whole(0), &z), None);
    assert_eq!(wilson(&whole(3), &whole(2), &z), None);
    assert_eq!(wilson(&number("-1"), &whole(2), &z), None);
}

/// Quantiles as the tables of the normal distribution print them: Abramowitz and Stegun, table 26.5.
#[test]
fn quantiles_are_those_of_the_tables() {
    let cases =
        [("0.5", "0"), ("0.975", "1.95996398454005"), ("0.995", "2.57582930354890"), ("0.999", "3.09023230616781")];
    for (share, table) in cases {
        assert_close(&normal_quantile(&number(share)).expect("a quantile"), &number(table), share);
    }
}

#[test]
fn shares_outside_the_distribution_have_no_quantile() {
    for share in ["0", "1", "-0.5", "1.5", "1e-40"] {
        assert_eq!(normal_quantile(&number(share)), None, "{share}");
    }
}

/// Erf is tabled: Abramowitz and Stegun, table 7.1 has erf(1) = 0.8427007929, and 26.1 the distribution.
#[test]
fn the_distribution_is_that_of_the_tables() {
    let cases = [("0", "0.5"), ("1", "0.841344746068543"), ("-2", "0.0227501319481792"), ("3.5", "0.999767370920964")];
    for (z, table) in cases {
        assert_close(&normal_distribution(&number(z)), &number(table), z);
    }
    assert!(normal_distribution(&whole(50)).is_one());
    assert!(normal_distribution(&number("-50")).is_zero());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn a_quantile_and_the_distribution_undo_each_other(share in 1_u64..100_000) {
        let share = whole(share) / whole(100_000);
        let there = normal_quantile(&share).expect("a quantile");
        let back = normal_distribution(&there);
        let apart = &back - &share;
        prop_assert!(apart <= number("1e-29") && apart >= number("-1e-29"), "{share}: {back}");
    }

    #[test]
    fn an_interval_holds_its_share_and_mirrors(x in 0_u64..400, more in 0_u64..400) {
        prop_assume!(x + more > 0);
        let (n, z) = (whole(x + more), number("1.96"));
        let Interval { low, high } = wilson(&whole(x), &n, &z).expect("an interval");
        let mirrored = wilson(&whole(more), &n, &z).expect("an interval");
        let share = whole(x) / &n;
        prop_assert!(low <= share && share <= high && low >= whole(0) && high <= whole(1));
        prop_assert_eq!(whole(1) - low, mirrored.high);
    }
}
