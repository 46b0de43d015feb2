//! Files to entries: the TOML of a pack, each key checked against the format's table.

mod brackets;
mod data_lines;
mod entry;
mod number;
mod places;
mod standard_lines;
mod value;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

pub(crate) use data_lines::DataLines;
pub(crate) use entry::{Datum, Entry, Field, Places, Text};
pub(crate) use number::exact;
pub(crate) use words::{nearest, shortened};

use crate::format::{Declaration, FILE, Key, Need, Shape};
use crate::problem::Problems;
use crate::rules::{p001_syntax, p002_unreadable, p003_unknown_key, p004_missing_key, p015_missing_citation};
use crate::{Files, Span};

/// The largest file of declarations, in bytes. The largest one known has a fiftieth of it; the parser
/// needs some three hundred times as much memory for the worst text of a given length.
const LARGEST_FILE: usize = 2 << 20;
/// The most bytes that all files of declarations have together.
const LARGEST_PACK: usize = 64 << 20;
/// The most declarations of a pack, those within others too.
const MOST_DECLARATIONS: usize = 200_000;
/// The most declarations of some kinds: of those that everything else is compared with, or, as settings,
/// that have a place in every row.
const MOST_OF: [(&str, usize); 6] = [
    ("calendar", 500),
    ("agency_type", 500),
    ("setting", 500),
    ("dataset", 1_000),
    ("code_list", 5_000),
    ("measure", 20_000),
];
/// The most files that a pack has.
const MOST_FILES: usize = 10_000;

/// Everything that the files of a pack declare, by the word of the declaration, in the order of paths
/// and, within a file, of places.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    entries: BTreeMap<&'static str, Vec<Entry>>,
    /// The first declaration of each id, by its place in `entries`.
    places: BTreeMap<&'static str, BTreeMap<String, usize>>,
}

impl Declared {
    /// Reads every file of declarations.
    pub(crate) fn read(files: &Files, problems: &mut Problems) -> Self {
        let mut declared = Self::default();
        let mut bytes = 0;
        if files.len() > MOST_FILES {
            problems.push(p002_unreadable::too_many_files(files.len(), MOST_FILES));
            return declared;
        }
        for (path, content) in files.iter().filter(|(path, _)| path.ends_with(".toml")) {
            let file: Arc<str> = Arc::from(path.as_str());
            bytes += content.len();
            if content.len() > LARGEST_FILE || bytes > LARGEST_PACK {
                problems.push(p002_unreadable::too_large(&file, content.len(), LARGEST_FILE, LARGEST_PACK));
                continue;
            }
            match std::str::from_utf8(content) {
                Ok(source) => declared.read_file(file, source, problems),
                Err(error) => problems.push(p002_unreadable::not_utf8(&file, error.valid_up_to())),
            }
        }
        declared.read_standard_files(files, problems);
        declared.limit(problems);
        for (declaration, entries) in &declared.entries {
            let places = declared.places.entry(declaration).or_default();
            for (place, entry) in entries.iter().enumerate().rev().filter(|(_, entry)| !entry.id().is_empty()) {
                places.insert(entry.id().to_owned(), place);
            }
        }
        declared
    }

    /// Says which declarations are more than any program has.
    fn limit(&self, problems: &mut Problems) {
        let every = self.every().len();
        if every > MOST_DECLARATIONS {
            problems.push(p002_unreadable::too_many_declarations("all declarations", every, MOST_DECLARATIONS));
        }
        for (declaration, most) in MOST_OF {
            let found = self.of(declaration).len();
            if found > most {
                problems.push(p002_unreadable::too_many_declarations(declaration, found, most));
            }
        }
    }

    /// Where the first declaration of an id stands among those of its word.
    pub(crate) fn place(&self, declaration: &str, id: &str) -> Option<usize> {
        self.places.get(declaration)?.get(id).copied()
    }

    /// The first declaration of an id.
    pub(crate) fn find(&self, declaration: &str, id: &str) -> Option<&Entry> {
        self.place(declaration, id).and_then(|place| self.of(declaration).get(place))
    }

    /// The declarations of a word.
    pub(crate) fn of(&self, declaration: &str) -> &[Entry] {
        self.entries.get(declaration).map_or(&[], Vec::as_slice)
    }

    /// Every declaration, with those inside others, each after the one it is in.
    pub(crate) fn every(&self) -> Vec<&Entry> {
        let mut waiting: Vec<&Entry> = self.entries.values().flatten().collect();
        let mut all = Vec::new();
        while let Some(entry) = waiting.pop() {
            all.push(entry);
            for (_, field) in entry.fields() {
                if let Datum::Entries(inner) = &field.datum {
                    waiting.extend(inner);
                }
            }
        }
        all
    }

