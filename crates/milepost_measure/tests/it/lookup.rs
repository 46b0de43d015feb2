//! Lookups into other rows of the same unit.

use milepost_calendar::PeriodKind;
use milepost_expression::Type;
use milepost_measure::{CalculationError, Calculator, DatasetPlan, Plain, RowFault};
use milepost_pack::{Kind, Pack, Unit};

use crate::program::{
    Look, Made, Table, World, counted, dataset, find, measure, over, period, program, said, setting, value,
};

const EXIT: Look<'static> = Look {
    dataset: "stay",
    on: "entered",
    anchor: "left",
    back: 30,
    forward: 10,
    condition: "",
    take: "exists",
    itself: false,
};

/// Stays of a child; `answer` is looked up for each.
fn stays(look: Look<'_>) -> Pack {
    let mut pack = program();
    let columns = [
        ("key", Type::Text),
        ("child", Type::Text),
        ("entered", Type::Date),
        ("left", Type::Date),
        ("place", Type::Text),
        ("days", Type::Integer),
    ];
    let derived = [("long", Made::By("days > 9")), ("answer", Made::LookedUp(look))];
    dataset(&mut pack, &Table { id: "stay", columns: &columns, unit: "child", derived: &derived, ..Table::default() });
    pack
}

/// The answer for the row `A`, as the text of a count, a sum or a class.
fn answer(look: Look<'_>, rows: &str) -> String {
    let mut pack = stays(look);
    let answer = over(&pack, "stay", "answer").expect("text");
    let counted = counted(&pack, "stay", "key = 'A'");
    let kind = match answer.expression.kind() {
        Type::Boolean => Kind::Count(crate::program::counted(&pack, "stay", "key = 'A' AND answer")),
        Type::Text => {
            let classes = ["x", "y", "z"].map(|c| milepost_pack::Code { code: c.to_owned(), title: String::new() });
            Kind::Classes { counted, class: answer, classes: classes.to_vec() }
        }
        _ => Kind::Mean { counted, observation: answer, places: 0 },
    };
    measure(&mut pack, "answer", kind).display.unit = Unit::Count;
    let mut world = World::new(pack);
    world.load("stay", "FFY2011", rows);
    let results = world.results();
    let result = find(&results, "answer", "ST", "");
    let is_taken = |class: &&str| result.parts.get(*class).is_some_and(|n| *n.numer() > 0.into());
    ["x", "y", "z"].into_iter().find(is_taken).map_or_else(|| said(result), str::to_owned)
}

/// A left on the last day of September; the others of the same child entered on a day.
fn with(entered: &[&str]) -> String {
    let others: Vec<String> =
        entered.iter().enumerate().map(|(i, day)| format!("B{i} | c1 | {day} | | x | 5")).collect();
    format!("A | c1 | 2011-08-01 | 2011-09-30 | x | 5 \n {}", others.join("\n"))
}

#[test]
fn the_reach_holds_its_first_and_last_day() {
    // 30 days before September 30 is August 31, 10 days after is October 10.
    assert_eq!(answer(EXIT, &with(&["2011-08-30"])), "0");
    assert_eq!(answer(EXIT, &with(&["2011-08-31"])), "1");
    assert_eq!(answer(EXIT, &with(&["2011-10-10"])), "1");
    assert_eq!(answer(EXIT, &with(&["2011-10-11"])), "0");
    assert_eq!(answer(EXIT, &with(&[])), "0");
}

#[test]
fn rows_of_others_and_rows_without_a_day_are_not_found() {
    let rows = "A | c1 | 2011-08-01 | 2011-09-30 | x | 5 \n B | c2 | 2011-09-30 | | x | 5 \n C | c1 | | | x | 5";
    assert_eq!(answer(EXIT, rows), "0");
    // No anchor, no unit.
    assert_eq!(answer(EXIT, "A | c1 | 2011-08-01 | | x | 5 \n B | c1 | 2011-09-30 | | x | 5"), "0");
    assert_eq!(answer(EXIT, "A | | 2011-08-01 | 2011-09-30 | x | 5 \n B | | 2011-09-30 | | x | 5"), "0");
}

