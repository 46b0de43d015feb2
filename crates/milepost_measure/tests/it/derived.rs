//! Functions of results.

use milepost_expression::Type;
use milepost_measure::RolledUp;
use milepost_pack::{Kind, Pack, Unit};

use crate::program::{
    By, Table, World, agency, counted, dataset, derived, find, measure, over, parts, populations, program, said,
};

/// Children by unit with a category and an agreement; a census for the state alone.
fn pack() -> Pack {
    let mut pack = program();
    agency(&mut pack, "S1", "unit", "ST");
    agency(&mut pack, "S2", "unit", "ST");
    let child = [
        ("key", Type::Text),
        ("unit", Type::Text),
        ("category", Type::Text),
        ("sex", Type::Text),
        ("good", Type::Boolean),
    ];
    let stratifiers = [("sex", By::Name("sex", &["f", "m"]))];
    dataset(
        &mut pack,
        &Table {
            id: "child",
            columns: &child,
            agency: Some("unit"),
            reported_by: "unit",
            stratifiers: &stratifiers,
            ..Table::default()
        },
    );
    let census = [("key", Type::Text), ("n", Type::Decimal)];
    dataset(&mut pack, &Table { id: "census", columns: &census, ..Table::default() });
    pack
}

fn classes(pack: &Pack) -> Kind {
    let codes = ["a", "b", "c", "d", "e"].map(|c| milepost_pack::Code { code: c.to_owned(), title: String::new() });
    Kind::Classes {
        counted: counted(pack, "child", ""),
        class: over(pack, "child", "category").expect("text"),
        classes: codes.to_vec(),
    }
}

fn proportion(pack: &Pack, initial: &str) -> Kind {
    Kind::Proportion(populations(pack, "child", [initial, "", "", "good", "", ""]))
}

fn received(pack: &Pack) -> Kind {
    Kind::Reported {
        counted: counted(pack, "census", ""),
        numerator: None,
        denominator: None,
        value: over(pack, "census", "n"),
        not_applicable: over(pack, "census", "n IS NULL"),
    }
}

fn world(pack: Pack) -> World {
    let mut world = World::new(pack);
    world.load(
        "child",
        "FFY2011",
        "1|S1|a|f|yes \n 2|S1|b|f|no \n 3|S1|c|m|yes \n 4|S1|d|m|yes \n 5|S2|d|f|no \n 6|S2|e|m|no",
    );
    world
}

#[test]
fn a_share_of_classes_at_every_agency_and_the_groups_that_its_inputs_have() {
    let mut pack = pack();
    let kind = classes(&pack);
    measure(&mut pack, "outcome", kind).stratifiers = vec!["sex".to_owned()];
    let inputs: &[(&str, &[&str])] = &[("outcome", &["a", "b", "c", "d", "e", "n", "value"])];
    let above = "outcome.c + outcome.d";
    let below = "outcome.a + outcome.b + outcome.c + outcome.d";
    measure(&mut pack, "grew", derived(inputs, &[above, below]));
    let results = world(pack).results();
    let grew = |agency, group| said(find(&results, "grew", agency, group));
    assert_eq!([grew("ST", ""), grew("S1", ""), grew("S2", "")], ["60", "50", "100"]);
    assert_eq!([grew("ST", "sex=f"), grew("ST", "sex=m")], ["33.3333333333", "100"]);
    assert_eq!([grew("S1", "sex=f"), grew("S2", "sex=m")], ["0", "no_cases"], "0 of 0 of those who left out e");
    let state = find(&results, "grew", "ST", "");
    assert_eq!(parts(state), "denominator=5 numerator=3");
    assert_eq!(state.numerator.as_ref().map(ToString::to_string).as_deref(), Some("3"));
    assert_eq!(state.coverage, (2, 2));
}

