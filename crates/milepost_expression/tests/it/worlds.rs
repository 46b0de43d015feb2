//! A scope with names of every type, and a row for it.

use std::sync::Arc;

use jiff::civil::date;
use milepost_expression::{Number, Scope, Type, Value};

pub(crate) struct World {
    pub(crate) scope: Scope,
    pub(crate) row: Vec<Value>,
}

pub(crate) fn codes(all: &[&str]) -> Value {
    Value::Codes(all.iter().map(|code| Arc::from(*code)).collect())
}

/// The names that `tests/grid/operators.md` lists, with their values.
pub(crate) fn world() -> World {
    let mut scope = Scope::new();
    let mut row = Vec::new();
    for (name, kind, value) in [
        ("n", Type::Integer, Value::Integer(7)),
        ("z", Type::Integer, Value::Integer(0)),
        ("m", Type::Integer, Value::Null),
        ("big", Type::Integer, Value::Integer(i64::MAX)),
        ("small", Type::Integer, Value::Integer(i64::MIN)),
        ("x", Type::Decimal, Value::Decimal(Number::new(5, 2))),
        ("third", Type::Decimal, Value::Decimal(Number::new(1, 3))),
        ("huge", Type::Decimal, Value::Decimal(Number::from_integer(i128::MAX))),
        ("y", Type::Decimal, Value::Null),
        ("t", Type::Text, Value::Text("north".into())),
        ("e", Type::Text, Value::Text("".into())),
        ("u", Type::Text, Value::Null),
        ("b", Type::Boolean, Value::Boolean(true)),
        ("f", Type::Boolean, Value::Boolean(false)),
        ("c", Type::Boolean, Value::Null),
        ("d", Type::Date, Value::Date(date(2012, 2, 29))),
        ("last", Type::Date, Value::Date(date(9999, 12, 31))),
        ("on", Type::Date, Value::Null),
        ("codes", Type::Codes, codes(&["asian", "white"])),
        ("none", Type::Codes, codes(&[])),
        ("unasked", Type::Codes, Value::Null),
        ("setting.least", Type::Integer, Value::Integer(3)),
    ] {
        scope.add(name, kind);
        row.push(value);
    }
    World { scope, row }
}

/// The rows of all tables of a Markdown text, each with the heading above it. The header row and the
/// ruler below it are left out; `\|` in a cell is a bar.
pub(crate) fn table_rows(markdown: &str) -> Vec<(String, Vec<String>)> {
    let mut rows = Vec::new();
    let mut heading = String::new();
    let mut table_lines = 0;
    for line in markdown.lines() {
        if let Some(text) = line.strip_prefix("## ") {
            heading = text.trim().trim_matches('`').replace("\\|", "|");
        }
        if !line.starts_with('|') {
            table_lines = 0;
            continue;
        }
        table_lines += 1;
        if table_lines > 2 {
            let inner = line.trim().trim_start_matches('|').trim_end_matches('|').replace("\\|", "\u{1}");
            let cells = inner.split('|').map(|cell| cell.trim().trim_matches('`').replace('\u{1}', "|")).collect();
            rows.push((heading.clone(), cells));
        }
    }
    rows
}
