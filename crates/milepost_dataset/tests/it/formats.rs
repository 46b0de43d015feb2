//! Workbooks and Parquet files, made by other libraries than the readers.

use std::io::{Cursor, Write};
use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray};
use jiff::civil::date;
use milepost_dataset::{Format, Outcome};
use milepost_expression::Value;
use parquet::arrow::ArrowWriter;
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Workbook};

use crate::world::{HEADER, World, file, row};

/// A Parquet type for a column that is text in the source.
#[derive(Clone, Copy)]
pub(crate) enum As {
    Int,
    Float,
    Decimal(i8),
}

fn table(text: &str) -> (Vec<&str>, Vec<Vec<&str>>) {
    let mut lines = text.lines().map(|l| l.split(',').collect::<Vec<_>>());
    (lines.next().unwrap(), lines.collect())
}

/// A workbook with every cell as text, after an empty sheet of another name.
pub(crate) fn workbook(text: &str, sheet: &str) -> Vec<u8> {
    let (header, rows) = table(text);
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name(sheet).unwrap();
    for (r, cells) in std::iter::once(&header).chain(&rows).enumerate() {
        for (c, cell) in cells.iter().enumerate() {
            page.write_string(r as u32, c as u16, *cell).unwrap();
        }
    }
    book.add_worksheet().set_name("Other").unwrap();
    book.save_to_buffer().unwrap()
}

/// A workbook with further parts of so many megabytes of zeros together. They are packed once and then
/// copied, as whoever makes a bomb does it.
pub(crate) fn padded_workbook(text: &str, megabytes: usize) -> Vec<u8> {
    const PART: usize = 5;
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    packed.start_file("zeros", zip::write::SimpleFileOptions::default()).unwrap();
    packed.write_all(&vec![0; PART * 1_000_000]).unwrap();
    let mut packed = zip::ZipArchive::new(packed.finish().unwrap()).unwrap();
    let mut book = zip::ZipWriter::new_append(Cursor::new(workbook(text, "Visits"))).unwrap();
    for part in 0..megabytes / PART {
        book.raw_copy_file_rename(packed.by_index(0).unwrap(), format!("zeros{part}")).unwrap();
    }
    book.finish().unwrap().into_inner()
}

pub(crate) fn bomb(megabytes: usize) -> Vec<u8> {
    padded_workbook(&file(&[]), megabytes)
}

/// A Parquet file of text columns, some with another type.
pub(crate) fn parquet(text: &str, types: &[(&str, As)]) -> Vec<u8> {
    let (header, rows) = table(text);
    let columns = header.iter().enumerate().map(|(i, name)| {
        let cells: Vec<Option<&str>> = rows.iter().map(|r| Some(r[i]).filter(|c| !c.is_empty())).collect();
        let array: ArrayRef = match types.iter().find(|(n, _)| n == name).map(|(_, t)| *t) {
            None => Arc::new(StringArray::from(cells)),
            Some(As::Int) => {
                Arc::new(Int64Array::from_iter(cells.iter().map(|c| c.map(|c| c.parse::<i64>().unwrap()))))
            }
            Some(As::Float) => {
                Arc::new(Float64Array::from_iter(cells.iter().map(|c| c.map(|c| c.parse::<f64>().unwrap()))))
            }
            Some(As::Decimal(scale)) => {
                let scaled = |c: &str| {
                    let (whole, fraction) = c.split_once('.').unwrap_or((c, ""));
                    format!("{whole}{fraction:0<width$}", width = scale as usize).parse::<i128>().unwrap()
                };
                let array = Decimal128Array::from_iter(cells.iter().map(|c| c.map(scaled)));
                Arc::new(array.with_precision_and_scale(20, scale).unwrap())
            }
        };
        (*name, array)
    });
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut out = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    out
}

fn named(name: &str) -> World {
    World { name: name.to_owned(), ..World::clinic() }
}

