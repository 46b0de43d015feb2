//! What a checked pack holds.

use std::collections::BTreeSet;

use jiff::civil::date;
use milepost_expression::{Number, Slot, Type, Value};
use milepost_pack::{
    Bound, Certainty, Dataset, DerivedForm, GroupBy, Kind, Maker, Pack, Role, SampleRows, SliceBy, Source, Take, check,
};

use crate::{example, told};

const MORE: &str = r#"
[[setting]]
id = "youngest"
title = "Youngest"
about = "Age from which a child counts."
type = "integer"
cites = ["act"]
status = "inferred"
[[setting.value]]
value = 2
valid_to = 2019-12-31
[[setting.value]]
value = 3
valid_from = 2020-01-01

[[dataset]]
id = "child"
title = "Children"
about = "One row per child."
cites = ["act"]
calendar = "civil"
period = "month"
slice = "date:seen_on"
agency = "county"
reported_by = "county"
key = ["child", "seen_on"]
unit = "child"

[[dataset.column]]
id = "child"
title = "Child"
type = "text"
required = true
confidential = true
pattern = "K\\d+"
longest = 8

[[dataset.column]]
id = "county"
title = "County"
type = "text"
required = true

[[dataset.column]]
id = "seen_on"
title = "Seen on"
type = "date"
required = true
min = 2000-01-01

[[dataset.column]]
id = "weight"
title = "Weight"
type = "decimal"
places = 3
min = 0.1
max = "99.999"
not_applicable = -9
level = "warning"

[[dataset.lookup]]
id = "before"
dataset = "child"
on = "seen_on"
anchor = "seen_on"
back = "365 days"
forward = "1 day"
where = "weight < this.weight AND heavy"
take = "last"
value = "weight * 2"

[[dataset.derived]]
id = "heavy"
value = "weight > 0.25 AND setting.youngest > 0 AND period.start <= seen_on"

[[dataset.derived]]
id = "gained"
value = "weight - before"

[[dataset.decision]]
id = "band"
inputs = ["weight"]
type = "text"
rows = [["..1", "light"], ["*", "other"]]

[[dataset.stratifier]]
id = "heavy"
title = "Heavy"
by = "heavy"
groups = [{ code = "false", title = "No" }, { code = "true", title = "Yes" }]
"#;

fn pack(text: &str) -> Pack {
    let files = example(&[("more.toml", text)]);
    let checked = check(&files);
    assert_eq!(told(&checked, &files), Vec::<String>::new());
    checked.pack.unwrap()
}

fn child(pack: &Pack) -> &Dataset {
    pack.datasets.iter().find(|dataset| dataset.id == "child").unwrap()
}

fn decimal(numerator: i128, denominator: i128) -> Value {
    Value::Decimal(Number::new(numerator, denominator))
}

#[test]
fn names_of_a_row_have_their_slots_in_the_declared_order() {
    let pack = pack(MORE);
    let child = child(&pack);
    let names: Vec<_> = child.scope.names().collect();
    assert_eq!(
        names,
        [
            ("child", Type::Text),
            ("county", Type::Text),
            ("seen_on", Type::Date),
            ("weight", Type::Decimal),
            ("before", Type::Decimal),
            ("heavy", Type::Boolean),
            ("gained", Type::Decimal),
            ("band", Type::Text),
            ("setting.youngest", Type::Integer),
            ("period.start", Type::Date),
            ("period.end", Type::Date),
        ]
    );
    assert_eq!(child.scope.find("gained").unwrap().0, Slot(6));
    assert_eq!(child.setting_slots["youngest"], Slot(8));
    assert_eq!(child.period_slots, (Slot(9), Slot(10)));
    assert_eq!((child.key.clone(), child.unit, child.agency_column), (vec![Slot(0), Slot(2)], Slot(0), Some(Slot(1))));
    assert_eq!(child.slice, SliceBy::Date(Slot(2)));
    let derived: Vec<_> = child.derived.iter().map(|d| (d.id.as_str(), d.slot, d.looked_up)).collect();
    // `before` stands first, and what is made from it is looked up as well.
    let expected = [("before", 4, true), ("heavy", 5, false), ("gained", 6, true), ("band", 7, false)];
    assert_eq!(derived, expected.map(|(id, slot, looked_up)| (id, Slot(slot), looked_up)));
}

#[test]
fn a_lookup_is_evaluated_on_two_rows_put_end_to_end() {
    let pack = pack(MORE);
    let child = child(&pack);
    let Source::Lookup(lookup) = &child.derived[0].source else { panic!("a lookup") };
    assert_eq!((lookup.on, lookup.back_days, lookup.forward_days, lookup.itself), (Slot(2), 365, 1, false));
    let mut rows = vec![Value::Null; 2 * child.scope.len()];
    rows[3] = decimal(1, 1);
    rows[5] = Value::Boolean(true);
    rows[child.scope.len() + 3] = decimal(3, 2);
    let condition = &lookup.condition.as_ref().unwrap().expression;
    assert_eq!(condition.is_true(&rows), Ok(true));
    rows[5] = Value::Boolean(false);
    assert_eq!(condition.is_true(&rows), Ok(false));
    let Take::Last(value) = &lookup.take else { panic!("last") };
    assert_eq!(value.expression.evaluate(&rows), Ok(decimal(2, 1)));
}

