use milepost_expression::{Slot, Type, Value};
use milepost_pack::{Column, Dataset, Level, Pack, SliceBy};
use serde_json::{Map, Value as Json, json};

use super::{OWN, PROFILE};
use crate::problem::level_str;
use crate::rules::shown_bound;

/// A dataset's columns as a Frictionless Table Schema.
///
/// Derived values and checks over several fields have no place in it. Rules at level "warning" stand
/// among the constraints like others, with the level in our own object. A required column with a
/// number for "not applicable" is not `required` there, since the standard takes such a number for a
/// missing value.
pub fn to_table_schema(pack: &Pack, dataset: &Dataset) -> Json {
    let name = |slot: &Slot| dataset.columns[slot.0].id.as_str();
    let fields: Vec<Json> = dataset.columns.iter().map(|column| field(pack, dataset, column)).collect();
    let mut schema = Map::new();
    let mut put = |key: &str, value: Json| schema.insert(key.to_owned(), value);
    put("$schema", json!(PROFILE));
    put("name", json!(dataset.id));
    put("title", json!(dataset.title));
    put("description", json!(dataset.about));
    put("fields", json!(fields));
    put("missingValues", json!([""]));
    if !dataset.key.is_empty() {
        put("primaryKey", json!(dataset.key.iter().map(name).collect::<Vec<_>>()));
    }
    let foreign: Vec<Json> = dataset.columns.iter().filter_map(|c| foreign_key(dataset, c)).collect();
    if !foreign.is_empty() {
        put("foreignKeys", json!(foreign));
    }
    let slice = match dataset.slice {
        SliceBy::Submission => "submission".to_owned(),
        SliceBy::Date(slot) => format!("date:{}", name(&slot)),
        SliceBy::Label(slot) => format!("label:{}", name(&slot)),
    };
    let mut own = Map::new();
    let mut put_own = |key: &str, value: Json| own.insert(key.to_owned(), value);
    put_own("calendar", json!(dataset.calendar));
    put_own("period", json!(dataset.period.as_str()));
    put_own("slice", json!(slice));
    put_own("unit", json!(name(&dataset.unit)));
    if let Some(slot) = &dataset.agency_column {
        put_own("agency", json!(name(slot)));
    }
    put_own("reported_by", json!(dataset.reported_by));
    put_own("cites", json!(dataset.cites));
    put(OWN, Json::Object(own));
    Json::Object(schema)
}

fn field(pack: &Pack, dataset: &Dataset, column: &Column) -> Json {
    let mut field = Map::new();
    let mut put = |key: &str, value: Json| field.insert(key.to_owned(), value);
    put("name", json!(column.id));
    put("title", json!(column.title));
    if !column.about.is_empty() {
        put("description", json!(column.about));
    }
    let kind = match column.kind {
        Type::Text | Type::Codes => "string",
        Type::Integer => "integer",
        Type::Decimal => "number",
        Type::Date => "date",
        Type::Boolean => "boolean",
    };
    put("type", json!(kind));
    if column.kind == Type::Boolean {
        put("trueValues", json!(words(["true", "yes"], "1")));
        put("falseValues", json!(words(["false", "no"], "0")));
    }
    if let Some(n) = column.not_applicable {
        put("missingValues", json!(["", n.to_string()]));
    }
    let constraints = constraints(pack, dataset, column);
    if !constraints.is_empty() {
        put("constraints", Json::Object(constraints));
    }
    let own = own(column);
    if !own.is_empty() {
        put(OWN, Json::Object(own));
    }
    Json::Object(field)
}

/// The spellings of a boolean that a schema can list; a reader of ours takes any capitals.
fn words(words: [&str; 2], digit: &str) -> Vec<String> {
    let capital = |w: &str| w[..1].to_uppercase() + &w[1..];
    let spelled = words.iter().flat_map(|w| [(*w).to_owned(), capital(w), w.to_uppercase()]);
    spelled.chain([digit.to_owned()]).collect()
}

fn constraints(pack: &Pack, dataset: &Dataset, column: &Column) -> Map<String, Json> {
    let mut constraints = Map::new();
    let mut put = |key: &str, value: Json| constraints.insert(key.to_owned(), value);
    let placing = match dataset.slice {
        SliceBy::Submission => None,
        SliceBy::Date(slot) | SliceBy::Label(slot) => Some(slot),
    };
    let needed = dataset.key.iter().chain([&dataset.unit]).chain(&dataset.agency_column).chain(&placing);
    let required = column.required || needed.into_iter().any(|s| dataset.columns[s.0].id == column.id);
    if required && column.not_applicable.is_none() {
        put("required", json!(true));
    }
    for (key, bound) in [("minimum", &column.minimum), ("maximum", &column.maximum)] {
        match bound {
            Some(Value::Integer(n)) => put(key, json!(n)),
            // As text, since a JSON number is read by many as binary floating point.
            Some(bound) => put(key, json!(shown_bound(Some(bound)))),
            None => None,
        };
    }
    if let Some(longest) = column.longest {
        put("maxLength", json!(longest));
    }
    let list = column.codes.as_ref().and_then(|id| pack.code_lists.iter().find(|l| l.id == *id));
    let codes: Vec<&str> = list.iter().flat_map(|l| &l.codes).map(|c| c.code.as_str()).collect();
    match (column.kind, &column.pattern) {
        (Type::Codes, None) if !codes.is_empty() => {
            let one = codes.iter().map(|c| regex::escape(c)).collect::<Vec<_>>().join("|");
            put("pattern", json!(format!("({one})( *; *({one}))*")));
        }
        // Readers put the pattern between two anchors, which bind closer than alternatives do.
        (_, Some(pattern)) if pattern.contains('|') => {
            put("pattern", json!(format!("(?:{pattern})")));
        }
        (_, Some(pattern)) => {
            put("pattern", json!(pattern));
        }
        _ => {}
    }
    if column.kind == Type::Text && !codes.is_empty() {
        put("enum", json!(codes));
    }
    constraints
}

fn own(column: &Column) -> Map<String, Json> {
    let mut own = Map::new();
    let mut put = |key: &str, value: Json| own.insert(key.to_owned(), value);
    if column.kind == Type::Codes {
        put("type", json!("codes"));
    }
    if let Some(pattern) = column.pattern.as_ref().filter(|p| column.kind == Type::Codes || p.contains('|')) {
        put("pattern", json!(pattern));
    }
    if column.kind == Type::Decimal {
        put("places", json!(column.places));
    }
    if let Some(codes) = &column.codes {
        put("codes", json!(codes));
    }
    if let Some(n) = column.not_applicable {
        put("not_applicable", json!(n));
        put("required", json!(column.required));
    }
    if column.confidential {
        put("confidential", json!(true));
    }
    if column.level != Level::Error {
        put("level", json!(level_str(column.level)));
    }
    own
}

/// A reference into the table itself has no name there.
fn foreign_key(dataset: &Dataset, column: &Column) -> Option<Json> {
    let (resource, other) = column.references.as_ref()?;
    let resource = if *resource == dataset.id { "" } else { resource };
    Some(json!({ "fields": [column.id], "reference": { "resource": resource, "fields": [other] } }))
}
