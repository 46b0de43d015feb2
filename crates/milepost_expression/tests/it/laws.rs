//! Laws that hold for every expression and every row.

use milepost_expression::{EvaluationError, Expression, Type, Value, compile};
use proptest::prelude::*;

use crate::generated::{row, scope, text};

fn evaluate(text: &str, row: &[Value]) -> Result<Value, EvaluationError> {
    compiled(text).evaluate(row)
}

fn compiled(text: &str) -> Expression {
    compile(text, &scope()).unwrap_or_else(|faults| panic!("{text}: {faults:?}"))
}

/// When the left says what it is without an error.
fn is_fine(text: &str, row: &[Value]) -> bool {
    evaluate(text, row).is_ok()
}

fn any_text() -> impl Strategy<Value = String> {
    prop::sample::select(Type::ALL.to_vec()).prop_flat_map(text)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Canonical text is read as the same tree, and is its own canonical text.
    #[test]
    fn canonical_text_means_the_same(text in any_text(), row in row()) {
        let expression = compiled(&text);
        let canonical = expression.to_string();
        let again = compiled(&canonical);
        prop_assert_eq!(&again, &expression);
        prop_assert_eq!(again.to_string(), canonical);
        prop_assert_eq!(again.evaluate(&row), expression.evaluate(&row));
    }

    /// A value has the type that was promised, and only the promised slots matter.
    #[test]
    fn types_and_slots_are_as_promised(text in any_text(), row in row(), other in row()) {
        let expression = compiled(&text);
        let value = expression.evaluate(&row);
        prop_assert!(value != Err(EvaluationError::RowMismatch));
        if let Ok(value) = &value {
            prop_assert!(value.kind().is_none_or(|kind| kind == expression.kind()), "{:?}", value);
        }
        let mut mixed = other;
        for slot in expression.reads() {
            mixed[slot.0] = row[slot.0].clone();
        }
        prop_assert_eq!(expression.evaluate(&mixed), value);
    }

    #[test]
    fn is_true_is_the_value_true(text in text(Type::Boolean), row in row()) {
        let expression = compiled(&text);
        match expression.evaluate(&row) {
            Ok(value) => prop_assert_eq!(expression.is_true(&row), Ok(value == Value::Boolean(true))),
            Err(error) => prop_assert_eq!(expression.is_true(&row), Err(error)),
        }
    }

    /// Kleene's logic: AND is the smaller and OR the greater of false < absent < true.
    #[test]
    fn kleene(one in text(Type::Boolean), other in text(Type::Boolean), row in row()) {
        prop_assume!(is_fine(&one, &row) && is_fine(&other, &row));
        let rank = |text: &str| match evaluate(text, &row).unwrap() {
            Value::Boolean(false) => 0,
            Value::Null => 1,
            _ => 2,
        };
        let (left, right) = (rank(&one), rank(&other));
        prop_assert_eq!(rank(&format!("{one} AND {other}")), left.min(right));
        prop_assert_eq!(rank(&format!("{one} OR {other}")), left.max(right));
        prop_assert_eq!(rank(&format!("NOT {one}")), 2 - left);
        // De Morgan, absorption, and what is never absent.
        prop_assert_eq!(rank(&format!("NOT ({one} AND {other})")), rank(&format!("NOT {one} OR NOT {other}")));
        prop_assert_eq!(rank(&format!("{one} OR ({one} AND {other})")), left);
        prop_assert_ne!(rank(&format!("{one} IS TRUE")), 1);
        prop_assert_eq!(
            rank(&format!("{one} IS TRUE OR {one} IS FALSE OR {one} IS UNKNOWN")), 2
        );
    }

    /// Exactly one of less, equal, greater, absent.
    #[test]
    fn comparisons_are_an_order(
        (one, other) in prop::sample::select(vec![Type::Integer, Type::Decimal, Type::Text, Type::Date])
            .prop_flat_map(|kind| (text(kind), text(kind))),
        row in row(),
    ) {
        prop_assume!(is_fine(&one, &row) && is_fine(&other, &row));
        let truth = |text: String| evaluate(&text, &row).unwrap();
        let comparisons: Vec<Value> =
            ["<", "=", ">"].iter().map(|operator| truth(format!("{one} {operator} {other}"))).collect();
        let trues = comparisons.iter().filter(|value| **value == Value::Boolean(true)).count();
        let absents = comparisons.iter().filter(|value| **value == Value::Null).count();
        prop_assert!((trues, absents) == (1, 0) || (trues, absents) == (0, 3), "{:?}", comparisons);
        prop_assert_eq!(truth(format!("{one} <= {other}")), truth(format!("NOT {one} > {other}")));
        prop_assert_eq!(truth(format!("{one} >= {other}")), truth(format!("NOT {one} < {other}")));
        prop_assert_eq!(truth(format!("{one} <> {other}")), truth(format!("NOT {one} = {other}")));
        prop_assert_eq!(truth(format!("{one} IN ({other}, {one})")), truth(format!("{one} = {other} OR {one} = {one}")));
        prop_assert_eq!(
            truth(format!("{one} BETWEEN {other} AND {one}")),
            truth(format!("{one} >= {other} AND {one} <= {one}"))
        );
        prop_assert_ne!(truth(format!("{one} IS DISTINCT FROM {other}")), Value::Null);
        prop_assert_eq!(
            truth(format!("{one} IS NOT DISTINCT FROM {other}")),
            truth(format!("COALESCE({one} = {other}, {one} IS NULL AND {other} IS NULL)"))
        );
    }

    /// An operand that isn't needed can't fail, one that is reached always does.
    #[test]
    fn errors_come_from_operands_that_are_reached(condition in text(Type::Boolean), row in row()) {
        prop_assume!(is_fine(&condition, &row));
        let fails = "9223372036854775807 + 1 > 0";
        let value = evaluate(&condition, &row).unwrap();
        let failed = Err(EvaluationError::TooLarge);
        let and = if value == Value::Boolean(false) { Ok(value.clone()) } else { failed.clone() };
        let or = if value == Value::Boolean(true) { Ok(value.clone()) } else { failed.clone() };
        prop_assert_eq!(evaluate(&format!("{condition} AND {fails}"), &row), and);
        prop_assert_eq!(evaluate(&format!("{condition} OR {fails}"), &row), or);
        prop_assert_eq!(evaluate(&format!("{fails} OR {condition}"), &row), failed.clone());
        let branch = evaluate(&format!("CASE WHEN {condition} THEN TRUE ELSE {fails} END"), &row);
        prop_assert_eq!(branch, if value == Value::Boolean(true) { Ok(value.clone()) } else { failed.clone() });
        let coalesced = evaluate(&format!("COALESCE({condition}, {fails})"), &row);
        prop_assert_eq!(coalesced, if value == Value::Null { failed } else { Ok(value) });
    }

    /// Moving a date by its completed months doesn't pass the other date, and by one more does.
    #[test]
    fn completed_months_are_the_most_that_fit(row in row()) {
        let (one, other) = ("date_one", "date.two");
        let months = evaluate(&format!("months_between({one}, {other})"), &row).unwrap();
        if let (Value::Integer(months), Value::Date(from), Value::Date(to)) = (months, &row[8], &row[9]) && from <= to {
            let moved = |months| evaluate(&format!("{one} + INTERVAL '{months}' MONTH <= {other}"), &row);
            prop_assert_eq!(moved(months), Ok(Value::Boolean(true)));
            prop_assert_ne!(moved(months + 1), Ok(Value::Boolean(true)));
            prop_assert_eq!(
                evaluate(&format!("years_between({one}, {other})"), &row), Ok(Value::Integer(months / 12))
            );
        }
    }
}
