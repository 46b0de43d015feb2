use jiff::civil::date;
use milepost_calendar::PeriodKind::{Month, Wave};

use crate::{fiscal, row, waves};

#[test]
fn a_wave_is_found_by_date_and_by_label() {
    let calendar = waves();
    let spring = calendar.period("spring").unwrap();
    assert_eq!(row(&spring), ("spring", date(2012, 3, 1), date(2012, 5, 31)));
    assert_eq!(calendar.containing(Wave, date(2012, 5, 31)).unwrap(), spring);
    assert_eq!(calendar.containing(Wave, date(2012, 6, 1)).unwrap().label, "summer");
    assert!(calendar.containing(Wave, date(2012, 9, 1)).is_err(), "between summer and winter there is none");
    assert_eq!(
        calendar.period("autumn").unwrap_err().to_string(),
        "calendar `survey` has no period `autumn`; its labels look like `summer`"
    );
}

#[test]
fn waves_follow_one_another_over_gaps_in_order_of_time() {
    let calendar = waves();
    let spring = calendar.period("spring").unwrap();
    let winter = calendar.period("winter").unwrap();
    assert_eq!(calendar.next(&spring).unwrap().label, "summer");
    assert_eq!(calendar.shifted(&spring, 2).unwrap(), winter);
    assert_eq!(calendar.shifted(&winter, -2).unwrap(), spring);
    assert_eq!(calendar.previous(&spring), None);
    assert_eq!(calendar.next(&winter), None);
}

#[test]
fn the_waves_of_a_year_are_those_wholly_within_it() {
    let mut calendar = fiscal(1);
    calendar.waves = waves().waves;
    let labels = |label: &str| -> Vec<String> {
        calendar.parts(&calendar.period(label).unwrap(), Wave).into_iter().map(|w| w.label).collect()
    };
    // Winter ends in 2013, so it is part of neither year.
    assert_eq!(labels("FFY2012"), ["spring", "summer"]);
    assert_eq!(labels("FFY2013"), [""; 0]);
}

#[test]
fn the_months_of_a_wave_that_starts_in_midmonth_are_the_whole_ones() {
    let mut calendar = fiscal(1);
    calendar.waves = waves().waves;
    calendar.waves[0].start = date(2012, 6, 15);
    let summer = calendar.period("summer").unwrap();
    let months: Vec<_> = calendar.parts(&summer, Month).into_iter().map(|m| m.label).collect();
    assert_eq!(months, ["2012-07", "2012-08"]);
}
