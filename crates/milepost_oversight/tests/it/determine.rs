//! All results of a period.

use jiff::civil::date;
use milepost_calendar::{Period, PeriodKind};
use milepost_expression::Value;
use milepost_measure::{AgencyTree, Group, MeasureResult};
use milepost_oversight::{Change, ChangeRule, Judging, RuleError, Thresholds, determine};
use milepost_pack::{Direction, Pack, Standard, StandardKind, Validity};

use crate::cases::{at_least, before, measure, number, pack, ratio, setting, share, standard, value};

fn period() -> Period {
    Period {
        calendar: "ffy".to_owned(),
        kind: PeriodKind::Year,
        start: date(2011, 7, 1),
        end: date(2012, 6, 30),
        label: "FFY2011".to_owned(),
    }
}

fn at(agency: &str, group: &str, result: MeasureResult) -> MeasureResult {
    let pairs = group.split('+').filter(|t| !t.is_empty()).map(|t| t.split_once('=').expect(group));
    let group = Group(pairs.map(|(s, c)| (s.to_owned(), c.to_owned())).collect());
    MeasureResult { agency: agency.to_owned(), group, ..result }
}

/// `agency group standard status change`, one a line.
fn lines(pack: &Pack, results: &[MeasureResult], prior: &[MeasureResult]) -> Vec<String> {
    let tree = AgencyTree::on(pack, date(2012, 6, 30));
    let period = period();
    let judged = determine(&Judging { pack, period: &period, results, prior, tree: &tree }).expect("a rule");
    let line = |d: &milepost_oversight::Determination| {
        let change = d.change.map_or("-", Change::as_str);
        format!("{} {} {} {} {change}", d.agency, d.group, d.standard, d.status.as_str())
    };
    judged.iter().map(line).collect()
}

#[test]
fn every_result_is_judged_by_every_standard_that_holds_and_compared_with_its_own_past() {
    let mut pack = pack();
    pack.standards.push(standard(at_least("50")));
    pack.standards.push(Standard {
        id: "floor".to_owned(),
        kind: StandardKind::PenaltyFloor,
        agency: Some("U1".to_owned()),
        ..standard(at_least("80"))
    });
    let results = [at("ST", "", share("6", "10")), at("ST", "race=a", share("1", "4")), at("U1", "", share("7", "10"))];
    let prior = [
        at("U1", "", before(value("90"), None)),
        at("ST", "race=a", before(value("20"), None)),
        at("ST", "", before(value("60"), None)),
    ];
    assert_eq!(
        lines(&pack, &results, &prior),
        [
            "ST  target met maintained",
            "ST race=a target not_met progress",
            "U1  target met slippage",
            "U1  floor not_met slippage",
        ]
    );
    // The same results are no past of their own.
    assert_eq!(lines(&pack, &results[..1], &results), ["ST  target met -"]);
}

#[test]
fn what_is_not_published_of_another_period_or_unknown_is_passed_over() {
    let mut pack = pack();
    pack.standards.push(standard(at_least("50")));
    let result = at("ST", "", share("6", "10"));
    let other = MeasureResult { measure: "other".to_owned(), ..result.clone() };
    let last_year = before(result.clone(), None);
    assert_eq!(lines(&pack, &[other, last_year, result.clone()], &[]), ["ST  target met -"]);
    pack.measures[0].published = false;
    assert_eq!(lines(&pack, &[result], &[]), [] as [&str; 0]);
}

#[test]
fn standards_and_rule_are_those_of_the_periods_last_day() {
    let mut pack = pack();
    let until = |to| Validity { from: None, to: Some(to) };
    let from = |from| Validity { from: Some(from), to: None };
    pack.standards.push(Standard { validity: until(date(2012, 6, 29)), ..standard(at_least("90")) });
    pack.standards.push(Standard {
        id: "newer".to_owned(),
        validity: from(date(2012, 6, 30)),
        ..standard(at_least("50"))
    });
    let text = |text: &str| Value::Text(text.into());
    let values =
        [(text("any_change"), until(date(2012, 6, 29))), (text("threshold_when_missed"), from(date(2012, 6, 30)))];
    setting(&mut pack, "change_rule", &values);
    let results = [at("ST", "", share("6", "10"))];
    let prior = [at("ST", "", before(value("70"), None))];
    assert_eq!(lines(&pack, &results, &prior), ["ST  newer met maintained"]);
}

#[test]
fn the_direction_is_the_measures() {
    let mut pack = pack();
    pack.measures[0] = measure(Direction::Lower);
    pack.standards.push(standard(milepost_pack::Bound::AtMost(number("70"))));
    let results = [at("ST", "", share("6", "10"))];
    let prior = [at("ST", "", before(value("70"), None))];
    assert_eq!(lines(&pack, &results, &prior), ["ST  target met progress"]);
}

#[test]
fn settings_name_the_rule_and_its_thresholds() {
    let day = date(2012, 6, 30);
    let mut pack = pack();
    assert_eq!(ChangeRule::on(&pack, day), Ok(ChangeRule::AnyChange));
    let always = Validity::default();
    setting(&mut pack, "change_rule", &[(Value::Text("threshold_when_missed".into()), always)]);
    let zero = Thresholds { points: ratio("0"), points_small: ratio("0"), small_below: ratio("0") };
    assert_eq!(ChangeRule::on(&pack, day), Ok(ChangeRule::ThresholdWhenMissed(zero)));
    setting(&mut pack, "slippage_points", &[(Value::Integer(1), always)]);
    setting(&mut pack, "slippage_points_small", &[(Value::Decimal(number("0.1")), always)]);
    setting(&mut pack, "slippage_small_below", &[(Value::Integer(10), always)]);
    let set = Thresholds { points: ratio("1"), points_small: ratio("0.1"), small_below: ratio("10") };
    assert_eq!(ChangeRule::on(&pack, day), Ok(ChangeRule::ThresholdWhenMissed(set)));
    pack.settings[0].values[0].value = Value::Text("any_change".into());
    assert_eq!(ChangeRule::on(&pack, day), Ok(ChangeRule::AnyChange));
    pack.settings[0].values[0].value = Value::Text("by_mood".into());
    assert_eq!(ChangeRule::on(&pack, day), Err(RuleError("by_mood".to_owned())));
    let period = period();
    let tree = AgencyTree::on(&pack, day);
    let error = determine(&Judging { pack: &pack, period: &period, results: &[], prior: &[], tree: &tree });
    assert_eq!(
        error.expect_err("no rule").to_string(),
        "setting `change_rule` is `by_mood`; it can be `any_change` or `threshold_when_missed`"
    );
}
