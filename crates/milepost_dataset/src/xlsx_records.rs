//! Rows of a workbook, as the text that a reader of the sheet sees.

use std::io::{self, Read, Seek};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use zip::ZipArchive;

use crate::check;
use crate::csv_records::{LONGEST_FIELD, LONGEST_LINE, Visit};
use crate::guard::guarded;
use crate::problem::{FileProblem, Stop};
use crate::record::{Record, Shared};

const WHAT: &str = "the workbook";
/// Most parts that a workbook may have.
const MOST_ENTRIES: usize = 10_000;
/// Most bytes of all parts together, unpacked.
const MOST_BYTES: u64 = 100 * 1024 * 1024;

/// Hands every row that has a cell to `visit`.
pub(crate) fn each_record<R: Read + Seek>(
    source: Shared<R>,
    sheet: Option<&str>,
    visit: &mut Visit<'_>,
) -> Result<(), Stop> {
    guarded(WHAT, || refuse_bombs(source.at(0)))??;
    let mut workbook = guarded(WHAT, || Xlsx::new(source.at(0)))?.map_err(unreadable)?;
    let name = sheet_name(&workbook.sheet_names(), sheet)?;
    let mut cells = guarded(WHAT, || workbook.worksheet_cells_reader(&name))?.map_err(unreadable)?;
    let mut record = Record { line: 0, ..Record::default() };
    let mut width = 0;
    while let Some(cell) = guarded(WHAT, || cells.next_cell())?.map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let line = u64::from(row) + 1;
        if line != record.line {
            if line < record.line {
                return Err(damaged("its rows are not in order").into());
            }
            finish(&mut record, &mut width, visit)?;
            record.line = line;
        }
        let column = column as usize;
        if column < record.len() {
            return Err(damaged("its cells are not in order").into());
        }
        if *cell.get_value() == DataRef::Empty {
            continue;
        }
        while record.len() < column {
            record.end_field();
        }
        write_cell(cell.get_value(), &mut record.bytes);
        record.end_field();
        check_size(&record)?;
    }
    finish(&mut record, &mut width, visit)
}

/// Hands on a row, as wide as the first one: a sheet has no cells where nothing was typed.
fn finish(record: &mut Record, width: &mut usize, visit: &mut Visit<'_>) -> Result<(), Stop> {
    if record.len() > 0 {
        if *width == 0 {
            *width = record.len();
        }
        while record.len() < *width {
            record.end_field();
        }
        visit(record)?;
    }
    record.clear();
    Ok(())
}

fn check_size(record: &Record) -> Result<(), Stop> {
    let line = record.line;
    if record.field(record.len() - 1).len() > LONGEST_FIELD {
        let message = format!("row {line} has a field longer than 1 MiB");
        return Err(FileProblem::error(check::FIELD_TOO_LONG, message).at(line).into());
    }
    if record.bytes.len() > LONGEST_LINE {
        let message = format!("row {line} is longer than 16 MiB");
        return Err(FileProblem::error(check::LINE_TOO_LONG, message).at(line).into());
    }
    Ok(())
}

/// Unpacks every part once into nothing, since the sizes that an archive claims can lie.
fn refuse_bombs<R: Read + Seek>(source: Shared<R>) -> Result<(), Stop> {
    let too_large = |what: String| FileProblem::error(check::TOO_LARGE, what);
    let mut archive = ZipArchive::new(source).map_err(|e| damaged(&e.to_string()))?;
    if archive.len() > MOST_ENTRIES {
        return Err(too_large(format!("the workbook has {} parts", archive.len())).into());
    }
    let mut left = MOST_BYTES;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|e| damaged(&e.to_string()))?;
        let unpacked = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|e| damaged(&e.to_string()))?;
        if unpacked > left {
            return Err(too_large("the workbook holds more than 100 MB unpacked".to_owned()).into());
        }
        left -= unpacked;
    }
    Ok(())
}

fn sheet_name(names: &[String], wanted: Option<&str>) -> Result<String, Stop> {
    let found = match wanted {
        None => names.first(),
        Some(wanted) => names.iter().find(|n| n.eq_ignore_ascii_case(wanted)),
    };
    found.cloned().ok_or_else(|| {
        let message = match wanted {
            Some(wanted) => format!("the workbook has no sheet `{wanted}`, but {}", names.join(", ")),
            None => "the workbook has no sheet".to_owned(),
        };
        FileProblem::error(check::NO_SUCH_SHEET, message).into()
    })
}

fn damaged(why: &str) -> FileProblem {
    FileProblem::error(check::UNREADABLE, format!("{WHAT} can't be read: {why}"))
}

fn unreadable(error: XlsxError) -> Stop {
    damaged(&error.to_string()).into()
}

fn write_cell(value: &DataRef<'_>, out: &mut Vec<u8>) {
    let text = match value {
        DataRef::Empty => return,
        DataRef::String(s) => return out.extend_from_slice(s.as_bytes()),
        DataRef::SharedString(s) => return out.extend_from_slice(s.as_bytes()),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => number(*n),
        DataRef::Bool(b) => b.to_string(),
        DataRef::DateTime(when) => date_or_number(when),
        DataRef::DateTimeIso(s) => s.strip_suffix("T00:00:00").unwrap_or(s).to_owned(),
        DataRef::DurationIso(s) => s.clone(),
        DataRef::Error(e) => e.to_string(),
    };
    out.extend_from_slice(text.as_bytes());
}

/// A day as it is written in ISO 8601; with a time of day, when the cell has one.
fn date_or_number(when: &ExcelDateTime) -> String {
    if !when.is_datetime() {
        return number(when.as_f64());
    }
    let (year, month, day, hour, minute, second, milli) = when.to_ymd_hms_milli();
    if (hour, minute, second, milli) == (0, 0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}

/// A cell's number to 15 significant digits, which is what the spreadsheet shows and all that its
/// binary value vouches for. Numbers beyond that keep their exponent, so that no check takes them
/// for exact ones.
fn number(n: f64) -> String {
    let scientific = format!("{n:.14e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let Ok(exponent) = exponent.parse::<i32>() else { return scientific };
    if !(-15..15).contains(&exponent) {
        return scientific;
    }
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest.replace('.', "")),
        None => ("", mantissa.replace('.', "")),
    };
    let point = exponent + 1;
    let (whole, fraction) = if point <= 0 {
        ("0".to_owned(), format!("{}{digits}", "0".repeat(point.unsigned_abs() as usize)))
    } else {
        let (whole, fraction) = digits.split_at((point as usize).min(digits.len()));
        (whole.to_owned(), fraction.to_owned())
    };
    let fraction = fraction.trim_end_matches('0');
    let number = if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") };
    if number == "0" { number } else { format!("{sign}{number}") }
}
