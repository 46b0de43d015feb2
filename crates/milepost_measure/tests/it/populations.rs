//! Where a row stands for a proportion, one row a branch.

use milepost_expression::Type;
use milepost_pack::Kind;

use crate::program::{Table, World, dataset, find, measure, parts, populations, program, said};

/// A program with one proportion whose populations are columns, so that each row says itself where
/// it belongs.
fn world() -> World {
    let mut pack = program();
    let columns = [
        ("key", Type::Text),
        ("initial", Type::Boolean),
        ("denominator", Type::Boolean),
        ("exclusion", Type::Boolean),
        ("numerator", Type::Boolean),
        ("addition", Type::Boolean),
        ("exception", Type::Boolean),
    ];
    dataset(&mut pack, &Table { columns: &columns, ..Table::default() });
    let texts = ["initial", "denominator", "exclusion", "numerator", "addition", "exception"];
    let kind = Kind::Proportion(populations(&pack, "visit", texts));
    measure(&mut pack, "share", kind);
    World::new(pack)
}

/// What one row adds, in the order numerator, denominator, additions, exclusions, exceptions.
fn adds(row: &str) -> [i32; 5] {
    let mut world = world();
    world.load("visit", "FFY2011", &format!("K | {row}"));
    let results = world.results();
    let parts = &find(&results, "share", "ST", "").parts;
    ["numerator", "denominator", "additions", "exclusions", "exceptions"]
        .map(|name| i32::try_from(parts[name].to_integer()).expect("a small count"))
}

#[test]
fn the_first_population_that_decides_is_the_last_one_asked() {
    // initial | denominator | exclusion | numerator | addition | exception
    assert_eq!(adds("no  | yes | yes | yes | yes | yes"), [0, 0, 0, 0, 0], "not in the initial population");
    assert_eq!(adds("yes | no  | yes | yes | yes | yes"), [0, 0, 0, 0, 0], "not in the denominator");
    assert_eq!(adds("yes | yes | yes | yes | yes | yes"), [0, 0, 0, 1, 0], "excluded before the numerator is asked");
    assert_eq!(adds("yes | yes | no  | yes | yes | yes"), [1, 1, 0, 0, 0], "in the numerator, no addition");
    assert_eq!(adds("yes | yes | no  | no  | yes | yes"), [1, 1, 1, 0, 0], "an addition is above and below");
    assert_eq!(adds("yes | yes | no  | no  | no  | yes"), [0, 0, 0, 0, 1], "an exception leaves the denominator");
    assert_eq!(adds("yes | yes | no  | no  | no  | no"), [0, 1, 0, 0, 0], "in the denominator alone");
}

#[test]
fn an_absent_answer_is_no_answer_in_every_population() {
    assert_eq!(adds("    | yes | no | yes | no | no"), [0, 0, 0, 0, 0]);
    assert_eq!(adds("yes |     | no | yes | no | no"), [0, 0, 0, 0, 0]);
    assert_eq!(adds("yes | yes |    | yes | no | no"), [1, 1, 0, 0, 0]);
    assert_eq!(adds("yes | yes | no |     | no | no"), [0, 1, 0, 0, 0]);
    assert_eq!(adds("yes | yes | no | no  |    | no"), [0, 1, 0, 0, 0]);
    assert_eq!(adds("yes | yes | no | no  | no |   "), [0, 1, 0, 0, 0]);
}

#[test]
fn parts_add_up_over_rows() {
    let mut world = world();
    // Two in the numerator, one addition, two excluded, one excepted, three in the denominator alone.
    world.load(
        "visit",
        "FFY2011",
        "A | yes | yes | no  | yes | no  | no
         B | yes | yes | no  | yes | yes | yes
         C | yes | yes | no  | no  | yes | no
         D | yes | yes | yes | yes | no  | no
         E | yes | yes | yes | no  | no  | no
         F | yes | yes | no  | no  | no  | yes
         G | yes | yes | no  | no  | no  | no
         H | yes | yes | no  | no  | no  | no
         I | yes | yes | no  | no  | no  | no
         J | yes | no  | no  | yes | no  | no
         K | no  | yes | no  | yes | no  | no",
    );
    let results = world.results();
    let result = find(&results, "share", "ST", "");
    assert_eq!(parts(result), "additions=1 denominator=6 exceptions=1 exclusions=2 numerator=3");
    assert_eq!(said(result), "50");
    assert_eq!(result.numerator.as_ref().map(ToString::to_string).as_deref(), Some("3"));
    assert_eq!(result.denominator.as_ref().map(ToString::to_string).as_deref(), Some("6"));
}

#[test]
fn populations_that_are_not_declared_let_rows_pass() {
    let mut pack = program();
    let columns = [("key", Type::Text), ("good", Type::Boolean)];
    dataset(&mut pack, &Table { columns: &columns, ..Table::default() });
    let kind = Kind::Proportion(populations(&pack, "visit", ["", "", "", "good", "", ""]));
    measure(&mut pack, "share", kind);
    let mut world = World::new(pack);
    world.load("visit", "FFY2011", "A | yes \n B | no \n C | \n D | yes");
    let results = world.results();
    let result = find(&results, "share", "ST", "");
    assert_eq!(parts(result), "additions=0 denominator=4 exceptions=0 exclusions=0 numerator=2");
}

#[test]
fn exceptional_circumstances_count_as_the_setting_of_the_program_says() {
    // The published case: 272 in time, 49 late for the family's reasons, 22 late for the program's.
    // Added to the numerator 93.586, taken out of the denominator 92.517, neither 79.300 (rounded to 3
    // places in the program's reference).
    let mut pack = program();
    let columns = [("key", Type::Text), ("in_time", Type::Boolean), ("family", Type::Boolean)];
    dataset(&mut pack, &Table { columns: &columns, ..Table::default() });
    for (id, addition, exception) in [("added", "family", ""), ("removed", "", "family"), ("neither", "", "")] {
        let kind = Kind::Proportion(populations(&pack, "visit", ["", "", "", "in_time", addition, exception]));
        measure(&mut pack, id, kind);
    }
    let mut world = World::new(pack);
    let row = |i: usize| match i {
        0..272 => format!("R{i} | yes | no\n"),
        272..321 => format!("R{i} | no | yes\n"),
        _ => format!("R{i} | no | no\n"),
    };
    world.load("visit", "FFY2011", &(0..343).map(row).collect::<String>());
    let results = world.results();
    let rounded = |id: &str| {
        let value = find(&results, id, "ST", "").value.clone().expect("a value");
        milepost_measure::rounded_text(&value, 3, milepost_pack::Rounding::HalfAwayFromZero)
    };
    assert_eq!(rounded("added"), "93.586");
    assert_eq!(rounded("removed"), "92.517");
    assert_eq!(rounded("neither"), "79.300");
    assert_eq!(
        parts(find(&results, "added", "ST", "")),
        "additions=49 denominator=343 exceptions=0 exclusions=0 numerator=321"
    );
    assert_eq!(
        parts(find(&results, "removed", "ST", "")),
        "additions=0 denominator=294 exceptions=49 exclusions=0 numerator=272"
    );
}
