//! Cells as files hold them, and their control totals.

use std::collections::BTreeMap;

use milepost_measure::{
    CellKey, Cells, ControlTotal, Exact, ProportionCounts, ReportedSums, StratumCounts, Sum, Tally,
};

use crate::program::group;

fn key(agency: &str, group_text: &str, measure: &str) -> CellKey {
    CellKey { agency: agency.to_owned(), group: group(group_text), measure: measure.to_owned() }
}

fn ratio(numer: i64, denom: i64) -> Exact {
    Exact(num_rational::BigRational::new(numer.into(), denom.into()))
}

/// One cell of each kind.
fn every_kind() -> Cells {
    let mut cells = Cells::new("visit", "FFY2011");
    cells.rows_read = 3;
    cells.agency_rows = BTreeMap::from([("ST".to_owned(), 1), ("S1".to_owned(), 2)]);
    let counts = ProportionCounts { numerator: 1, denominator: 2, additions: 3, exclusions: 4, exceptions: 5 };
    let stratum = StratumCounts { met: 1, scored: 2, responded: 3, frame: 4 };
    let big: num_bigint::BigInt = "170141183460469231731687303715884105728".parse().expect("a number beyond 127 bits");
    let tallies = [
        Tally::Count(7),
        Tally::Proportion(counts),
        Tally::Ratio { numerator: Sum(big), denominator: Sum((-2).into()) },
        Tally::Mean { sum: Sum(5.into()), n: 2 },
        Tally::Quantile(BTreeMap::from([(Sum((-10).into()), 1), (Sum(9.into()), 2)])),
        Tally::Classes(BTreeMap::from([("a".to_owned(), 1)])),
        Tally::Weighted { strata: BTreeMap::from([("a".to_owned(), stratum.clone())]), unplaced: stratum },
        Tally::Unduplicated(["a".to_owned(), "b".to_owned()].into()),
        Tally::Reported(ReportedSums {
            rows: 1,
            not_applicable: 2,
            numerator: Some(ratio(1, 3)),
            denominator: None,
            values: vec![ratio(827, 10)],
        }),
    ];
    for (i, tally) in tallies.into_iter().enumerate() {
        cells.add(key("S1", "race=a+sex=f", &format!("m{i}")), &tally).expect("the same kind");
    }
    cells.add(key("ST", "", "m0"), &Tally::Count(1)).expect("the same kind");
    cells
}

#[test]
fn cells_survive_a_file() {
    let cells = every_kind();
    let text = serde_json::to_string(&cells).expect("text");
    let back: Cells = serde_json::from_str(&text).expect("cells");
    assert_eq!(back, cells);
    assert_eq!(serde_json::to_string(&back).expect("text"), text);
}

#[test]
fn the_same_cells_have_the_same_bytes_whatever_the_order() {
    let mut one = Cells::new("visit", "FFY2011");
    let mut other = Cells::new("visit", "FFY2011");
    let entries = [("S2", "sex=f", "x"), ("S1", "", "x"), ("S1", "", "a"), ("S1", "sex=m", "x")];
    for (agency, group, measure) in entries {
        one.add(key(agency, group, measure), &Tally::Count(1)).expect("a count");
    }
    for (agency, group, measure) in entries.into_iter().rev() {
        other.add(key(agency, group, measure), &Tally::Count(1)).expect("a count");
    }
    let text = serde_json::to_string(&one).expect("text");
    assert_eq!(text, serde_json::to_string(&other).expect("text"));
    assert_eq!(
        text,
        r#"{"dataset":"visit","period":"FFY2011","rows_read":0,"agency_rows":{},"parts":[{"agency":"S1","group":[],"measure":"a","parts":{"count":1}},{"agency":"S1","group":[],"measure":"x","parts":{"count":1}},{"agency":"S1","group":[["sex","m"]],"measure":"x","parts":{"count":1}},{"agency":"S2","group":[["sex","f"]],"measure":"x","parts":{"count":1}}]}"#
    );
}

#[test]
fn a_broken_file_is_refused() {
    let text = serde_json::to_string(&every_kind()).expect("text");
    for (from, to) in
        [("\"-10\"", "\"ten\""), ("\"1/3\"", "\"1/0\""), ("\"count\"", "\"counts\""), ("\"1/3\"", "\"a third\"")]
    {
        assert!(text.contains(from));
        assert!(serde_json::from_str::<Cells>(&text.replace(from, to)).is_err(), "{to}");
    }
}

