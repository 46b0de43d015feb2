use std::collections::BTreeMap;

use jiff::civil::Date;
use milepost_expression::Number;

use crate::format::{Declaration, Need};
use crate::{Span, Validity};

/// A declaration as it was read: each value has the type that the format wants, nothing is resolved.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) form: &'static Declaration,
    /// The header `[[measure]]`, or the whole of an inline table.
    pub(crate) span: Span,
    fields: BTreeMap<&'static str, Field>,
    /// Keys that were there with a value of the wrong type.
    unread: Vec<&'static str>,
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) key_span: Span,
    /// The value, with its quotes or brackets.
    pub(crate) span: Span,
    pub(crate) datum: Datum,
}

#[derive(Debug)]
pub(crate) enum Datum {
    Text(Text),
    Whole(i64),
    Number(Number),
    Flag(bool),
    Day(Date),
    List(Vec<Field>),
    Entries(Vec<Entry>),
    /// Keys of the author's own choice, in the order of the file.
    Map(Vec<(Text, Field)>),
}

/// Text with the place of each of its bytes in the file.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) span: Span,
    pub(crate) places: Places,
}

/// Where the bytes of a text stand in its file.
#[derive(Clone, Debug)]
pub(crate) enum Places {
    /// One after the other from here on.
    From(usize),
    /// Each at its own place: the text had escapes or line ends.
    Each(std::sync::Arc<[usize]>),
    /// Not known: the whole span stands for every part of it.
    Unknown,
}

impl Text {
    /// The place of a part of the text.
    pub(crate) fn part(&self, range: std::ops::Range<usize>) -> Span {
        let end = range.end.max(range.start).min(self.text.len());
        let start = range.start.min(end);
        let found = match &self.places {
            Places::From(from) => Some(from + start..from + end),
            Places::Each(places) => places.get(start).zip(places.get(end)).map(|(a, b)| *a..*b),
            Places::Unknown => None,
        };
        Span { file: self.span.file.clone(), range: found.unwrap_or_else(|| self.span.range.clone()) }
    }
}

impl Entry {
    pub(crate) fn new(form: &'static Declaration, span: Span) -> Self {
        Self { form, span, fields: BTreeMap::new(), unread: Vec::new() }
    }

    pub(crate) fn set(&mut self, key: &'static str, field: Field) {
        self.fields.insert(key, field);
    }

    pub(crate) fn set_unread(&mut self, key: &'static str) {
        self.unread.push(key);
    }

    /// True when the key was there, readable or not.
    pub(crate) fn mentions(&self, key: &str) -> bool {
        self.fields.contains_key(key) || self.unread.contains(&key)
    }

    pub(crate) fn into_fields(self) -> impl Iterator<Item = (&'static str, Field)> {
        self.fields.into_iter()
    }

    pub(crate) fn field(&self, key: &str) -> Option<&Field> {
        debug_assert!(
            self.form
                .keys
                .iter()
                .chain(self.form.variants.iter().flat_map(|v| v.of).flat_map(|v| v.keys))
                .any(|k| k.name == key),
            "the format of {} has no key {key}",
            self.form.name
        );
        self.fields.get(key)
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &Field)> {
        self.fields.iter().map(|(key, field)| (*key, field))
    }

    /// Where a value stands, or the whole declaration when it isn't there.
    pub(crate) fn place(&self, key: &str) -> Span {
        self.field(key).map_or_else(|| self.span.clone(), |field| field.span.clone())
    }

    pub(crate) fn text(&self, key: &str) -> Option<&Text> {
        self.field(key).and_then(Field::text)
    }

    /// A text as declared, else its default, else empty.
    pub(crate) fn string(&self, key: &str) -> String {
        self.word(key).to_owned()
    }

    /// A word as declared, else its default, else empty.
    pub(crate) fn word(&self, key: &str) -> &str {
        self.text(key).map_or_else(|| self.default(key), |text| &text.text)
    }

    pub(crate) fn whole(&self, key: &str) -> i64 {
        match self.field(key).map(|field| &field.datum) {
            Some(Datum::Whole(number)) => *number,
            _ => self.default(key).parse().unwrap_or(0),
        }
    }

    pub(crate) fn number(&self, key: &str) -> Option<Number> {
        self.field(key).and_then(Field::number)
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        match self.field(key).map(|field| &field.datum) {
            Some(Datum::Flag(flag)) => *flag,
            _ => self.default(key) == "true",
        }
    }

    pub(crate) fn day(&self, key: &str) -> Option<Date> {
        match self.field(key)?.datum {
            Datum::Day(day) => Some(day),
            _ => None,
        }
    }

    pub(crate) fn validity(&self) -> Validity {
        Validity { from: self.day("valid_from"), to: self.day("valid_to") }
    }

    pub(crate) fn list(&self, key: &str) -> &[Field] {
        match self.field(key).map(|field| &field.datum) {
            Some(Datum::List(list)) => list,
            _ => &[],
        }
    }

    /// The texts of a list.
    pub(crate) fn texts(&self, key: &str) -> impl Iterator<Item = &Text> {
        self.list(key).iter().filter_map(Field::text)
    }

    pub(crate) fn strings(&self, key: &str) -> Vec<String> {
        self.texts(key).map(|text| text.text.clone()).collect()
    }

    pub(crate) fn entries(&self, key: &str) -> &[Entry] {
        match self.field(key).map(|field| &field.datum) {
            Some(Datum::Entries(entries)) => entries,
            _ => &[],
        }
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.field(key).is_some()
    }

    /// The declaration's own id, if it is there.
    pub(crate) fn id(&self) -> &str {
        self.fields.get("id").and_then(Field::text).map_or("", |text| &text.text)
    }

    fn default(&self, key: &str) -> &'static str {
        match self.form.keys_for(self.variant()).find(|k| k.name == key).map(|k| k.need) {
            Some(Need::Default(default)) => default,
            _ => "",
        }
    }

    /// The word on which further keys depend.
    pub(crate) fn variant(&self) -> Option<&str> {
        let key = self.form.variants.as_ref()?.key;
        self.fields.get(key).and_then(Field::text).map(|text| text.text.as_str())
    }
}

impl Field {
    pub(crate) fn text(&self) -> Option<&Text> {
        match &self.datum {
            Datum::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn number(&self) -> Option<Number> {
        match &self.datum {
            Datum::Number(number) => Some(*number),
            Datum::Whole(whole) => Some(Number::from_integer(i128::from(*whole))),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> &[Field] {
        match &self.datum {
            Datum::List(list) => list,
            _ => &[],
        }
    }
}
