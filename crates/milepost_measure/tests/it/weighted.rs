//! Weighted proportions: by hand, and against R's survey package.

use milepost_expression::Type;
use milepost_pack::{Code, Kind, Pack};

use crate::program::{Table, World, agency, dataset, find, measure, over, parts, populations, program, said};

fn survey(strata: &[&str]) -> Pack {
    let mut pack = program();
    agency(&mut pack, "S1", "unit", "ST");
    agency(&mut pack, "S2", "unit", "ST");
    let frame = [("key", Type::Text), ("unit", Type::Text), ("race", Type::Text), ("moved", Type::Boolean)];
    let answer = [
        ("key", Type::Text),
        ("unit", Type::Text),
        ("race", Type::Text),
        ("score", Type::Decimal),
        ("language", Type::Text),
    ];
    let table = |id, columns, stratifiers| Table {
        id,
        columns,
        stratifiers,
        agency: Some("unit"),
        reported_by: "unit",
        ..Table::default()
    };
    dataset(&mut pack, &table("frame", &frame, &[]));
    dataset(&mut pack, &table("answer", &answer, &[("language", crate::program::By::Name("language", &["en", "es"]))]));
    let kind = Kind::WeightedProportion {
        populations: populations(&pack, "answer", ["", "score IS NOT NULL", "", "score >= 4", "", ""]),
        stratum: over(&pack, "answer", "race").expect("text"),
        strata: strata.iter().map(|s| Code { code: (*s).to_owned(), title: String::new() }).collect(),
        frame: "frame".to_owned(),
        frame_stratum: over(&pack, "frame", "race").expect("text"),
        frame_condition: over(&pack, "frame", "moved IS NOT TRUE"),
    };
    measure(&mut pack, "rights", kind);
    pack
}

/// So many rows of the frame at a unit.
fn asked(unit: &str, race: &str, n: usize) -> String {
    (0..n).map(|i| format!("{unit}{race}{i} | {unit} | {race} | no\n")).collect()
}

/// So many answers with a score.
fn answers(unit: &str, race: &str, score: &str, language: &str, n: usize) -> String {
    (0..n).map(|i| format!("{unit}{race}{score}{i} | {unit} | {race} | {score} | {language}\n")).collect()
}

#[test]
fn a_stratum_weighs_as_much_as_its_share_of_those_asked() {
    let mut world = World::new(survey(&["a", "b"]));
    world.load("frame", "FFY2011", &(asked("S1", "a", 60) + &asked("S1", "b", 40)));
    // a: 30 of 30 scored, 15 met; b: 10 answered, 8 scored, 6 met.
    let rows = answers("S1", "a", "4.0", "en", 15)
        + &answers("S1", "a", "3.9", "en", 15)
        + &answers("S1", "b", "5", "es", 6)
        + &answers("S1", "b", "1", "es", 2)
        + &answers("S1", "b", "", "es", 2);
    world.load("answer", "FFY2011", &rows);
    let results = world.results();
    let result = find(&results, "rights", "S1", "");
    // Weights 0.6 / 0.75 = 0.8 and 0.4 / 0.25 = 1.6; (0.8 × 15 + 1.6 × 6) / (0.8 × 30 + 1.6 × 8) = 21.6 / 36.8.
    assert_eq!(
        parts(result),
        "frame=100 frame.a=60 frame.b=40 met=21 met.a=15 met.b=6 responded=40 responded.a=30 responded.b=10 \
         scored=38 scored.a=30 scored.b=8 weight.a=0.8 weight.b=1.6"
    );
    assert_eq!(said(result), "58.6956521739");
    assert_eq!((&result.numerator, &result.denominator), (&None, &None), "weighted counts are not printable");
}

#[test]
fn weights_come_from_the_frame_after_roll_up() {
    let mut world = World::new(survey(&["a", "b"]));
    world.load(
        "frame",
        "FFY2011",
        &(asked("S1", "a", 3) + &asked("S1", "b", 1) + &asked("S2", "a", 1) + &asked("S2", "b", 5)),
    );
    let rows = answers("S1", "a", "5", "en", 1)
        + &answers("S1", "b", "1", "en", 1)
        + &answers("S2", "a", "1", "en", 1)
        + &answers("S2", "b", "5", "en", 1);
    world.load("answer", "FFY2011", &rows);
    let results = world.results();
    // S1: a weighs 1.5, b 0.5: 1.5 / 2. S2: a 1/3, b 5/3: (5/3) / 2.
    assert_eq!(said(find(&results, "rights", "S1", "")), "75");
    assert_eq!(said(find(&results, "rights", "S2", "")), "83.3333333333");
    // The state: a 0.4 / 0.5, b 0.6 / 0.5: (0.8 + 1.2) / (1.6 + 2.4), no mean of the two.
    assert_eq!(said(find(&results, "rights", "ST", "")), "50");
}

