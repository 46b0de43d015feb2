//! Rows of text into a Parquet file that can be submitted.

use std::io::Write;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use milepost_pack::Dataset;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::problem::Failure;

const ROWS_AT_ONCE: usize = 8 * 1024;
/// A writer holds a row group in memory until it is full.
const ROW_GROUP: usize = 128 * 1024;
const DOING: &str = "writing rows as Parquet";

/// Writes rows as they would stand in a CSV file: each column is text, so that a damaged field has its place too; an
/// empty field is absent. Holds a row group in memory, never the file.
pub struct TextRows<W: Write + Send> {
    schema: SchemaRef,
    columns: Vec<StringBuilder>,
    waiting: usize,
    writer: ArrowWriter<W>,
}

impl<W: Write + Send> TextRows<W> {
    /// A file of a dataset's columns.
    ///
    /// # Errors
    /// `out` can't be written.
    pub fn new(dataset: &Dataset, out: W) -> Result<Self, Failure> {
        let fields: Vec<Field> = dataset.columns.iter().map(|c| Field::new(&c.id, DataType::Utf8, true)).collect();
        let columns = fields.iter().map(|_| StringBuilder::new()).collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .build();
        let writer =
            ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(Failure::stored(DOING))?;
        Ok(Self { schema, columns, waiting: 0, writer })
    }

    /// A row, its fields in the dataset's column order.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn push(&mut self, row: &[String]) -> Result<(), Failure> {
        for (column, text) in self.columns.iter_mut().zip(row) {
            column.append_option((!text.is_empty()).then_some(text));
        }
        self.waiting += 1;
        if self.waiting == ROWS_AT_ONCE { self.pass_on() } else { Ok(()) }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn finish(mut self) -> Result<W, Failure> {
        self.pass_on()?;
        self.writer.into_inner().map_err(Failure::stored(DOING))
    }

    fn pass_on(&mut self) -> Result<(), Failure> {
        if self.waiting == 0 {
            return Ok(());
        }
        self.waiting = 0;
        let columns: Vec<ArrayRef> = self.columns.iter_mut().map(|c| Arc::new(c.finish()) as ArrayRef).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(Failure::stored(DOING))?;
        self.writer.write(&batch).map_err(Failure::stored(DOING))
    }
}