#[test]
fn groups_and_agencies_are_those_that_all_inputs_have() {
    let mut pack = pack();
    let kind = Kind::Count(counted(&pack, "child", ""));
    let served = measure(&mut pack, "served", kind);
    served.display.unit = Unit::Count;
    served.stratifiers = vec!["sex".to_owned()];
    let kind = received(&pack);
    measure(&mut pack, "living", kind).display.unit = Unit::Count;
    let kind = derived(&[("served", &["count"]), ("living", &["value"])], &["served.count", "living.value"]);
    measure(&mut pack, "rate", kind);
    let mut world = world(pack);
    world.load("census", "FFY2011", "0-3 | 1200");
    let rolled = world.rolled("FFY2011");
    let rates: Vec<String> = rolled
        .results
        .iter()
        .filter(|r| r.measure == "rate")
        .map(|r| format!("{}{} {}", r.agency, r.group, said(r)))
        .collect();
    assert_eq!(rates, ["ST 0.5"]);
}

/// `good` of those of one sex, the census, and formulas over them.
fn states(children: Option<&str>, census: Option<&str>, texts: &[&str]) -> RolledUp {
    let mut pack = pack();
    let kind = proportion(&pack, "sex = 'f'");
    measure(&mut pack, "girls", kind);
    let kind = received(&pack);
    measure(&mut pack, "living", kind).display.unit = Unit::Count;
    let inputs: &[(&str, &[&str])] =
        &[("girls", &["numerator", "denominator", "value"]), ("living", &["value", "numerator"])];
    measure(&mut pack, "made", derived(inputs, texts));
    let mut world = World::new(pack);
    if let Some(rows) = children {
        world.load("child", "FFY2011", rows);
    }
    if let Some(rows) = census {
        world.load("census", "FFY2011", rows);
    }
    world.rolled("FFY2011")
}

fn made(children: Option<&str>, census: Option<&str>, texts: &[&str]) -> String {
    let rolled = states(children, census, texts);
    assert_eq!(rolled.problems, []);
    said(find(&rolled.results, "made", "ST", ""))
}

#[test]
fn a_missing_input_decides_the_state_the_worst_first() {
    let girl = Some("1|S1|a|f|yes");
    let boy = Some("1|S1|a|m|yes");
    let sum = &["girls.value + living.value"][..];
    assert_eq!(made(girl, Some("x|5"), sum), "105");
    assert_eq!(made(boy, Some("x|5"), sum), "no_cases");
    assert_eq!(made(girl, Some("x|"), sum), "not_applicable");
    assert_eq!(made(boy, Some("x|"), sum), "not_applicable");
    assert_eq!(made(None, Some("x|5"), sum), "not_submitted");
    assert_eq!(made(None, Some("x|"), sum), "not_submitted");
    assert_eq!(made(boy, None, sum), "not_submitted");
    let share = &["girls.numerator", "living.value"][..];
    assert_eq!(made(girl, Some("x|5"), share), "20");
    assert_eq!(made(girl, Some("x|"), share), "not_applicable");
    assert_eq!(made(girl, None, share), "not_submitted");
}

#[test]
fn a_share_of_nothing_is_no_cases() {
    assert_eq!(made(Some("1|S1|a|f|no"), Some("x|0"), &["girls.numerator", "living.value"]), "no_cases");
    assert_eq!(made(Some("1|S1|a|m|no"), Some("x|4"), &["girls.numerator", "girls.denominator"]), "no_cases");
}

#[test]
fn parts_of_no_cases_are_the_number_zero() {
    // 0 of 0 girls, and 4 others: 0 / 4 is a share.
    let share = ["girls.numerator", "girls.denominator + living.value"];
    assert_eq!(made(Some("1|S1|a|m|yes"), Some("x|4"), &share), "0");
}

#[test]
fn a_formula_may_say_what_stands_for_a_missing_value() {
    let text = &["COALESCE(girls.value, 1) + living.value"][..];
    assert_eq!(made(Some("1|S1|a|m|yes"), Some("x|4"), text), "5");
}

