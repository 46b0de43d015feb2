//! What each kind makes of rows; figures worked by hand.

use milepost_expression::Type;
use milepost_measure::{ResultProblem, ResultState};
use milepost_pack::{Code, Kind, Pack, Unit};

use crate::program::{
    Table, World, agency, counted, dataset, find, half, measure, over, parts, populations, program, said,
};

fn codes(codes: &[&str]) -> Vec<Code> {
    codes.iter().map(|c| Code { code: (*c).to_owned(), title: (*c).to_owned() }).collect()
}

/// Cases with an amount, hours, a class and a place.
fn world(make: impl FnOnce(&mut milepost_pack::Pack)) -> World {
    let mut pack = program();
    let columns = [
        ("key", Type::Text),
        ("amount", Type::Decimal),
        ("hours", Type::Integer),
        ("class", Type::Text),
        ("open", Type::Boolean),
    ];
    dataset(&mut pack, &Table { columns: &columns, ..Table::default() });
    make(&mut pack);
    World::new(pack)
}

const ROWS: &str = "
    A | 10.50  | 4 | a | yes
    B | 0.005  | 1 | b | yes
    C |        | 7 | a | yes
    D | -0.005 |   | c | yes
    E | 99     | 9 | x | no
    F | 20     | 2 |   | yes";

#[test]
fn a_count_is_the_initial_population() {
    let mut world = world(|pack| {
        let all = Kind::Count(counted(pack, "visit", ""));
        let open = Kind::Count(counted(pack, "visit", "open"));
        let none = Kind::Count(counted(pack, "visit", "hours > 100"));
        for (id, kind) in [("all", all), ("open", open), ("none", none)] {
            measure(pack, id, kind).display.unit = Unit::Count;
        }
    });
    world.load("visit", "FFY2011", ROWS);
    let results = world.results();
    assert_eq!(said(find(&results, "all", "ST", "")), "6");
    assert_eq!(said(find(&results, "open", "ST", "")), "5");
    assert_eq!(parts(find(&results, "open", "ST", "")), "count=5");
    let none = find(&results, "none", "ST", "");
    assert_eq!((said(none), none.state), ("0".to_owned(), ResultState::Value), "nothing counted is the number 0");
    assert_eq!(none.numerator, None);
}

#[test]
fn a_ratio_sums_scaled_values_of_rows_that_have_both() {
    let mut world = world(|pack| {
        for (id, places, unit) in [("cents", 2, Unit::Dollars), ("whole", 0, Unit::Percent)] {
            let kind = Kind::Ratio {
                counted: counted(pack, "visit", "open"),
                numerator: over(pack, "visit", "amount").expect("text"),
                denominator: over(pack, "visit", "hours").expect("text"),
                places,
            };
            measure(pack, id, kind).display.unit = unit;
        }
    });
    world.load("visit", "FFY2011", ROWS);
    let results = world.results();
    // A, B and F have both. To two digits 10.50 + 0.01 (the tie goes up) + 20.00 over 4 + 1 + 2.
    let cents = find(&results, "cents", "ST", "");
    assert_eq!(parts(cents), "denominator=7 numerator=30.51");
    assert_eq!(said(cents), "4.35857142857");
    // To whole numbers 11 (the tie goes up) + 0 + 20, times 100 because its unit is percent; more than 100 is fine.
    let whole = find(&results, "whole", "ST", "");
    assert_eq!(parts(whole), "denominator=7 numerator=31");
    assert_eq!(said(whole), "442.857142857");
}

#[test]
fn a_tie_of_a_scaled_value_goes_away_from_zero_on_both_sides() {
    let mut world = world(|pack| {
        let observation = over(pack, "visit", "amount").expect("text");
        let kind = Kind::Mean { counted: counted(pack, "visit", "amount < 1"), observation, places: 2 };
        measure(pack, "mean", kind).display.unit = Unit::Dollars;
    });
    world.load("visit", "FFY2011", "A | 0.005 | | | \n B | -0.005 | | | \n C | -0.015 | | |");
    // 0.01 - 0.01 - 0.02.
    let results = world.results();
    assert_eq!(parts(find(&results, "mean", "ST", "")), "n=3 sum=-0.02");
    assert_eq!(said(find(&results, "mean", "ST", "")), "-0.00666666666667");
}

