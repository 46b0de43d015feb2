//! Rows as files, in the layout in which a home keeps them.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray};
use milepost_dataset::{days, stored_schema};
use milepost_expression::{Type, Value};
use milepost_measure::{Failure, LoadedSlices, RelatedRow, Slice, SliceRow, StoredPart};
use milepost_pack::{Column, Dataset};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

/// Writes rows to a file with small row groups.
pub(crate) fn write(folder: &Path, name: &str, dataset: &Dataset, rows: &[SliceRow]) -> PathBuf {
    let path = folder.join(name);
    let schema = stored_schema(dataset);
    let mut arrays: Vec<ArrayRef> =
        dataset.columns.iter().enumerate().map(|(place, column)| array(column, place, rows)).collect();
    arrays.push(Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row.agency))));
    arrays.push(Arc::new(Int64Array::from_iter_values(0..rows.len() as i64)));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(7)).build();
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), schema, Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    path
}

fn array(column: &Column, place: usize, rows: &[SliceRow]) -> ArrayRef {
    let values = || rows.iter().map(|row| &row.values[place]);
    match column.kind {
        Type::Boolean => Arc::new(BooleanArray::from_iter(values().map(|v| match v {
            Value::Boolean(boolean) => Some(*boolean),
            _ => None,
        }))),
        Type::Integer => Arc::new(Int64Array::from_iter(values().map(|v| match v {
            Value::Integer(integer) => Some(*integer),
            _ => None,
        }))),
        Type::Decimal => {
            let scaled = values().map(|v| match v {
                Value::Decimal(number) => Some(*(number * 10_i128.pow(u32::from(column.places))).numer()),
                _ => None,
            });
            let array = Decimal128Array::from_iter(scaled);
            Arc::new(array.with_precision_and_scale(38, column.places as i8).unwrap())
        }
        Type::Date => Arc::new(Date32Array::from_iter(values().map(|v| match v {
            Value::Date(date) => Some(days::from_date(*date)),
            _ => None,
        }))),
        Type::Text | Type::Codes => Arc::new(StringArray::from_iter(values().map(|v| match v {
            Value::Text(text) => Some(text.to_string()),
            Value::Codes(codes) => Some(codes.join(";")),
            _ => None,
        }))),
    }
}

/// A slice that lies in files, some rows of which count no longer.
pub(crate) struct Filed<'a> {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) except: BTreeSet<String>,
    /// The rows that count, and those around them.
    pub(crate) loaded: &'a LoadedSlices,
    pub(crate) dataset: &'a str,
    pub(crate) period: &'a str,
}

impl Slice for Filed<'_> {
    fn stored(&self) -> Option<Vec<StoredPart>> {
        let part = |file: &PathBuf| StoredPart { file: file.clone(), except: self.except.clone() };
        Some(self.files.iter().map(part).collect())
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Result<SliceRow, Failure>> + '_> {
        let rows: Vec<_> = self.loaded.slice(self.dataset, self.period).rows().collect();
        Box::new(rows.into_iter())
    }

    fn related(&self, dataset: &str, unit: &Value) -> Result<Vec<RelatedRow>, Failure> {
        self.loaded.slice(self.dataset, self.period).related(dataset, unit)
    }
}
