use std::fmt::Write as _;

use serde_json::{Map, Value as Json};
use thiserror::Error;

use super::OWN;

/// A dataset drafted from a Table Schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Declarations in the format of packs: a `[[dataset]]`, and a `[[code_list]]` for each list of
    /// values that the schema enumerates. What a schema can't tell is left out, and the checker of
    /// packs asks for it.
    pub toml: String,
    /// What the schema says that could not be carried over, a sentence each.
    pub notes: Vec<String>,
}

/// Something in a schema that no dataset can have.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SchemaFault {
    /// The JSON is not a Table Schema.
    #[error("{0}")]
    NotASchema(String),
    /// A field can't be a column.
    #[error("field `{field}`: {reason}")]
    Field {
        /// Its name.
        field: String,
        /// Why.
        reason: String,
    },
}

/// Drafts a dataset from a Frictionless Table Schema.
///
/// # Errors
/// All that stands in the way: names that can't be ids, types without a counterpart.
pub fn from_table_schema(id: &str, schema: &Json) -> Result<Draft, Vec<SchemaFault>> {
    let fields = match schema.get("fields").and_then(Json::as_array) {
        Some(fields) if !fields.is_empty() => fields,
        _ => return Err(vec![SchemaFault::NotASchema("the schema has no list of `fields`".to_owned())]),
    };
    let mut drafting = Drafting { id, lists: String::new(), notes: Vec::new(), faults: Vec::new() };
    let columns: Vec<String> = fields.iter().map(|field| drafting.column(field, schema)).collect();
    let mut toml = String::new();
    drafting.head(schema, &mut toml);
    for column in columns {
        toml.push_str(&column);
    }
    toml.push_str(&drafting.lists);
    if drafting.faults.is_empty() { Ok(Draft { toml, notes: drafting.notes }) } else { Err(drafting.faults) }
}

struct Drafting<'a> {
    id: &'a str,
    lists: String,
    notes: Vec<String>,
    faults: Vec<SchemaFault>,
}

