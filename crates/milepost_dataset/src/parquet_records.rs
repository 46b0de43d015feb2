//! Rows of a Parquet file as text, so that one set of checks serves all formats.

use std::io::{Read, Seek, SeekFrom, Write};

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Decimal128Array, PrimitiveArray, RecordBatch, StringArray,
};
use arrow::compute::cast;
use arrow::datatypes::{ArrowPrimitiveType, DataType, Int64Type, UInt64Type};
use bytes::Bytes;
use milepost_expression::Type;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, Length};

use crate::check;
use crate::csv_records::{LONGEST_FIELD, LONGEST_LINE, Visit};
use crate::guard::guarded;
use crate::problem::{Failure, FileProblem, Stop};
use crate::record::{Record, Shared};

/// Most bytes of a row group, unpacked.
const MOST_BYTES: i64 = 1024 * 1024 * 1024;
const ROWS_AT_ONCE: usize = 1024;
const WHAT: &str = "the Parquet file";

/// Hands the column names, then every row, to `visit`. `declared` knows the type that a column is to
/// become, or none for one that nobody asks for.
pub(crate) fn each_record<R: Read + Seek + Send + 'static>(
    source: Shared<R>,
    declared: &dyn Fn(&str) -> Option<Type>,
    visit: &mut Visit<'_>,
) -> Result<(), Stop> {
    let builder = guarded(WHAT, || ParquetRecordBatchReaderBuilder::try_new(source))?.map_err(unreadable)?;
    if builder.metadata().row_groups().iter().any(|g| g.total_byte_size() > MOST_BYTES) {
        return Err(FileProblem::error(check::TOO_LARGE, "a row group holds more than 1 GB unpacked").into());
    }
    let schema = builder.schema().clone();
    for field in schema.fields() {
        if let Some(kind) = declared(field.name()) {
            fits(field.name(), field.data_type(), kind)?;
        }
    }
    let mut record = Record { line: 1, ..Record::default() };
    for field in schema.fields() {
        record.push(field.name().as_bytes());
    }
    visit(&record)?;
    let mut reader = guarded(WHAT, || builder.with_batch_size(ROWS_AT_ONCE).build())?.map_err(unreadable)?;
    while let Some(batch) = guarded(WHAT, || reader.next())? {
        let batch = batch.map_err(|e| damaged(&e.to_string()))?;
        let columns = guarded(WHAT, || texts(&batch))??;
        for row in 0..batch.num_rows() {
            record.line += 1;
            write_row(&columns, row, &mut record)?;
            visit(&record)?;
        }
    }
    Ok(())
}

fn write_row(columns: &[Texts], row: usize, record: &mut Record) -> Result<(), Stop> {
    record.clear();
    let line = record.line;
    for column in columns {
        let start = record.bytes.len();
        column.write(row, &mut record.bytes);
        record.end_field();
        if record.bytes.len() - start > LONGEST_FIELD {
            let message = format!("row {line} has a field longer than 1 MiB");
            return Err(FileProblem::error(check::FIELD_TOO_LONG, message).at(line).into());
        }
    }
    if record.bytes.len() > LONGEST_LINE {
        let message = format!("row {line} is longer than 16 MiB");
        return Err(FileProblem::error(check::LINE_TOO_LONG, message).at(line).into());
    }
    Ok(())
}

/// Refuses a column whose type can't become the declared one without loss.
fn fits(name: &str, found: &DataType, declared: Type) -> Result<(), FileProblem> {
    let fits = match found {
        DataType::Dictionary(_, values) => return fits(name, values, declared),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Boolean => declared == Type::Boolean,
        DataType::Date32 | DataType::Date64 => declared == Type::Date,
        DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) => {
            matches!(declared, Type::Decimal | Type::Integer)
        }
        whole if whole.is_integer() => matches!(declared, Type::Integer | Type::Decimal | Type::Text),
        _ => false,
    };
    if fits {
        return Ok(());
    }
    let wanted = match declared {
        Type::Boolean => "boolean",
        Type::Integer => "int64",
        Type::Decimal => "decimal128",
        Type::Text | Type::Codes => "string",
        Type::Date => "date32",
    };
    Err(FileProblem::error(check::WRONG_COLUMN_TYPE, format!("column `{name}` has the Parquet type {found}"))
        .cured(format!("Write the column as {wanted}, or as string.")))
}

