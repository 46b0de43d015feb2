use jiff::civil::date;
use milepost_calendar::{Calendar, PeriodKind, Wave};

use crate::{fiscal, waves};

fn messages(calendar: &Calendar) -> Vec<String> {
    calendar.faults().iter().map(ToString::to_string).collect()
}

fn labelled(year: &str, quarter: &str, month: &str) -> Calendar {
    let pattern = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let (year_label, quarter_label, month_label) = (pattern(year), pattern(quarter), pattern(month));
    Calendar { year_label, quarter_label, month_label, ..fiscal(7) }
}

#[test]
fn sound_calendars_have_none() {
    let sound = [
        fiscal(1),
        fiscal(7),
        waves(),
        labelled("", "", ""),
        labelled("{start}/{end}", "{year}Q{quarter}", "{start} {month}"),
        Calendar { year_starts: (2, 29), ..fiscal(7) },
        Calendar { year_starts: (12, 31), ..fiscal(7) },
    ];
    for calendar in sound {
        assert_eq!(messages(&calendar), [""; 0], "{calendar:?}");
    }
}

#[test]
fn a_year_starts_on_a_day_that_exists() {
    for year_starts in [(0, 1), (13, 1), (4, 31), (2, 30), (1, 0), (-1, -1), (i8::MAX, i8::MIN)] {
        let calendar = Calendar { year_starts, ..fiscal(7) };
        let (month, day) = year_starts;
        assert_eq!(
            messages(&calendar),
            [format!("there is no month {month} with a day {day}, so no year can start on it")]
        );
        // Asking such a calendar all the same is no panic.
        let _ = calendar.containing(PeriodKind::Year, date(2011, 7, 1));
        let _ = calendar.period("FFY2011");
    }
}

#[test]
fn holes_are_those_that_something_fills() {
    for (calendar, expected) in [
        (labelled("FFY{begin}", "", ""), "nothing fills `{begin}` in the label of a year"),
        (labelled("FFY{start", "", ""), "nothing fills `{start` in the label of a year"),
        (labelled("FFY}{start}", "", ""), "nothing fills `}` in the label of a year"),
        (labelled("{Start}", "", ""), "nothing fills `{Start}` in the label of a year"),
        (labelled("", "", "{start}-{quarter}-{month}"), "nothing fills `{quarter}` in the label of a month"),
        (labelled("{start}.{quarter}", "", ""), "nothing fills `{quarter}` in the label of a year"),
    ] {
        assert_eq!(messages(&calendar), [expected]);
    }
    assert_eq!(messages(&labelled("{a}", "{b}", "{c}")).len(), 3, "all are told at once");
}

#[test]
fn a_label_belongs_to_one_period() {
    let shared = |label: &str, first: &str, second: &str| {
        vec![format!("`{label}` would be the label of two periods, {first} and {second}")]
    };
    // No year in it.
    assert_eq!(messages(&labelled("annual", "", "")), shared("annual", "year from 2011-07-01", "year from 2012-07-01"));
    // No quarter, no month.
    assert_eq!(
        messages(&labelled("", "Q{start}", "")),
        shared("Q2011", "quarter from 2011-07-01", "quarter from 2011-10-01")
    );
    assert_eq!(
        messages(&labelled("", "", "{start}")),
        shared("2011", "month from 2011-07-01", "month from 2011-08-01")
    );
    // In a July year, January to June of 2012 would clash with the next year's own.
    assert_eq!(
        messages(&labelled("", "{year}", "")),
        shared("2011", "quarter from 2011-07-01", "quarter from 2011-10-01")
    );
    // A quarter that is called like a month.
    assert_eq!(
        messages(&labelled("", "{year}-{month}", "{year}-{month}")),
        shared("2011-07", "quarter from 2011-07-01", "month from 2011-07-01")
    );
}

#[test]
fn waves_have_labels_of_their_own_and_no_day_in_common() {
    let wave = |label: &str, from, to| Wave { label: label.to_owned(), start: from, end: to };
    let with = |wave| {
        let mut calendar = waves();
        calendar.waves.push(wave);
        messages(&calendar)
    };
    // Spring ends on May 31, 2012, summer starts the day after.
    assert_eq!(with(wave("autumn", date(2012, 9, 1), date(2012, 11, 30))), [""; 0]);
    assert_eq!(
        with(wave("early", date(2012, 5, 31), date(2012, 5, 31))),
        ["the waves `spring` and `early` have days in common"]
    );
    assert_eq!(with(wave("odd", date(2014, 2, 2), date(2014, 2, 1))), ["the wave `odd` ends before it starts"]);
    assert_eq!(
        with(wave("spring", date(2013, 3, 1), date(2013, 5, 31))),
        ["`spring` would be the label of two periods, wave from 2012-03-01 and wave from 2013-03-01"]
    );

    let mut calendar = fiscal(7);
    calendar.waves.push(wave("FFY1999", date(2012, 3, 1), date(2012, 5, 31)));
    assert_eq!(
        messages(&calendar),
        ["`FFY1999` would be the label of two periods, year from 1999-07-01 and wave from 2012-03-01"]
    );
}