#[test]
fn a_group_uses_the_weights_of_the_whole() {
    let mut pack = survey(&["a", "b"]);
    pack.measures[0].stratifiers.push("language".to_owned());
    let mut world = World::new(pack);
    world.load("frame", "FFY2011", &(asked("S1", "a", 1) + &asked("S1", "b", 3)));
    // a: 2 answers, both English; b: 1 English, 1 Spanish. Weights 0.25 / 0.5 and 0.75 / 0.5.
    let rows = answers("S1", "a", "5", "en", 2) + &answers("S1", "b", "1", "en", 1) + &answers("S1", "b", "5", "es", 1);
    world.load("answer", "FFY2011", &rows);
    let results = world.results();
    // English: (2 × 0.5) / (2 × 0.5 + 1.5). With weights of its own it would be 2 × 0.375 / … .
    assert_eq!(said(find(&results, "rights", "S1", "language=en")), "40");
    assert_eq!(said(find(&results, "rights", "S1", "language=es")), "100");
}

#[test]
fn strata_without_answers_or_without_people_are_left_to_the_others() {
    let mut world = World::new(survey(&["a", "b", "c"]));
    // Nobody of b answered; nobody of c was asked, and what the two of c say weighs nothing.
    world.load("frame", "FFY2011", &(asked("S1", "a", 10) + &asked("S1", "b", 90)));
    let rows = answers("S1", "a", "5", "en", 1) + &answers("S1", "a", "1", "en", 3) + &answers("S1", "c", "5", "en", 2);
    world.load("answer", "FFY2011", &rows);
    let results = world.results();
    let result = find(&results, "rights", "S1", "");
    assert_eq!(said(result), "25");
    // (10 / 100) / (4 / 6) and 0 / (2 / 6).
    assert_eq!(milepost_measure::parts_text(&result.parts["weight.a"]), "0.15");
    assert_eq!(milepost_measure::parts_text(&result.parts["weight.c"]), "0");
    assert!(!result.parts.contains_key("weight.b"));
}

#[test]
fn answers_without_a_stratum_are_counted_and_not_weighted() {
    let mut world = World::new(survey(&["a"]));
    world.load("frame", "FFY2011", &(asked("S1", "a", 2) + "X | S1 | | no\nY | S1 | zz | no\nZ | S1 | a | yes\n"));
    let rows = answers("S1", "a", "5", "en", 1) + &answers("S1", "", "1", "en", 1) + &answers("S1", "zz", "1", "en", 1);
    world.load("answer", "FFY2011", &rows);
    let results = world.results();
    let result = find(&results, "rights", "S1", "");
    assert_eq!(said(result), "100");
    assert_eq!(
        parts(result),
        "frame=4 frame.a=2 met=1 met.a=1 responded=3 responded.a=1 scored=3 scored.a=1 weight.a=1"
    );
}

#[test]
fn without_scored_answers_there_are_no_cases_and_without_a_frame_nothing_was_submitted() {
    let mut world = World::new(survey(&["a"]));
    world.load("frame", "FFY2011", &asked("S1", "a", 2));
    world.load("answer", "FFY2011", &answers("S1", "a", "", "en", 2));
    let results = world.results();
    assert_eq!(said(find(&results, "rights", "S1", "")), "no_cases");

    let mut world = World::new(survey(&["a"]));
    world.load("answer", "FFY2011", &answers("S1", "a", "5", "en", 2));
    let results = world.results();
    assert_eq!(said(find(&results, "rights", "S1", "")), "not_submitted");
}

#[test]
fn the_share_is_the_one_that_a_survey_package_gives() {
    let strata: Vec<Vec<&str>> =
        include_str!("../oracles/survey.csv").lines().skip(1).map(|line| line.split(',').collect()).collect();
    let names: Vec<&str> = strata.iter().map(|s| s[0]).collect();
    let mut world = World::new(survey(&names));
    let (mut frame, mut rows) = (String::new(), String::new());
    for stratum in &strata {
        let n = |i: usize| stratum[i].parse::<usize>().expect("a count");
        frame += &asked("S1", stratum[0], n(1));
        rows += &answers("S1", stratum[0], "4", "en", n(3));
        rows += &answers("S1", stratum[0], "3", "en", n(2) - n(3));
    }
    world.load("frame", "FFY2011", &frame);
    world.load("answer", "FFY2011", &rows);
    let results = world.results();
    let result = find(&results, "rights", "ST", "");
    assert_eq!(said(result), "87.3315535517");
    let unweighted = &result.parts["met"] / &result.parts["scored"];
    assert_eq!(milepost_measure::decimal_text(&unweighted), "0.887115165336");
}
