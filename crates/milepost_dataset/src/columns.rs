//! The bodies of accepted rows to Arrow columns, and the schema of a stored slice.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, NullBufferBuilder, RecordBatch,
    StringArray,
};
use arrow::buffer::{Buffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use milepost_expression::Type;
use milepost_pack::{Column, Dataset};

use crate::encode;

/// Name of the column that holds each row's agency.
pub const AGENCY_COLUMN: &str = "_agency";
/// Name of the column that holds each row's line in the submitted file.
pub const LINE_COLUMN: &str = "_line";

/// Digits of a stored decimal.
pub(crate) const PRECISION: u8 = 38;

/// The columns of a stored slice: the dataset's own, then [`AGENCY_COLUMN`] and [`LINE_COLUMN`]. Text
/// and codes (joined by `;`) are UTF-8, integers 64 bits, decimals 128 bits with the declared places.
pub fn stored_schema(dataset: &Dataset) -> SchemaRef {
    let own = dataset.columns.iter().map(|c| Field::new(&c.id, data_type(c), true));
    let added = [Field::new(AGENCY_COLUMN, DataType::Utf8, false), Field::new(LINE_COLUMN, DataType::Int64, false)];
    Arc::new(Schema::new(own.chain(added).collect::<Vec<_>>()))
}

fn data_type(column: &Column) -> DataType {
    match column.kind {
        Type::Boolean => DataType::Boolean,
        Type::Integer => DataType::Int64,
        Type::Decimal => DataType::Decimal128(PRECISION, i8::try_from(column.places).unwrap_or(0)),
        Type::Date => DataType::Date32,
        Type::Text | Type::Codes => DataType::Utf8,
    }
}

/// Columns of a batch that is being filled.
pub(crate) struct Columns {
    schema: SchemaRef,
    own: Vec<Filling>,
    agencies: Texts,
    lines: Int64Builder,
    rows: usize,
}

enum Filling {
    Boolean(BooleanBuilder),
    Integer(Int64Builder),
    Decimal(Decimal128Builder),
    Date(Date32Builder),
    Text(Texts),
}

/// Text that is checked to be UTF-8 once a batch, not once a value.
#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    offsets: Vec<i32>,
    present: Option<NullBufferBuilder>,
}

impl Columns {
    pub(crate) fn new(dataset: &Dataset) -> Self {
        let schema = stored_schema(dataset);
        let own = dataset.columns.iter().map(Filling::new).collect();
        Self { schema, own, agencies: Texts::default(), lines: Int64Builder::new(), rows: 0 }
    }

    pub(crate) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// Rows filled in so far.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes of text filled in so far.
    pub(crate) fn text_bytes(&self) -> usize {
        self.own.iter().map(|f| if let Filling::Text(t) = f { t.bytes.len() } else { 0 }).sum()
    }

    /// Adds a row. None when its body does not hold what the columns ask for.
    pub(crate) fn push(&mut self, body: &[u8], agency: &str, line: u64) -> Option<()> {
        let mut rest = body;
        for column in &mut self.own {
            rest = column.push(rest)?;
        }
        self.agencies.push(Some(agency.as_bytes()));
        self.lines.append_value(i64::try_from(line).ok()?);
        self.rows += 1;
        rest.is_empty().then_some(())
    }

    /// The batch; the columns are empty afterwards.
    pub(crate) fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        self.rows = 0;
        let mut arrays = self.own.iter_mut().map(Filling::take).collect::<Result<Vec<_>, _>>()?;
        arrays.push(self.agencies.take()?);
        arrays.push(Arc::new(self.lines.finish()));
        RecordBatch::try_new(self.schema(), arrays)
    }
}

impl Filling {
    fn new(column: &Column) -> Self {
        match column.kind {
            Type::Boolean => Self::Boolean(BooleanBuilder::new()),
            Type::Integer => Self::Integer(Int64Builder::new()),
            Type::Decimal => Self::Decimal(Decimal128Builder::new().with_data_type(data_type(column))),
            Type::Date => Self::Date(Date32Builder::new()),
            Type::Text | Type::Codes => Self::Text(Texts::default()),
        }
    }

    /// Takes one value from the front of a body and returns the rest.
    fn push<'b>(&mut self, body: &'b [u8]) -> Option<&'b [u8]> {
        let (value, rest) = encode::split_cell(body)?;
        match (self, value) {
            (Self::Boolean(b), None) => b.append_null(),
            (Self::Integer(b), None) => b.append_null(),
            (Self::Decimal(b), None) => b.append_null(),
            (Self::Date(b), None) => b.append_null(),
            (Self::Boolean(b), Some(value)) => b.append_value(*value.first()? != 0),
            (Self::Integer(b), Some(value)) => b.append_value(i64::try_from(encode::number(value)?).ok()?),
            (Self::Decimal(b), Some(value)) => b.append_value(encode::number(value)?),
            (Self::Date(b), Some(value)) => b.append_value(i32::try_from(encode::number(value)?).ok()?),
            (Self::Text(t), value) => t.push(value),
        }
        Some(rest)
    }

    fn take(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Self::Boolean(b) => Arc::new(b.finish()),
            Self::Integer(b) => Arc::new(b.finish()),
            Self::Decimal(b) => Arc::new(b.finish()),
            Self::Date(b) => Arc::new(b.finish()),
            Self::Text(t) => t.take()?,
        })
    }
}

impl Texts {
    fn push(&mut self, text: Option<&[u8]>) {
        if self.offsets.is_empty() {
            self.offsets.push(0);
        }
        self.bytes.extend_from_slice(text.unwrap_or_default());
        // A batch is cut long before its text reaches 2 GiB.
        self.offsets.push(self.bytes.len() as i32);
        self.present.get_or_insert_with(|| NullBufferBuilder::new(1024)).append(text.is_some());
    }

    fn take(&mut self) -> Result<ArrayRef, ArrowError> {
        if self.offsets.is_empty() {
            self.offsets.push(0);
        }
        let offsets = OffsetBuffer::new(std::mem::take(&mut self.offsets).into());
        let present = self.present.take().and_then(|mut p| p.finish());
        let array = StringArray::try_new(offsets, Buffer::from_vec(std::mem::take(&mut self.bytes)), present)?;
        Ok(Arc::new(array))
    }
}