impl Drafting<'_> {
    fn head(&mut self, schema: &Json, out: &mut String) {
        let empty = Map::new();
        let own = schema.get(OWN).and_then(Json::as_object).unwrap_or(&empty);
        let title = schema.get("title").and_then(Json::as_str).unwrap_or(self.id);
        let about = schema.get("description").and_then(Json::as_str).unwrap_or(title);
        out.push_str("[[dataset]]\n");
        line(out, "id", &text(self.id));
        line(out, "title", &text(title));
        line(out, "about", &text(about));
        let key: Vec<String> = names(schema.get("primaryKey")).iter().map(|k| k.to_ascii_lowercase()).collect();
        if key.is_empty() {
            self.notes.push("the schema has no primary key: add `key` and `unit`".to_owned());
        } else {
            line(out, "key", &list(&key));
            let unit = own.get("unit").and_then(Json::as_str).unwrap_or(&key[0]);
            line(out, "unit", &text(unit));
        }
        for name in ["calendar", "period", "slice", "agency", "reported_by"] {
            if let Some(value) = own.get(name).and_then(Json::as_str) {
                line(out, name, &text(value));
            }
        }
        match own.get("cites") {
            Some(cites) => line(out, "cites", &list(&names(Some(cites)))),
            None => self.notes.push(
                "a table schema says nothing of periods and sources: add `calendar`, `period` and `cites`".to_owned(),
            ),
        }
        for key in ["uniqueKeys"].into_iter().filter(|k| schema.get(*k).is_some()) {
            self.notes.push(format!("`{key}` was passed over: a dataset has one key"));
        }
    }

    fn column(&mut self, field: &Json, schema: &Json) -> String {
        let name = field.get("name").and_then(Json::as_str).unwrap_or_default();
        let id = name.to_ascii_lowercase();
        let mut out = String::from("[[dataset.column]]\n");
        if !is_id(&id) {
            self.fault(name, "its name can't be an id: lower case letters, digits and `_`, a letter first");
        }
        line(&mut out, "id", &text(&id));
        line(&mut out, "title", &text(field.get("title").and_then(Json::as_str).unwrap_or(name)));
        if let Some(about) = field.get("description").and_then(Json::as_str) {
            line(&mut out, "about", &text(about));
        }
        let empty = Map::new();
        let own = field.get(OWN).and_then(Json::as_object).unwrap_or(&empty);
        let constraints = field.get("constraints").and_then(Json::as_object).unwrap_or(&empty);
        let Some(kind) = self.kind(name, field, own) else { return String::new() };
        line(&mut out, "type", &text(kind));
        self.places(name, kind, own, &mut out);
        self.absent(name, kind, field, schema, own, &mut out);
        let required = own.get("required").or_else(|| constraints.get("required"));
        if required.and_then(Json::as_bool) == Some(true) {
            line(&mut out, "required", "true");
        }
        self.constraints(name, kind, constraints, own, &mut out);
        self.codes(name, &id, kind, constraints, own, &mut out);
        if let Some((dataset, column)) = reference(name, schema) {
            let dataset = if dataset.is_empty() { self.id } else { &dataset };
            line(&mut out, "references", &text(&format!("{dataset}.{column}")));
        }
        if own.get("confidential").and_then(Json::as_bool) == Some(true) {
            line(&mut out, "confidential", "true");
        }
        if let Some(level) = own.get("level").and_then(Json::as_str) {
            line(&mut out, "level", &text(level));
        }
        out
    }

    fn kind(&mut self, name: &str, field: &Json, own: &Map<String, Json>) -> Option<&'static str> {
        let kind = field.get("type").and_then(Json::as_str).unwrap_or("string");
        let format = field.get("format").and_then(Json::as_str).unwrap_or("default");
        match kind {
            "string" if own.get("type").and_then(Json::as_str) == Some("codes") => Some("codes"),
            "string" | "any" => Some("text"),
            "integer" | "year" => Some("integer"),
            "number" => Some("decimal"),
            "boolean" => Some("boolean"),
            "date" => {
                if !matches!(format, "default" | "%Y-%m-%d") {
                    let note = "dates are written 2011-07-01, or 7/1/2011 where a submission says so";
                    self.notes.push(format!("field `{name}`: the format `{format}` was passed over: {note}"));
                }
                Some("date")
            }
            other => {
                self.fault(name, &format!("the type `{other}` has no counterpart"));
                None
            }
        }
    }

    fn places(&mut self, name: &str, kind: &str, own: &Map<String, Json>, out: &mut String) {
        if kind != "decimal" {
            return;
        }
        let places = own.get("places").and_then(Json::as_u64).unwrap_or_else(|| {
            self.notes.push(format!("field `{name}`: the schema does not say how many decimal places; 6 were taken"));
            6
        });
        line(out, "places", &places.to_string());
    }

    /// Values that mean "missing": one number of a numeric field may mean "not applicable".
    fn absent(
        &mut self,
        name: &str,
        kind: &str,
        field: &Json,
        schema: &Json,
        own: &Map<String, Json>,
        out: &mut String,
    ) {
        if let Some(n) = own.get("not_applicable").and_then(Json::as_i64) {
            return line(out, "not_applicable", &n.to_string());
        }
        let words = names(field.get("missingValues").or_else(|| schema.get("missingValues")));
        let words: Vec<&String> = words.iter().filter(|w| !w.is_empty()).collect();
        let number = words.iter().find_map(|w| w.parse::<i64>().ok().filter(|_| matches!(kind, "integer" | "decimal")));
        if let Some(n) = number {
            line(out, "not_applicable", &n.to_string());
        }
        for word in words.iter().filter(|w| w.parse::<i64>().ok() != number || number.is_none()) {
            self.notes
                .push(format!("field `{name}`: `{word}` for a missing value was passed over: leave fields empty"));
        }
    }

    fn constraints(
        &mut self,
        name: &str,
        kind: &str,
        constraints: &Map<String, Json>,
        own: &Map<String, Json>,
        out: &mut String,
    ) {
        for (key, value) in constraints {
            let written = match (key.as_str(), value) {
                ("minimum", value) => limit(kind, value).map(|v| ("min", v)),
                ("maximum", value) => limit(kind, value).map(|v| ("max", v)),
                ("maxLength", Json::Number(n)) => Some(("longest", n.to_string())),
                // Made on the way out, from the codes or from the pattern that stands in our own object.
                ("pattern", _) if kind == "codes" || own.contains_key("pattern") => continue,
                ("pattern", Json::String(pattern)) => Some(("pattern", text(pattern))),
                ("required" | "enum", _) => continue,
                _ => None,
            };
            match written {
                Some((key, value)) => line(out, key, &value),
                None => self.notes.push(format!("field `{name}`: the constraint `{key}` was passed over")),
            }
        }
        if let Some(pattern) = own.get("pattern").and_then(Json::as_str) {
            line(out, "pattern", &text(pattern));
        }
    }

    fn codes(
        &mut self,
        name: &str,
        id: &str,
        kind: &str,
        constraints: &Map<String, Json>,
        own: &Map<String, Json>,
        out: &mut String,
    ) {
        let codes = names(constraints.get("enum"));
        match own.get("codes").and_then(Json::as_str) {
            Some(list) => line(out, "codes", &text(list)),
            None if codes.is_empty() => {}
            None if kind == "text" => {
                let list = format!("{}_{id}", self.id);
                line(out, "codes", &text(&list));
                self.lists.push_str("[[code_list]]\n");
                line(&mut self.lists, "id", &text(&list));
                line(&mut self.lists, "title", &text(name));
                let code = |c: &String| format!("{{ code = {c}, title = {c} }}", c = text(c));
                line(&mut self.lists, "codes", &format!("[{}]", codes.iter().map(code).collect::<Vec<_>>().join(", ")));
            }
            None => self.notes.push(format!("field `{name}`: `enum` was passed over: only text has codes")),
        }
    }

    fn fault(&mut self, field: &str, reason: &str) {
        self.faults.push(SchemaFault::Field { field: field.to_owned(), reason: reason.to_owned() });
    }
}

