//! Rows of delimited text. The state machine is csv-core's; the buffers are ours, so that no input
//! can make them grow past the limits.

use std::io::Read;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::check;
use crate::problem::{Failure, FileProblem, Stop};
use crate::record::Record;

/// Longest field in bytes.
pub(crate) const LONGEST_FIELD: usize = 1024 * 1024;
/// Longest row in bytes.
pub(crate) const LONGEST_LINE: usize = 16 * 1024 * 1024;
/// Most fields in a row.
pub(crate) const MOST_FIELDS: usize = 16_384;

const BLOCK: usize = 256 * 1024;

/// What is done with each row of a file, the header first.
pub(crate) type Visit<'a> = dyn FnMut(&Record) -> Result<(), Stop> + 'a;

/// Hands every row that is not an empty line to `visit`. The source is UTF-8 without a mark.
pub(crate) fn each_record(source: &mut dyn Read, delimiter: u8, visit: &mut Visit<'_>) -> Result<(), Stop> {
    let mut text = Text {
        core: ReaderBuilder::new().delimiter(delimiter).build(),
        source,
        block: vec![0; BLOCK],
        start: 0,
        end: 0,
        at_end: false,
        line: 1,
        after_return: false,
        bytes: vec![0; 4096],
        ends: vec![0; 64],
    };
    let mut record = Record::default();
    while text.next(&mut record)? {
        visit(&record)?;
    }
    Ok(())
}

struct Text<'a> {
    core: Reader,
    source: &'a mut dyn Read,
    block: Vec<u8>,
    start: usize,
    end: usize,
    at_end: bool,
    line: u64,
    /// Whether the last row ended with a carriage return, which a line feed may complete.
    after_return: bool,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Text<'_> {
    fn fill(&mut self) -> Result<(), Stop> {
        if self.start == self.end && !self.at_end {
            self.start = 0;
            self.end = loop {
                match self.source.read(&mut self.block) {
                    Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                    result => break result.map_err(Failure::io("reading the submitted file"))?,
                }
            };
            self.at_end = self.end == 0;
        }
        Ok(())
    }

    /// Passes over line ends before a row, so that its line number is its own.
    fn skip_line_ends(&mut self) -> Result<(), Stop> {
        loop {
            self.fill()?;
            while self.start < self.end {
                match self.block[self.start] {
                    b'\n' if self.after_return => self.after_return = false,
                    b'\n' => self.line += 1,
                    b'\r' => {
                        self.line += 1;
                        self.after_return = true;
                    }
                    _ => break,
                }
                self.start += 1;
            }
            if self.start < self.end || self.at_end {
                return Ok(());
            }
        }
    }

    fn next(&mut self, record: &mut Record) -> Result<bool, Stop> {
        self.skip_line_ends()?;
        record.clear();
        record.line = self.line;
        self.core.set_line(self.line);
        let (mut written, mut fields, mut consumed) = (0, 0, 0);
        loop {
            self.fill()?;
            // The last line may lack its end. Within quotes, and only there, this one is text.
            let input = if self.at_end { b"\n" } else { &self.block[self.start..self.end] };
            let (result, read, out, ended) =
                self.core.read_record(input, &mut self.bytes[written..], &mut self.ends[fields..]);
            if self.at_end && result == ReadRecordResult::InputEmpty {
                if out == 0 {
                    return Ok(false);
                }
                let message = format!("a quote opened in the row at line {} is never closed", record.line);
                return Err(FileProblem::error(check::OPEN_QUOTE, message).at(record.line).into());
            }
            self.start += if self.at_end { 0 } else { read };
            consumed += read;
            written += out;
            fields += ended;
            let field_start = if fields == 0 { 0 } else { self.ends[fields - 1] };
            check_limits(record.line, consumed, fields, written.saturating_sub(field_start))?;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(false),
            }
        }
        self.after_return = self.start > 0 && self.block[self.start - 1] == b'\r';
        self.line = self.core.line() + u64::from(self.after_return);
        record.bytes.extend_from_slice(&self.bytes[..written]);
        record.ends.extend_from_slice(&self.ends[..fields]);
        if written > LONGEST_FIELD && record.fields().any(|f| f.len() > LONGEST_FIELD) {
            return Err(field_too_long(record.line));
        }
        Ok(true)
    }
}

fn field_too_long(line: u64) -> Stop {
    FileProblem::error(check::FIELD_TOO_LONG, format!("the row at line {line} has a field longer than 1 MiB"))
        .at(line)
        .into()
}

fn check_limits(line: u64, consumed: usize, fields: usize, field: usize) -> Result<(), Stop> {
    if field > LONGEST_FIELD {
        return Err(field_too_long(line));
    }
    if consumed > LONGEST_LINE || fields > MOST_FIELDS {
        let message = format!("the row at line {line} is longer than 16 MiB or {MOST_FIELDS} fields");
        return Err(FileProblem::error(check::LINE_TOO_LONG, message).at(line).into());
    }
    Ok(())
}
