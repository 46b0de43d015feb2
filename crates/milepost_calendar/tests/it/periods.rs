use jiff::civil::{Date, date};
use milepost_calendar::PeriodKind::{Month, Quarter, Year};
use milepost_calendar::{Calendar, CalendarError, PeriodKind};

use crate::{fiscal, row};

/// Calendar, kind, a date → label, first day, last day.
type Line = (i8, PeriodKind, Date, &'static str, Date, Date);

#[test]
fn a_date_lies_in_the_period_that_a_wall_calendar_shows() {
    let lines: [Line; 16] = [
        // July years: the label is the year of the July.
        (7, Year, date(2011, 7, 1), "FFY2011", date(2011, 7, 1), date(2012, 6, 30)),
        (7, Year, date(2012, 6, 30), "FFY2011", date(2011, 7, 1), date(2012, 6, 30)),
        (7, Year, date(2011, 6, 30), "FFY2010", date(2010, 7, 1), date(2011, 6, 30)),
        (7, Quarter, date(2011, 9, 30), "FFY2011Q1", date(2011, 7, 1), date(2011, 9, 30)),
        (7, Quarter, date(2011, 12, 1), "FFY2011Q2", date(2011, 10, 1), date(2011, 12, 31)),
        (7, Quarter, date(2012, 2, 29), "FFY2011Q3", date(2012, 1, 1), date(2012, 3, 31)),
        (7, Quarter, date(2012, 6, 30), "FFY2011Q4", date(2012, 4, 1), date(2012, 6, 30)),
        // The same labels mean other days where the year starts in October.
        (10, Year, date(2011, 10, 1), "FFY2011", date(2011, 10, 1), date(2012, 9, 30)),
        (10, Year, date(2011, 9, 30), "FFY2010", date(2010, 10, 1), date(2011, 9, 30)),
        (10, Quarter, date(2012, 1, 31), "FFY2011Q2", date(2012, 1, 1), date(2012, 3, 31)),
        // A civil year.
        (1, Year, date(2012, 12, 31), "FFY2012", date(2012, 1, 1), date(2012, 12, 31)),
        (1, Quarter, date(2012, 12, 31), "FFY2012Q4", date(2012, 10, 1), date(2012, 12, 31)),
        // Months, in a leap year, in a common one, in 1900 (none) and in 2000 (one).
        (7, Month, date(2012, 2, 1), "2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        (7, Month, date(2011, 2, 28), "2011-02", date(2011, 2, 1), date(2011, 2, 28)),
        (1, Month, date(1900, 2, 28), "1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        (10, Month, date(2000, 2, 29), "2000-02", date(2000, 2, 1), date(2000, 2, 29)),
    ];
    for (month, kind, day, label, start, end) in lines {
        let period = fiscal(month).containing(kind, day).unwrap();
        assert_eq!(row(&period), (label, start, end), "{kind} of {day}, year from month {month}");
        assert_eq!(period.kind, kind);
        assert_eq!(period.calendar, "fiscal");
    }
}

#[test]
fn months_of_a_year_that_starts_late_in_january_leave_no_day_out() {
    let calendar = Calendar { year_starts: (1, 31), ..fiscal(1) };
    let year = calendar.period("FFY2011").unwrap();
    let months: Vec<_> = calendar.parts(&year, Month).iter().map(|m| (m.start, m.end)).collect();
    assert_eq!(months.len(), 12);
    assert_eq!(months[0], (date(2011, 1, 31), date(2011, 2, 27)));
    assert_eq!(months[1], (date(2011, 2, 28), date(2011, 3, 30)));
    assert_eq!(months[2], (date(2011, 3, 31), date(2011, 4, 29)));
    assert_eq!(months[11], (date(2011, 12, 31), date(2012, 1, 30)));
}

#[test]
fn a_year_from_the_29th_of_february_starts_on_the_28th_in_common_years() {
    let calendar = Calendar { year_starts: (2, 29), ..fiscal(1) };
    let bounds = |label| calendar.period(label).map(|p| (p.start, p.end)).unwrap();
    assert_eq!(bounds("FFY2011"), (date(2011, 2, 28), date(2012, 2, 28)));
    assert_eq!(bounds("FFY2012"), (date(2012, 2, 29), date(2013, 2, 27)));
    assert_eq!(bounds("FFY2013"), (date(2013, 2, 28), date(2014, 2, 27)));
    let labels = |day| calendar.containing(Year, day).map(|p| p.label).unwrap();
    assert_eq!(labels(date(2012, 2, 28)), "FFY2011");
    assert_eq!(labels(date(2012, 2, 29)), "FFY2012");
    assert_eq!(calendar.containing(Quarter, date(2012, 2, 28)).unwrap().label, "FFY2011Q4");
}

#[test]
fn periods_follow_one_another() {
    let calendar = fiscal(7);
    let from = |label: &str, by| calendar.shifted(&calendar.period(label).unwrap(), by).map(|p| p.label).unwrap();
    assert_eq!(from("FFY2011", -1), "FFY2010");
    assert_eq!(from("FFY2011", 0), "FFY2011");
    assert_eq!(from("FFY2011", 3), "FFY2014");
    assert_eq!(from("FFY2011Q1", -1), "FFY2010Q4");
    assert_eq!(from("FFY2011Q2", 9), "FFY2013Q3");
    assert_eq!(from("2011-12", 2), "2012-02");
    assert_eq!(from("2012-01", -13), "2010-12");
}

#[test]
fn a_year_is_made_of_its_quarters_and_months() {
    let calendar = fiscal(7);
    let labels = |label: &str, kind| -> Vec<String> {
        calendar.parts(&calendar.period(label).unwrap(), kind).into_iter().map(|p| p.label).collect()
    };
    assert_eq!(labels("FFY2011", Quarter), ["FFY2011Q1", "FFY2011Q2", "FFY2011Q3", "FFY2011Q4"]);
    assert_eq!(labels("FFY2011Q3", Month), ["2012-01", "2012-02", "2012-03"]);
    assert_eq!(labels("FFY2011", Month).len(), 12);
    assert_eq!(labels("FFY2011", Year), ["FFY2011"]);
    assert_eq!(labels("2012-01", Quarter), [""; 0], "a month has no quarters");
}

#[test]
fn the_ends_of_time_have_no_period_and_no_panic() {
    let calendar = fiscal(7);
    for kind in [Month, Quarter, Year] {
        assert!(calendar.containing(kind, Date::MIN).is_err(), "the year that holds it started before all dates");
        assert!(calendar.containing(kind, Date::MAX).is_err(), "the year that holds it ends after all dates");
    }
    let early = calendar.containing(Year, date(-9999, 7, 1)).unwrap();
    assert_eq!(calendar.previous(&early), None);
    let year = calendar.period("FFY2011").unwrap();
    assert_eq!(calendar.shifted(&year, i32::MIN), None);
    assert_eq!(calendar.shifted(&year, i32::MAX), None);
}

#[test]
fn a_kind_without_a_label_has_no_periods() {
    let calendar = Calendar { quarter_label: None, ..fiscal(7) };
    let error = calendar.containing(Quarter, date(2011, 9, 1)).unwrap_err();
    assert_eq!(error.to_string(), "calendar `fiscal` has no quarter that holds 2011-09-01");
    assert!(matches!(error, CalendarError::NoPeriod { kind: Quarter, .. }));
    let year = calendar.period("FFY2011").unwrap();
    assert_eq!(calendar.parts(&year, Quarter), []);
}

#[test]
fn a_period_holds_its_first_and_last_day() {
    let year = fiscal(7).period("FFY2011").unwrap();
    let holds =
        [(2011, 6, 30), (2011, 7, 1), (2012, 6, 30), (2012, 7, 1)].map(|(y, m, d)| year.contains(date(y, m, d)));
    assert_eq!(holds, [false, true, true, false]);
    assert_eq!(year.to_string(), "FFY2011");
}

#[test]
fn kinds_are_read_by_the_words_that_packs_use() {
    for (word, kind) in [("month", Month), ("quarter", Quarter), ("year", Year), ("wave", PeriodKind::Wave)] {
        assert_eq!(word.parse(), Ok(kind));
        assert_eq!(kind.to_string(), word);
    }
    assert_eq!("Year".parse::<PeriodKind>(), Err(()));
    assert!(Month < Quarter && Quarter < Year);
}
