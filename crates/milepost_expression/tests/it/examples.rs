//! The reference's examples do what they say.

use std::sync::Arc;

use milepost_expression::{Function, Type, Value, compile, reference};

fn example_row() -> [Value; 2] {
    [Value::Codes(Arc::from([Arc::from("asian"), Arc::from("white")])), Value::Null]
}

#[test]
fn examples_evaluate_to_their_results() {
    for entry in reference::entries() {
        let expression = compile(entry.example, &reference::example_scope())
            .unwrap_or_else(|faults| panic!("{}: {faults:?}", entry.example));
        let value = expression.evaluate(&example_row()).unwrap();
        assert_eq!(value.to_string(), entry.result, "{}", entry.example);
        let again = compile(&expression.to_string(), &reference::example_scope()).unwrap();
        assert_eq!(again, expression, "{expression}");
    }
}

#[test]
fn every_function_is_described_once() {
    for function in Function::ALL {
        let found = reference::entries().iter().filter(|entry| entry.is_function && entry.name == function.name());
        assert_eq!(found.count(), 1, "{}", function.name());
    }
    // ROUND has a node of its own, for its places are a constant.
    assert_eq!(reference::entries().iter().filter(|entry| entry.is_function).count(), Function::ALL.len() + 1);
}

#[test]
fn names_are_found_in_capitals_or_not() {
    assert_eq!(reference::find("coalesce").map(|entry| entry.name), Some("COALESCE"));
    assert_eq!(reference::find("frobnicate"), None);
    assert_eq!(reference::example_scope().find("race").map(|(_, kind)| kind), Some(Type::Codes));
}
