//! What a plan's canonical text depends on, and how settings and periods reach a row.

use jiff::civil::date;
use milepost_expression::Type;
use milepost_measure::{Aspect, Calculator, DatasetPlan, LoadedSlices, Plain};
use milepost_pack::{Kind, Pack, Validity};

use crate::program::{
    By, Look, Made, Table, World, agency, counted, dataset, find, measure, period, populations, program, said, setting,
    value,
};

fn pack(limit: &str, derived: &str, codes: &[&str], numerator: &str) -> Pack {
    let mut pack = program();
    setting(&mut pack, "limit", Type::Integer, &[(value(limit, Type::Integer), Validity::default())]);
    let exits = [("key", Type::Text), ("left", Type::Date), ("n", Type::Integer)];
    dataset(
        &mut pack,
        &Table { id: "exit", columns: &exits, derived: &[("twice", Made::By("n * 2"))], ..Table::default() },
    );
    let look = Look {
        dataset: "exit",
        on: "left",
        anchor: "day",
        back: 10,
        forward: 10,
        condition: "twice > 2",
        take: "count",
        itself: false,
    };
    let columns = [("key", Type::Text), ("n", Type::Integer), ("day", Type::Date), ("sex", Type::Text)];
    let derived = [("late", Made::By(derived)), ("exits", Made::LookedUp(look))];
    let stratifiers = [("sex", By::Name("sex", codes))];
    dataset(&mut pack, &Table { columns: &columns, derived: &derived, stratifiers: &stratifiers, ..Table::default() });
    let kind = Kind::Proportion(populations(&pack, "visit", ["", "", "", numerator, "", ""]));
    measure(&mut pack, "share", kind).stratifiers.push("sex".to_owned());
    pack
}