#[test]
fn a_row_finds_itself_only_when_told() {
    let entering = Look { anchor: "entered", take: "count", ..EXIT };
    let rows = "A | c1 | 2011-09-01 | | x | 5 \n B | c1 | 2011-09-01 | | x | 5";
    assert_eq!(answer(entering, rows), "1");
    assert_eq!(answer(Look { itself: true, ..entering }, rows), "2");
}

#[test]
fn a_condition_speaks_of_both_rows() {
    let same = Look { condition: "place = this.place AND long", ..EXIT };
    let rows = |place: &str, days: &str| {
        format!("A | c1 | 2011-08-01 | 2011-09-30 | x | 5 \n B | c1 | 2011-09-30 | | {place} | {days}")
    };
    assert_eq!(answer(same, &rows("x", "10")), "1");
    assert_eq!(answer(same, &rows("y", "10")), "0");
    assert_eq!(answer(same, &rows("x", "9")), "0", "the other row's own derived value");
    assert_eq!(answer(same, &rows("", "10")), "0", "unknown is not true");
    assert_eq!(answer(Look { condition: "this.long", ..EXIT }, &rows("x", "10")), "0", "this row's derived value");
}

#[test]
fn what_is_taken() {
    let rows = "A | c1 | 2011-08-01 | 2011-09-30 | x | 5
                B | c1 | 2011-09-20 |            | y | 7
                C | c1 | 2011-09-10 |            | z | 8
                D | c1 | 2011-09-20 |            | x |
                E | c1 | 2011-09-10 |            | x | 1
                F | c1 | 2011-07-01 |            | x | 100";
    let taking = |take| answer(Look { take, ..EXIT }, rows);
    assert_eq!(taking("count"), "4");
    assert_eq!(taking("sum days"), "16", "an absent value adds nothing");
    assert_eq!(taking("sum days + this.days"), "31", "7 + 5, 8 + 5, 1 + 5");
    assert_eq!(taking("first days"), "8", "of two on the first day the smaller key, C");
    assert_eq!(taking("last place"), "x", "of two on the last day the larger key, D");
    assert_eq!(taking("first place"), "z");
    let none = |take| answer(Look { take, condition: "place = 'nowhere'", ..EXIT }, rows);
    assert_eq!(none("count"), "0");
    assert_eq!(none("sum days"), "0", "the sum of nothing is 0");
    assert_eq!(none("first days"), "no_cases", "the first of nothing is absent");
    assert_eq!(none("last days"), "no_cases");
}

#[test]
fn of_two_rows_on_one_day_the_one_without_a_key_comes_first() {
    let rows = "A | c1 | 2011-08-01 | 2011-09-30 | x | 5
                B | c1 | 2011-09-10 |            | y | 7
                  | c1 | 2011-09-10 |            | z | 8";
    let turned = "A | c1 | 2011-08-01 | 2011-09-30 | x | 5
                    | c1 | 2011-09-10 |            | z | 8
                  B | c1 | 2011-09-10 |            | y | 7";
    for rows in [rows, turned] {
        assert_eq!(answer(Look { take: "first days", ..EXIT }, rows), "8");
        assert_eq!(answer(Look { take: "last days", ..EXIT }, rows), "7");
    }
}

