//! Grids of expressions: names with values, and the value that must come out.
//!
//! A column `days:integer` gives the name `days` and its type. An empty field is absent; `''` is the
//! empty text. A wanted value of `error: …` is an evaluation that must fail, `fault: …` an expression
//! that must not compile; the words after it are part of the message.

use std::sync::Arc;

use milepost_expression::{Number, Scope, Type, Value, compile};
use milepost_pack::spec::{Case, Expected, Table};

use crate::values;

pub(super) fn differences(case: &Case) -> Vec<String> {
    let tables = case.expectations.iter().filter_map(|e| match &e.what {
        Expected::Values(table) => Some(table),
        _ => None,
    });
    tables.flat_map(grid).collect()
}

fn grid(table: &Table) -> Vec<String> {
    let names = &table.header[1..table.header.len() - 1];
    let mut scope = Scope::new();
    let mut kinds = Vec::new();
    for name in names {
        let (name, kind) = name.split_once(':').unwrap_or((name, "text"));
        let Some(kind) = kind_of(kind.trim()) else {
            return vec![format!("`{kind}` is no type: write integer, decimal, text, date, boolean or codes")];
        };
        scope.add(name.trim(), kind);
        kinds.push(kind);
    }
    let line = |(line, fields): &(usize, Vec<String>)| {
        let came = outcome(&fields[0], &fields[1..fields.len() - 1], &kinds, &scope);
        let wanted = fields.last().map_or("", String::as_str);
        let alike = match ["error:", "fault:"].iter().find(|word| wanted.starts_with(**word)) {
            Some(word) => came.starts_with(word) && came.contains(wanted[word.len()..].trim()),
            None => came == wanted,
        };
        (!alike).then(|| format!("line {line}: `{}` is `{came}`, not `{wanted}`", fields[0]))
    };
    table.rows.iter().filter_map(line).collect()
}

fn outcome(text: &str, fields: &[String], kinds: &[Type], scope: &Scope) -> String {
    let mut row = Vec::new();
    for (field, kind) in fields.iter().zip(kinds) {
        match value(field, *kind) {
            Some(value) => row.push(value),
            None => return format!("`{field}` is no value of its column"),
        }
    }
    let expression = match compile(text, scope) {
        Ok(expression) => expression,
        Err(faults) => {
            return format!("fault: {}", faults.iter().map(|f| f.message.as_str()).collect::<Vec<_>>().join("; "));
        }
    };
    match expression.evaluate(&row) {
        Ok(Value::Text(text)) if text.is_empty() => "''".to_owned(),
        Ok(value) => values::text(&value),
        Err(error) => format!("error: {error}"),
    }
}

fn kind_of(word: &str) -> Option<Type> {
    Some(match word {
        "integer" => Type::Integer,
        "decimal" => Type::Decimal,
        "text" => Type::Text,
        "date" => Type::Date,
        "boolean" => Type::Boolean,
        "codes" => Type::Codes,
        _ => return None,
    })
}

fn value(field: &str, kind: Type) -> Option<Value> {
    if field.is_empty() {
        return Some(Value::Null);
    }
    let field = if field == "''" { "" } else { field };
    Some(match kind {
        Type::Boolean => Value::Boolean(field.parse().ok()?),
        Type::Integer => Value::Integer(field.parse().ok()?),
        Type::Decimal => Value::Decimal(decimal(field)?),
        Type::Text => Value::Text(field.into()),
        Type::Date => Value::Date(field.parse().ok()?),
        Type::Codes => {
            let mut codes: Vec<Arc<str>> = field.split(';').filter(|c| !c.is_empty()).map(Arc::from).collect();
            codes.sort();
            codes.dedup();
            Value::Codes(codes.into())
        }
    })
}

fn decimal(text: &str) -> Option<Number> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let scale = 10_i128.checked_pow(u32::try_from(part.len()).ok()?)?;
    Some(Number::new(format!("{whole}{part}").parse().ok()?, scale))
}