/// The dataset and column that a field alone refers to.
fn reference(name: &str, schema: &Json) -> Option<(String, String)> {
    let keys = schema.get("foreignKeys")?.as_array()?;
    keys.iter().find_map(|key| {
        let (fields, to) = (names(key.get("fields")), key.get("reference")?);
        let (resource, other) = (to.get("resource")?.as_str()?, names(to.get("fields")));
        match (&fields[..], &other[..]) {
            ([field], [other]) if field == name => Some((resource.to_owned(), other.clone())),
            _ => None,
        }
    })
}

/// A name, or a list of names.
fn names(value: Option<&Json>) -> Vec<String> {
    let name = |v: &Json| match v {
        Json::String(s) => Some(s.clone()),
        Json::Number(n) => Some(n.to_string()),
        Json::Object(o) => o.get("value").and_then(Json::as_str).map(str::to_owned),
        _ => None,
    };
    match value {
        Some(Json::Array(items)) => items.iter().filter_map(name).collect(),
        Some(value) => name(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// A decimal number as TOML writes it: with digits on both sides of the point.
fn number(value: &str) -> Option<String> {
    let (sign, digits) = value.strip_prefix('-').map_or(("", value), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// A bound as packs write it, without quotes.
fn limit(kind: &str, value: &Json) -> Option<String> {
    let value = match value {
        Json::Number(n) => n.to_string(),
        Json::String(s) => s.clone(),
        _ => return None,
    };
    match kind {
        "integer" => value.parse::<i64>().ok().map(|n| n.to_string()),
        "decimal" => number(&value),
        "date" => value.parse::<jiff::civil::Date>().ok().map(|d| d.to_string()),
        _ => None,
    }
}

fn is_id(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn line(out: &mut String, key: &str, value: &str) {
    // Writing into a String can't fail.
    let _ = writeln!(out, "{key} = {value}");
}

/// A basic string of TOML, which is JSON's but for the delete character.
fn text(value: &str) -> String {
    Json::from(value).to_string().replace('\u{7f}', "\\u007F")
}

fn list(values: &[String]) -> String {
    format!("[{}]", values.iter().map(|v| text(v)).collect::<Vec<_>>().join(", "))
}
