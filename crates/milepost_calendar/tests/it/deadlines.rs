//! Last days and what follows from them: a table that other programs counted, and stretches worked by hand.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday, date};
use milepost_calendar::{Budget, Deadline, Extension, PeriodKind, Roll, Standing, Suspension, Term, WorkingDays};

use crate::fiscal;

/// See `tests/oracles/deadlines`.
const DAYS: &str = include_str!("../../../../tests/oracles/deadlines/days.csv");
const HOLIDAYS: &str = include_str!("../../../../tests/oracles/deadlines/holidays.csv");

fn office() -> WorkingDays {
    let holidays: BTreeSet<Date> = HOLIDAYS.lines().skip(1).map(|line| line.parse().unwrap()).collect();
    WorkingDays { weekend: vec![Weekday::Saturday, Weekday::Sunday], holidays }
}

fn sixty_days_from(anchor: Date) -> Deadline {
    Deadline::of(Term { anchor: Some(anchor), budget: Budget::Days(60) })
}

#[test]
fn last_days_are_those_that_others_count() {
    let (office, calendar) = (office(), fiscal(7));
    let mut lines = 0;
    for line in DAYS.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let anchor: Date = fields[0].parse().unwrap();
        let count: u16 = fields[2].parse().unwrap();
        let found = match fields[1] {
            "days" => Budget::Days(count).last_day(anchor, &office, &calendar),
            "working_days" => Budget::WorkingDays(count).last_day(anchor, &office, &calendar),
            "months" => Budget::Months(count).last_day(anchor, &office, &calendar),
            "forward" => office.on_or_after(anchor),
            "backward" => office.on_or_before(anchor),
            other => panic!("{other}"),
        };
        assert_eq!(found, Some(fields[3].parse().unwrap()), "{line}");
        lines += 1;
    }
    assert_eq!(lines, 550);
}

#[test]
fn a_fixed_day_is_the_next_one_after_the_anchor() {
    let last_day = |month, day, anchor| {
        Budget::DayOfYear { month, day }.last_day(anchor, &WorkingDays::default(), &fiscal(7)).unwrap()
    };
    assert_eq!(last_day(9, 15, date(2024, 9, 14)), date(2024, 9, 15));
    assert_eq!(last_day(9, 15, date(2024, 9, 15)), date(2025, 9, 15));
    assert_eq!(last_day(2, 29, date(2024, 2, 1)), date(2024, 2, 29));
    assert_eq!(last_day(2, 29, date(2024, 2, 29)), date(2025, 2, 28));
}

#[test]
fn a_period_ends_by_the_calendar_of_the_pack() {
    let end = |kind, anchor| Budget::PeriodEnd(kind).last_day(anchor, &WorkingDays::default(), &fiscal(7));
    assert_eq!(end(PeriodKind::Quarter, date(2024, 8, 3)), Some(date(2024, 9, 30)));
    assert_eq!(end(PeriodKind::Year, date(2024, 8, 3)), Some(date(2025, 6, 30)));
    assert_eq!(end(PeriodKind::Wave, date(2024, 8, 3)), None);
}

#[test]
fn a_later_clock_moves_the_day_and_an_earlier_one_does_not() {
    let due = |denied| {
        let mut plan = sixty_days_from(date(2024, 7, 1));
        plan.or_later = vec![Term { anchor: denied, budget: Budget::Days(30) }];
        plan.due(&office(), &fiscal(7)).unwrap()
    };
    assert_eq!(due(None), date(2024, 8, 30));
    assert_eq!(due(Some(date(2024, 7, 4))), date(2024, 8, 30));
    assert_eq!(due(Some(date(2024, 7, 31))), date(2024, 8, 30));
    assert_eq!(due(Some(date(2024, 8, 10))), date(2024, 9, 9));
}

#[test]
fn a_last_day_on_a_weekend_stays_unless_it_rolls() {
    // Sunday, September 1, 2024, before Labor Day.
    let due = |roll| {
        let mut deadline = sixty_days_from(date(2024, 7, 3));
        deadline.roll = roll;
        deadline.due(&office(), &fiscal(7)).unwrap()
    };
    assert_eq!(due(Roll::Stays), date(2024, 9, 1));
    assert_eq!(due(Roll::Forward), date(2024, 9, 3));
    assert_eq!(due(Roll::Backward), date(2024, 8, 30));
}

