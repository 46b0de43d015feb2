use milepost_statistics::{
    Chance, Counts, CountsError, chi_square_corrected, chi_square_n_minus_1, difference_interval, fisher,
    normal_quantile, z_pooled, z_unpooled,
};
use num_rational::BigRational;
use num_traits::ToPrimitive;
use proptest::prelude::*;

use crate::figures::{assert_close, number, rows, whole};

fn counts(row: &impl Fn(&str) -> BigRational) -> Counts {
    let count = |column: &str| row(column).to_integer().to_u64().expect("a count");
    Counts::new((count("x1"), count("n1")), (count("x2"), count("n2"))).expect("counts")
}

#[test]
fn nine_pairs_agree_with_r_and_statsmodels() {
    let z = normal_quantile(&number("0.975")).expect("a quantile");
    let rows = rows("two_proportion.csv");
    assert_eq!(rows.len(), 9);
    for row in rows {
        let counts = counts(&row);
        let tests: [(Option<Chance>, &str, &str); 4] = [
            (z_pooled(&counts), "z_pooled", "p_pooled"),
            (z_unpooled(&counts), "z_unpooled", "p_unpooled"),
            (chi_square_corrected(&counts), "chisq_cc", "p_cc"),
            (chi_square_n_minus_1(&counts), "chisq_n_minus_1", "p_n_minus_1"),
        ];
        for (ours, statistic, probability) in tests {
            let ours = ours.expect("a test");
            assert_close(&ours.statistic, &row(statistic), statistic);
            assert_close(&ours.probability, &row(probability), probability);
        }
        // R's own search for tables that are as likely works with doubles: twelve digits.
        let apart = (fisher(&counts) - row("p_fisher")) * number("1e12");
        assert!(apart < whole(1) && apart > number("-1"), "{:?}", fisher(&counts).to_f64());
        let interval = difference_interval(&counts, &z).expect("an interval");
        assert_close(&interval.low, &row("newcombe_lo"), "newcombe_lo");
        assert_close(&interval.high, &row("newcombe_hi"), "newcombe_hi");
    }
}

/// The lady who tasted tea: three of four cups right. Of 70 ways to choose four cups of eight, 16 + 1 have
/// three or more right; on both sides 34/70 = 17/35.
#[test]
fn the_tea_tasting_table_has_its_textbook_probability() {
    let counts = Counts::new((3, 4), (1, 4)).expect("counts");
    assert_eq!(fisher(&counts), whole(17) / whole(35));
}

#[test]
fn groups_that_cannot_be_compared_are_refused() {
    assert_eq!(Counts::new((0, 0), (1, 2)), Err(CountsError::NoCases));
    assert_eq!(Counts::new((3, 2), (1, 2)), Err(CountsError::MoreThanAll));
    let same = Counts::new((5, 5), (7, 7)).expect("counts");
    assert_eq!((z_pooled(&same), z_unpooled(&same), chi_square_corrected(&same)), (None, None, None));
    assert_eq!(fisher(&same), whole(1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn changing_places_changes_the_sign_alone(x1 in 0_u64..30, m1 in 1_u64..30, x2 in 0_u64..30, m2 in 1_u64..30) {
        let (first, second) = ((x1, x1 + m1), (x2, x2 + m2));
        let here = Counts::new(first, second).expect("counts");
        let there = Counts::new(second, first).expect("counts");
        prop_assert_eq!(fisher(&here), fisher(&there));
        if let (Some(here), Some(there)) = (z_pooled(&here), z_pooled(&there)) {
            prop_assert_eq!(here.statistic, -there.statistic);
            prop_assert_eq!(here.probability, there.probability);
        }
    }
}