/// A column of a batch that can write its values as text.
enum Texts {
    Text(StringArray),
    Integer(PrimitiveArray<Int64Type>),
    Unsigned(PrimitiveArray<UInt64Type>),
    Decimal(Decimal128Array),
    Date(Date32Array),
    Boolean(BooleanArray),
    /// A column that nobody asks for, of a type that has no text here.
    Unread,
}

fn texts(batch: &RecordBatch) -> Result<Vec<Texts>, Stop> {
    batch.columns().iter().map(text_of).collect()
}

fn text_of(array: &ArrayRef) -> Result<Texts, Stop> {
    let as_type = |kind: &DataType| cast(array, kind).map_err(|e| damaged(&e.to_string()));
    Ok(match array.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..) => {
            match as_type(&DataType::Utf8) {
                Ok(text) => Texts::Text(text.as_string().clone()),
                Err(_) => Texts::Unread,
            }
        }
        DataType::Boolean => Texts::Boolean(array.as_boolean().clone()),
        DataType::Date32 | DataType::Date64 => Texts::Date(as_type(&DataType::Date32)?.as_primitive().clone()),
        DataType::Decimal32(_, scale) | DataType::Decimal64(_, scale) | DataType::Decimal128(_, scale) => {
            Texts::Decimal(as_type(&DataType::Decimal128(38, *scale))?.as_primitive().clone())
        }
        DataType::UInt64 => Texts::Unsigned(primitive(array)),
        kind if kind.is_integer() => Texts::Integer(as_type(&DataType::Int64)?.as_primitive().clone()),
        _ => Texts::Unread,
    })
}

fn primitive<T: ArrowPrimitiveType>(array: &ArrayRef) -> PrimitiveArray<T> {
    array.as_primitive::<T>().clone()
}

impl Texts {
    fn write(&self, row: usize, out: &mut Vec<u8>) {
        let array: &dyn Array = match self {
            Self::Text(a) => a,
            Self::Integer(a) => a,
            Self::Unsigned(a) => a,
            Self::Decimal(a) => a,
            Self::Date(a) => a,
            Self::Boolean(a) => a,
            Self::Unread => return,
        };
        if array.is_null(row) {
            return;
        }
        // Writing into a Vec can't fail.
        let _ = match self {
            Self::Text(a) => out.write_all(a.value(row).as_bytes()),
            Self::Integer(a) => write!(out, "{}", a.value(row)),
            Self::Unsigned(a) => write!(out, "{}", a.value(row)),
            Self::Decimal(a) => out.write_all(a.value_as_string(row).as_bytes()),
            Self::Date(a) => match crate::days::to_date(a.value(row)) {
                Some(date) => write!(out, "{date}"),
                None => write!(out, "day {}", a.value(row)),
            },
            Self::Boolean(a) => write!(out, "{}", a.value(row)),
            Self::Unread => Ok(()),
        };
    }
}

fn damaged(why: &str) -> FileProblem {
    FileProblem::error(check::UNREADABLE, format!("{WHAT} can't be read: {why}"))
}

fn unreadable(error: ParquetError) -> Stop {
    match error {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(source) => Failure::Io { doing: "reading the submitted file", source: *source }.into(),
            Err(other) => damaged(&other.to_string()).into(),
        },
        other => damaged(&other.to_string()).into(),
    }
}

impl<R: Read + Seek> Length for Shared<R> {
    fn len(&self) -> u64 {
        Self::len(self)
    }
}

impl<R: Read + Seek + Send> ChunkReader for Shared<R> {
    type T = std::io::BufReader<Self>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        Ok(std::io::BufReader::new(self.at(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        if start.checked_add(length as u64).is_none_or(|end| end > self.len()) {
            return Err(ParquetError::EOF(format!("{length} bytes at {start} lie outside the file")));
        }
        let mut reader = self.at(0);
        reader.seek(SeekFrom::Start(start))?;
        let mut bytes = vec![0; length];
        reader.read_exact(&mut bytes)?;
        Ok(Bytes::from(bytes))
    }
}
