use jiff::civil::date;
use milepost_calendar::{Calendar, PeriodKind};

use crate::{fiscal, row, waves};

#[test]
fn patterns_are_filled_and_read_back() {
    // Year starts, pattern of the year, label, first day, last day.
    let lines = [
        ((7, 1), "FFY{start}", "FFY2011", date(2011, 7, 1), date(2012, 6, 30)),
        ((10, 1), "FY{end}", "FY2012", date(2011, 10, 1), date(2012, 9, 30)),
        ((1, 1), "{end}", "2012", date(2012, 1, 1), date(2012, 12, 31)),
        ((7, 1), "{start}-{end}", "2011-2012", date(2011, 7, 1), date(2012, 6, 30)),
        ((9, 15), "year to {end}", "year to 2012", date(2011, 9, 15), date(2012, 9, 14)),
        ((7, 1), "año {start} ✓", "año 2011 ✓", date(2011, 7, 1), date(2012, 6, 30)),
        // Digits right before and after a hole stay apart from what fills it.
        ((7, 1), "12{start}34", "12201134", date(2011, 7, 1), date(2012, 6, 30)),
    ];
    for (year_starts, pattern, label, start, end) in lines {
        let calendar = Calendar { year_starts, year_label: Some(pattern.to_owned()), ..fiscal(1) };
        assert_eq!(row(&calendar.period(label).unwrap()), (label, start, end), "{pattern}");
        assert_eq!(calendar.containing(PeriodKind::Year, end).unwrap().label, label, "{pattern}");
    }
}

#[test]
fn the_year_of_a_quarter_is_the_calendars_or_its_own() {
    let own = Calendar { quarter_label: Some("Q{quarter} from {month}/{year}".to_owned()), ..fiscal(7) };
    let third = own.containing(PeriodKind::Quarter, date(2012, 3, 5)).unwrap();
    assert_eq!(row(&third), ("Q3 from 01/2012", date(2012, 1, 1), date(2012, 3, 31)));
    assert_eq!(own.period("Q3 from 01/2012").unwrap(), third);

    let by_end = Calendar { quarter_label: Some("{end}.{quarter}".to_owned()), ..fiscal(7) };
    assert_eq!(by_end.period("2012.1").unwrap().start, date(2011, 7, 1));
    assert_eq!(by_end.period("2012.4").unwrap().end, date(2012, 6, 30));
}

#[test]
fn labels_that_nothing_has_are_refused_with_examples() {
    let calendar = fiscal(7);
    for label in [
        "",
        "FFY",
        "FFY11",
        "FFY20111",
        "ffy2011",
        " FFY2011",
        "FFY2011Q0",
        "FFY2011Q5",
        "2011-13",
        "2011-00",
        "2011-1",
    ] {
        let error = calendar.period(label).unwrap_err().to_string();
        let expected = format!(
            "calendar `fiscal` has no period `{label}`; its labels look like `FFY2011`, `FFY2011Q1`, `2011-07`"
        );
        assert_eq!(error, expected);
    }
}

#[test]
fn a_quarter_and_a_month_that_do_not_belong_together_name_nothing() {
    // In a July year, the quarter from October 2011 is the second.
    let calendar = Calendar { quarter_label: Some("{year}-{month} Q{quarter}".to_owned()), ..fiscal(7) };
    assert!(calendar.period("2011-10 Q2").is_ok());
    assert!(calendar.period("2011-10 Q1").is_err());
    assert!(calendar.period("2011-11 Q2").is_err());
}

#[test]
fn the_message_says_so_when_a_calendar_declares_nothing() {
    let mut calendar = waves();
    calendar.waves.clear();
    let error = calendar.period("spring").unwrap_err().to_string();
    assert_eq!(error, "calendar `survey` has no period `spring`; its labels look like nothing, for it declares none");
}

#[test]
fn digits_of_other_scripts_are_no_digits() {
    // ARABIC-INDIC DIGITS TWO ZERO ONE ONE.
    assert!(fiscal(7).period("FFY\u{662}\u{660}\u{661}\u{661}").is_err());
}

#[test]
fn a_megabyte_of_digits_is_refused_at_once() {
    // A reader that tried every four digits would need minutes; this one stops at the pattern's end.
    let calendar = fiscal(7);
    assert!(calendar.period(&"2011".repeat(250_000)).is_err());
    assert!(calendar.period(&format!("FFY2011{}", "-".repeat(1_000_000))).is_err());
}
