use milepost_calendar::{Calendar, Wave};

use crate::read::{Declared, Entry};
use crate::rules::p006_bad_value::read_month_day;
use crate::{AgencyType, Citation, Code, CodeList};

pub(super) fn citations(declared: &Declared) -> Vec<Citation> {
    let build = |entry: &Entry| Citation {
        id: entry.string("id"),
        text: entry.string("text"),
        validity: entry.validity(),
        url: entry.text("url").map(|text| text.text.clone()),
        span: entry.span.clone(),
    };
    declared.of("citation").iter().map(build).collect()
}

pub(super) fn calendars(declared: &Declared) -> Vec<Calendar> {
    declared.of("calendar").iter().filter_map(calendar).collect()
}

/// Builds a calendar, unless it lacks the day on which its year starts.
pub(crate) fn calendar(entry: &Entry) -> Option<Calendar> {
    let label = |key: &str| entry.text(key).map(|text| text.text.clone());
    let wave =
        |entry: &Entry| Some(Wave { label: entry.string("label"), start: entry.day("start")?, end: entry.day("end")? });
    Some(Calendar {
        id: entry.string("id"),
        year_starts: read_month_day(entry.word("year_starts"))?,
        year_label: label("year_label"),
        quarter_label: label("quarter_label"),
        month_label: label("month_label"),
        waves: entry.entries("wave").iter().filter_map(wave).collect(),
    })
}

pub(super) fn agency_types(declared: &Declared) -> Vec<AgencyType> {
    let build = |entry: &Entry| AgencyType {
        id: entry.string("id"),
        title: entry.string("title"),
        plural: entry.string("plural"),
        answers_for_members: entry.flag("answers_for_members"),
        span: entry.span.clone(),
    };
    declared.of("agency_type").iter().map(build).collect()
}

pub(super) fn code_lists(declared: &Declared) -> Vec<CodeList> {
    let build = |entry: &Entry| CodeList {
        id: entry.string("id"),
        title: entry.string("title"),
        codes: codes(entry.entries("codes")),
        span: entry.span.clone(),
    };
    declared.of("code_list").iter().map(build).collect()
}

/// The codes of a list, of groups, of classes.
pub(super) fn codes(entries: &[Entry]) -> Vec<Code> {
    entries.iter().map(|entry| Code { code: entry.string("code"), title: entry.string("title") }).collect()
}
