//! The argument in words.

use milepost_measure::{MeasureResult, ResultState};
use milepost_oversight::{ChangeRule, Thresholds};
use milepost_pack::{Bound, Direction};

use crate::cases::{at_least, at_most, before, between, judged, judged_by, ratio, share, state, value};

#[test]
fn a_missed_target_says_by_how_much_and_what_was_before() {
    let prior = before(value("97.6"), Some(1));
    let judged = judged(&share("396", "397"), Some(&prior), at_least("100"), Direction::Higher);
    assert_eq!(
        judged.reason_text(),
        "396 of 397 is 99.75%, which does not meet the standard of at least 100%. \
         Counting 1 more of the records above the line would meet it. \
         That is 2.15 above the 97.6 of FFY2010, a figure known to 1 place only."
    );
}

#[test]
fn a_met_target_and_an_unchanged_value() {
    let prior = before(share("164", "164"), None);
    let judged = judged(&share("164", "164"), Some(&prior), at_least("100"), Direction::Higher);
    assert_eq!(
        judged.reason_text(),
        "164 of 164 is 100%, which meets the standard of at least 100%. That is the same as in FFY2010."
    );
}

#[test]
fn other_bounds_values_without_counts_and_what_is_out_of_reach() {
    let text = |result: &MeasureResult, bound| judged(result, None, bound, Direction::Lower).reason_text();
    let unknown = "No value of the period before is known.";
    assert_eq!(
        text(&value("82.7"), at_most("5")),
        format!("The value is 82.7%, which does not meet the standard of at most 5%. {unknown}")
    );
    assert_eq!(
        text(&share("6", "100"), at_most("5")),
        format!(
            "6 of 100 is 6%, which does not meet the standard of at most 5%. \
             Counting 1 fewer of the records above the line would meet it. {unknown}"
        )
    );
    assert_eq!(
        text(&share("1", "3"), between("40", "60")),
        format!(
            "1 of 3 is 33.33%, which does not meet the standard of 40 to 60%. \
             No numerator within this denominator would meet it. {unknown}"
        )
    );
    assert_eq!(text(&value("5"), Bound::None), format!("No number was set to judge by. {unknown}"));
}

#[test]
fn what_was_not_judged_says_why() {
    let text = |s| judged(&state(s), None, at_least("87"), Direction::Higher).reason_text();
    assert_eq!(text(ResultState::NoCases), "There are no cases, so there is nothing to judge.");
    assert_eq!(text(ResultState::NotSubmitted), "Nothing was submitted, so there is nothing to judge.");
    assert_eq!(text(ResultState::NotApplicable), "It was reported that this does not apply.");
}

#[test]
fn the_year_before_can_lack_a_value_and_a_measure_a_direction() {
    let nothing = before(share("0", "0"), None);
    let text = judged(&value("90"), Some(&nothing), at_least("87"), Direction::Higher).reason_text();
    assert!(text.ends_with("FFY2010 has no value to compare with."), "{text}");
    let prior = before(value("88.25"), Some(2));
    let text = judged(&value("87"), Some(&prior), at_least("87"), Direction::Neutral).reason_text();
    let end = "That is 1.25 below the 88.25 of FFY2010, a figure known to 2 places only. \
               Neither way is better for this measure.";
    assert!(text.ends_with(end), "{text}");
}

#[test]
fn thresholds_are_named() {
    let rule = ChangeRule::ThresholdWhenMissed(Thresholds {
        points: ratio("1"),
        points_small: ratio("0.1"),
        small_below: ratio("10"),
    });
    let last = |now: &str, then: &str| {
        let prior = before(value(then), None);
        let judged = judged_by(&value(now), Some(&prior), at_least("90"), Direction::Higher, &rule);
        judged.reasons.last().expect("a reason").to_string()
    };
    assert_eq!(last("80", "85"), "It got worse by more than 1, and the standard is missed.");
    assert_eq!(last("84.5", "85"), "It got worse by no more than 1, which is not called slippage.");
    assert_eq!(last("8.5", "9"), "It got worse by more than 0.1, and the standard is missed.");
    assert_eq!(last("91", "95"), "It got worse, but the standard is not missed, so this is not called slippage.");
}
