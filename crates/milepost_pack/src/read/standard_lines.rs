//! Standards that stand in a CSV file, a line each.

use std::sync::Arc;

use csv::StringRecord;
use jiff::civil::Date;

use super::entry::{Datum, Field, Places, Text};
use super::{DataLines, Declared, Entry, LARGEST_FILE, MOST_DECLARATIONS, Reader, exact};
use crate::format::{Key, Need, STANDARD, Shape};
use crate::problem::Problems;
use crate::rules::p015_missing_citation;
use crate::rules::{p002_unreadable, p004_missing_key, p006_bad_value, p011_missing_file, p012_data_row};
use crate::{Files, Span};

impl Declared {
    /// Reads the files of standards; each line becomes a declaration like any other.
    pub(super) fn read_standard_files(&mut self, files: &Files, problems: &mut Problems) {
        let mut read = Vec::new();
        for path in self.of("standard_file").iter().filter_map(|entry| entry.text("file")) {
            if read.len() > MOST_DECLARATIONS {
                break;
            }
            let file: Arc<str> = Arc::from(path.text.as_str());
            match files.get(&path.text) {
                None => problems.push(p011_missing_file::problem(path, files)),
                Some(content) if content.len() > LARGEST_FILE => {
                    problems.push(p002_unreadable::too_large(&file, content.len(), LARGEST_FILE, LARGEST_FILE));
                }
                Some(content) => {
                    if let Some(lines) = DataLines::read(&file, content, problems) {
                        read.extend(standards(&file, &lines, problems));
                    }
                }
            }
        }
        self.entries.entry("standard").or_default().extend(read);
    }
}

fn standards(file: &Arc<str>, read: &DataLines, problems: &mut Problems) -> Vec<Entry> {
    let mut keys: Vec<&'static Key> = Vec::new();
    for name in &read.header {
        match STANDARD.key(name, None).filter(|key| !keys.iter().any(|known| known.name == key.name)) {
            Some(key) => keys.push(key),
            None => {
                let known = STANDARD.keys.iter().map(|key| key.name).collect::<Vec<_>>().join(", ");
                problems.push(p012_data_row::column(file, name, &known));
                return Vec::new();
            }
        }
    }
    let mut reader = Reader { file: file.clone(), source: "", problems };
    read.lines.iter().map(|(record, span)| reader.standard(&keys, record, span)).collect()
}

impl Reader<'_> {
    fn standard(&mut self, keys: &[&'static Key], record: &StringRecord, span: &Span) -> Entry {
        let mut entry = Entry::new(&STANDARD, span.clone());
        for (key, text) in keys.iter().zip(record).filter(|(_, text)| !text.trim().is_empty()) {
            match self.field(key, text.trim(), span) {
                Some(datum) => entry.set(key.name, Field { key_span: span.clone(), span: span.clone(), datum }),
                None => entry.set_unread(key.name),
            }
        }
        for key in STANDARD.keys.iter().filter(|key| key.need == Need::Required && !entry.mentions(key.name)) {
            self.problems.push(match key.shape {
                Shape::Cites => p015_missing_citation::none(&STANDARD, &entry),
                _ => p004_missing_key::problem(&STANDARD, key, &entry),
            });
        }
        entry
    }

    /// A field of a line as a value of the key's shape.
    fn field(&mut self, key: &'static Key, text: &str, span: &Span) -> Option<Datum> {
        let located = |text: &str| Text { text: text.to_owned(), span: span.clone(), places: Places::Unknown };
        let parts = || text.split(';').map(str::trim).filter(|part| !part.is_empty());
        let field = |datum| Field { key_span: span.clone(), span: span.clone(), datum };
        match key.shape {
            Shape::Cites | Shape::Names(_) => {
                Some(Datum::List(parts().map(|part| field(Datum::Text(located(part)))).collect()))
            }
            Shape::Bounds if parts().count() != 2 => {
                self.problems.push(p006_bad_value::bounds(key.name, parts().count(), span.clone()));
                None
            }
            Shape::Bounds => {
                let bounds = parts().map(|part| self.number(key, part, span).map(field)).collect::<Option<_>>();
                bounds.map(Datum::List)
            }
            Shape::Number => self.number(key, text, span),
            Shape::Day => {
                let day = text.parse::<Date>().ok();
                if day.is_none() {
                    self.problems.push(p012_data_row::day(text, span.clone()));
                }
                day.map(Datum::Day)
            }
            _ => self.checked_words(key.name, &key.shape, located(text)),
        }
    }

    fn number(&mut self, key: &Key, text: &str, span: &Span) -> Option<Datum> {
        let number = exact(text);
        if number.is_none() {
            self.problems.push(p006_bad_value::number(key.name, text, span.clone()));
        }
        number.map(Datum::Number)
    }
}
