use std::collections::BTreeMap;
use std::io::Write;

use milepost_expression::{Type, Value};
use milepost_pack::Dataset;
use num_rational::BigRational;

use super::field::value;

/// What the good rows of a dataset come to, counted while they are made: rows of each agency and period, rows with
/// each code or truth, and the sum of each number. Whoever computes from the rows can be held against it.
pub(super) struct Totals<'a> {
    dataset: &'a Dataset,
    counted: BTreeMap<Place, (u64, BigRational)>,
}

/// Period, agency, column and the code in it; both empty for the rows themselves.
type Place = (String, String, String, String);

impl<'a> Totals<'a> {
    pub(super) fn new(dataset: &'a Dataset) -> Self {
        Self { dataset, counted: BTreeMap::new() }
    }

    /// Counts a row; its fields stand in the dataset's column order.
    pub(super) fn add(&mut self, period: &str, agency: &str, row: &[String]) {
        let mut count = |column: &str, code: &str, number: BigRational| {
            let place = (period.to_owned(), agency.to_owned(), column.to_owned(), code.to_owned());
            let (rows, sum) = self.counted.entry(place).or_default();
            *rows += 1;
            *sum += number;
        };
        let none = BigRational::default;
        count("", "", none());
        for (column, text) in self.dataset.columns.iter().zip(row).filter(|(_, text)| !text.is_empty()) {
            match (value(column.kind, text), column.kind) {
                (Value::Integer(number), _) => count(&column.id, "", BigRational::from_integer(number.into())),
                (Value::Decimal(number), _) => {
                    count(&column.id, "", BigRational::new((*number.numer()).into(), (*number.denom()).into()));
                }
                (_, Type::Boolean) => count(&column.id, text, none()),
                (_, Type::Codes) => text.split(';').for_each(|code| count(&column.id, code, none())),
                (_, Type::Text) if column.codes.is_some() => count(&column.id, text, none()),
                _ => {}
            }
        }
    }

    /// Writes them as CSV.
    pub(super) fn write(&self, out: impl Write) -> csv::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(["period", "agency", "column", "code", "rows", "sum"])?;
        for ((period, agency, column, code), (rows, sum)) in &self.counted {
            let sum = milepost_measure::parts_text(sum);
            writer.write_record([period, agency, column, code, &rows.to_string(), &sum])?;
        }
        Ok(writer.flush()?)
    }
}