#[test]
fn rules_of_a_column_are_exact() {
    let pack = pack(MORE);
    let weight = &child(&pack).columns[3];
    assert_eq!((weight.minimum.clone(), weight.maximum.clone()), (Some(decimal(1, 10)), Some(decimal(99_999, 1000))));
    assert_eq!((weight.places, weight.not_applicable, weight.required), (3, Some(-9), false));
    assert_eq!(weight.level, milepost_pack::Level::Warning);
    let key = &child(&pack).columns[0];
    assert_eq!((key.pattern.as_deref(), key.longest, key.confidential), (Some("K\\d+"), Some(8), true));
    assert_eq!(child(&pack).columns[2].minimum, Some(Value::Date(date(2000, 1, 1))));
    assert_eq!(key.level, milepost_pack::Level::Error, "the default");
}

#[test]
fn true_and_false_become_conditions() {
    let pack = pack(MORE);
    let child = child(&pack);
    let GroupBy::Conditions(conditions) = &child.stratifiers[0].by else { panic!("conditions") };
    let mut row = vec![Value::Null; child.scope.len()];
    let asked = |row: &[Value]| conditions.iter().map(|c| c.expression.is_true(row).unwrap()).collect::<Vec<_>>();
    assert_eq!(asked(&row), [false, false], "absent is in no group");
    row[5] = Value::Boolean(true);
    assert_eq!(asked(&row), [false, true]);
    row[5] = Value::Boolean(false);
    assert_eq!(asked(&row), [true, false]);
}

#[test]
fn settings_have_values_by_date() {
    let pack = pack(MORE);
    let setting = &pack.settings[0];
    assert_eq!(setting.certainty, Certainty::Inferred);
    assert_eq!(setting.on(date(2019, 12, 31)), Value::Integer(2));
    assert_eq!(setting.on(date(2020, 1, 1)), Value::Integer(3));
}

#[test]
fn what_is_left_out_has_its_default() {
    let pack = pack("");
    let visit = &pack.datasets[0];
    assert_eq!((visit.slice, visit.role, visit.reported_by.as_str()), (SliceBy::Submission, None, "state"));
    let timely = &pack.measures[0];
    assert_eq!((timely.display.places, timely.published, timely.crosses.len()), (1, true, 0));
    assert_eq!(timely.display.rounding, milepost_pack::Rounding::HalfAwayFromZero);
    let Kind::Proportion(populations) = &timely.kind else { panic!("a proportion") };
    assert_eq!(populations.counted.period_offset, 0);
    assert!(populations.counted.initial_population.is_none() && populations.denominator.is_none());
    assert_eq!(pack.memberships[0].reason, "");
}

/// A measure made of others.
fn derived(id: &str, value: &str) -> String {
    format!(
        "[[measure]]\nid = \"{id}\"\ntitle = \"x\"\ndefinition = \"x\"\ncites = [\"act\"]\nkind = \"derived\"\n\
         calendar = \"civil\"\nperiod = \"year\"\ndirection = \"higher\"\nunit_of_count = \"x\"\nunit = \"ratio\"\n{value}\n"
    )
}

#[test]
fn kept_measures_keep_what_they_are_made_of() {
    let text = derived("unasked", "value = \"asked.value\"")
        + &derived("asked", "value = \"in_between.value\"")
        + &derived("in_between", "numerator = \"timely.numerator\"\ndenominator = \"timely.denominator\"");
    let mut pack = pack(&text);
    pack.keep_measures(&BTreeSet::from(["asked"]));
    let kept: Vec<_> = pack.measures.iter().map(|measure| measure.id.as_str()).collect();
    assert_eq!(kept, ["asked", "in_between", "timely"]);
    assert_eq!(pack.measure_order, [2, 1, 0]);
}

#[test]
fn derived_measures_stand_after_what_they_read() {
    let text = derived("b", "value = \"a.value + timely.additions\"")
        + &derived("a", "numerator = \"timely.numerator\"\ndenominator = \"timely.denominator\"");
    let pack = pack(&text);
    let declared: Vec<_> = pack.measures.iter().map(|measure| measure.id.as_str()).collect();
    assert_eq!(declared, ["b", "a", "timely"], "more.toml stands before pack.toml");
    assert_eq!(pack.measure_order, [2, 1, 0]);
    let Kind::Derived(b) = &pack.measures[0].kind else { panic!("derived") };
    assert_eq!(b.inputs, ["a", "timely"]);
    let DerivedForm::Value(formula) = &b.form else { panic!("a value") };
    let parts: Vec<_> = b.scope.names().map(|(name, _)| name).collect();
    assert_eq!(
        parts,
        [
            "a.numerator",
            "a.denominator",
            "a.value",
            "timely.numerator",
            "timely.denominator",
            "timely.additions",
            "timely.exclusions",
            "timely.exceptions",
            "timely.value"
        ]
    );
    let mut row = vec![Value::Null; parts.len()];
    (row[2], row[5]) = (decimal(1, 3), decimal(2, 1));
    assert_eq!(formula.expression.evaluate(&row), Ok(decimal(7, 3)));
}

