//! The synthetic rows of a pack whose datasets have periods of a year, in three calendars: what is counted in them is
//! what they were meant to come to.

use std::collections::BTreeMap;

use crate::generated::{Generated, Made, generated, pack_with};

const MADE: Made = Made { people: "400", months: "24", seed: "3", format: "csv", loaded: &[], computed: &[] };

/// A measure, a part of its results, and what of a dataset's totals it is: rows or the sum of a column, of rows with
/// a code.
type Same = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const SAME: [Same; 12] = [
    ("snap_cash", "denominator", "application", "", "", "rows"),
    ("snap_expedited", "denominator", "application", "program", "snap_expedited", "rows"),
    ("adult_disposition", "denominator", "adult_report", "", "", "rows"),
    ("cs_orders", "denominator", "support_case", "open", "true", "rows"),
    ("cs_paid", "denominator", "support_case", "due", "", "sum"),
    ("cs_paid", "numerator", "support_case", "paid", "", "sum"),
    ("self_support_index", "denominator", "support_index_case", "", "", "rows"),
    ("snap_cash race=black", "denominator", "application", "race_ethnicity", "black", "rows"),
    ("adult_disposition race=asian", "denominator", "adult_report", "race_ethnicity", "asian", "rows"),
    ("snap_cash program=cash_long", "denominator", "application", "program", "cash_long", "rows"),
    ("self_support_index race=hispanic", "denominator", "support_index_case", "race_ethnicity", "hispanic", "rows"),
    ("snap_cash program=snap", "denominator", "application", "program", "snap", "rows"),
];

/// What is meant, by period and county.
fn meant(made: &Generated, dataset: &str, column: &str, code: &str, field: &str) -> BTreeMap<(String, String), String> {
    let totals = made.totals(dataset);
    let rows = totals.select(&[("column", column), ("code", code)], &["period", "agency", field]);
    rows.iter().map(|row| ((row[0].to_owned(), row[1].to_owned()), row[2].to_owned())).collect()
}

#[test]
fn what_is_counted_of_the_yearly_pack_is_what_was_meant() {
    let made = generated(&pack_with("application"), MADE);
    let datasets = ["application", "child_determination", "care_episode", "care_stay", "adult_report"];
    let datasets =
        datasets.into_iter().chain(["adult_determination", "support_case", "support_child", "support_index_case"]);
    let good: u64 = datasets.flat_map(|dataset| meant(&made, dataset, "", "", "rows").into_values()).map(number).sum();
    assert_eq!(good + made.rejected, made.rows);
    let per_mille = made.rejected * 1000 / made.rows;
    assert!((1..=3).contains(&per_mille), "twenty in ten thousand are damaged: {} of {}", made.rejected, made.rows);

    for (measure, part, dataset, column, code, field) in SAME {
        let (id, group) = measure.split_once(' ').unwrap_or((measure, ""));
        let meant = meant(&made, dataset, column, code, field);
        assert!(meant.len() > 20, "{measure}: {}", meant.len());
        for ((period, county), figure) in &meant {
            let wanted = [("measure", id), ("period", period), ("agency", county), ("group", group)];
            assert_eq!(made.results.one(&wanted, &[part]), [figure], "{measure} {part} {period} {county}");
        }
    }
}

#[test]
fn counties_of_the_yearly_pack_have_believable_sizes() {
    let made = generated(&pack_with("application"), MADE);
    let of = |period: &str, measure: &str, agency: &str| -> u64 {
        let wanted = [("measure", measure), ("period", period), ("agency", agency), ("group", "")];
        number(made.results.one(&wanted, &["denominator"])[0])
    };
    for (measure, period) in [("snap_cash", "2022"), ("adult_disposition", "2023"), ("cs_orders", "FFY2023")] {
        let share = of(period, measure, "27053") * 100 / of(period, measure, "MN");
        assert!((25..=42).contains(&share), "{measure}: {share} percent of the state in one county");
    }
    let cases = meant(&made, "support_index_case", "", "", "rows");
    let sizes: Vec<u64> = cases.into_values().map(number).collect();
    assert!(sizes.iter().filter(|rows| **rows < 20).count() >= 10, "{sizes:?}");
    let applications = meant(&made, "application", "", "", "rows");
    let sizes: Vec<u64> = applications.into_values().map(number).collect();
    assert!(sizes.iter().any(|rows| (18..=20).contains(rows)), "{sizes:?}");
    assert!(sizes.iter().any(|rows| (21..=23).contains(rows)), "{sizes:?}");
    // A county that sent nothing of a year has no row in its totals; three in two hundred do.
    let reported: usize = sizes.len();
    assert!(reported < 2 * 87, "nobody forgot a year");
}

#[test]
fn parquet_files_hold_the_same_rows() {
    let folder = pack_with("application");
    let made = Made { people: "120", months: "15", computed: &["2022", "FFY2022", "2020-2021"], ..MADE };
    let (csv, parquet) = (generated(&folder, made), generated(&folder, Made { format: "parquet", ..made }));
    assert_eq!((parquet.rows, parquet.rejected), (csv.rows, csv.rejected));
    assert!(csv.rejected > 0);
    assert_eq!(parquet.figures(), csv.figures());
}

fn number(text: impl AsRef<str>) -> u64 {
    text.as_ref().parse().unwrap()
}
