use std::str::FromStr;

use milepost_calendar::PeriodKind;
use milepost_expression::{Type, Value};

use super::Build;
use super::measure::unit;
use super::rows::value_type;
use crate::read::{Datum, Entry, Field};
use crate::rules::{p036_bound, p037_setting_value};
use crate::{Bound, Certainty, Report, Setting, SettingValue, Standard, StandardKind};

impl Build<'_> {
    pub(super) fn standards(&mut self) -> Vec<Standard> {
        self.declared.of("standard").iter().filter_map(|entry| self.standard(entry)).collect()
    }

    fn standard(&mut self, entry: &Entry) -> Option<Standard> {
        let kind = StandardKind::ALL.into_iter().find(|kind| kind.as_str() == entry.word("kind"))?;
        let bound = p036_bound::check(entry, self.problems)?;
        Some(Standard {
            id: entry.string("id"),
            measure: entry.string("measure"),
            kind,
            unit: unit(entry.word("unit"))?,
            bound,
            agency: entry.text("agency").map(|text| text.text.clone()),
            agency_types: entry.strings("for"),
            consequence: entry.text("consequence").map(|text| text.text.clone()),
            validity: entry.validity(),
            cites: entry.strings("cites"),
            certainty: certainty(entry),
            span: entry.span.clone(),
        })
    }

    pub(super) fn settings(&mut self) -> Vec<Setting> {
        self.declared.of("setting").iter().filter_map(|entry| self.setting(entry)).collect()
    }

    fn setting(&mut self, entry: &Entry) -> Option<Setting> {
        let kind = value_type(entry.word("type"))?;
        let mut values = Vec::new();
        for inner in entry.entries("value") {
            let Some(field) = inner.field("value") else { continue };
            match value(field, kind) {
                Some(value) => values.push(SettingValue { value, validity: inner.validity() }),
                None => self.problems.push(p037_setting_value::wrong_type(entry, field, kind)),
            }
        }
        p037_setting_value::check(entry, kind, self.problems);
        Some(Setting {
            id: entry.string("id"),
            title: entry.string("title"),
            about: entry.string("about"),
            kind,
            choices: entry.strings("choices"),
            values,
            cites: entry.strings("cites"),
            certainty: certainty(entry),
            span: entry.span.clone(),
        })
    }

    pub(super) fn reports(&mut self) -> Vec<Report> {
        self.declared.of("report").iter().filter_map(report).collect()
    }
}

/// The bound that a standard's keys say; nothing when they say none or several.
pub(crate) fn bound(entry: &Entry) -> Option<Bound> {
    let pair = || match entry.list("between") {
        [low, high] => Some(Bound::Between(low.number()?, high.number()?)),
        _ => None,
    };
    let name = |key: &str| entry.text(key).map(|text| text.text.clone());
    let both = || match &entry.strings("between_of")[..] {
        [low, high] => Some(Bound::OfResults { low: Some(low.clone()), high: Some(high.clone()) }),
        _ => None,
    };
    let bounds = [
        entry.number("at_least").map(Bound::AtLeast),
        entry.number("at_most").map(Bound::AtMost),
        pair(),
        name("at_least_of").map(|low| Bound::OfResults { low: Some(low), high: None }),
        name("at_most_of").map(|high| Bound::OfResults { low: None, high: Some(high) }),
        both(),
    ];
    let mut said = bounds.into_iter().flatten();
    said.next().filter(|_| said.next().is_none())
}

pub(super) fn certainty(entry: &Entry) -> Certainty {
    match entry.word("status") {
        "inferred" => Certainty::Inferred,
        "unverified" => Certainty::Unverified,
        _ => Certainty::Stated,
    }
}

fn value(field: &Field, kind: Type) -> Option<Value> {
    Some(match (&field.datum, kind) {
        (Datum::Text(text), Type::Text) => Value::Text(text.text.as_str().into()),
        (Datum::Whole(number), Type::Integer) => Value::Integer(*number),
        (Datum::Flag(flag), Type::Boolean) => Value::Boolean(*flag),
        (Datum::Day(day), Type::Date) => Value::Date(*day),
        (Datum::Text(text), Type::Decimal) => Value::Decimal(crate::read::exact(&text.text)?),
        (_, Type::Decimal) => Value::Decimal(field.number()?),
        _ => return None,
    })
}

fn report(entry: &Entry) -> Option<Report> {
    Some(Report {
        id: entry.string("id"),
        title: entry.string("title"),
        calendar: entry.string("calendar"),
        period: PeriodKind::from_str(entry.word("period")).ok()?,
        agency_types: entry.strings("for"),
        months_after: entry.has("months_after").then(|| entry.whole("months_after")),
        language: entry.string("language"),
        sections: entry.strings("sections"),
        cites: entry.strings("cites"),
        span: entry.span.clone(),
    })
}
