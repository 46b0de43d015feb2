//! Tests of calendars: tables worked by hand, and laws that hold for every calendar.

mod clock;
mod deadlines;
mod faults;
mod labels;
mod laws;
mod periods;
mod waves;

use jiff::civil::{Date, date};
use milepost_calendar::{Calendar, Period, Wave};

/// A calendar with `FFY2011`, `FFY2011Q3` and `2011-09`, whose year starts on a month's first day.
fn fiscal(month: i8) -> Calendar {
    Calendar {
        id: "fiscal".to_owned(),
        year_starts: (month, 1),
        year_label: Some("FFY{start}".to_owned()),
        quarter_label: Some("FFY{start}Q{quarter}".to_owned()),
        month_label: Some("{year}-{month}".to_owned()),
        waves: Vec::new(),
    }
}

/// A calendar that only has waves: spring, summer and, after a gap, winter.
fn waves() -> Calendar {
    let wave = |label: &str, start, end| Wave { label: label.to_owned(), start, end };
    Calendar {
        id: "survey".to_owned(),
        year_starts: (1, 1),
        year_label: None,
        quarter_label: None,
        month_label: None,
        // Not in the order of time, as an author may well write them.
        waves: vec![
            wave("summer", date(2012, 6, 1), date(2012, 8, 31)),
            wave("winter", date(2012, 12, 1), date(2013, 2, 28)),
            wave("spring", date(2012, 3, 1), date(2012, 5, 31)),
        ],
    }
}

/// Label, first day and last day, for tables.
fn row(period: &Period) -> (&str, Date, Date) {
    (&period.label, period.start, period.end)
}