#[test]
fn an_outcome_that_the_formula_leaves_open_is_no_cases() {
    let text = &["CASE WHEN living.value > 100 THEN 1 END"][..];
    assert_eq!(made(Some("1|S1|a|f|yes"), Some("x|4"), text), "no_cases");
}

#[test]
fn a_share_above_one_is_a_problem_and_no_result() {
    let rolled = states(Some("1|S1|a|f|yes"), Some("x|0.5"), &["girls.numerator", "living.value"]);
    let texts: Vec<String> = rolled.problems.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["made for ST: 1 of 0.5 is no share"]);
    assert!(rolled.results.iter().all(|r| r.measure != "made"));
}

#[test]
fn a_share_that_may_exceed_its_denominator_may_not_fall_below_zero() {
    let mut pack = pack();
    let kind = received(&pack);
    measure(&mut pack, "living", kind).display.unit = Unit::Count;
    let inputs: &[(&str, &[&str])] = &[("living", &["value"])];
    measure(&mut pack, "above", derived(inputs, &["living.value + 1", "living.value"])).may_exceed = true;
    measure(&mut pack, "below", derived(inputs, &["living.value - 9", "living.value"])).may_exceed = true;
    let mut world = World::new(pack);
    world.load("census", "FFY2011", "x|4");
    let rolled = world.rolled("FFY2011");
    assert_eq!(said(find(&rolled.results, "above", "ST", "")), "125");
    let texts: Vec<String> = rolled.problems.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["below for ST: -5 of 4 is no share"]);
}

#[test]
fn an_overflow_is_a_problem_and_no_result() {
    let huge = &["living.value * 100000000000000000000.0 * 100000000000000000000.0"][..];
    let rolled = states(Some("1|S1|a|f|yes"), Some("x|1"), huge);
    let texts: Vec<String> = rolled.problems.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["made for ST: the number is too large"]);
}

#[test]
fn derived_measures_may_stand_before_what_they_read() {
    let mut pack = pack();
    measure(&mut pack, "third", derived(&[("second", &["value"])], &["second.value * 2"]));
    measure(&mut pack, "second", derived(&[("first", &["value"])], &["first.value / 3"]));
    let kind = Kind::Count(counted(&pack, "child", ""));
    measure(&mut pack, "first", kind).display.unit = Unit::Count;
    for id in [0, 1] {
        pack.measures[id].display.unit = Unit::Ratio;
    }
    let results = world(pack).results();
    assert_eq!(said(find(&results, "third", "ST", "")), "4", "6 / 3 × 2, exactly");
    let order: Vec<&str> = results.iter().filter(|r| r.agency == "ST").map(|r| r.measure.as_str()).collect();
    assert_eq!(order, ["third", "second", "first"]);
}

#[test]
fn an_input_of_another_period_is_a_problem() {
    let mut pack = pack();
    let kind = Kind::Count(counted(&pack, "child", ""));
    measure(&mut pack, "monthly", kind).period = milepost_calendar::PeriodKind::Month;
    measure(&mut pack, "uses", derived(&[("monthly", &["count"])], &["monthly.count"]));
    let rolled = world(pack).rolled("FFY2011");
    let texts: Vec<String> = rolled.problems.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["uses: its input monthly has no results for FFY2011"]);
}

#[test]
fn coverage_is_that_of_the_input_that_lacks_most() {
    let mut pack = pack();
    let kind = Kind::Count(counted(&pack, "child", ""));
    measure(&mut pack, "served", kind).display.unit = Unit::Count;
    let kind = received(&pack);
    measure(&mut pack, "living", kind).display.unit = Unit::Count;
    let kind = derived(&[("living", &["value"]), ("served", &["count"])], &["served.count", "living.value"]);
    measure(&mut pack, "rate", kind);
    let mut world = World::new(pack);
    world.load("census", "FFY2011", "x|10");
    world.load_unsubmitted("child", "FFY2011", "1|S1|a|f|yes");
    world.submit("child", "FFY2011", "S1");
    let results = world.results();
    assert_eq!(find(&results, "rate", "ST", "").coverage, (1, 2));
}
