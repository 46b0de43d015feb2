use std::str::FromStr;

use milepost_calendar::PeriodKind;
use milepost_expression::{Slot, Type, Value};

use super::Build;
use super::formula::{View, Wanted};
use super::rows::{MOST_NAMES, Rows, value_type};
use crate::read::{Datum, Entry, Places, Text};
use crate::rules::{p009_dangling, p022_type_of_place, p026_column_rules};
use crate::{Check, Column, Dataset, Level, Pack, Role, SliceBy};

impl<'a> Build<'a> {
    pub(super) fn datasets(&mut self, rows: &mut [Rows<'a>], pack: &Pack) -> Vec<Dataset> {
        (0..rows.len()).filter_map(|index| self.dataset(rows, index, pack)).collect()
    }

    fn dataset(&mut self, all: &mut [Rows<'a>], index: usize, pack: &Pack) -> Option<Dataset> {
        let entry = all[index].entry;
        let names = entry.entries("column").len()
            + ["derived", "decision", "lookup"].map(|k| entry.entries(k).len()).iter().sum::<usize>();
        if names > MOST_NAMES {
            self.problems.push(p026_column_rules::too_many(entry, names, MOST_NAMES));
            return None;
        }
        let columns = self.columns(entry);
        let derived = self.derived(all, index);
        all[index].finish();
        let rows = &all[index];
        let checks = self.checks(rows);
        let stratifiers = self.stratifiers(rows, &pack.code_lists);
        let agency_column = entry.text("agency").map(|text| self.column(rows, text, "the agency", Some(Type::Text)));
        let key: Vec<Option<Slot>> = entry.texts("key").map(|text| self.column(rows, text, "the key", None)).collect();
        let unit = entry.text("unit").and_then(|text| self.column(rows, text, "the unit", None));
        let slice = self.slice(rows)?;
        let state_type = || pack.agencies.iter().find(|a| a.id == pack.state_agency).map(|a| a.kind.clone());
        Some(Dataset {
            id: entry.string("id"),
            title: entry.string("title"),
            about: entry.string("about"),
            cites: entry.strings("cites"),
            role: (entry.word("role") == "published_results").then_some(Role::PublishedResults),
            validity: entry.validity(),
            calendar: entry.string("calendar"),
            period: PeriodKind::from_str(entry.word("period")).ok()?,
            slice,
            agency_column: match agency_column {
                None => None,
                Some(column) => Some(column?),
            },
            reported_by: entry
                .text("reported_by")
                .map(|text| text.text.clone())
                .or_else(state_type)
                .unwrap_or_default(),
            key: key.into_iter().collect::<Option<Vec<_>>>()?,
            unit: unit?,
            columns,
            derived,
            checks,
            stratifiers,
            scope: rows.scope(rows.derived.len(), true),
            setting_slots: rows.setting_slots(),
            period_slots: rows.period_slots(),
            span: entry.span.clone(),
        })
    }

    fn columns(&mut self, dataset: &Entry) -> Vec<Column> {
        dataset
            .entries("column")
            .iter()
            .filter_map(|entry| {
                let kind = value_type(entry.word("type"))?;
                p026_column_rules::check(entry, kind, self.problems);
                let limit = |key: &str| entry.field(key).and_then(|field| limit(&field.datum, kind));
                let references = entry.text("references").and_then(|text| text.text.split_once('.'));
                Some(Column {
                    id: entry.string("id"),
                    title: entry.string("title"),
                    about: entry.string("about"),
                    kind,
                    places: u8::try_from(entry.whole("places")).unwrap_or(0),
                    required: entry.flag("required"),
                    minimum: limit("min"),
                    maximum: limit("max"),
                    pattern: entry.text("pattern").map(|text| text.text.clone()),
                    longest: entry
                        .has("longest")
                        .then(|| usize::try_from(entry.whole("longest")).unwrap_or(usize::MAX)),
                    codes: entry.text("codes").map(|text| text.text.clone()),
                    references: references.map(|(dataset, column)| (dataset.to_owned(), column.to_owned())),
                    not_applicable: entry.has("not_applicable").then(|| entry.whole("not_applicable")),
                    confidential: entry.flag("confidential"),
                    level: level(entry),
                    span: entry.span.clone(),
                })
            })
            .collect()
    }

    fn checks(&mut self, rows: &Rows<'a>) -> Vec<Check> {
        let mut checks = Vec::new();
        for entry in rows.entry.entries("check") {
            let slots: Vec<_> = entry.texts("columns").map(|text| self.column(rows, text, "a check", None)).collect();
            let expect = entry.text("expect").and_then(|text| self.formula(text, View::alone(rows), Wanted::Condition));
            let (Some(expect), Some(columns)) = (expect, slots.into_iter().collect::<Option<Vec<_>>>()) else {
                continue;
            };
            let (message, cure) = (entry.string("message"), entry.string("cure"));
            checks.push(Check { id: entry.string("id"), level: level(entry), expect, message, cure, columns });
        }
        checks
    }

    fn slice(&mut self, rows: &Rows<'a>) -> Option<SliceBy> {
        let Some(text) = rows.entry.text("slice") else {
            return (!rows.entry.mentions("slice")).then_some(SliceBy::Submission);
        };
        let Some((how, name)) = text.text.split_once(':') else { return Some(SliceBy::Submission) };
        let column =
            Text { text: name.to_owned(), span: text.part(how.len() + 1..text.text.len()), places: Places::Unknown };
        if how == "date" {
            self.column(rows, &column, "the slice by date", Some(Type::Date)).map(SliceBy::Date)
        } else {
            self.column(rows, &column, "the slice by label", Some(Type::Text)).map(SliceBy::Label)
        }
    }

    /// The slot of a column by its name, of a type if one is wanted.
    pub(super) fn column(&mut self, rows: &Rows<'a>, text: &Text, place: &str, wanted: Option<Type>) -> Option<Slot> {
        match rows.column(&text.text) {
            None => {
                let columns = rows.entry.entries("column").iter().map(Entry::id);
                let whose = format!("dataset `{}`", rows.entry.id());
                self.problems.push(p009_dangling::local("column", text, columns, &whose));
                None
            }
            Some((slot, Some(kind))) if wanted.is_none_or(|wanted| wanted == kind) => Some(slot),
            Some((_, Some(kind))) => {
                let wanted = wanted.map_or("", crate::rules::type_name);
                self.problems.push(p022_type_of_place::column(text, place, wanted, kind));
                None
            }
            Some((_, None)) => None,
        }
    }
}

fn level(entry: &Entry) -> Level {
    if entry.word("level") == "warning" { Level::Warning } else { Level::Error }
}

/// A limit as a value of the column's type.
fn limit(datum: &Datum, kind: Type) -> Option<Value> {
    match (datum, kind) {
        (Datum::Whole(number), Type::Integer) => Some(Value::Integer(*number)),
        (Datum::Whole(number), Type::Decimal) => Some(Value::Decimal(i128::from(*number).into())),
        (Datum::Number(number), Type::Decimal) => Some(Value::Decimal(*number)),
        (Datum::Day(day), Type::Date) => Some(Value::Date(*day)),
        _ => None,
    }
}