    fn read_file(&mut self, file: Arc<str>, source: &str, problems: &mut Problems) {
        let (table, errors) = DeTable::parse_recoverable(source);
        if !errors.is_empty() {
            // What the parser made of the rest of a broken file is guesswork; nothing is said about it.
            syntax(&file, source, &errors, problems);
            return;
        }
        let mut reader = Reader { file, source, problems };
        let read = reader.entry(&FILE, table.get_ref(), 0..0);
        for (name, field) in read.into_fields() {
            match field.datum {
                Datum::Entries(entries) => self.entries.entry(name).or_default().extend(entries),
                _ => continue,
            }
        }
    }
}

/// Reads one file.
struct Reader<'a> {
    file: Arc<str>,
    source: &'a str,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(&self.file, range)
    }

    /// Reads a table by its form; what is unknown, missing or of the wrong type becomes a problem.
    fn entry(&mut self, form: &'static Declaration, table: &DeTable<'_>, range: std::ops::Range<usize>) -> Entry {
        let mut entry = Entry::new(form, self.span(range));
        let variant = form.variants.as_ref().and_then(|v| table.get(v.key)).and_then(|v| v.get_ref().as_str());
        let known = form.variants.as_ref().is_none_or(|v| v.of.iter().any(|of| Some(of.word) == variant));
        for (name, key_range, value) in in_order(table) {
            let key_span = self.span(key_range);
            match form.key(name, variant) {
                Some(key) => {
                    if needs_items(key) && value.get_ref().as_array().is_some_and(|items| items.is_empty()) {
                        self.problems.push(p004_missing_key::empty(key.name, self.span(value.span())));
                    }
                    if let Some(datum) = self.value(key.name, &key.shape, value) {
                        let span = self.span(value.span());
                        entry.set(key.name, Field { key_span, span, datum });
                    } else {
                        entry.set_unread(key.name);
                    }
                }
                // Without its kind nobody knows which keys a measure has.
                None if !known && p003_unknown_key::in_some_variant(form, name) => {}
                None => self.problems.push(p003_unknown_key::problem(form, variant, name, key_span)),
            }
        }
        for key in form.keys_for(variant).filter(|key| key.need == Need::Required && !table.contains_key(key.name)) {
            self.problems.push(match key.shape {
                Shape::Cites => p015_missing_citation::none(form, &entry),
                _ => p004_missing_key::problem(form, key, &entry),
            });
        }
        entry
    }
}

/// Tells the syntax errors of a file: one a line, and after a bracket that is never closed only that, for
/// the parser takes everything behind it for something else.
fn syntax(file: &Arc<str>, source: &str, errors: &[toml::de::Error], problems: &mut Problems) {
    let open = errors.iter().any(|error| error.message().starts_with("unclosed"));
    let open = open.then(|| brackets::never_closed(source)).flatten();
    let mut ends: Vec<usize> = source.match_indices('\n').map(|(at, _)| at).collect();
    ends.push(source.len());
    let mut told: BTreeMap<usize, &toml::de::Error> = BTreeMap::new();
    for error in errors {
        let start = error.span().map_or(0, |span| span.start);
        if open.is_some_and(|open| start >= open) {
            continue;
        }
        let line = ends.partition_point(|end| *end < start);
        let first = told.entry(line).or_insert(error);
        if error.span().map_or(0, |span| span.start) < first.span().map_or(0, |span| span.start) {
            *first = error;
        }
    }
    told.values().for_each(|error| problems.push(p001_syntax::problem(file, source, error)));
    if let Some(open) = open {
        problems.push(p001_syntax::never_closed(file, &source[open..open + 1], open));
    }
}

/// True for a list that says nothing when it is empty.
fn needs_items(key: &Key) -> bool {
    let is_list = matches!(key.shape, Shape::Locals | Shape::Formulas | Shape::TextLists | Shape::Tables(_));
    is_list && (key.need == Need::Required || ["classes", "strata"].contains(&key.name))
}

/// The keys of a table in the order of the file.
fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<(&'t str, std::ops::Range<usize>, &'t toml::Spanned<DeValue<'i>>)> {
    let mut keys: Vec<_> = table.iter().map(|(key, value)| (&**key.get_ref(), key.span(), value)).collect();
    keys.sort_by_key(|(_, span, _)| span.start);
    keys
}