#[test]
fn a_sum_that_is_too_large_names_its_row() {
    let mut pack = stays(Look { take: "sum days * 9223372036854775807", ..EXIT });
    let kind = Kind::Count(counted(&pack, "stay", "answer > 0"));
    measure(&mut pack, "n", kind);
    let mut world = World::new(pack);
    let rows = "A | c1 | 2011-08-01 | 2011-09-30 | x | 5
                B | c1 | 2011-09-10 |            | y | 1
                C | c1 | 2011-09-10 |            | y | 1";
    world.load("stay", "FFY2011", rows);
    let plan = DatasetPlan::new(&world.pack, "stay", &period(&world.pack, "FFY2011")).expect("a plan");
    let error = Plain.cells(&plan, &world.loaded.slice("stay", "FFY2011")).expect_err("a fault");
    let CalculationError::Faults { faults, .. } = error else { panic!("{error}") };
    let texts: Vec<String> = faults.iter().map(RowFault::to_string).collect();
    assert_eq!(texts, ["row A: answer: lookup: the number is too large"]);
}

#[test]
fn decimals_are_summed_exactly() {
    let rows = "A | c1 | 2011-08-01 | 2011-09-30 | x | 5
                B | c1 | 2011-09-20 |            | y | 1
                C | c1 | 2011-09-10 |            | z | 2";
    // 1/3 + 2/3 + 2 × 1/3 of the asking row's 5 × 0.
    let take = "sum days / 3.0 + this.days * 0";
    assert_eq!(answer(Look { take, ..EXIT }, rows), "1");
}

#[test]
fn other_slices_and_other_datasets_are_within_reach() {
    let mut pack = program();
    setting(&mut pack, "limit", Type::Integer, &[(value("3", Type::Integer), Default::default())]);
    let exits = [("key", Type::Text), ("child", Type::Text), ("left", Type::Date)];
    dataset(
        &mut pack,
        &Table { id: "exit", columns: &exits, unit: "child", period: PeriodKind::Month, ..Table::default() },
    );
    let columns = [("key", Type::Text), ("child", Type::Text), ("day", Type::Date)];
    let look = Look { dataset: "exit", on: "left", anchor: "day", back: 40, forward: 1, take: "count", ..EXIT };
    let derived = [("exits", Made::LookedUp(look)), ("many", Made::By("exits >= setting.limit"))];
    dataset(
        &mut pack,
        &Table {
            id: "visit",
            columns: &columns,
            unit: "child",
            period: PeriodKind::Month,
            derived: &derived,
            ..Table::default()
        },
    );
    let kind = Kind::Count(counted(&pack, "visit", "many"));
    measure(&mut pack, "many", kind).period = PeriodKind::Month;
    let plan = DatasetPlan::new(&pack, "visit", &period(&pack, "2012-02")).expect("a plan");
    // 40 days before February 1 is December 23; a day after February 29 is March 1.
    let reach: Vec<String> = plan.reach().iter().map(|(id, p)| format!("{id} {}", p.label)).collect();
    assert_eq!(reach, ["exit 2011-12", "exit 2012-01", "exit 2012-02", "exit 2012-03"]);

    let mut world = World::new(pack);
    world.load("visit", "2012-02", "V | c1 | 2012-02-05 \n W | c2 | 2012-02-05");
    world.load_unsubmitted("exit", "2011-12", "1 | c1 | 2011-12-28 \n 2 | c1 | 2011-12-01");
    world.load_unsubmitted("exit", "2012-01", "3 | c1 | 2012-01-15 \n 4 | c2 | 2012-01-15");
    world.load_unsubmitted("exit", "2012-02", "5 | c1 | 2012-02-06 \n 6 | c1 | 2012-02-07");
    let rolled = world.rolled("2012-02");
    // c1 has December 28, January 15 and February 6 (not December 1, not February 7): three.
    assert_eq!(said(find(&rolled.results, "many", "ST", "")), "1");
}

#[test]
fn a_row_of_the_year_before_with_the_same_key_is_another_row() {
    let entering = Look { anchor: "entered", back: 400, take: "count", ..EXIT };
    let mut pack = stays(entering);
    let kind = Kind::Count(counted(&pack, "stay", "answer = 1"));
    measure(&mut pack, "again", kind);
    let mut world = World::new(pack);
    world.load("stay", "FFY2011", "A | c1 | 2011-09-01 | | x | 5");
    world.load_unsubmitted("stay", "FFY2010", "A | c1 | 2010-09-01 | | x | 5");
    let results = world.results();
    assert_eq!(said(find(&results, "again", "ST", "")), "1");
}

