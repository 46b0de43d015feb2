//! Cases that other programs answered; the scripts that asked them stand in `tests/oracles/expression/`.

use milepost_expression::{Number, Scope, Type, Value, compile};

/// Runs a file of cases: an expression, a value for each column, and what the other program answered.
fn walk(cases: &str, columns: &[(&str, Type)], least: usize, show: fn(Value) -> String) {
    let mut scope = Scope::new();
    for (name, kind) in columns {
        scope.add(*name, *kind);
    }
    let mut reader = csv::Reader::from_reader(cases.as_bytes());
    assert!(reader.headers().unwrap().iter().skip(1).zip(columns).all(|(header, (name, _))| header == *name));
    let mut asked = 0;
    let mut wrong = Vec::new();
    for record in reader.records() {
        let record = record.unwrap();
        let row: Vec<Value> =
            columns.iter().enumerate().map(|(index, (_, kind))| given(&record[index + 1], *kind)).collect();
        let found = match compile(&record[0], &scope) {
            Ok(expression) => expression.evaluate(&row).map_or_else(|error| error.to_string(), show),
            Err(faults) => format!("{faults:?}"),
        };
        if found != record[columns.len() + 1] {
            wrong.push(format!("{record:?}: {found}"));
        }
        asked += 1;
    }
    assert!(asked >= least, "{asked} cases");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn sqlite_says_the_same() {
    let columns = [
        ("i", Type::Integer),
        ("j", Type::Integer),
        ("s", Type::Text),
        ("r", Type::Text),
        ("p", Type::Boolean),
        ("q", Type::Boolean),
    ];
    walk(include_str!("../oracles/expression/sqlite_cases.csv"), &columns, 2_000, |value| match value {
        Value::Null => "NULL".to_owned(),
        // SQLite has no booleans: they are 1 and 0.
        Value::Boolean(truth) => i64::from(truth).to_string(),
        other => other.to_string(),
    });
}

#[test]
fn postgresql_says_the_same() {
    let columns = [
        ("a", Type::Date),
        ("b", Type::Date),
        ("x", Type::Decimal),
        ("y", Type::Decimal),
        ("n", Type::Integer),
        ("m", Type::Integer),
        ("s", Type::Text),
        ("p", Type::Boolean),
    ];
    walk(include_str!("../oracles/expression/postgres_cases.csv"), &columns, 1_500, |value| match value {
        Value::Null => "NULL".to_owned(),
        other => other.to_string(),
    });
}

fn given(text: &str, kind: Type) -> Value {
    match kind {
        _ if text == "NULL" => Value::Null,
        Type::Integer => Value::Integer(text.parse().unwrap()),
        Type::Boolean => Value::Boolean(text == "1" || text == "true"),
        Type::Date => Value::Date(text.parse().unwrap()),
        Type::Decimal => {
            let places = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            let digits: i128 = text.replace('.', "").parse().unwrap();
            Value::Decimal(Number::new(digits, 10_i128.pow(u32::try_from(places).unwrap())))
        }
        _ => Value::Text(text.into()),
    }
}
