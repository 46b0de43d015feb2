//! Met or not, exactly.

use milepost_measure::{MeasureResult, ResultState};
use milepost_oversight::{Status, bound_text, meets};
use milepost_pack::{Bound, Direction};

use crate::cases::{at_least, at_most, before, between, judged, ratio, share, state, value};

fn status(result: &MeasureResult, bound: Bound) -> Status {
    judged(result, None, bound, Direction::Higher).status
}

#[test]
fn a_bound_is_met_by_its_own_number_and_missed_by_the_least_difference() {
    for (bound, number, met) in [
        (at_least("95"), "95", true),
        (at_least("95"), "94.9999999999999", false),
        (at_least("95"), "95.0000000000001", true),
        (at_most("5"), "5", true),
        (at_most("5"), "5.0000000000001", false),
        (at_most("5"), "4.9999999999999", true),
        (between("40", "60"), "40", true),
        (between("40", "60"), "60", true),
        (between("40", "60"), "50", true),
        (between("40", "60"), "39.9999999999999", false),
        (between("40", "60"), "60.0000000000001", false),
    ] {
        assert_eq!(meets(&bound, &ratio(number)), Some(met), "{bound:?} {number}");
        let expected = if met { Status::Met } else { Status::NotMet };
        assert_eq!(status(&value(number), bound), expected, "{number}");
    }
    assert_eq!(meets(&Bound::None, &ratio("1")), None);
}

#[test]
fn nothing_is_rounded_before_it_is_compared() {
    // 99.96 percent rounds to 100.0 at one place.
    assert_eq!(status(&share("2499", "2500"), at_least("100")), Status::NotMet);
    // A third is no decimal: 1 of 3 is 33 and a third.
    assert_eq!(status(&share("1", "3"), at_least("33.3333333333333333333333333")), Status::Met);
    assert_eq!(status(&share("1", "3"), at_least("33.3333333333333333333333334")), Status::NotMet);
}

#[test]
fn what_has_no_value_is_not_judged() {
    for (state_now, expected) in [
        (ResultState::NoCases, Status::NoData),
        (ResultState::NotSubmitted, Status::NoData),
        (ResultState::NotApplicable, Status::NotApplicable),
    ] {
        for bound in [at_least("0"), at_most("100"), Bound::None] {
            let prior = before(value("50"), None);
            let judged = judged(&state(state_now), Some(&prior), bound, Direction::Higher);
            assert_eq!(judged.status, expected, "{state_now:?}");
            assert_eq!(judged.change, Some(milepost_oversight::Change::None), "{state_now:?}");
            assert_eq!((judged.comparison, judged.needed), (None, None), "{state_now:?}");
        }
    }
}

#[test]
fn without_a_number_to_judge_by_a_value_is_not_applicable_and_its_change_is_told() {
    let prior = before(value("40"), None);
    let judged = judged(&value("50"), Some(&prior), Bound::None, Direction::Higher);
    assert_eq!(judged.status, Status::NotApplicable);
    assert_eq!(judged.change, Some(milepost_oversight::Change::Progress));
    assert_eq!(judged.needed, None);
}

#[test]
fn a_determination_says_what_it_is_about() {
    let mut result = share("1", "2");
    result.group = milepost_measure::Group(vec![("race".to_owned(), "black".to_owned())]);
    let judged = judged(&result, None, at_least("0.875"), Direction::Higher);
    let about = [&judged.measure, &judged.period, &judged.agency, &judged.standard, &judged.target];
    assert_eq!(about, ["m", "FFY2011", "ST", "target", "0.875"]);
    assert_eq!(judged.group.to_string(), "race=black");
}

#[test]
fn bounds_as_files_show_them() {
    for (bound, text) in [
        (at_least("100"), "100"),
        (at_least("0.875"), "0.875"),
        (at_most("5"), "at most 5"),
        (between("40.5", "60"), "40.5 to 60"),
        (Bound::None, ""),
    ] {
        assert_eq!(bound_text(&bound), text);
    }
}

#[test]
fn words_in_files() {
    use milepost_oversight::Change;
    let statuses = [Status::Met, Status::NotMet, Status::NoData, Status::NotApplicable].map(Status::as_str);
    assert_eq!(statuses, ["met", "not_met", "no_data", "not_applicable"]);
    let changes = [Change::Progress, Change::Slippage, Change::Maintained, Change::None].map(Change::as_str);
    assert_eq!(changes, ["progress", "slippage", "maintained", "none"]);
}
