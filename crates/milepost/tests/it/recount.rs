//! The demonstration's results for every agency, against a second count by a program that is not ours.

use std::collections::HashMap;
use std::path::Path;

use crate::demonstration::home;

/// `tests/oracles/annual_report/recount.py` made it: SQL for SQLite, written from the definitions in words.
const RECOUNTED: &str = "../../tests/oracles/annual_report/recounted.csv";

#[test]
fn sqlite_counts_the_same_for_every_unit_and_group() {
    let output = home().run(["results", "--format", "csv", "--period", "FFY2011"]).ok();
    let mut ours = HashMap::new();
    for row in csv::Reader::from_reader(output.out.as_bytes()).records() {
        let row = row.unwrap();
        let key = (row[1].to_owned(), row[3].to_owned(), row[4].to_owned());
        ours.insert(key, (row[6].to_owned(), row[7].to_owned(), row[8].to_owned()));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(RECOUNTED);
    let mut compared = 0;
    for row in csv::Reader::from_path(path).unwrap().records() {
        let row = row.unwrap();
        let key = (row[0].to_owned(), row[1].to_owned(), row[2].to_owned());
        let Some((numerator, denominator, value)) = ours.get(&key) else { panic!("no result {key:?}") };
        if row[5].is_empty() {
            assert_eq!((numerator.as_str(), denominator.as_str()), (&row[3], &row[4]), "{key:?}");
        } else {
            let difference = value.parse::<f64>().unwrap() - row[5].parse::<f64>().unwrap();
            assert!(difference.abs() < 1e-6, "{key:?}: {value} and {}", &row[5]);
        }
        compared += 1;
    }
    assert!(compared > 1000, "{compared} figures compared");
}