#[test]
fn a_mean_leaves_out_absent_values() {
    let mut world = world(|pack| {
        let observation = over(pack, "visit", "hours").expect("text");
        let kind = Kind::Mean { counted: counted(pack, "visit", ""), observation, places: 0 };
        measure(pack, "mean", kind).display.unit = Unit::Hours;
    });
    world.load("visit", "FFY2011", ROWS);
    let results = world.results();
    let mean = find(&results, "mean", "ST", "");
    assert_eq!(parts(mean), "n=5 sum=23");
    assert_eq!(said(mean), "4.6");
    assert_eq!((&mean.numerator, &mean.denominator), (&None, &None));
}

#[test]
fn a_median_counts_equal_values() {
    let mut world = world(|pack| {
        let observation = over(pack, "visit", "hours").expect("text");
        let kind = Kind::Quantile { counted: counted(pack, "visit", ""), observation, places: 1, share: half() };
        measure(pack, "median", kind).display.unit = Unit::Hours;
    });
    world.load("visit", "FFY2011", "A | | 3 | | \n B | | 3 | | \n C | | 3 | | \n D | | 10 | | \n E | | | |");
    let results = world.results();
    assert_eq!(said(find(&results, "median", "ST", "")), "3");
    assert_eq!(parts(find(&results, "median", "ST", "")), "n=4");
}

#[test]
fn classes_count_declared_ones_alone() {
    let mut world = world(|pack| {
        let class = over(pack, "visit", "class").expect("text");
        let kind = Kind::Classes { counted: counted(pack, "visit", ""), class, classes: codes(&["a", "b", "c", "d"]) };
        measure(pack, "classes", kind).display.unit = Unit::Count;
    });
    world.load("visit", "FFY2011", ROWS);
    let results = world.results();
    let classes = find(&results, "classes", "ST", "");
    assert_eq!(parts(classes), "a=2 b=1 c=1 d=0 n=4");
    assert_eq!(said(classes), "4");
}

#[test]
fn units_are_counted_once() {
    let mut world = world(|pack| {
        let unit = milepost_expression::Slot(3);
        measure(pack, "different", Kind::Unduplicated { counted: counted(pack, "visit", "open"), unit }).display.unit =
            Unit::Count;
    });
    world.load("visit", "FFY2011", ROWS);
    let results = world.results();
    // a, b, c; x is not open and F names none.
    assert_eq!(parts(find(&results, "different", "ST", "")), "count=3");
    assert_eq!(said(find(&results, "different", "ST", "")), "3");
}

#[test]
fn nothing_of_nothing_is_no_cases() {
    let mut world = world(|pack| {
        let formula = |text| over(pack, "visit", text).expect("text");
        let none = || counted(pack, "visit", "hours > 100");
        let kinds = [
            ("proportion", Kind::Proportion(populations(pack, "visit", ["hours > 100", "", "", "open", "", ""]))),
            (
                "ratio",
                Kind::Ratio { counted: none(), numerator: formula("amount"), denominator: formula("hours"), places: 0 },
            ),
            ("mean", Kind::Mean { counted: none(), observation: formula("hours"), places: 0 }),
            ("quantile", Kind::Quantile { counted: none(), observation: formula("hours"), places: 0, share: half() }),
            ("classes", Kind::Classes { counted: none(), class: formula("class"), classes: codes(&["a"]) }),
        ];
        for (id, kind) in kinds {
            measure(pack, id, kind);
        }
    });
    world.load("visit", "FFY2011", ROWS);
    let results = world.results();
    for (id, expected) in [
        ("proportion", "additions=0 denominator=0 exceptions=0 exclusions=0 numerator=0"),
        ("ratio", "denominator=0 numerator=0"),
        ("mean", "n=0 sum=0"),
        ("quantile", "n=0"),
        ("classes", "a=0 n=0"),
    ] {
        let result = find(&results, id, "ST", "");
        assert_eq!((said(result).as_str(), parts(result).as_str()), ("no_cases", expected), "{id}");
        assert_eq!(result.value, None, "{id}");
    }
}

