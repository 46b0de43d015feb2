//! Why a number is what it is.

use milepost_expression::Type;
use milepost_measure::{Explanation, Question, Slice, Sources, SubmissionNote, explain};
use milepost_pack::{Citation, Kind, Span, Unit, Validity};

use crate::program::{
    By, Table, World, agency, counted, dataset, derived, group, measure, over, period, populations, program, said,
};

impl Sources for World {
    fn slice(&self, dataset: &str, period: &str) -> Box<dyn Slice + '_> {
        Box::new(self.loaded.slice(dataset, period))
    }

    fn submissions(&self, dataset: &str, period: &str) -> Vec<SubmissionNote> {
        let of = self.submitted.iter().filter(|s| s.dataset == dataset && s.period == period);
        let note = |(i, s): (usize, &milepost_measure::Submitted)| SubmissionNote {
            dataset: s.dataset.clone(),
            period: s.period.clone(),
            agency: s.agency.clone(),
            reference: format!("{dataset}-{i}"),
            rows: 9,
        };
        of.enumerate().map(note).collect()
    }
}

fn world() -> World {
    let mut pack = program();
    agency(&mut pack, "S1", "unit", "ST");
    agency(&mut pack, "S2", "unit", "ST");
    pack.citations.push(Citation {
        id: "law".to_owned(),
        text: "20 U.S.C. 1416(a)(3)(A)".to_owned(),
        validity: Validity::default(),
        url: None,
        span: Span::default(),
    });
    let columns =
        [("key", Type::Text), ("unit", Type::Text), ("sex", Type::Text), ("kind", Type::Text), ("n", Type::Integer)];
    let stratifiers = [("sex", By::Name("sex", &["f", "m"]))];
    dataset(
        &mut pack,
        &Table {
            columns: &columns,
            key: &["unit", "key"],
            agency: Some("unit"),
            reported_by: "unit",
            stratifiers: &stratifiers,
            ..Table::default()
        },
    );
    let texts = [
        "kind <> 'outside'",
        "kind <> 'elsewhere'",
        "kind = 'excluded'",
        "kind = 'good'",
        "kind = 'added'",
        "kind = 'excepted'",
    ];
    let kind = Kind::Proportion(populations(&pack, "visit", texts));
    let share = measure(&mut pack, "share", kind);
    share.stratifiers.push("sex".to_owned());
    share.cites.push("law".to_owned());
    let kind = Kind::Mean {
        counted: counted(&pack, "visit", ""),
        observation: over(&pack, "visit", "n").expect("n"),
        places: 0,
    };
    measure(&mut pack, "mean", kind).display.unit = Unit::Days;
    let formulas = ["share.numerator", "share.denominator + mean.n"];
    let inputs: &[(&str, &[&str])] = &[("share", &["numerator", "denominator"]), ("mean", &["n"])];
    measure(&mut pack, "made", derived(inputs, &formulas));
    let mut world = World::new(pack);
    world.load(
        "visit",
        "FFY2011",
        "1 | S1 | f | outside   |
         2 | S1 | f | elsewhere |
         3 | S1 | f | excluded  | 5
         4 | S1 | m | good      |
         5 | S1 | f | good      |
         6 | S1 | f | added     | 7
         7 | S1 | f | excepted  |
         8 | S1 | f | bad       |
         9 | S1 |   | bad       |
         1 | S2 | f | good      |",
    );
    world
}

