//! Progress and slippage, by the rule in force.

use milepost_measure::{MeasureResult, ResultState, decimal_text};
use milepost_oversight::{Change, ChangeRule, Thresholds};
use milepost_pack::Direction;

use crate::cases::{at_least, at_most, before, judged, judged_by, ratio, share, state, value};

fn change(now: &str, then: &str, direction: Direction) -> Option<Change> {
    judged(&value(now), Some(&before(value(then), None)), at_least("0"), direction).change
}

#[test]
fn any_change_counts_and_the_direction_says_which_way_is_better() {
    use Change::{Maintained, None as Neither, Progress, Slippage};
    for (now, then, higher, lower) in [
        ("50.0001", "50", Progress, Slippage),
        ("49.9999", "50", Slippage, Progress),
        ("50", "50", Maintained, Maintained),
    ] {
        assert_eq!(change(now, then, Direction::Higher), Some(higher), "{now}");
        assert_eq!(change(now, then, Direction::Lower), Some(lower), "{now}");
        assert_eq!(change(now, then, Direction::Neutral), Some(Neither), "{now}");
    }
}

#[test]
fn the_difference_is_exact_and_has_the_sign_of_the_figures() {
    let prior = before(share("1", "3"), None);
    let judged = judged(&share("1", "6"), Some(&prior), at_most("5"), Direction::Lower);
    let comparison = judged.comparison.expect("two values");
    assert_eq!(comparison.points, -ratio("50/3"));
    assert_eq!((comparison.prior_period.as_str(), comparison.prior_printed_places), ("FFY2010", None));
    assert_eq!(decimal_text(&comparison.prior), "33.3333333333");
    assert_eq!(judged.change, Some(Change::Progress));
}

#[test]
fn an_unknown_year_before_leaves_the_change_open() {
    let judge = |prior: Option<&MeasureResult>| judged(&value("50"), prior, at_least("0"), Direction::Higher);
    assert_eq!((judge(None).change, judge(None).comparison), (None, None));
    let unknown = before(state(ResultState::NotSubmitted), None);
    assert_eq!(judge(Some(&unknown)).change, None);
    for known in [before(state(ResultState::NotApplicable), None), before(share("0", "0"), None)] {
        assert_eq!((judge(Some(&known)).change, judge(Some(&known)).comparison), (Some(Change::None), None));
    }
}

fn thresholds() -> ChangeRule {
    ChangeRule::ThresholdWhenMissed(Thresholds {
        points: ratio("1"),
        points_small: ratio("0.1"),
        small_below: ratio("10"),
    })
}

/// The change by the rule with thresholds: now, then and target.
fn thresholded(now: &str, then: &str, target: &str) -> Change {
    let prior = before(value(then), None);
    judged_by(&value(now), Some(&prior), at_least(target), Direction::Higher, &thresholds()).change.expect("a change")
}

#[test]
fn slippage_is_more_than_a_point_when_the_target_is_missed() {
    use Change::{Maintained, Progress, Slippage};
    for (now, then, target, expected) in [
        ("93.9", "95", "100", Slippage),
        ("94", "95", "100", Maintained),
        ("94.0001", "95", "100", Maintained),
        ("93.9999", "95", "100", Slippage),
        ("95", "95", "100", Maintained),
        ("95.0001", "95", "100", Progress),
        // The target is met: worse, and no slippage.
        ("80", "95", "80", Maintained),
        ("79.9999", "95", "80", Slippage),
    ] {
        assert_eq!(thresholded(now, then, target), expected, "{now} after {then}, target {target}");
    }
}

#[test]
fn where_the_value_before_is_small_a_tenth_of_a_point_is_much() {
    use Change::{Maintained, Slippage};
    for (now, then, expected) in [
        ("9.5", "9.9", Slippage),
        ("9.8", "9.9", Maintained),
        ("9.7999", "9.9", Slippage),
        // Exactly 10 is not small; nor does it matter that the value is small now.
        ("9.5", "10", Maintained),
        ("9", "10", Maintained),
        ("8.9999", "10", Slippage),
        ("9.5", "10.4", Maintained),
    ] {
        assert_eq!(thresholded(now, then, "50"), expected, "{now} after {then}");
    }
}

#[test]
fn lower_is_better_turns_the_thresholds_round() {
    let change = |now: &str, then: &str| {
        let prior = before(value(then), None);
        judged_by(&value(now), Some(&prior), at_most("5"), Direction::Lower, &thresholds()).change
    };
    assert_eq!(change("21.1", "20"), Some(Change::Slippage));
    assert_eq!(change("21", "20"), Some(Change::Maintained));
    assert_eq!(change("19.9", "20"), Some(Change::Progress));
    assert_eq!(change("5", "1"), Some(Change::Maintained), "still within the target");
}

#[test]
fn without_a_target_nothing_is_missed() {
    let prior = before(value("95"), None);
    let bound = milepost_pack::Bound::None;
    let judged = judged_by(&value("50"), Some(&prior), bound, Direction::Higher, &thresholds());
    assert_eq!(judged.change, Some(Change::Maintained));
}