#[test]
fn a_ratio_over_nothing_is_no_number() {
    let mut world = world(|pack| {
        let formula = |text| over(pack, "visit", text).expect("text");
        let kind = Kind::Ratio {
            counted: counted(pack, "visit", ""),
            numerator: formula("amount"),
            denominator: formula("hours"),
            places: 0,
        };
        measure(pack, "ratio", kind);
    });
    world.load("visit", "FFY2011", "A | 5 | 0 | |");
    let results = world.results();
    let ratio = find(&results, "ratio", "ST", "");
    assert_eq!((said(ratio).as_str(), parts(ratio).as_str()), ("no_cases", "denominator=0 numerator=5"));
}

// Received figures: lines of a federal table, with -9 (read as absent) where a line does not apply.

fn disputed() -> Pack {
    let mut pack = program();
    agency(&mut pack, "S1", "unit", "ST");
    agency(&mut pack, "S2", "unit", "ST");
    let columns = [
        ("key", Type::Text),
        ("unit", Type::Text),
        ("line", Type::Text),
        ("n", Type::Decimal),
        ("value", Type::Decimal),
    ];
    dataset(
        &mut pack,
        &Table { id: "dispute", columns: &columns, agency: Some("unit"), reported_by: "unit", ..Table::default() },
    );
    pack
}

fn disputes(rows: &str) -> milepost_measure::RolledUp {
    let mut pack = disputed();
    let kind = Kind::Reported {
        counted: counted(&pack, "dispute", ""),
        numerator: over(&pack, "dispute", "CASE WHEN line = 'agreed' THEN n END"),
        denominator: over(&pack, "dispute", "CASE WHEN line = 'held' THEN n END"),
        value: over(&pack, "dispute", "value"),
        not_applicable: over(&pack, "dispute", "line = 'held' AND n IS NULL AND value IS NULL"),
    };
    measure(&mut pack, "agreements", kind);
    let mut world = World::new(pack);
    world.load("dispute", "FFY2011", rows);
    world.rolled("FFY2011")
}

fn at(rolled: &milepost_measure::RolledUp, agency: &str) -> String {
    let result = find(&rolled.results, "agreements", agency, "");
    let part = |p: &Option<num_rational::BigRational>| p.as_ref().map_or("-".to_owned(), milepost_measure::parts_text);
    format!("{} {}/{}", said(result), part(&result.numerator), part(&result.denominator))
}

#[test]
fn received_parts_add_up_and_received_values_stay_where_they_are() {
    let rolled = disputes(
        "1 | S1 | agreed | 3 |
         2 | S1 | agreed | 1 |
         3 | S1 | held   | 8 |
         4 | S2 | held   |   | 82.7",
    );
    assert_eq!(rolled.problems, []);
    assert_eq!(at(&rolled, "S1"), "50 4/8");
    assert_eq!(at(&rolled, "S2"), "82.7 -/-");
    assert_eq!(at(&rolled, "ST"), "50 4/8", "a value without parts says nothing about the state");
}

#[test]
fn received_parts_go_before_a_received_value() {
    let rolled = disputes("1 | S1 | agreed | 1 | 99 \n 2 | S1 | held | 4 |");
    assert_eq!(at(&rolled, "S1"), "25 1/4");
}

#[test]
fn received_zero_of_zero_is_no_cases() {
    let rolled = disputes("1 | S1 | agreed | 0 | \n 2 | S1 | held | 0 |");
    assert_eq!(at(&rolled, "S1"), "no_cases 0/0");
    assert_eq!(at(&rolled, "ST"), "no_cases 0/0");
}