/// The explanation, and each record as `measure key standing`.
fn explained(world: &World, measure: &str, agency: &str, group_text: &str) -> (Explanation, Vec<String>) {
    let mut records = Vec::new();
    let results = world.results();
    let question = Question {
        pack: &world.pack,
        period: &period(&world.pack, "FFY2011"),
        measure,
        agency,
        group: &group(group_text),
        memberships: world.memberships,
        results: &results,
    };
    let explanation = explain(&question, world, &mut |record| {
        let key: Vec<String> = record
            .key
            .iter()
            .map(|(column, value)| match value {
                milepost_expression::Value::Text(text) => format!("{column}:{text}"),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!((record.dataset, record.period), ("visit", "FFY2011"));
        assert!(key[0] == format!("unit:{}", record.agency));
        records.push(format!("{} {} {}", record.measure, key.join(","), record.standing.as_str()));
    });
    (explanation.expect("an explanation"), records)
}

fn steps(explanation: &Explanation) -> Vec<(&str, u64)> {
    explanation.steps.iter().map(|s| (s.name, s.count)).collect()
}

#[test]
fn an_explanation_tells_the_rows_at_every_step() {
    let world = world();
    let (explanation, _) = explained(&world, "share", "S1", "");
    assert_eq!(said(&explanation.result), "60", "4, 5 and 6 of 4, 5, 6, 8 and 9");
    assert_eq!(
        steps(&explanation),
        [
            ("rows", 9),
            ("initial_population", 8),
            ("in_denominator", 7),
            ("exclusions", 1),
            ("numerator_without_additions", 2),
            ("additions", 1),
            ("exceptions", 1),
            ("numerator", 3),
            ("denominator", 5),
        ]
    );
    assert!(explanation.steps.iter().all(|s| s.dataset == "visit"));
    let (state, _) = explained(&world, "share", "ST", "");
    assert_eq!(steps(&state)[0], ("rows", 10));
    assert_eq!(steps(&state)[8], ("denominator", 6));
}

#[test]
fn a_group_is_explained_by_its_own_rows() {
    let (explanation, records) = explained(&world(), "share", "S1", "sex=m");
    assert_eq!(said(&explanation.result), "100");
    assert_eq!(steps(&explanation)[..2], [("rows", 1), ("initial_population", 1)]);
    assert_eq!(records, ["share unit:S1,key:4 numerator"]);
}

#[test]
fn every_record_of_the_initial_population_stands_on_its_side() {
    let (_, records) = explained(&world(), "share", "S1", "");
    assert_eq!(
        records,
        [
            "share unit:S1,key:2 not_denominator",
            "share unit:S1,key:3 excluded",
            "share unit:S1,key:4 numerator",
            "share unit:S1,key:5 numerator",
            "share unit:S1,key:6 addition",
            "share unit:S1,key:7 excepted",
            "share unit:S1,key:8 denominator_only",
            "share unit:S1,key:9 denominator_only",
        ]
    );
}

#[test]
fn words_authority_formulas_and_submissions_belong_to_it() {
    let (explanation, _) = explained(&world(), "share", "S1", "");
    assert_eq!(explanation.citations, ["20 U.S.C. 1416(a)(3)(A)"]);
    assert_eq!(
        (explanation.title.as_str(), explanation.definition.as_str()),
        ("Title of share", "Definition of share")
    );
    assert_eq!(explanation.unit_of_count, "visits");
    let roles: Vec<&str> = explanation.compiled.iter().map(|(role, _)| *role).collect();
    assert_eq!(roles, ["initial_population", "denominator", "exclusion", "numerator", "addition", "exception"]);
    assert!(explanation.compiled[3].1.contains("kind") && explanation.compiled[3].1.contains("'good'"));
    let references: Vec<&str> = explanation.submissions.iter().map(|s| s.reference.as_str()).collect();
    assert_eq!(references, ["visit-0"]);
    assert_eq!(explanation.inputs, []);
}

#[test]
fn a_derived_number_is_explained_by_its_inputs() {
    let (explanation, records) = explained(&world(), "made", "S1", "");
    assert_eq!(said(&explanation.result), "42.8571428571", "3 of 5 + 2");
    assert_eq!(explanation.steps, []);
    let roles: Vec<&str> = explanation.compiled.iter().map(|(role, _)| *role).collect();
    assert_eq!(roles, ["numerator", "denominator"]);
    let inputs: Vec<&str> = explanation.inputs.iter().map(|i| i.result.measure.as_str()).collect();
    assert_eq!(inputs, ["share", "mean"]);
    assert_eq!(
        steps(&explanation.inputs[1]),
        [("rows", 9), ("initial_population", 9), ("counted", 2), ("unobserved", 7), ("not_applicable", 0),]
    );
    assert_eq!(records.iter().filter(|r| r.starts_with("share ")).count(), 8);
    assert_eq!(records.iter().filter(|r| r.starts_with("mean ") && r.ends_with(" counted")).count(), 2);
}

#[test]
fn the_steps_of_a_weighted_share_are_those_of_answers_and_frame() {
    let mut world = world();
    let frame = [("key", Type::Text), ("unit", Type::Text), ("sex", Type::Text)];
    dataset(
        &mut world.pack,
        &Table { id: "asked", columns: &frame, agency: Some("unit"), reported_by: "unit", ..Table::default() },
    );
    let kind = Kind::WeightedProportion {
        populations: populations(&world.pack, "visit", ["", "kind <> 'outside'", "", "kind = 'good'", "", ""]),
        stratum: over(&world.pack, "visit", "sex").expect("sex"),
        strata: ["f", "m"].map(|c| milepost_pack::Code { code: c.to_owned(), title: String::new() }).to_vec(),
        frame: "asked".to_owned(),
        frame_stratum: over(&world.pack, "asked", "sex").expect("sex"),
        frame_condition: over(&world.pack, "asked", "sex IS NOT NULL"),
    };
    measure(&mut world.pack, "weighted", kind);
    world.load("asked", "FFY2011", "1|S1|f \n 2|S1|m \n 3|S1| \n 4|S2|f");
    let results = world.results();
    let question = Question {
        pack: &world.pack,
        period: &period(&world.pack, "FFY2011"),
        measure: "weighted",
        agency: "S1",
        group: &group(""),
        memberships: world.memberships,
        results: &results,
    };
    let explanation = explain(&question, &world, &mut |_| {}).expect("an explanation");
    let steps: Vec<String> =
        explanation.steps.iter().map(|s| format!("{} {} {}", s.dataset, s.name, s.count)).collect();
    assert_eq!(
        steps,
        [
            "visit rows 9",
            "visit initial_population 9",
            "visit in_denominator 8",
            "visit exclusions 0",
            "visit numerator_without_additions 2",
            "visit additions 0",
            "visit exceptions 0",
            "visit numerator 2",
            "visit denominator 8",
            "asked rows 3",
            "asked frame 2",
        ]
    );
}

#[test]
fn what_is_not_there_is_not_explained() {
    let world = world();
    let results = world.results();
    let year = period(&world.pack, "FFY2011");
    let other_year = period(&world.pack, "FFY2010");
    let ask = |measure: &str, agency: &str, period: &milepost_calendar::Period, group_text: &str| {
        let question = Question {
            pack: &world.pack,
            period,
            measure,
            agency,
            group: &group(group_text),
            memberships: world.memberships,
            results: &results,
        };
        explain(&question, &world, &mut |_| {}).map_err(|e| e.to_string())
    };
    assert!(ask("share", "S1", &year, "").is_ok());
    assert_eq!(ask("nothing", "S1", &year, "").err().as_deref(), Some("the pack has no measure `nothing`"));
    assert_eq!(
        ask("share", "S9", &year, "sex=f").err().as_deref(),
        Some("there is no result of share for S9 in FFY2011 sex=f")
    );
    assert!(ask("share", "S1", &other_year, "").is_err());
    assert!(ask("mean", "S1", &year, "sex=f").is_err());
}

#[test]
fn a_dataset_that_is_its_own_frame_is_told_from_both_sides() {
    let mut world = world();
    let kind = Kind::WeightedProportion {
        populations: populations(&world.pack, "visit", ["kind <> 'outside'", "", "", "kind = 'good'", "", ""]),
        stratum: over(&world.pack, "visit", "sex").expect("sex"),
        strata: ["f", "m"].map(|c| milepost_pack::Code { code: c.to_owned(), title: String::new() }).to_vec(),
        frame: "visit".to_owned(),
        frame_stratum: over(&world.pack, "visit", "sex").expect("sex"),
        frame_condition: over(&world.pack, "visit", "sex = 'f'"),
    };
    measure(&mut world.pack, "weighted", kind);
    let (explanation, _) = explained(&world, "weighted", "S1", "");
    let steps = steps(&explanation);
    assert_eq!(steps[..2], [("rows", 9), ("initial_population", 8)]);
    assert_eq!(steps[steps.len() - 2..], [("rows", 9), ("frame", 7)]);
}

#[test]
fn a_count_has_no_sides() {
    let mut world = world();
    let kind = Kind::Count(counted(&world.pack, "visit", "kind = 'good'"));
    measure(&mut world.pack, "n", kind).display.unit = Unit::Count;
    let (explanation, records) = explained(&world, "n", "ST", "");
    assert_eq!(steps(&explanation), [("rows", 10), ("initial_population", 3), ("counted", 3)]);
    assert_eq!(records, ["n unit:S1,key:4 counted", "n unit:S1,key:5 counted", "n unit:S2,key:1 counted"]);
}
