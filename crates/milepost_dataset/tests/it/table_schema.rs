//! Frictionless Table Schema, out and in, with the Python `frictionless` as a second opinion.

use std::collections::{BTreeMap, BTreeSet};

use milepost_dataset::{SchemaFault, from_table_schema, to_table_schema};
use milepost_pack::Pack;
use serde_json::{Value, json};

use crate::world::{CLINIC, World};

const SCHEMA: &str = include_str!("../oracles/table_schema/visit.schema.json");
const EXPECTED: &str = include_str!("../oracles/table_schema/expected.json");
const VISITS: &str = include_str!("../oracles/table_schema/visits.csv");

#[test]
fn the_schema_that_was_validated_is_the_one_that_is_written() {
    let world = World::clinic();
    let written: Value = serde_json::from_str(SCHEMA).unwrap();
    assert_eq!(to_table_schema(&world.pack, &world.dataset), written);
}

/// Both find the same fields at fault: by line and column, duplicates by line.
#[test]
fn frictionless_finds_the_same_fields_at_fault() {
    let expected: Value = serde_json::from_str(EXPECTED).unwrap();
    assert_eq!(expected["schema_faults"], json!([]), "the schema itself is sound");
    let field = |found: &Value| match found["kind"].as_str().unwrap() {
        // These two speak of rows.
        "primary-key" => "visit_key".to_owned(),
        "foreign-key" => "site".to_owned(),
        _ => found["column"].as_str().unwrap().to_owned(),
    };
    let found = expected["found"].as_array().unwrap().iter();
    let theirs: BTreeSet<_> = found.map(|f| (f["line"].as_u64().unwrap(), field(f))).collect();
    let mut world = World::clinic();
    // A table schema knows neither.
    world.dataset.checks.clear();
    world.dataset.derived.clear();
    let taken = world.take(VISITS);
    let ours: BTreeSet<(u64, String)> =
        taken.intake.row_problems.iter().map(|p| (p.line, p.column.clone().unwrap_or_default())).collect();
    assert!(theirs.len() > 15);
    assert_eq!(ours, theirs);
}

fn pack_with(draft: &str) -> Pack {
    let head = CLINIC.split("[[dataset]]\nid = \"visit\"").next().unwrap();
    let files = BTreeMap::from([("pack.toml".to_owned(), format!("{head}{draft}").into_bytes())]);
    let checked = milepost_pack::check(&files);
    let errors: Vec<_> = checked.errors().map(|p| &p.message).collect();
    assert_eq!(errors, [""; 0], "{draft}");
    checked.pack.unwrap()
}

#[test]
fn what_went_out_comes_back() {
    let world = World::clinic();
    let draft = from_table_schema("visit", &to_table_schema(&world.pack, &world.dataset)).unwrap();
    assert_eq!(draft.notes, [""; 0]);
    let pack = pack_with(&draft.toml);
    let came = pack.datasets.iter().find(|d| d.id == "visit").unwrap();
    assert_eq!(to_table_schema(&pack, came), to_table_schema(&world.pack, &world.dataset));
    let column = |c: &milepost_pack::Column| {
        let rules = (c.kind, c.places, c.required, c.pattern.clone(), c.longest, c.codes.clone(), c.references.clone());
        (c.id.clone(), rules, c.minimum.clone(), c.maximum.clone(), c.not_applicable, c.level)
    };
    let columns = |d: &milepost_pack::Dataset| d.columns.iter().map(column).collect::<Vec<_>>();
    assert_eq!(columns(came), columns(&world.dataset));
    assert_eq!(
        (came.key.clone(), came.unit, came.agency_column),
        (world.dataset.key, world.dataset.unit, world.dataset.agency_column)
    );
}

#[test]
fn a_foreign_schema_becomes_a_draft_with_notes() {
    let schema = json!({
        "fields": [
            { "name": "Case", "title": "Case \"number\"", "constraints": { "required": true, "unique": true } },
            { "name": "sex", "type": "string", "constraints": { "enum": ["f", "m"] } },
            { "name": "rate", "type": "number", "constraints": { "minimum": 0.5, "maximum": "99.5" } },
            { "name": "n", "type": "integer", "missingValues": ["", "-99", "NA"] },
            { "name": "on", "type": "date", "format": "%d.%m.%Y", "constraints": { "minimum": "2000-01-01" } },
        ],
        "primaryKey": "Case",
    });
    let draft = from_table_schema("cases", &schema).unwrap();
    let notes = draft.notes.join("\n");
    for part in [
        "`rate`: the schema does not say how many decimal places",
        "`unique`",
        "`NA`",
        "%d.%m.%Y",
        "`calendar`, `period` and `cites`",
    ] {
        assert!(notes.contains(part), "{part} in {notes}");
    }
    let added = "[[dataset]]\ncalendar = \"school\"\nperiod = \"year\"\ncites = [\"handbook\"]\n";
    let toml = draft.toml.replacen("[[dataset]]\n", added, 1);
    let pack = pack_with(&toml);
    let cases = pack.datasets.iter().find(|d| d.id == "cases").unwrap();
    assert_eq!(cases.columns[0].title, "Case \"number\"");
    assert_eq!(cases.columns[1].codes.as_deref(), Some("cases_sex"));
    assert_eq!((cases.columns[2].places, cases.columns[3].not_applicable), (6, Some(-99)));
    assert_eq!(cases.columns[4].minimum, Some(milepost_expression::Value::Date(jiff::civil::date(2000, 1, 1))));
}

#[test]
fn what_no_dataset_can_have_is_named() {
    let schema =
        json!({ "fields": [{ "name": "where", "type": "geopoint" }, { "name": "a b" }, { "type": "string" }] });
    let faults = from_table_schema("x", &schema).unwrap_err();
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert_eq!(faults[0].to_string(), "field `where`: the type `geopoint` has no counterpart");
    for schema in [json!(null), json!([]), json!({ "fields": [] }), json!({ "fields": "a" })] {
        assert!(matches!(from_table_schema("x", &schema).unwrap_err()[..], [SchemaFault::NotASchema(_)]));
    }
    // Nonsense in every place is passed over or refused, never a panic.
    let odd = json!({ "fields": [{ "name": 1, "type": [], "constraints": 7, "milepost": [] }, "x", null], "foreignKeys": {} });
    assert!(from_table_schema("x", &odd).is_err());
}