#[test]
fn a_looked_up_value_is_no_part_of_what_lookups_find() {
    // `grade` depends on the lookup, and its table forbids an absent answer: were it evaluated for the
    // rows that a lookup finds, every row would fail.
    let mut pack = program();
    let columns = [("key", Type::Text), ("child", Type::Text), ("entered", Type::Date)];
    let look = Look { anchor: "entered", take: "count", ..EXIT };
    let rows: [&[&str]; 3] = [&["0", "alone"], &["1..", "again"], &["*", "error: not known"]];
    let derived = [("answer", Made::LookedUp(look)), ("grade", Made::Decided(&["answer"], &rows, Type::Text))];
    dataset(&mut pack, &Table { id: "stay", columns: &columns, unit: "child", derived: &derived, ..Table::default() });
    let kind = Kind::Count(counted(&pack, "stay", "grade = 'again'"));
    measure(&mut pack, "again", kind);
    let mut world = World::new(pack);
    world.load("stay", "FFY2011", "A | c1 | 2011-09-01 \n B | c1 | 2011-09-02 \n C | c2 | 2011-09-01");
    let results = world.results();
    assert_eq!(said(find(&results, "again", "ST", "")), "2");
}

#[test]
fn rows_that_cannot_be_evaluated_are_all_named_and_nothing_is_counted() {
    let mut pack = program();
    let columns = [("key", Type::Text), ("rating", Type::Integer)];
    let rows: [&[&str]; 2] = [&["1..7", "fine"], &["*", "error: a rating is 1 to 7"]];
    let derived = [("grade", Made::Decided(&["rating"], &rows, Type::Text))];
    dataset(&mut pack, &Table { columns: &columns, derived: &derived, ..Table::default() });
    let kind = Kind::Count(counted(&pack, "visit", "rating * 9223372036854775807 > 0"));
    measure(&mut pack, "large", kind);
    let mut world = World::new(pack);
    world.load("visit", "FFY2011", "A | 1 \n B | 8 \n C | 2 \n D |");
    let plan = DatasetPlan::new(&world.pack, "visit", &period(&world.pack, "FFY2011")).expect("a plan");
    let error = Plain.cells(&plan, &world.loaded.slice("visit", "FFY2011")).expect_err("faults");
    let CalculationError::Faults { faults, total } = error else { panic!("{error}") };
    assert_eq!(total, 3);
    let texts: Vec<String> = faults.iter().map(RowFault::to_string).collect();
    assert_eq!(
        texts,
        [
            "row B: grade: a rating is 1 to 7 (rating = 8)",
            "row C: large.initial_population: the number is too large",
            "row D: grade: a rating is 1 to 7 (rating = absent)",
        ]
    );
}

#[test]
fn a_thousand_faults_are_named_and_the_rest_is_counted() {
    let mut pack = program();
    let columns = [("key", Type::Text), ("n", Type::Integer)];
    dataset(&mut pack, &Table { columns: &columns, ..Table::default() });
    let kind = Kind::Count(counted(&pack, "visit", "n * 9223372036854775807 > 0"));
    measure(&mut pack, "large", kind);
    let mut world = World::new(pack);
    world.load("visit", "FFY2011", &(0..1001).map(|i| format!("{i} | 2\n")).collect::<String>());
    let plan = DatasetPlan::new(&world.pack, "visit", &period(&world.pack, "FFY2011")).expect("a plan");
    let error = Plain.cells(&plan, &world.loaded.slice("visit", "FFY2011")).expect_err("faults");
    assert_eq!(
        error.to_string(),
        "1001 values of rows can't be evaluated; the first: row 0: large.initial_population: the number is too large"
    );
    let CalculationError::Faults { faults, total } = error else { panic!("faults") };
    assert_eq!((faults.len(), total), (1000, 1001));
}
