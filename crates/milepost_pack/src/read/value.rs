use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeInteger, DeValue};

use super::entry::{Datum, Field, Places, Text};
use super::{Reader, exact, in_order};
use crate::format::Shape;
use crate::rules::{p005_wrong_type, p006_bad_value, p007_bad_id, p015_missing_citation};

impl Reader<'_> {
    /// Reads a value of a shape. What isn't of the shape becomes a problem.
    pub(super) fn value(&mut self, key: &'static str, shape: &Shape, value: &Spanned<DeValue<'_>>) -> Option<Datum> {
        match (shape, value.get_ref()) {
            (Shape::Table(form), DeValue::Table(table)) => {
                Some(Datum::Entries(vec![self.entry(form, table, value.span())]))
            }
            (Shape::Tables(form), DeValue::Array(items)) => {
                let mut entries = Vec::with_capacity(items.len());
                for item in items.iter() {
                    match item.get_ref() {
                        DeValue::Table(table) => entries.push(self.entry(form, table, item.span())),
                        other => self.wrong_type(key, "a table", other.type_str(), item.span()),
                    }
                }
                Some(Datum::Entries(entries))
            }
            (Shape::Cites, DeValue::Array(items)) if items.is_empty() => {
                self.problems.push(p015_missing_citation::empty(self.span(value.span())));
                None
            }
            // One id is a list of one.
            (Shape::Names(_), DeValue::String(_)) => {
                let datum = self.value(key, &Shape::Text, value)?;
                let span = self.span(value.span());
                Some(Datum::List(vec![Field { key_span: span.clone(), span, datum }]))
            }
            (Shape::Names(_) | Shape::Cites | Shape::Locals | Shape::Texts | Shape::Formulas | Shape::Paths, _) => {
                self.list(key, value, |reader, item| reader.value(key, &Shape::Text, item))
            }
            (Shape::TextLists | Shape::LocalLists, _) => {
                self.list(key, value, |reader, item| reader.value(key, &Shape::Texts, item))
            }
            (Shape::Bounds, DeValue::Array(items)) => {
                let list = self.list(key, value, |reader, item| reader.value(key, &Shape::Number, item))?;
                if items.len() != 2 {
                    self.problems.push(p006_bad_value::bounds(key, items.len(), self.span(value.span())));
                    return None;
                }
                Some(list)
            }
            (Shape::Makers, DeValue::Table(_)) => self.map(value),
            _ => self.scalar(key, shape, value),
        }
    }

    fn scalar(&mut self, key: &'static str, shape: &Shape, value: &Spanned<DeValue<'_>>) -> Option<Datum> {
        let span = self.span(value.span());
        match (shape, value.get_ref()) {
            (Shape::Whole(least, most), DeValue::Integer(integer)) => {
                let number = whole(integer).filter(|number| least <= number && number <= most);
                if number.is_none() {
                    self.problems.push(p006_bad_value::out_of_range(key, *least, *most, span));
                }
                number.map(Datum::Whole)
            }
            (Shape::Number, DeValue::String(text)) => {
                let number = exact(text);
                if number.is_none() {
                    self.problems.push(p006_bad_value::number(key, text, span));
                }
                number.map(Datum::Number)
            }
            (Shape::Limit, DeValue::String(text)) if exact(text).is_some() => exact(text).map(Datum::Number),
            (Shape::Limit | Shape::Scalar | Shape::Number, DeValue::Integer(integer)) => {
                let number = whole(integer);
                if number.is_none() {
                    self.problems.push(p006_bad_value::out_of_range(key, i64::MIN, i64::MAX, span));
                }
                number.map(Datum::Whole)
            }
            (Shape::Limit | Shape::Scalar | Shape::Number, DeValue::Float(float)) => {
                let number = exact(float.as_str());
                if number.is_none() {
                    self.problems.push(p006_bad_value::number(key, float.as_str(), span));
                }
                number.map(Datum::Number)
            }
            (Shape::Flag | Shape::Scalar, DeValue::Boolean(flag)) => Some(Datum::Flag(*flag)),
            (Shape::Day | Shape::Limit | Shape::Scalar, DeValue::Datetime(datetime)) => {
                let day = civil_day(datetime);
                if day.is_none() {
                    self.problems.push(p006_bad_value::time_of_day(key, span));
                }
                day.map(Datum::Day)
            }
            (shape, DeValue::String(text)) if shape.is_text() => self.words(key, shape, text, value),
            (shape, other) => {
                self.wrong_type(key, &shape.describe(), other.type_str(), value.span());
                None
            }
        }
    }

    fn words(
        &mut self,
        key: &'static str,
        shape: &Shape,
        decoded: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Datum> {
        let text = self.located(decoded, value.span());
        self.checked_words(key, shape, text)
    }

    /// Text that a shape admits.
    pub(super) fn checked_words(&mut self, key: &'static str, shape: &Shape, text: Text) -> Option<Datum> {
        let problem = match shape {
            Shape::Id => p007_bad_id::check(&text),
            Shape::LooseId => p007_bad_id::check_loose(&text),
            Shape::Word(words) => p006_bad_value::word(key, &text, words),
            Shape::Days => p006_bad_value::days(key, &text),
            Shape::MonthDay => p006_bad_value::month_day(key, &text),
            Shape::Slice => p006_bad_value::slice(key, &text),
            Shape::DatasetColumn => p006_bad_value::dataset_column(key, &text),
            _ => None,
        };
        match problem {
            // A bad id still names its declaration, so that what refers to it isn't blamed as well.
            Some(problem) if matches!(shape, Shape::Id | Shape::LooseId) => self.problems.push(problem),
            Some(problem) => {
                self.problems.push(problem);
                return None;
            }
            None => {}
        }
        Some(Datum::Text(text))
    }

    fn list(
        &mut self,
        key: &'static str,
        value: &Spanned<DeValue<'_>>,
        mut read: impl FnMut(&mut Self, &Spanned<DeValue<'_>>) -> Option<Datum>,
    ) -> Option<Datum> {
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, "a list: [\"…\", \"…\"]", value.get_ref().type_str(), value.span());
            return None;
        };
        let mut list = Vec::with_capacity(items.len());
        for item in items.iter() {
            let span = self.span(item.span());
            if let Some(datum) = read(self, item) {
                list.push(Field { key_span: span.clone(), span, datum });
            }
        }
        Some(Datum::List(list))
    }

    /// Reads keys of the author's own choice, whatever they hold.
    fn map(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Datum> {
        Some(match value.get_ref() {
            DeValue::Table(table) => {
                let mut map = Vec::with_capacity(table.len());
                for (name, range, inner) in in_order(table) {
                    let key_span = self.span(range.clone());
                    let key = Text { text: name.to_owned(), span: key_span.clone(), places: Places::Unknown };
                    if let Some(datum) = self.map(inner) {
                        map.push((key, Field { key_span, span: self.span(inner.span()), datum }));
                    }
                }
                Datum::Map(map)
            }
            DeValue::Array(_) => return self.list("columns", value, |reader, item| reader.map(item)),
            DeValue::String(text) => Datum::Text(self.located(text, value.span())),
            DeValue::Boolean(flag) => Datum::Flag(*flag),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) => {
                return self.scalar("columns", &Shape::Scalar, value);
            }
        })
    }

    fn located(&self, decoded: &str, range: std::ops::Range<usize>) -> Text {
        let raw = self.source.get(range.clone()).unwrap_or_default();
        let places = super::places::places(raw, range.start, decoded);
        Text { text: decoded.to_owned(), span: self.span(range), places }
    }

    fn wrong_type(&mut self, key: &str, wanted: &str, found: &str, range: std::ops::Range<usize>) {
        let source = self.source.get(range.clone()).unwrap_or_default();
        self.problems.push(p005_wrong_type::problem(key, wanted, found, source, self.span(range)));
    }
}

fn whole(integer: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok()
}

/// A date without a time of day.
fn civil_day(datetime: &toml::value::Datetime) -> Option<Date> {
    let date = datetime.date.filter(|_| datetime.time.is_none() && datetime.offset.is_none())?;
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
}
