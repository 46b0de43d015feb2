//! Figures of other programs, read exactly as they were printed.

use std::path::PathBuf;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

/// A file of another program's figures.
pub(crate) fn oracle(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/oracles").join(name);
    std::fs::read_to_string(path).expect("an oracle file")
}

/// The rows of such a file, by column.
pub(crate) fn rows(name: &str) -> Vec<impl Fn(&str) -> BigRational> {
    let text = oracle(name);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let records: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a record")).collect();
    let of = move |record: csv::StringRecord| {
        let header = header.clone();
        move |column: &str| {
            let place = header.iter().position(|h| h == column).expect("a column");
            number(&record[place])
        }
    };
    records.into_iter().map(of).collect()
}

/// A decimal, with an exponent or without.
pub(crate) fn number(text: &str) -> BigRational {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, after) = digits.split_once('.').unwrap_or((digits, ""));
    let exponent: i32 = exponent.parse().expect("an exponent");
    let mantissa: BigInt = format!("{whole}{after}").parse().expect("digits");
    let shift = exponent - i32::try_from(after.len()).expect("a short number");
    let ten = BigRational::from(BigInt::from(10));
    BigRational::from(mantissa) * ten.pow(shift)
}

/// Whole number as a ratio.
pub(crate) fn whole(n: u64) -> BigRational {
    BigRational::from(BigInt::from(n))
}

/// Fails unless two numbers differ by no more than 2 in the fourteenth digit after the point, or of
/// the larger one's size: what a program that computes in doubles can be asked.
pub(crate) fn assert_close(ours: &BigRational, theirs: &BigRational, what: &str) {
    let size = theirs.abs().max(whole(1));
    assert!((ours - theirs).abs() <= size * number("2e-14"), "{what}: {ours} and {theirs}");
}