#[test]
fn the_clock_stands_still_in_a_suspension() {
    let due = |stretches: &[(Date, Option<Date>)]| {
        let mut deadline = sixty_days_from(date(2024, 7, 1));
        deadline.suspensions = stretches.iter().map(|(from, to)| Suspension { from: *from, to: *to }).collect();
        deadline.due(&office(), &fiscal(7))
    };
    let (ten, from, to) = (date(2024, 9, 9), date(2024, 7, 11), date(2024, 7, 20));
    assert_eq!(due(&[(from, Some(to))]), Some(ten), "ten days");
    assert_eq!(due(&[(date(2024, 7, 15), Some(to)), (from, Some(to))]), Some(ten), "no day twice");
    assert_eq!(due(&[(date(2024, 6, 1), Some(date(2024, 7, 11)))]), Some(ten), "nothing ran before the anchor");
    assert_eq!(due(&[(date(2024, 8, 31), Some(date(2024, 9, 30)))]), Some(date(2024, 8, 30)), "after its end");
    // The first moves the end to September 9; so the second, which begins on that day, still counts.
    assert_eq!(due(&[(from, Some(to)), (ten, Some(ten))]), Some(date(2024, 9, 10)));
    assert_eq!(due(&[(from, None)]), None);
}

#[test]
fn a_standing_speaks_of_what_was_known_that_day() {
    let mut plan = sixty_days_from(date(2024, 7, 1));
    plan.or_later = vec![Term { anchor: Some(date(2024, 8, 10)), budget: Budget::Days(30) }];
    plan.suspensions = vec![Suspension { from: date(2024, 9, 2), to: Some(date(2024, 9, 4)) }];
    plan.extensions = vec![Extension { granted: date(2024, 9, 5), days: 5 }];
    let on = |as_of, done| plan.standing(as_of, done, &office(), &fiscal(7));
    assert_eq!(on(date(2024, 6, 30), None), Standing::NotStarted);
    assert_eq!(on(date(2024, 7, 1), None), Standing::Open { due: date(2024, 8, 30), days_left: 60 });
    assert_eq!(on(date(2024, 8, 9), None), Standing::Open { due: date(2024, 8, 30), days_left: 21 });
    assert_eq!(on(date(2024, 8, 10), None), Standing::Open { due: date(2024, 9, 9), days_left: 30 });
    assert_eq!(on(date(2024, 9, 3), None), Standing::Suspended { since: date(2024, 9, 2) });
    assert_eq!(on(date(2024, 9, 4), None), Standing::Suspended { since: date(2024, 9, 2) });
    // Three days still, then five granted: September 9, 12, 17.
    assert_eq!(on(date(2024, 9, 5), None), Standing::Open { due: date(2024, 9, 17), days_left: 12 });
    assert_eq!(on(date(2024, 9, 17), None), Standing::Open { due: date(2024, 9, 17), days_left: 0 });
    assert_eq!(on(date(2024, 9, 18), None), Standing::Overdue { due: date(2024, 9, 17), days_late: 1 });
    let done = Some(date(2024, 9, 19));
    assert_eq!(on(date(2024, 9, 18), done), Standing::Overdue { due: date(2024, 9, 17), days_late: 1 });
    assert_eq!(on(date(2024, 12, 1), done), Standing::Done { due: Some(date(2024, 9, 17)), days_late: 2 });
    let done = Some(date(2024, 9, 17));
    assert_eq!(on(date(2024, 9, 17), done), Standing::Done { due: Some(date(2024, 9, 17)), days_late: 0 });
}

#[test]
fn a_week_without_working_days_ends_in_none() {
    use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    let weekend = vec![Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday];
    let never = WorkingDays { weekend, holidays: BTreeSet::new() };
    assert_eq!(never.on_or_after(date(2024, 1, 1)), None);
    assert_eq!(Budget::WorkingDays(3).last_day(date(2024, 1, 1), &never, &fiscal(7)), None);
}
