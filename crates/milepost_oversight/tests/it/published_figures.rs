//! A state's published annual report of 2011: what its figures come to when they are judged as the
//! law asks. Statuses, changes and numbers of cases were worked out by hand from the printed counts.

use milepost_measure::{MeasureResult, ResultState, decimal_text};
use milepost_oversight::{Change, Determination};
use milepost_pack::{Bound, Direction};

use crate::cases::{at_least, before, judged, needed_text, share, state, value};

/// Numerator, denominator, target, prior value with its printed places; then value, status, change,
/// points and needed as they must come out. A change of `-` is not known.
type Figure = [&'static str; 9];

const FIGURES: [Figure; 16] = [
    ["396", "397", "100", "97.6", "99.7481108312", "not_met", "progress", "2.14811083123", "1"],
    ["4867", "5077", "95", "", "95.8636990349", "met", "-", "", ""],
    ["1303", "2216", "65", "", "58.7996389892", "not_met", "-", "", "138"],
    ["1400", "2900", "42.5", "", "48.275862069", "met", "-", "", ""],
    ["1538", "2461", "67", "", "62.4949207639", "not_met", "-", "", "111"],
    ["1258", "2900", "43.5", "", "43.3793103448", "not_met", "-", "", "4"],
    ["1486", "2323", "69", "", "63.9690055962", "not_met", "-", "", "117"],
    ["1428", "2900", "45.5", "", "49.2413793103", "met", "-", "", ""],
    ["597", "68412", "0.875", "", "0.872653920365", "not_met", "-", "", "2"],
    ["5077", "207124", "2.35", "", "2.45118865993", "met", "-", "", ""],
    ["321", "343", "100", "90.7", "93.5860058309", "not_met", "progress", "2.8860058309", "22"],
    ["152", "164", "100", "100", "92.6829268293", "not_met", "slippage", "-7.31707317073", "12"],
    ["164", "164", "100", "100", "100", "met", "maintained", "0", ""],
    ["163", "164", "100", "90.8", "99.3902439024", "not_met", "progress", "8.59024390244", "1"],
    ["403", "428", "100", "99", "94.1588785047", "not_met", "slippage", "-4.84112149533", "25"],
    ["61.8", "61.8", "100", "", "100", "met", "-", "", ""],
];

fn change(determination: &Determination) -> &'static str {
    determination.change.map_or("-", Change::as_str)
}

#[test]
fn every_counted_indicator_comes_out_as_published() {
    for [numerator, denominator, target, prior, expected, status, changed, points, needed] in FIGURES {
        let result = share(numerator, denominator);
        let places = prior.split_once('.').map_or(0, |(_, digits)| u8::try_from(digits.len()).expect("few"));
        let prior: Option<MeasureResult> = (!prior.is_empty()).then(|| before(value(prior), Some(places)));
        let judged = judged(&result, prior.as_ref(), at_least(target), Direction::Higher);
        let name = format!("{numerator} of {denominator}");
        assert_eq!(decimal_text(result.value.as_ref().expect("a value")), expected, "{name}");
        assert_eq!(judged.status.as_str(), status, "{name}");
        assert_eq!(change(&judged), changed, "{name}");
        let difference = judged.comparison.as_ref().map_or(String::new(), |c| decimal_text(&c.points));
        assert_eq!(difference, points, "{name}");
        assert_eq!(needed_text(&judged), needed, "{name}");
        assert_eq!(judged.target, target, "{name}");
        let printed = judged.comparison.and_then(|c| c.prior_printed_places);
        assert_eq!(printed, prior.map(|_| places), "{name}: a printed prior value is marked");
    }
}

#[test]
fn weighted_shares_without_counts_are_judged_and_need_no_number_of_cases() {
    for (printed, target) in [("82.7", "95"), ("88.2", "90"), ("86.4", "92")] {
        let judged = judged(&value(printed), None, at_least(target), Direction::Higher);
        assert_eq!((judged.status.as_str(), change(&judged), needed_text(&judged).as_str()), ("not_met", "-", ""));
    }
}

#[test]
fn sessions_that_nobody_asked_for_do_not_apply() {
    let judged = judged(&state(ResultState::NotApplicable), None, Bound::None, Direction::Higher);
    assert_eq!((judged.status.as_str(), change(&judged)), ("not_applicable", "none"));
    assert_eq!((judged.target.as_str(), needed_text(&judged).as_str()), ("", ""));
}

#[test]
fn no_mediation_at_all_is_no_data() {
    let judged = judged(&share("0", "0"), None, at_least("87"), Direction::Higher);
    assert_eq!((judged.status.as_str(), change(&judged)), ("no_data", "none"));
    assert_eq!((judged.target.as_str(), needed_text(&judged).as_str()), ("87", ""));
}
