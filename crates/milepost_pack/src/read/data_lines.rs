use std::sync::Arc;

use csv::StringRecord;

use crate::Span;
use crate::problem::Problems;
use crate::rules::{p002_unreadable, p012_data_row};

/// A CSV file of declarations: its header, and its lines with their places. Lines that haven't as many
/// fields as the header are left out after a problem said so.
#[derive(Debug)]
pub(crate) struct DataLines {
    pub(crate) header: Vec<String>,
    pub(crate) lines: Vec<(StringRecord, Span)>,
}

impl DataLines {
    /// Reads a file; nothing when it can't be read at all.
    pub(crate) fn read(file: &Arc<str>, content: &[u8], problems: &mut Problems) -> Option<Self> {
        if let Err(error) = std::str::from_utf8(content) {
            problems.push(p002_unreadable::not_utf8(file, error.valid_up_to()));
            return None;
        }
        let skipped = if content.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(&content[skipped..]);
        let header: Vec<String> = match reader.headers() {
            Ok(found) => found.iter().map(|name| name.trim().to_owned()).collect(),
            Err(error) => {
                problems.push(p002_unreadable::csv(file, 0, error));
                return None;
            }
        };
        let mut lines = Vec::new();
        let mut record = StringRecord::new();
        loop {
            let start = usize::try_from(reader.position().byte()).unwrap_or(0) + skipped;
            match reader.read_record(&mut record) {
                Ok(false) => return Some(Self { header, lines }),
                Ok(true) => {
                    let end = usize::try_from(reader.position().byte()).unwrap_or(0) + skipped;
                    let text = &content[start.min(content.len())..end.min(content.len())];
                    let blank = text.iter().take_while(|b| **b == b'\n' || **b == b'\r').count();
                    let length = text.trim_ascii_end().len().max(blank);
                    let span = Span::new(file, start + blank..start + length);
                    if record.len() == header.len() {
                        lines.push((record.clone(), span));
                    } else {
                        problems.push(p012_data_row::width(record.len(), header.len(), span));
                    }
                }
                Err(error) => {
                    problems.push(p002_unreadable::csv(file, start, error));
                    return Some(Self { header, lines });
                }
            }
        }
    }
}