#[test]
fn the_same_rows_have_one_fingerprint_in_every_format() {
    let text = file(&[("note", "né"), ("minutes", "-9")]);
    let csv = named("visits.csv").take(&text);
    let xlsx = named("visits.xlsx").take(workbook(&text, "Visits"));
    let types = [("minutes", As::Int), ("fee", As::Decimal(2))];
    let parquet = named("visits.parquet").take(parquet(&text, &types));
    assert_eq!(csv.intake.outcome, Outcome::Accepted);
    let print = |t: &crate::world::Taken| t.intake.fingerprint.clone().unwrap();
    assert_eq!(print(&csv), print(&xlsx));
    assert_eq!(print(&csv), print(&parquet));
    assert_eq!(csv.rows(), xlsx.rows());
    assert_eq!(csv.rows(), parquet.rows());
    let formats = [&csv, &xlsx, &parquet].map(|t| t.intake.format.unwrap());
    assert_eq!(formats, [Format::Csv, Format::Xlsx, Format::Parquet]);
    // Another value, agency or period is another content.
    assert_ne!(print(&csv), print(&named("visits.csv").take(file(&[("note", "ne")]))));
}

#[test]
fn cells_are_read_as_the_sheet_shows_them() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (c, name) in HEADER.split(',').enumerate() {
        page.write_string(2, c as u16, name).unwrap();
    }
    let day = CellFormat::new().set_num_format("m/d/yyyy");
    page.write_string(4, 0, "V1").unwrap();
    page.write_string(4, 1, "A").unwrap();
    page.write_with_format(4, 2, ExcelDateTime::from_ymd(2011, 9, 1).unwrap(), &day).unwrap();
    page.write_number(4, 3, 8.0).unwrap();
    page.write_number(4, 4, 0.1 + 0.2).unwrap();
    page.write_boolean(4, 5, false).unwrap();
    page.write_string(4, 6, "other").unwrap();
    let taken = named("visits.xlsx").take(book.save_to_buffer().unwrap());
    assert_eq!(taken.intake.row_problems, []);
    let rows = taken.rows();
    assert_eq!(rows[0].line, 5, "the sheet's own row number");
    let expected =
        [Value::Date(date(2011, 9, 1)), Value::Integer(8), Value::Decimal(milepost_expression::Number::new(3, 10))];
    assert_eq!(rows[0].values[2..5], expected);
    assert_eq!((&rows[0].values[5], &rows[0].values[9]), (&Value::Boolean(false), &Value::Null));
}

#[test]
fn numbers_beyond_what_a_sheet_can_hold_are_not_taken_for_exact() {
    for (number, code) in [(12_345_678_901_234_567.0, "D024"), (8.5, "D024"), (1e300, "D024")] {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        for (c, (name, value)) in HEADER.split(',').zip(row("V1", &[]).split(',')).enumerate() {
            page.write_string(0, c as u16, name).unwrap();
            page.write_string(1, c as u16, value).unwrap();
        }
        page.write_number(1, 3, number).unwrap();
        assert_eq!(named("v.xlsx").take(book.save_to_buffer().unwrap()).codes(), [code], "{number}");
    }
}

#[test]
fn a_time_of_day_is_not_dropped_from_a_date() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (c, (name, value)) in HEADER.split(',').zip(row("V1", &[]).split(',')).enumerate() {
        page.write_string(0, c as u16, name).unwrap();
        page.write_string(1, c as u16, value).unwrap();
    }
    let when = ExcelDateTime::from_ymd(2011, 9, 1).unwrap().and_hms(13, 30, 0).unwrap();
    page.write_with_format(1, 2, &when, &CellFormat::new().set_num_format("m/d/yyyy h:mm")).unwrap();
    let taken = named("v.xlsx").take(book.save_to_buffer().unwrap());
    assert_eq!(taken.intake.row_problems[0].value, "2011-09-01T13:30:00");
    assert_eq!(taken.codes(), ["D027"]);
}

#[test]
fn names_and_bytes_have_to_agree() {
    let detect = |name: &str, head: &[u8]| Format::detect(name, head).map_err(|p| p.message);
    assert_eq!(detect("a.csv", b"a,b"), Ok(Format::Csv));
    assert_eq!(detect("upload", b"PK\x03\x04"), Ok(Format::Xlsx));
    assert_eq!(detect("upload", b"PAR1"), Ok(Format::Parquet));
    assert_eq!(
        detect("a.csv", b"PK\x03\x04").unwrap_err(),
        "`a.csv` says that it is delimited text, but it holds a workbook"
    );
    for (name, head) in
        [("a.csv", &b"\x1f\x8b\x08"[..]), ("a.xls", b"\xd0\xcf\x11\xe0"), ("a.json", b"{"), ("a.csv", b"%PDF-1.4")]
    {
        assert!(detect(name, head).is_err(), "{name}");
    }
}
