use milepost_calendar::{CalendarFault, PeriodKind};

use super::{Checker, Rule};
use crate::build::calendar;
use crate::read::Entry;
use crate::{Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P018",
    name: "calendar that can't name its periods",
    severity: Severity::Error,
    what: "Each period of a calendar has a label of its own, so that a label can be read back: the pattern of a year holds \
           its year, that of a quarter year and quarter, that of a month year and month. Waves end after they start and \
           have no day in common.",
    why: "A label is all that a file name, a command or a link has to say which period is meant.",
    wrong: &[(
        "calendars.toml",
        "[[calendar]]\nid = \"school\"\nyear_starts = \"09-01\"\nquarter_label = \"Q{quarter}\"\n",
    )],
    mended: &[(
        "calendars.toml",
        "[[calendar]]\nid = \"school\"\nyear_starts = \"09-01\"\nquarter_label = \"{start}Q{quarter}\"\n",
    )],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    let faults: Vec<_> = checker
        .declared
        .of("calendar")
        .iter()
        .filter_map(|entry| Some((entry, calendar(entry)?)))
        .flat_map(|(entry, calendar)| calendar.faults().into_iter().map(move |fault| (entry, fault)))
        .collect();
    for (entry, fault) in faults {
        let (span, help) = place(entry, &fault);
        checker.problems.push(RULE.problem(span, fault.to_string(), "this", help));
    }
}

fn place(entry: &Entry, fault: &CalendarFault) -> (Span, &'static str) {
    let of_kind = |kind: PeriodKind| match kind {
        PeriodKind::Year => entry.place("year_label"),
        PeriodKind::Quarter => entry.place("quarter_label"),
        PeriodKind::Month => entry.place("month_label"),
        PeriodKind::Wave => entry.span.clone(),
    };
    let wave = |label: &str| {
        let waves = entry.entries("wave").iter().rev();
        waves
            .into_iter()
            .find(|wave| wave.word("label") == label)
            .map_or_else(|| entry.span.clone(), |wave| wave.place("label"))
    };
    match fault {
        CalendarFault::YearStart { .. } => (entry.place("year_starts"), "write month-day: \"07-01\""),
        CalendarFault::UnknownHole { kind, .. } => {
            (of_kind(*kind), "holes are {start}, {end}, {year}, {month} and, for quarters, {quarter}")
        }
        CalendarFault::SharedLabel { label, second_kind: PeriodKind::Wave, .. } => {
            (wave(label), "give the wave a label of its own")
        }
        CalendarFault::SharedLabel { second_kind, .. } => (
            of_kind(*second_kind),
            "let the pattern hold what tells the two apart: {start} or {year}, {quarter}, {month}",
        ),
        CalendarFault::WaveBackwards { label } => (wave(label), "exchange its first and its last day"),
        CalendarFault::WavesOverlap { second, .. } => (wave(second), "let it start the day after the other one ends"),
    }
}
