//! Every operator and function, case by case, against values worked out by hand.

use std::collections::{BTreeMap, BTreeSet};

use milepost_expression::{Value, compile, reference};

use crate::worlds::{World, table_rows, world};

const GRID: &str = include_str!("../grid/operators.md");

#[test]
fn every_case_has_its_value() {
    let World { scope, row } = world();
    let rows = table_rows(GRID);
    assert!(rows.len() > 350, "{} cases were found", rows.len());
    let mut wrong = Vec::new();
    for (heading, cells) in rows {
        let [_, text, wanted] = cells.as_slice() else { panic!("under {heading}: {cells:?}") };
        let found = match compile(text, &scope) {
            Ok(expression) => {
                let again = compile(&expression.to_string(), &scope);
                assert_eq!(again.as_ref(), Ok(&expression), "{text} is printed as {expression}");
                match expression.evaluate(&row) {
                    Ok(Value::Text(text)) => format!("'{text}'"),
                    Ok(value) => {
                        assert!(value.kind().is_none_or(|kind| kind == expression.kind()), "{text}");
                        value.to_string()
                    }
                    Err(_) => "error".to_owned(),
                }
            }
            Err(faults) => format!("{faults:?}"),
        };
        if found != *wanted {
            wrong.push(format!("{heading}: {text} is {found}, not {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A new operator can't be added without cases.
#[test]
fn every_entry_of_the_reference_has_all_kinds_of_cases() {
    let mut kinds: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (heading, cells) in table_rows(GRID) {
        kinds.entry(heading).or_default().insert(cells[0].clone());
    }
    let wanted: BTreeSet<String> = ["plain", "absent", "zero", "edge"].map(String::from).into();
    for entry in reference::entries() {
        assert_eq!(kinds.remove(entry.name).as_ref(), Some(&wanted), "cases of {}", entry.name);
    }
    assert!(kinds.is_empty(), "cases of what isn't in the reference: {:?}", kinds.keys());
}
