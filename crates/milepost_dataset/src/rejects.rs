//! The rejected rows as a file that the submitter can correct and send again.

use std::io::{self, Write};

use crate::header::Header;
use crate::problem::Failure;
use crate::record::Record;

/// The columns added after the submitter's own. A reader passes over exactly these at the end of a
/// header, so that the corrected file can come back as it is.
pub(crate) const NOTES: [&str; 2] = ["problem", "cure"];

const DOING: &str = "writing the rejected rows";

/// Writes rows as they are rejected: UTF-8 with a byte order mark, which spreadsheets look for and
/// which says more than any declared encoding when the file comes back.
pub(crate) struct Rejects<W: Write> {
    to: Option<W>,
    delimiter: u8,
    writer: Option<csv::Writer<W>>,
}

impl<W: Write> Rejects<W> {
    pub(crate) fn new(to: W, delimiter: u8) -> Self {
        Self { to: Some(to), delimiter, writer: None }
    }

    /// Adds a row; the header goes before the first one.
    pub(crate) fn write(&mut self, header: &Header, record: &Record, problem: &str, cure: &str) -> Result<(), Failure> {
        if let Some(mut to) = self.to.take() {
            to.write_all(b"\xef\xbb\xbf").map_err(Failure::io(DOING))?;
            let mut writer = csv::WriterBuilder::new().delimiter(self.delimiter).flexible(true).from_writer(to);
            let names = header.names.iter().map(Vec::as_slice).chain(NOTES.map(str::as_bytes));
            writer.write_record(names).map_err(broken)?;
            self.writer = Some(writer);
        }
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let own = own_fields(header, record);
        for field in record.fields().take(own) {
            writer.write_field(&*text(field)).map_err(broken)?;
        }
        writer.write_field(problem).map_err(broken)?;
        writer.write_field(cure).map_err(broken)?;
        writer.write_record(None::<&[u8]>).map_err(broken)
    }

    pub(crate) fn finish(self) -> Result<(), Failure> {
        match (self.to, self.writer) {
            (Some(mut to), _) => to.flush().map_err(Failure::io(DOING)),
            (None, Some(mut writer)) => writer.flush().map_err(Failure::io(DOING)),
            (None, None) => Ok(()),
        }
    }
}

/// How many fields are the submitter's: all but the notes of an earlier answer. A row with a field too
/// many or too few stays as wrong as it was.
fn own_fields(header: &Header, record: &Record) -> usize {
    if header.fits(record) { header.width } else { record.len().saturating_sub(header.notes) }
}

/// A field as text. What is no text stays visible as U+FFFD, which the reader refuses again.
fn text(field: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    match String::from_utf8_lossy(field) {
        std::borrow::Cow::Borrowed(text) => std::borrow::Cow::Borrowed(text.as_bytes()),
        std::borrow::Cow::Owned(text) => std::borrow::Cow::Owned(text.into_bytes()),
    }
}

fn broken(error: csv::Error) -> Failure {
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        other => io::Error::other(format!("{other:?}")),
    };
    Failure::Io { doing: DOING, source }
}
