//! Groups: by code, by several codes a row, by conditions, and crosses.

use milepost_expression::Type;
use milepost_pack::{Kind, Unit};

use crate::program::{By, Table, World, counted, dataset, find, group, measure, program, said};

fn world() -> World {
    let mut pack = program();
    let columns = [("key", Type::Text), ("sex", Type::Text), ("races", Type::Codes), ("age", Type::Integer)];
    let stratifiers = [
        ("sex", By::Name("sex", &["f", "m"])),
        ("race", By::Name("races", &["asian", "black", "white"])),
        ("band", By::When(&[("under_2", "age < 2"), ("under_3", "age < 3"), ("odd", "age % 2 = 1")])),
        ("year", By::Name("age", &["0", "1", "2"])),
    ];
    dataset(&mut pack, &Table { columns: &columns, stratifiers: &stratifiers, ..Table::default() });
    let kind = Kind::Count(counted(&pack, "visit", ""));
    let count = measure(&mut pack, "children", kind);
    count.display.unit = Unit::Count;
    count.stratifiers = ["sex", "race", "band", "year"].map(str::to_owned).to_vec();
    count.crosses = vec![vec!["sex".to_owned(), "race".to_owned()], vec!["race".to_owned(), "band".to_owned()]];
    let mut world = World::new(pack);
    world.load(
        "visit",
        "FFY2011",
        "A | f | asian;black | 0
         B | f | white       | 1
         C | m | black       | 2
         D | m |             | 3
         E |   | white;black | 1
         F | x | other;asian |",
    );
    world
}

#[test]
fn every_row_is_in_the_total_and_in_the_groups_that_it_names() {
    let results = world().results();
    let count = |group: &str| said(find(&results, "children", "ST", group));
    assert_eq!(count(""), "6");
    // E has no sex and F an undeclared one: in no group, and in the total.
    assert_eq!([count("sex=f"), count("sex=m")], ["2", "2"]);
    // A and E are in two groups: 2 + 3 + 2 is more than the five rows that name a race.
    assert_eq!([count("race=asian"), count("race=black"), count("race=white")], ["2", "3", "2"]);
    // A, B, E under 2; these and C under 3; B, D, E odd; F has no age.
    assert_eq!([count("band=under_2"), count("band=under_3"), count("band=odd")], ["3", "4", "3"]);
    assert_eq!([count("year=0"), count("year=1"), count("year=2")], ["1", "2", "1"]);
}

#[test]
fn a_cross_has_every_combination() {
    let results = world().results();
    let count = |group: &str| said(find(&results, "children", "ST", group));
    assert_eq!(count("sex=f+race=asian"), "1");
    assert_eq!(count("sex=f+race=black"), "1");
    assert_eq!(count("sex=m+race=black"), "1");
    assert_eq!(count("sex=m+race=white"), "0", "declared and empty is the number 0");
    // A and E have black and are under 2; both are under 3 too, as is C.
    assert_eq!(count("race=black+band=under_2"), "2");
    assert_eq!(count("race=black+band=under_3"), "3");
    assert_eq!(count("race=black+band=odd"), "1");
}

#[test]
fn groups_stand_in_declared_order_after_the_total() {
    let results = world().results();
    let groups: Vec<String> = results.iter().map(|r| r.group.to_string()).collect();
    let first = ["", "sex=f", "sex=m", "race=asian", "race=black", "race=white", "band=under_2", "band=under_3"];
    assert_eq!(groups[..8], first);
    // 1 + 2 + 3 + 3 + 3, then crosses of 2 × 3 and 3 × 3.
    assert_eq!(groups.len(), 27);
    assert_eq!(groups[12], "sex=f+race=asian");
    assert_eq!(groups[26], "race=white+band=odd");
}

#[test]
fn a_group_prints_as_files_name_it() {
    assert_eq!(group("").to_string(), "");
    assert!(group("").is_total());
    assert_eq!(group("age=0+race=black").to_string(), "age=0+race=black");
    assert!(!group("age=0").is_total());
}