#[test]
fn bounds_of_standards_are_exact_however_they_are_written() {
    let standard = |id: &str, bound: &str, kind: &str| {
        format!(
            "[[standard]]\nid = \"{id}\"\nmeasure = \"timely\"\nkind = \"{kind}\"\nunit = \"percent\"\n{bound}\ncites = [\"act\"]\n"
        )
    };
    let text = standard("a", "at_least = 0.875", "target")
        + &standard("b", "at_least = \"42.50\"", "compliance")
        + &standard("c", "between = [40, \"60.5\"]", "expected_range")
        + &standard("d", "", "not_set");
    let bounds: Vec<_> = pack(&text).standards.into_iter().map(|standard| standard.bound).collect();
    assert_eq!(
        bounds,
        [
            Bound::AtLeast(Number::new(7, 8)),
            Bound::AtLeast(Number::new(85, 2)),
            Bound::Between(Number::from_integer(40), Number::new(121, 2)),
            Bound::None,
        ]
    );
}

#[test]
fn blocks_of_samples_keep_the_order_of_the_file() {
    let text = "[[sample]]\ndataset = \"visit\"\nperiod = \"2024\"\nnature = \"generated\"\n[[sample.block]]\ncount = 5\n\
                columns = { visit_id = { sequence = \"V{n:03}\" }, family = \"f\", county = { agencies = \"county\" }, \
                language = { exactly = { es = 2, en = 3 } }, visited_on = { between = [2024-02-01, 2024-02-29] }, \
                asked_on = { years = -1, after = \"visited_on\" }, minutes = 30 }\n";
    let pack = pack(text);
    let SampleRows::Blocks(blocks) = &pack.samples[0].rows else { panic!("blocks") };
    let ids: Vec<_> = blocks[0].columns.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["visit_id", "family", "county", "language", "visited_on", "asked_on", "minutes"]);
    assert!(matches!(&blocks[0].columns[1].1, Maker::Constant(text) if text == "f"));
    assert!(matches!(&blocks[0].columns[3].1, Maker::Exactly(counts) if counts[0] == ("es".to_owned(), 2)));
    assert!(matches!(&blocks[0].columns[5].1, Maker::YearsAfter(column, -1, 0) if column == "visited_on"));
    assert!(matches!(&blocks[0].columns[6].1, Maker::Constant(text) if text == "30"));
}

#[test]
fn published_results_have_their_role() {
    let rule = milepost_pack::rules().iter().find(|rule| rule.code == "P041").unwrap();
    let checked = check(&example(rule.mended));
    let pack = checked.into_pack().unwrap();
    let published = pack.datasets.iter().find(|dataset| dataset.id == "published_result").unwrap();
    assert_eq!((published.role, published.slice), (Some(Role::PublishedResults), SliceBy::Label(Slot(1))));
}

#[test]
fn the_hash_names_contents_and_paths() {
    let hash = |files: &[(&str, &str)]| check(&example(files)).into_pack().unwrap().hash;
    let base = hash(&[]);
    assert_eq!(base, hash(&[]));
    assert_eq!(base.len(), 64);
    let others = [hash(&[("a.md", "")]), hash(&[("a.md", "b")]), hash(&[("b.md", "")]), hash(&[("a.mdb", "")])];
    for (index, other) in others.iter().enumerate() {
        assert!(*other != base && !others[..index].contains(other));
    }
}

#[test]
fn one_mistake_is_told_once_and_not_again_by_what_depends_on_it() {
    let wrong = MORE.replace("weight > 0.25", "weigth > 0.25");
    let files = example(&[("more.toml", &wrong)]);
    let told = told(&check(&files), &files);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("weigth"), "{told:?}");
}

#[test]
fn independent_mistakes_are_all_told() {
    let wrong = MORE
        .replace("type = \"integer\"", "type = \"number\"")
        .replace("calendar = \"civil\"", "calendar = \"school\"")
        .replace("rows = [[\"..1\", \"light\"]", "rows = [[\"..x\", \"light\"]")
        .replace("back = \"365 days\"", "back = \"a year\"")
        .replace("title = \"Heavy\"\n", "");
    let files = example(&[("more.toml", &wrong)]);
    let told = told(&check(&files), &files);
    let codes: Vec<_> = told.iter().map(|problem| &problem[..4]).collect();
    assert_eq!(codes, ["P006", "P009", "P006", "P023", "P004"], "{told:#?}");
}