#[test]
fn parts_of_a_slice_merge() {
    let mut cells = every_kind();
    cells.merge(&every_kind()).expect("the same kinds");
    assert_eq!(cells.rows_read, 6);
    assert_eq!(cells.agency_rows, BTreeMap::from([("ST".to_owned(), 2), ("S1".to_owned(), 4)]));
    let part = |i: usize| cells.parts[&key("S1", "race=a+sex=f", &format!("m{i}"))].clone();
    let counts = ProportionCounts { numerator: 2, denominator: 4, additions: 6, exclusions: 8, exceptions: 10 };
    let stratum = StratumCounts { met: 2, scored: 4, responded: 6, frame: 8 };
    assert_eq!(part(0), Tally::Count(14));
    assert_eq!(part(1), Tally::Proportion(counts));
    let Tally::Ratio { numerator, denominator } = part(2) else { panic!("a ratio") };
    assert_eq!(
        (numerator.to_string().as_str(), denominator.to_string().as_str()),
        ("340282366920938463463374607431768211456", "-4")
    );
    assert_eq!(part(3), Tally::Mean { sum: Sum(10.into()), n: 4 });
    assert_eq!(part(4), Tally::Quantile(BTreeMap::from([(Sum((-10).into()), 2), (Sum(9.into()), 4)])));
    assert_eq!(part(5), Tally::Classes(BTreeMap::from([("a".to_owned(), 2)])));
    assert_eq!(
        part(6),
        Tally::Weighted { strata: BTreeMap::from([("a".to_owned(), stratum.clone())]), unplaced: stratum }
    );
    assert_eq!(part(7), Tally::Unduplicated(["a".to_owned(), "b".to_owned()].into()), "a union counts nobody twice");
    let sums = ReportedSums {
        rows: 2,
        not_applicable: 4,
        numerator: Some(ratio(2, 3)),
        denominator: None,
        values: vec![ratio(827, 10), ratio(827, 10)],
    };
    assert_eq!(part(8), Tally::Reported(sums));
}

#[test]
fn a_sum_that_only_one_side_gives_is_kept() {
    let sums = |numerator: Option<Exact>| ReportedSums { numerator, ..ReportedSums::default() };
    for (a, b) in [(Some(ratio(1, 2)), None), (None, Some(ratio(1, 2)))] {
        let mut tally = Tally::Reported(sums(a));
        tally.add(&Tally::Reported(sums(b))).expect("the same kind");
        assert_eq!(tally, Tally::Reported(sums(Some(ratio(1, 2)))));
    }
}

#[test]
fn parts_of_unlike_kinds_do_not_merge() {
    let mut cells = Cells::new("visit", "FFY2011");
    cells.add(key("S1", "", "m"), &Tally::Count(1)).expect("a count");
    let mean = Tally::Mean { sum: Sum(1.into()), n: 1 };
    assert!(cells.add(key("S1", "", "m"), &mean).is_err());
    assert_eq!(cells.parts[&key("S1", "", "m")], Tally::Count(1), "nothing was added");
    let mut other = Cells::new("visit", "FFY2011");
    other.add(key("S1", "", "m"), &mean).expect("a mean");
    assert!(cells.merge(&other).is_err());
}

#[test]
fn every_accepted_row_is_read_and_counted() {
    let mut cells = every_kind();
    assert_eq!(cells.check_total(3), Ok(()));
    let wrong = |expected, read, counted| ControlTotal {
        dataset: "visit".to_owned(),
        period: "FFY2011".to_owned(),
        expected,
        read,
        counted,
    };
    assert_eq!(cells.check_total(4), Err(wrong(4, 3, 3)));
    cells.rows_read = 4;
    assert_eq!(cells.check_total(4), Err(wrong(4, 4, 3)));
    assert_eq!(cells.check_total(3), Err(wrong(3, 4, 3)));
    assert_eq!(
        cells.check_total(3).expect_err("a difference").to_string(),
        "visit, FFY2011: 3 rows were accepted, 4 were read and 3 counted"
    );
}