#[test]
fn one_row_that_does_not_apply_makes_its_agency_so_and_a_larger_one_only_if_all_are() {
    let rolled = disputes(
        "1 | S1 | agreed | 2 |
         2 | S1 | held   |   |
         3 | S2 | agreed | 1 |
         4 | S2 | held   | 2 |",
    );
    assert_eq!(at(&rolled, "S1"), "not_applicable -/-");
    assert_eq!(at(&rolled, "S2"), "50 1/2");
    assert_eq!(at(&rolled, "ST"), "50 1/2", "what does not apply below enters no sum above");
    let rolled = disputes("1 | S1 | held | | \n 2 | S2 | held | |");
    assert_eq!(at(&rolled, "ST"), "not_applicable -/-");
}

#[test]
fn rows_that_give_nothing_are_no_cases() {
    let rolled = disputes("1 | S1 | other | 5 |");
    assert_eq!(at(&rolled, "S1"), "no_cases -/-");
}

#[test]
fn one_side_of_a_share_without_the_other_is_neither_a_value_nor_a_part() {
    assert_eq!(at(&disputes("1 | S1 | agreed | 5 |"), "S1"), "no_cases -/-");
    assert_eq!(at(&disputes("1 | S1 | held | 5 |"), "S1"), "no_cases -/-");
    assert_eq!(at(&disputes("1 | S1 | agreed | 5 | 41.7"), "S1"), "41.7 -/-", "a received value stands");
    let rolled = disputes("1 | S1 | agreed | 2 | \n 2 | S2 | agreed | 1 | \n 3 | S2 | held | 4 |");
    assert_eq!(at(&rolled, "ST"), "25 1/4", "the 2 of S1 are not of the 4 of S2");
}

#[test]
fn a_sum_of_which_no_share_is_made_is_a_value() {
    let mut pack = disputed();
    let counted = counted(&pack, "dispute", "");
    let numerator = over(&pack, "dispute", "n");
    let kind = Kind::Reported { counted, numerator, denominator: None, value: None, not_applicable: None };
    measure(&mut pack, "agreements", kind);
    let mut world = World::new(pack);
    world.load("dispute", "FFY2011", "1 | S1 | agreed | 5 | \n 2 | S2 | held | 4 |");
    let rolled = world.rolled("FFY2011");
    assert_eq!(["S1", "S2", "ST"].map(|agency| at(&rolled, agency)), ["5 -/-", "4 -/-", "9 -/-"]);
}

#[test]
fn two_values_for_one_result_are_a_problem_and_no_result() {
    let rolled = disputes("1 | S1 | other | | 5 \n 2 | S1 | other | | 6");
    let problem = ResultProblem::SeveralValues {
        measure: "agreements".to_owned(),
        agency: "S1".to_owned(),
        group: String::new(),
    };
    assert_eq!(rolled.problems, [problem]);
    assert!(rolled.results.iter().all(|r| r.agency != "S1"));
}

#[test]
fn a_received_numerator_above_its_denominator_is_never_published() {
    let rolled = disputes("1 | S1 | agreed | 9 | \n 2 | S1 | held | 8 |");
    let texts: Vec<String> = rolled.problems.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["agreements for ST: 9 of 8 is no share", "agreements for S1: 9 of 8 is no share"]);
    assert_eq!(rolled.results.iter().map(|r| r.agency.as_str()).collect::<Vec<_>>(), ["S2"]);
    let rolled = disputes("1 | S1 | agreed | -1 | \n 2 | S1 | held | 8 |");
    assert_eq!(rolled.problems.len(), 2, "less than nothing is no share either");
    let rolled = disputes("1 | S1 | agreed | 8 | \n 2 | S1 | held | 8 |");
    assert_eq!(rolled.problems, [], "all of all is");
}
