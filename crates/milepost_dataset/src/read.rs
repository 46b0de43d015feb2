//! Stored slices back into rows.

use std::io::{Read, Seek};
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Decimal128Type, Int64Type, Schema};
use milepost_expression::{Type, Value};
use milepost_pack::{Column, Dataset};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::columns::{AGENCY_COLUMN, LINE_COLUMN};
use crate::days;
use crate::formulas::{codes, decimal};
use crate::problem::Failure;
use crate::record::Shared;

const DOING: &str = "reading stored rows";

/// A row as it was stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRow {
    /// The agency that it is about.
    pub agency: Arc<str>,
    /// Its line in the submitted file.
    pub line: u64,
    /// The values of the dataset's columns, in the first slots of its scope. The vector has room for
    /// the rest of the scope.
    pub values: Vec<Value>,
}

/// The rows of a stored file, ordered by unit and key.
pub struct StoredRows {
    batches: ParquetRecordBatchReader,
    columns: Vec<(Type, u8, String)>,
    width: usize,
    batch: Option<(RecordBatch, Places)>,
    next: usize,
    /// The last row's agency, since rows come in heaps.
    agency: Arc<str>,
}

/// Where a batch holds what: a column that was declared after the file was stored is absent.
struct Places {
    own: Vec<Option<usize>>,
    agency: usize,
    line: usize,
}

/// Reads a stored file as the dataset declares it.
///
/// # Errors
/// The file can't be read, holds a declared column with another type, or lacks a required one.
pub fn read_slice<R: Read + Seek + Send + 'static>(source: R, dataset: &Dataset) -> Result<StoredRows, Failure> {
    let source = Shared::new(source).map_err(Failure::io(DOING))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(source).map_err(Failure::stored(DOING))?;
    check_layout(builder.schema(), dataset)?;
    let batches = builder.with_batch_size(4096).build().map_err(Failure::stored(DOING))?;
    let columns = dataset.columns.iter().map(|c: &Column| (c.kind, c.places, c.id.clone())).collect();
    Ok(StoredRows { batches, columns, width: dataset.scope.len(), batch: None, next: 0, agency: Arc::from("") })
}

/// Checks that a stored file holds what the dataset declares; it may lack columns that were declared later
/// and may be empty.
///
/// # Errors
/// It holds a declared column with another type, or lacks a required one.
pub fn check_layout(stored: &Schema, dataset: &Dataset) -> Result<(), Failure> {
    let expected = crate::columns::stored_schema(dataset);
    for field in stored.fields() {
        if let Ok(declared) = expected.field_with_name(field.name())
            && declared.data_type() != field.data_type()
        {
            let (name, was, is) = (field.name(), field.data_type(), declared.data_type());
            let message =
                format!("column `{name}` was {was} when these rows were taken in and is {is} now: load them again");
            return Err(Failure::stored(DOING)(std::io::Error::other(message)));
        }
    }
    match dataset.columns.iter().find(|column| column.required && stored.index_of(&column.id).is_err()) {
        Some(Column { id, .. }) => {
            let message =
                format!("column `{id}` is required, and these rows were taken in without it: load them again");
            Err(Failure::stored(DOING)(std::io::Error::other(message)))
        }
        None => Ok(()),
    }
}

impl StoredRows {
    /// Loads the next batch that has rows; false at the end.
    fn load(&mut self) -> Result<bool, Failure> {
        while self.batch.as_ref().is_none_or(|(b, _)| self.next >= b.num_rows()) {
            let Some(batch) = self.batches.next() else { return Ok(false) };
            let batch = batch.map_err(Failure::stored(DOING))?;
            let schema = batch.schema();
            let place = |name: &str| schema.index_of(name).map_err(Failure::stored(DOING));
            let own = self.columns.iter().map(|(_, _, id)| schema.index_of(id).ok()).collect();
            let places = Places { own, agency: place(AGENCY_COLUMN)?, line: place(LINE_COLUMN)? };
            (self.batch, self.next) = (Some((batch, places)), 0);
        }
        Ok(true)
    }

    fn row(&mut self) -> Option<StoredRow> {
        let (batch, places) = self.batch.as_ref()?;
        let row = self.next;
        let agency = batch.column(places.agency).as_string::<i32>().value(row);
        if *self.agency != *agency {
            self.agency = Arc::from(agency);
        }
        let line = batch.column(places.line).as_primitive::<Int64Type>().value(row);
        let mut values = Vec::with_capacity(self.width);
        for ((kind, scale, _), place) in self.columns.iter().zip(&places.own) {
            values.push(place.map_or(Value::Null, |place| stored_value(batch.column(place), row, *kind, *scale)));
        }
        self.next += 1;
        Some(StoredRow { agency: Arc::clone(&self.agency), line: u64::try_from(line).unwrap_or(0), values })
    }
}

impl Iterator for StoredRows {
    type Item = Result<StoredRow, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.load() {
            Ok(true) => self.row().map(Ok),
            Ok(false) => None,
            Err(failure) => Some(Err(failure)),
        }
    }
}

/// A value of a stored column, of a declared type and as many digits after the point as are declared. The array
/// is of the type that [`crate::stored_schema`] gives the column.
pub fn stored_value(array: &dyn Array, row: usize, kind: Type, places: u8) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match kind {
        Type::Boolean => Value::Boolean(array.as_boolean().value(row)),
        Type::Integer => Value::Integer(array.as_primitive::<Int64Type>().value(row)),
        Type::Decimal => decimal(array.as_primitive::<Decimal128Type>().value(row), places),
        Type::Date => days::to_date(array.as_primitive::<Date32Type>().value(row)).map_or(Value::Null, Value::Date),
        Type::Text => Value::Text(Arc::from(array.as_string::<i32>().value(row))),
        Type::Codes => codes(array.as_string::<i32>().value(row)),
    }
}
