//! What holds for every calendar without faults, on every day.

use jiff::civil::{Date, date};
use milepost_calendar::PeriodKind::{Month, Quarter, Year};
use milepost_calendar::{Calendar, PeriodKind};
use proptest::prelude::*;

fn calendars() -> impl Strategy<Value = Calendar> {
    let years = prop::sample::select(vec!["FFY{start}", "{end}", "{start}-{end}", "SFY {end}*"]);
    let quarters = prop::sample::select(vec!["{start}Q{quarter}", "{quarter}/{end}", "Q{year} {month}"]);
    let months = prop::sample::select(vec!["{year}-{month}", "{month}:{start}", "{end}{month}M"]);
    let starts = (1..=12i8).prop_flat_map(|month| (Just(month), 1..=Date::constant(2012, month, 1).days_in_month()));
    (starts, years, quarters, months).prop_map(|(year_starts, year, quarter, month)| Calendar {
        id: "any".to_owned(),
        year_starts,
        year_label: Some(year.to_owned()),
        quarter_label: Some(quarter.to_owned()),
        month_label: Some(month.to_owned()),
        waves: Vec::new(),
    })
}

fn dates() -> impl Strategy<Value = Date> {
    // Two whole years away from what four digits can write.
    (0..3_640_000i32).prop_map(|days| date(2, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap())
}

fn kinds() -> impl Strategy<Value = PeriodKind> {
    prop::sample::select(vec![Month, Quarter, Year])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn a_period_is_the_period_of_each_of_its_days(calendar in calendars(), kind in kinds(), day in dates()) {
        let period = calendar.containing(kind, day).unwrap();
        prop_assert!(period.contains(day));
        prop_assert_eq!(&calendar.containing(kind, period.start).unwrap(), &period);
        prop_assert_eq!(&calendar.containing(kind, period.end).unwrap(), &period);
    }

    #[test]
    fn next_and_previous_undo_each_other_and_leave_no_day_out(calendar in calendars(), kind in kinds(), day in dates()) {
        let period = calendar.containing(kind, day).unwrap();
        let (before, after) = (calendar.previous(&period).unwrap(), calendar.next(&period).unwrap());
        prop_assert_eq!(after.start, period.end.tomorrow().unwrap());
        prop_assert_eq!(before.end, period.start.yesterday().unwrap());
        prop_assert_eq!(calendar.previous(&after).unwrap(), period.clone());
        prop_assert_eq!(calendar.next(&before).unwrap(), period);
    }

    #[test]
    fn a_label_is_read_as_the_period_that_wrote_it(calendar in calendars(), kind in kinds(), day in dates()) {
        let period = calendar.containing(kind, day).unwrap();
        prop_assert_eq!(calendar.period(&period.label).unwrap(), period);
    }

    #[test]
    fn parts_make_up_the_whole(calendar in calendars(), day in dates()) {
        let year = calendar.containing(Year, day).unwrap();
        for (kind, count) in [(Quarter, 4), (Month, 12)] {
            let parts = calendar.parts(&year, kind);
            prop_assert_eq!(parts.len(), count);
            prop_assert_eq!(parts[0].start, year.start);
            prop_assert_eq!(parts[count - 1].end, year.end);
            for pair in parts.windows(2) {
                prop_assert_eq!(pair[0].end.tomorrow().unwrap(), pair[1].start);
            }
        }
    }

    #[test]
    fn shifting_there_and_back_is_staying(calendar in calendars(), kind in kinds(), day in dates(), by in -30..30i32) {
        let period = calendar.containing(kind, day).unwrap();
        let there = calendar.shifted(&period, by);
        // Years below zero have no four digits, but they are periods all the same.
        let back = there.and_then(|p| calendar.shifted(&p, -by));
        prop_assert_eq!(back, Some(period));
    }

    #[test]
    fn the_calendars_made_here_have_no_faults(calendar in calendars()) {
        prop_assert_eq!(calendar.faults(), []);
    }

    #[test]
    fn no_label_and_no_pattern_makes_a_panic(
        label in "\\PC{0,12}|[FQY0-9{}-]{0,12}",
        pattern in "\\PC{0,12}|[FQ{}]{0,3}(\\{start\\}|\\{month\\}|\\{quarter\\}|[{}é2])*",
        starts in (any::<i8>(), any::<i8>()),
    ) {
        let pattern = Some(pattern);
        let calendar = Calendar {
            id: "any".to_owned(),
            year_starts: starts,
            year_label: pattern.clone(),
            quarter_label: pattern.clone(),
            month_label: pattern,
            waves: Vec::new(),
        };
        let _ = calendar.faults();
        let _ = calendar.containing(Quarter, date(2011, 7, 1));
        if let Ok(period) = calendar.period(&label) {
            prop_assert_eq!(period.label, label);
        }
    }
}
