//! Input that means harm, or nothing: a clear message, never a panic, never unbounded memory.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use milepost_dataset::Outcome;

use crate::formats;
use crate::world::{HEADER, World, file, row};

/// A file of 10 GB that starts with a text and goes on with one byte; it counts what was read of it.
struct Endless {
    start: Vec<u8>,
    then: u8,
    at: u64,
    read: Arc<AtomicU64>,
}

const TEN_GB: u64 = 10_000_000_000;

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = buffer.len().min(TEN_GB.saturating_sub(self.at) as usize);
        for byte in &mut buffer[..n] {
            *byte = self.start.get(self.at as usize).copied().unwrap_or(self.then);
            self.at += 1;
        }
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => TEN_GB.saturating_add_signed(by),
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}

#[test]
fn a_line_of_ten_gigabytes_is_given_up_after_its_limit() {
    let good = row("V1", &[]);
    for (start, then, code) in [
        ("", b'a', "D012"),
        ("", b',', "D013"),
        (&*format!("{HEADER}\n{good}\n"), b'x', "D012"),
        (&*format!("{HEADER}\n{good}\n\""), b'\n', "D012"),
        (&*format!("{HEADER}\n{good}\n"), b'\0', "D012"),
    ] {
        let read = Arc::new(AtomicU64::new(0));
        let source = Endless { start: start.into(), then, at: 0, read: Arc::clone(&read) };
        let taken = World::clinic().take_from(source);
        assert_eq!(taken.codes(), [code]);
        assert_eq!(taken.intake.outcome, Outcome::Rejected);
        assert!(taken.files.is_empty() && taken.intake.slices.is_empty(), "nothing of it is stored");
        let read = read.load(Ordering::Relaxed);
        assert!(read < 18 * 1024 * 1024, "{read} bytes were read");
    }
}

#[test]
fn a_field_of_many_lines_is_limited_too() {
    let mut text = format!("{HEADER}\n{}\n", row("V1", &[]));
    let many = format!("\"{}\"", "line\n".repeat(300_000));
    text += &row("V2", &[("note", &many)]);
    assert_eq!(World::clinic().take(text).codes(), ["D012"]);
}

#[test]
fn files_without_rows_are_not_reports_of_nothing() {
    for (text, code) in [
        ("", "D001"),
        ("\r\n\r\n", "D001"),
        ("  ,  ,\n", "D001"),
        ("\u{feff}", "D001"),
        (HEADER, "D014"),
        (&*format!("{HEADER}\n\n,,\n"), "D014"),
    ] {
        let taken = World::clinic().take(text);
        assert_eq!((taken.codes(), taken.intake.outcome), (vec![code], Outcome::Rejected), "{text:?}");
    }
}

#[test]
fn rows_with_too_many_or_too_few_fields_are_rejected_alone() {
    let bad = [row("V3", &[]) + ",more", row("V4", &[]).replace(",ok", ""), "V5".to_owned()];
    let taken = World::clinic().take(format!("{}{}\n", file(&[]), bad.join("\n")));
    assert_eq!((taken.intake.counts.accepted, taken.intake.counts.rejected), (2, 3));
    assert_eq!(taken.codes(), ["D020"]);
    assert_eq!(taken.intake.row_problems[1].message, "the row has 9 fields, the header 10");
}

#[test]
fn a_quote_that_never_closes_rejects_the_file() {
    let text = format!("{}\"{}\n{}", file(&[]), row("V3", &[]), row("V4", &[]));
    let taken = World::clinic().take(text);
    assert_eq!(taken.codes(), ["D011"]);
    assert_eq!(taken.intake.file_problems[0].line, Some(4));
    // A quote within a field is a character like others.
    let taken = World::clinic().take(file(&[("note", "5\" x")]));
    assert_eq!(taken.intake.outcome, Outcome::Accepted);
}

#[test]
fn utf16_without_mark_is_recognised() {
    let bytes: Vec<u8> = file(&[]).encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(World::clinic().take(bytes).codes(), ["D018"]);
}

#[test]
fn bytes_of_another_encoding_reject_their_rows() {
    let mut bytes = file(&[("note", "n?")]).into_bytes();
    let at = bytes.iter().rposition(|b| *b == b'?').unwrap();
    bytes[at] = 0xe9;
    let taken = World::clinic().take(&bytes);
    assert_eq!((taken.codes(), taken.intake.outcome), (vec!["D021"], Outcome::PartiallyAccepted));
    assert_eq!(taken.intake.row_problems[0].column.as_deref(), Some("note"));
    // What stands in the rejects for it is refused again.
    let again = World::clinic().take(&taken.rejects);
    assert_eq!((again.codes(), again.intake.outcome), (vec!["D021"], Outcome::Rejected));
}

#[test]
fn truncated_workbooks_and_parquet_files_are_damaged_at_every_length() {
    let text = file(&[]);
    for (name, whole) in [("v.xlsx", formats::workbook(&text, "Visits")), ("v.parquet", formats::parquet(&text, &[]))] {
        let world = World { name: name.to_owned(), ..World::clinic() };
        for len in (4..whole.len()).step_by(61) {
            let taken = world.take(&whole[..len]);
            assert_eq!(taken.intake.outcome, Outcome::Rejected, "{name} cut at {len}");
            assert_eq!(taken.codes(), ["D003"], "{name} cut at {len}");
        }
    }
}

#[test]
fn changed_bytes_never_panic() {
    let text = file(&[]);
    for (name, whole) in [
        ("v.csv", text.clone().into_bytes()),
        ("v.xlsx", formats::workbook(&text, "Visits")),
        ("v.parquet", formats::parquet(&text, &[])),
    ] {
        let world = World { name: name.to_owned(), ..World::clinic() };
        let step = (whole.len() / 400).max(1);
        for at in (0..whole.len()).step_by(step) {
            for byte in [0x00, 0xff, whole[at] ^ 0x10] {
                let mut changed = whole.clone();
                changed[at] = byte;
                world.take_from(Cursor::new(changed));
            }
        }
    }
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_unpacked() {
    let bomb = formats::bomb(1_100);
    assert!(bomb.len() < 2_000_000, "1.1 GB in {} bytes", bomb.len());
    let taken = World { name: "v.xlsx".to_owned(), ..World::clinic() }.take(bomb);
    assert_eq!(taken.codes(), ["D004"]);
}

#[test]
fn an_archive_that_is_no_workbook_is_damaged() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("readme.txt", zip::write::SimpleFileOptions::default()).unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    let taken = World { name: "v.xlsx".to_owned(), ..World::clinic() }.take(bytes);
    assert_eq!(taken.codes(), ["D003"]);
}

#[test]
fn a_header_with_every_fault_names_them_all() {
    let taken = World::clinic().take("visit_key,,colour,visit_key\nV1,a,b,c\n");
    assert_eq!(taken.codes(), ["D007", "D008", "D009", "D010"]);
}
