//! Results of earlier years as they were printed.

use milepost_expression::{Type, Value};
use milepost_measure::{
    PublishedProblem, ResultState, Results, SliceRow, complete_with_published, published, published_dataset,
};
use milepost_pack::{Kind, Pack, Role};

use crate::program::{Table, World, counted, dataset, find, measure, parts, program, said, values};

fn pack() -> Pack {
    let mut pack = program();
    let columns = [
        ("measure", Type::Text),
        ("period", Type::Text),
        ("agency", Type::Text),
        ("value", Type::Decimal),
        ("places", Type::Integer),
        ("numerator", Type::Integer),
        ("denominator", Type::Integer),
    ];
    dataset(
        &mut pack,
        &Table { id: "printed", columns: &columns, key: &["measure"], unit: "measure", ..Table::default() },
    );
    pack.datasets[0].role = Some(Role::PublishedResults);
    dataset(&mut pack, &Table { columns: &[("key", Type::Text)], ..Table::default() });
    let kind = Kind::Count(counted(&pack, "visit", ""));
    measure(&mut pack, "c1", kind);
    pack
}

fn read(pack: &Pack, text: &str) -> (Results, Vec<PublishedProblem>) {
    let row = |values: Vec<Value>| SliceRow { agency: "ST".to_owned(), values };
    let rows: Vec<SliceRow> = values(&pack.datasets[0], text).into_iter().map(row).collect();
    published(pack, &rows)
}

#[test]
fn a_printed_value_knows_its_places() {
    let pack = pack();
    assert_eq!(published_dataset(&pack).map(|d| d.id.as_str()), Some("printed"));
    let (results, problems) = read(&pack, "c1 | FFY2010 | ST | 97.6 | 1 | | \n c1 | FFY2009 | S1 | 100 | 0 | |");
    assert_eq!(problems, []);
    assert_eq!(
        (said(&results[0]).as_str(), results[0].printed_places, results[0].state),
        ("97.6", Some(1), ResultState::Value)
    );
    assert_eq!(
        (results[0].period.as_str(), results[0].agency.as_str(), parts(&results[0])),
        ("FFY2010", "ST", String::new())
    );
    assert_eq!((said(&results[1]).as_str(), results[1].printed_places), ("100", Some(0)));
    assert_eq!(results[1].agency, "S1");
}

#[test]
fn printed_parts_make_an_exact_value() {
    let (results, problems) = read(&pack(), "c1 | FFY2010 | ST | 66.7 | 1 | 2 | 3");
    assert_eq!(problems, []);
    assert_eq!((said(&results[0]).as_str(), results[0].printed_places), ("66.6666666667", None));
    assert_eq!(parts(&results[0]), "denominator=3 numerator=2");
}

#[test]
fn parts_that_disagree_with_the_printed_value_are_told() {
    let (results, problems) = read(&pack(), "c1 | FFY2010 | ST | 66.6 | 1 | 2 | 3");
    assert_eq!(said(&results[0]), "66.6666666667");
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["c1, FFY2010, ST: 2 of 3 is not the printed 66.6; the parts are used"]);
}

#[test]
fn nothing_printed_is_no_cases() {
    let (results, problems) = read(&pack(), "c1 | FFY2010 | ST | | 1 | 0 | 0 \n c1 | FFY2009 | ST | | 1 | |");
    assert_eq!(problems, []);
    assert_eq!(results.iter().map(|r| r.state).collect::<Vec<_>>(), [ResultState::NoCases; 2]);
    assert_eq!(parts(&results[0]), "denominator=0 numerator=0");
    assert_eq!(results[0].printed_places, None);
}

#[test]
fn an_unknown_measure_is_a_problem() {
    let (results, problems) = read(&pack(), "c99 | FFY2010 | ST | 5 | 1 | | \n c1 | FFY2010 | | 5 | 1 | |");
    assert_eq!(problems, [PublishedProblem::UnknownMeasure("c99".to_owned())]);
    assert_eq!(results.len(), 1);
    assert_eq!(results[0].agency, "ST", "without an agency it is about the row's");
}

#[test]
fn printed_results_stand_where_nothing_was_computed() {
    let pack = pack();
    let (printed, _) = read(&pack, "c1 | FFY2010 | ST | 97.6 | 1 | |");
    let world = World::new(pack);
    let mut results = world.rolled("FFY2010").results;
    assert_eq!(said(find(&results, "c1", "ST", "")), "not_submitted");
    complete_with_published(&mut results, &printed);
    assert_eq!(said(find(&results, "c1", "ST", "")), "97.6");
    assert_eq!(results.len(), 1);

    let mut nothing = Results::new();
    complete_with_published(&mut nothing, &printed);
    assert_eq!(nothing, printed);
}

#[test]
fn a_computed_result_goes_before_a_printed_one() {
    let pack = pack();
    let (printed, _) = read(&pack, "c1 | FFY2010 | ST | 97.6 | 1 | | \n c1 | FFY2009 | ST | 1 | 1 | |");
    let mut world = World::new(pack);
    world.load("visit", "FFY2010", "a \n b");
    let mut results = world.rolled("FFY2010").results;
    complete_with_published(&mut results, &printed);
    assert_eq!(said(find(&results, "c1", "ST", "")), "2");
    assert_eq!(results.len(), 2, "another year is another result");
}

#[test]
fn without_the_role_there_is_no_history() {
    let mut pack = pack();
    pack.datasets[0].role = None;
    assert_eq!(read(&pack, "c1 | FFY2010 | ST | 97.6 | 1 | |"), (Results::new(), Vec::new()));
}
