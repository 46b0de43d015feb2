//! Any text, compiled as an expression, evaluated, printed and read back.
#![no_main]

use std::sync::LazyLock;

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use milepost_expression::{Number, Scope, Type, Value, compile};

static SCOPE: LazyLock<Scope> = LazyLock::new(|| {
    let mut scope = Scope::new();
    let kinds = [
        ("b", Type::Boolean),
        ("i", Type::Integer),
        ("d", Type::Decimal),
        ("t", Type::Text),
        ("day", Type::Date),
        ("c", Type::Codes),
        ("setting.days", Type::Integer),
    ];
    for (name, kind) in kinds {
        scope.add(name, kind);
    }
    scope
});

fuzz_target!(|text: &str| {
    let full = [
        Value::Boolean(true),
        Value::Integer(7),
        Value::Decimal(Number::new(5, 2)),
        Value::Text("a_b%".into()),
        Value::Date(date(2012, 2, 29)),
        Value::Codes(["x".into(), "y".into()].into()),
        Value::Integer(i64::MAX),
    ];
    let absent = [const { Value::Null }; 7];
    match compile(text, &SCOPE) {
        Err(faults) => {
            assert!(!faults.is_empty(), "a refusal has a reason");
            for fault in faults {
                assert!(text.get(fault.range.clone()).is_some(), "{:?} is a part of the text", fault.range);
            }
        }
        Ok(expression) => {
            let again = compile(&expression.to_string(), &SCOPE).expect("what is printed can be read");
            for row in [&full, &absent] {
                let value = expression.evaluate(row);
                assert_eq!(value, again.evaluate(row), "{expression}");
                if let Ok(value) = value {
                    assert!(value.kind().is_none_or(|kind| kind == expression.kind()), "{expression}");
                }
            }
        }
    }
});