/// What is changed, and how.
type Change<T> = (&'static str, fn(&mut T));

fn text(pack: &Pack, label: &str) -> String {
    DatasetPlan::new(pack, "visit", &period(pack, label)).expect("a plan").canonical_text()
}

#[test]
fn the_text_changes_with_what_cells_depend_on() {
    let base = || pack("45", "n > setting.limit", &["f", "m"], "late");
    let same = text(&base(), "FFY2011");
    assert_eq!(text(&base(), "FFY2011"), same);
    let respelled = pack("45", "n>setting.limit", &["f", "m"], "(late)");
    assert_eq!(text(&respelled, "FFY2011"), same, "spelling");
    let mut prose = base();
    prose.measures[0].title = "Another title".to_owned();
    prose.measures[0].definition = "Other words".to_owned();
    assert_eq!(text(&prose, "FFY2011"), same, "prose");

    let mut others = vec![
        ("setting", text(&pack("30", "n > setting.limit", &["f", "m"], "late"), "FFY2011")),
        ("derived value", text(&pack("45", "n >= setting.limit", &["f", "m"], "late"), "FFY2011")),
        ("groups", text(&pack("45", "n > setting.limit", &["f", "m", "x"], "late"), "FFY2011")),
        ("numerator", text(&pack("45", "n > setting.limit", &["f", "m"], "NOT late"), "FFY2011")),
        ("period", text(&base(), "FFY2010")),
    ];
    let changes: [Change<Pack>; 6] = [
        ("measure", |p| {
            let kind = Kind::Count(counted(p, "visit", ""));
            measure(p, "more", kind);
        }),
        ("kind", |p| p.measures[0].kind = Kind::Count(counted(p, "visit", "late"))),
        ("stratifier", |p| p.measures[0].stratifiers.clear()),
        ("cross", |p| p.measures[0].crosses.push(vec!["sex".to_owned()])),
        ("agency", |p| p.datasets[1].agency_column = Some(milepost_expression::Slot(3))),
        ("other dataset", |p| {
            let scope = p.datasets[0].scope.clone();
            let changed = milepost_pack::Source::Expression(crate::program::formula("n * 3", &scope));
            p.datasets[0].derived[0].source = changed;
        }),
    ];
    for (what, change) in changes {
        let mut changed = base();
        change(&mut changed);
        others.push((what, text(&changed, "FFY2011")));
    }
    let lookups: [Change<milepost_pack::Lookup>; 4] = [
        ("back", |l| l.back_days = 11),
        ("forward", |l| l.forward_days = 11),
        ("itself", |l| l.itself = true),
        ("condition", |l| l.condition = None),
    ];
    for (what, change) in lookups {
        let mut changed = base();
        let milepost_pack::Source::Lookup(lookup) = &mut changed.datasets[1].derived[1].source else {
            panic!("a lookup")
        };
        change(lookup);
        others.push((what, text(&changed, "FFY2011")));
    }
    for (i, (what, other)) in others.iter().enumerate() {
        assert_ne!(*other, same, "{what}");
        for (further, another) in &others[i + 1..] {
            assert_ne!(other, another, "{what} and {further}");
        }
    }
}

#[test]
fn a_change_is_seen_in_the_input_that_it_is_in_and_in_no_other() {
    let base = || pack("45", "n > setting.limit", &["f", "m"], "late");
    let inputs = |pack: &Pack| DatasetPlan::new(pack, "visit", &period(pack, "FFY2011")).expect("a plan").inputs();
    let before = inputs(&base());
    let names: Vec<String> = before.iter().map(|i| format!("{} {}", i.kind.as_str(), i.name)).collect();
    let expected = [
        "dataset visit",
        "derived visit.late",
        "derived visit.exits",
        "dataset exit",
        "derived exit.twice",
        "measure share",
        "setting limit",
    ];
    assert_eq!(names, expected);
    let changed = |pack: &Pack| {
        let after = inputs(pack);
        assert_eq!(after.len(), before.len());
        let differs = |(before, after): &(_, &milepost_measure::PlanInput)| before != after;
        let differing = before.iter().zip(&after).filter(differs).map(|(_, after)| after.name.clone());
        differing.collect::<Vec<_>>()
    };
    assert_eq!(changed(&pack("30", "n > setting.limit", &["f", "m"], "late")), ["limit"]);
    assert_eq!(changed(&pack("45", "n >= setting.limit", &["f", "m"], "late")), ["visit.late"]);
    assert_eq!(changed(&pack("45", "n > setting.limit", &["f", "m"], "NOT late")), ["share"]);
    assert_eq!(changed(&pack("45", "n > setting.limit", &["f", "m", "x"], "late")), ["share"]);
    // Nobody reads the limit, so it may be what it likes.
    let unread = |limit| inputs(&pack(limit, "n > 3", &["f", "m"], "late"));
    assert_eq!(unread("45"), unread("30"));
}

#[test]
fn the_text_tells_kinds_apart_that_have_the_same_formulas() {
    let base = || pack("45", "n > setting.limit", &["f", "m"], "late");
    let all = || counted(&base(), "visit", "");
    let over = |text| crate::program::over(&base(), "visit", text).expect(text);
    let codes = |codes: &[&str]| -> Vec<milepost_pack::Code> {
        codes.iter().map(|c| milepost_pack::Code { code: (*c).to_owned(), title: String::new() }).collect()
    };
    let weighted = |strata: &[&str], frame: &str| Kind::WeightedProportion {
        populations: populations(&base(), "visit", ["", "", "", "late", "", ""]),
        stratum: over("sex"),
        strata: codes(strata),
        frame: frame.to_owned(),
        frame_stratum: over("sex"),
        frame_condition: None,
    };
    let reported =
        Kind::Reported { counted: all(), numerator: None, denominator: None, value: None, not_applicable: None };
    let kinds = [
        Kind::Count(all()),
        Kind::Proportion(populations(&base(), "visit", ["", "", "", "late", "", ""])),
        Kind::Ratio { counted: all(), numerator: over("n"), denominator: over("n"), places: 0 },
        Kind::Ratio { counted: all(), numerator: over("n"), denominator: over("n"), places: 1 },
        Kind::Mean { counted: all(), observation: over("n"), places: 0 },
        Kind::Mean { counted: all(), observation: over("n"), places: 2 },
        Kind::Quantile { counted: all(), observation: over("n"), places: 0, share: crate::program::half() },
        Kind::Quantile { counted: all(), observation: over("n"), places: 2, share: crate::program::half() },
        Kind::Classes { counted: all(), class: over("sex"), classes: codes(&["f"]) },
        Kind::Classes { counted: all(), class: over("sex"), classes: codes(&["f", "m"]) },
        weighted(&["f"], "exit"),
        weighted(&["f", "m"], "exit"),
        weighted(&["f"], "other"),
        Kind::Unduplicated { counted: all(), unit: milepost_expression::Slot(0) },
        Kind::Unduplicated { counted: all(), unit: milepost_expression::Slot(3) },
        reported,
    ];
    let texts: std::collections::BTreeSet<String> = kinds
        .into_iter()
        .map(|kind| {
            let mut changed = base();
            changed.measures[0].kind = kind;
            text(&changed, "FFY2011")
        })
        .collect();
    assert_eq!(texts.len(), 16);
}

#[test]
fn the_text_tells_what_a_lookup_takes() {
    let base = || pack("45", "n > setting.limit", &["f", "m"], "late");
    let n = || {
        let base = base();
        let milepost_pack::Source::Lookup(lookup) = &base.datasets[1].derived[1].source else { panic!("a lookup") };
        lookup.condition.clone().expect("a condition")
    };
    use milepost_pack::Take;
    let takes = [Take::Exists, Take::Count, Take::Sum(n()), Take::First(n()), Take::Last(n())];
    let texts: std::collections::BTreeSet<String> = takes
        .into_iter()
        .map(|take| {
            let mut changed = base();
            let source = &mut changed.datasets[1].derived[1].source;
            let milepost_pack::Source::Lookup(lookup) = source else { panic!("a lookup") };
            lookup.take = take;
            text(&changed, "FFY2011")
        })
        .collect();
    assert_eq!(texts.len(), 5);
}

#[test]
fn the_text_tells_ways_of_grouping_apart() {
    let base = || pack("45", "n > setting.limit", &["f", "m"], "late");
    let condition = |text| crate::program::over(&base(), "visit", text).expect(text);
    use milepost_pack::GroupBy;
    let slot = milepost_expression::Slot;
    let ways = [
        GroupBy::Text(slot(3)),
        GroupBy::Text(slot(0)),
        GroupBy::Codes(slot(3)),
        GroupBy::Codes(slot(0)),
        GroupBy::Conditions(vec![condition("n = 1"), condition("n = 2")]),
        GroupBy::Conditions(vec![condition("n = 2"), condition("n = 1")]),
    ];
    let texts: std::collections::BTreeSet<String> = ways
        .into_iter()
        .map(|by| {
            let mut changed = base();
            changed.datasets[1].stratifiers[0].by = by;
            text(&changed, "FFY2011")
        })
        .collect();
    assert_eq!(texts.len(), 6);
}

#[test]
fn a_plan_names_rows_frame_and_groupings() {
    let mut pack = pack("45", "n > setting.limit", &["f", "m"], "late");
    let kind = Kind::WeightedProportion {
        populations: populations(&pack, "visit", ["", "", "", "late", "", ""]),
        stratum: crate::program::over(&pack, "visit", "sex").expect("text"),
        strata: Vec::new(),
        frame: "visit".to_owned(),
        frame_stratum: crate::program::over(&pack, "visit", "sex").expect("text"),
        frame_condition: None,
    };
    measure(&mut pack, "weighted", kind).stratifiers.push("sex".to_owned());
    let year = period(&pack, "FFY2011");
    let plan = DatasetPlan::new(&pack, "visit", &year).expect("a plan");
    let tasks: Vec<_> = plan.tasks().iter().map(|t| (t.measure.id.as_str(), t.aspect, t.groupings.len())).collect();
    assert_eq!(tasks, [("share", Aspect::Rows, 2), ("weighted", Aspect::Rows, 2), ("weighted", Aspect::Frame, 1)]);
    assert_eq!((plan.dataset().id.as_str(), plan.period(), plan.pack().id.as_str()), ("visit", &year, "tiny"));
    assert!(DatasetPlan::new(&pack, "nothing", &year).is_none());
    assert!(DatasetPlan::new(&pack, "exit", &year).expect("a plan").tasks().is_empty());
    // A dataset that is its own frame is read once.
    let slices = milepost_measure::measure_slices(&pack, &pack.measures[1], &year);
    assert_eq!(slices.len(), 1);
}

#[test]
fn a_setting_is_that_of_the_slices_last_day_and_the_period_that_of_the_slice() {
    let mut pack = program();
    let until = |to| Validity { from: None, to: Some(to) };
    let from = |from| Validity { from: Some(from), to: None };
    let values =
        [(value("10", Type::Integer), until(date(2011, 9, 29))), (value("20", Type::Integer), from(date(2011, 9, 30)))];
    setting(&mut pack, "limit", Type::Integer, &values);
    setting(&mut pack, "never_set", Type::Integer, &[]);
    let columns = [("key", Type::Text), ("n", Type::Integer), ("day", Type::Date)];
    let derived = [("inside", Made::By("day >= period.start AND day <= period.end"))];
    dataset(
        &mut pack,
        &Table {
            columns: &columns,
            derived: &derived,
            period: milepost_calendar::PeriodKind::Quarter,
            ..Table::default()
        },
    );
    for (id, condition) in
        [("over", "n > setting.limit"), ("inside", "inside"), ("unset", "n > COALESCE(setting.never_set, 0)")]
    {
        let kind = Kind::Count(counted(&pack, "visit", condition));
        measure(&mut pack, id, kind).period = milepost_calendar::PeriodKind::Quarter;
    }
    let mut world = World::new(pack);
    let rows = "1 | 15 | 2011-06-30 \n 2 | 25 | 2011-07-01 \n 3 | 5 | 2011-09-30 \n 4 | 15 | 2011-10-01";
    world.load("visit", "FFY2010Q4", rows);
    world.load("visit", "FFY2011Q1", rows);
    let at = |label: &str, id: &str| said(find(&world.rolled(label).results, id, "ST", ""));
    assert_eq!([at("FFY2010Q4", "over"), at("FFY2010Q4", "inside")], ["3", "1"]);
    assert_eq!([at("FFY2011Q1", "over"), at("FFY2011Q1", "inside")], ["1", "2"]);
    assert_eq!(at("FFY2011Q1", "unset"), "4");
}

#[test]
fn rows_go_to_the_agency_that_they_name_or_to_the_state() {
    let mut pack = program();
    agency(&mut pack, "S1", "unit", "ST");
    let columns = [("key", Type::Text), ("unit", Type::Text)];
    dataset(&mut pack, &Table { columns: &columns, agency: Some("unit"), reported_by: "unit", ..Table::default() });
    let kind = Kind::Count(counted(&pack, "visit", ""));
    measure(&mut pack, "n", kind);
    let mut loaded = LoadedSlices::new();
    let year = period(&pack, "FFY2011");
    let rows = crate::program::values(&pack.datasets[0], "1 | S1 \n 2 | S1 \n 3 |");
    loaded.load_values(&pack, &pack.datasets[0], &year, rows);
    let plan = DatasetPlan::new(&pack, "visit", &year).expect("a plan");
    let cells = Plain.cells(&plan, &loaded.slice("visit", "FFY2011")).expect("cells");
    assert_eq!(cells.agency_rows, [("ST".to_owned(), 1), ("S1".to_owned(), 2)].into());
    assert_eq!(cells.check_total(3), Ok(()));
    assert_eq!((cells.dataset.as_str(), cells.period.as_str()), ("visit", "FFY2011"));
    let none = Plain.cells(&plan, &loaded.slice("visit", "FFY2012")).expect("cells");
    assert_eq!((none.rows_read, none.parts.len()), (0, 0));
}

#[test]
fn rows_that_cannot_be_read_are_a_failure() {
    struct Broken;
    impl milepost_measure::Slice for Broken {
        fn rows(&self) -> Box<dyn Iterator<Item = Result<milepost_measure::SliceRow, milepost_measure::Failure>> + '_> {
            Box::new(std::iter::once(Err("the disk is gone".into())))
        }

        fn related(
            &self,
            _: &str,
            _: &milepost_expression::Value,
        ) -> Result<Vec<milepost_measure::RelatedRow>, milepost_measure::Failure> {
            Err("the disk is gone".into())
        }
    }
    let pack = pack("45", "n > setting.limit", &["f"], "late");
    let plan = DatasetPlan::new(&pack, "visit", &period(&pack, "FFY2011")).expect("a plan");
    let error = Plain.cells(&plan, &Broken).expect_err("a failure");
    assert!(
        matches!(&error, milepost_measure::CalculationError::Failure(why) if why.to_string() == "the disk is gone")
    );
}
