//! What an expression says of itself.

use milepost_expression::{EvaluationError, LONGEST_TEXT_VALUE, Number, Scope, Slot, Type, Value, compile};

fn scope() -> Scope {
    let mut scope = Scope::new();
    for name in ["a", "b", "c"] {
        scope.add(name, Type::Integer);
    }
    scope.add("x", Type::Decimal);
    scope.add("t", Type::Text);
    scope
}

#[test]
fn it_knows_the_slots_that_it_reads() {
    let reads = |text: &str| compile(text, &scope()).unwrap().reads();
    assert_eq!(reads("c + a * a"), [Slot(0), Slot(2)]);
    assert_eq!(reads("CASE WHEN t LIKE 'x%' THEN x ELSE ROUND(b, 1) END IN (a, 2)"), [0, 1, 3, 4].map(Slot));
    assert_eq!(reads("c BETWEEN 1 AND COALESCE(b, 2)"), [Slot(1), Slot(2)]);
    assert_eq!(reads("CASE a WHEN 1 THEN NULL ELSE b END IS NOT DISTINCT FROM -c"), [0, 1, 2].map(Slot));
    assert_eq!(reads("1 + 1"), []);
}

#[test]
fn sums_of_slots_have_coefficients() {
    let linear = |text: &str| {
        let found = compile(text, &scope()).unwrap().linear()?;
        Some(found.into_iter().map(|(slot, number)| (slot.0, number.to_string())).collect::<Vec<_>>())
    };
    let sum = |pairs: &[(usize, &str)]| {
        Some(pairs.iter().map(|(slot, number)| (*slot, (*number).to_owned())).collect::<Vec<_>>())
    };
    assert_eq!(linear("a + b"), sum(&[(0, "1"), (1, "1")]));
    assert_eq!(linear("b + a + b"), sum(&[(0, "1"), (1, "2")]));
    assert_eq!(linear("a - (b - c)"), sum(&[(0, "1"), (1, "-1"), (2, "1")]));
    assert_eq!(linear("2 * (a + 3 * b)"), sum(&[(0, "2"), (1, "6")]));
    assert_eq!(linear("(a + b) * 0.5 + x"), sum(&[(0, "1/2"), (1, "1/2"), (3, "1")]));
    assert_eq!(linear("-a / 4"), sum(&[(0, "-1/4")]));
    assert_eq!(linear("a + 2 - 2"), sum(&[(0, "1")]));
    assert_eq!(linear("a - a"), sum(&[(0, "0")]));
    assert_eq!(linear("0"), sum(&[]));
    for other in ["a + 1", "a * b", "2 / a", "a / 0", "a % 2", "ABS(a)", "COALESCE(a, 0)", "a < b", "t", "a * (b + 1)"]
    {
        assert_eq!(linear(other), None, "{other}");
    }
    let big = i64::MAX;
    assert_eq!(linear(&format!("a * {big} * {big} * {big}")), None, "more than 128 bits");
}

#[test]
fn canonical_text_is_plain_to_read() {
    let shown = |text: &str| compile(text, &scope()).unwrap().to_string();
    for (text, wanted) in [
        ("a=1 and not b  in(1,2)", "(a = 1) AND (NOT (b IN (1, 2)))"),
        ("a + b * c", "a + (b * c)"),
        ("(a + b) * c", "(a + b) * c"),
        ("a != 1 OR b = 2 OR (c = 3 OR a = 4)", "(a <> 1) OR (b = 2) OR (c = 3) OR (a = 4)"),
        ("a < 2.50", "CAST(a AS DECIMAL) < 2.5"),
        ("x < 2", "x < 2.0"),
        ("x + NULL", "x + CAST(NULL AS DECIMAL)"),
        ("t like 'it''s%'", "t LIKE 'it''s%'"),
        ("coalesce(a, b) is not null", "NOT (COALESCE(a, b) IS NULL)"),
        ("ceiling(x)", "CEIL(x)"),
        ("- -a", "- (- a)"),
        ("- 0.125", "-0.125"),
        ("- (.125)", "- (0.125)"),
        ("- + 5", "- (5)"),
        ("- - 5", "- (-5)"),
        ("case when a = 1 then 'one' end", "CASE WHEN (a = 1) THEN 'one' END"),
        ("a -- the first\n + /* the second */ b", "a + b"),
    ] {
        assert_eq!(shown(text), wanted);
        assert_eq!(shown(wanted), wanted);
    }
    let expression = compile(" a  =  b ", &scope()).unwrap();
    assert_eq!(expression.text(), " a  =  b ");
    assert_eq!(expression, compile("(a = b)", &scope()).unwrap());
    assert_ne!(expression, compile("b = a", &scope()).unwrap());
    assert_eq!(expression.node().to_string(), expression.to_string());
}

#[test]
fn equal_text_over_other_slots_is_another_expression() {
    let mut other = Scope::new();
    other.add("b", Type::Integer);
    other.add("a", Type::Integer);
    assert_ne!(compile("a", &scope()), compile("a", &other));
}

#[test]
fn slots_without_a_name_cannot_be_read_and_count() {
    let mut scope = Scope::new();
    scope.add_unnamed();
    scope.add("late", Type::Integer);
    assert_eq!(compile("late", &scope).unwrap().reads(), [Slot(1)]);
    let faults = compile("early", &scope).unwrap_err();
    assert_eq!(faults[0].help, "Names that can be used here: `late`.");
    assert!(compile("\"\"", &scope).is_err());
    assert_eq!(scope.len(), 2);
}

#[test]
fn a_row_that_is_laid_out_otherwise_is_noticed() {
    let evaluate = |text: &str, row: &[Value]| compile(text, &scope()).unwrap().evaluate(row);
    assert_eq!(evaluate("a + 1", &[]), Err(EvaluationError::RowMismatch));
    assert_eq!(evaluate("a + 1", &[Value::Text("1".into())]), Err(EvaluationError::RowMismatch));
    assert_eq!(evaluate("a IS NULL", &[Value::Boolean(true)]), Err(EvaluationError::RowMismatch));
    let row = [Value::Null, Value::Null, Value::Null, Value::Integer(2), Value::Null];
    let two_and_a_half = Value::Decimal(Number::new(5, 2));
    assert_eq!(evaluate("x + 0.5", &row), Ok(two_and_a_half), "a whole number will do for a decimal");
    assert_eq!(evaluate("x", &row), Ok(Value::Decimal(Number::from_integer(2))));
}

#[test]
fn texts_cannot_grow_without_end() {
    let join = compile("t || t", &scope()).unwrap();
    let of_length = |length: usize| {
        let mut row = vec![Value::Null; 5];
        row[4] = Value::Text("x".repeat(length).into());
        row
    };
    let longest = join.evaluate(&of_length(LONGEST_TEXT_VALUE / 2)).unwrap();
    assert!(matches!(longest, Value::Text(text) if text.len() == LONGEST_TEXT_VALUE));
    let row = of_length(LONGEST_TEXT_VALUE / 2 + 1);
    assert_eq!(join.evaluate(&row), Err(EvaluationError::TextTooLong));
    assert_eq!(compile("CONCAT(t, t)", &scope()).unwrap().evaluate(&row), Err(EvaluationError::TextTooLong));
}

#[test]
fn values_are_shown_for_people() {
    let decimal = |one, other| Value::Decimal(Number::new(one, other)).to_string();
    assert_eq!(decimal(5, 2), "2.5");
    assert_eq!(decimal(-1, 8), "-0.125");
    assert_eq!(decimal(3, 1), "3.0");
    assert_eq!(decimal(-2, 3), "-2/3");
    assert_eq!(decimal(1, 1 << 100), "1/1267650600228229401496703205376", "its digits need more than 128 bits");
    assert_eq!(Value::Null.to_string(), "absent");
    assert_eq!(crate::worlds::codes(&["a", "b"]).to_string(), "a;b");
    assert_eq!(Type::ALL.map(|kind| kind.to_string()).join(" "), "boolean integer decimal text date codes");
}

#[test]
fn errors_say_what_went_wrong() {
    for (text, wanted) in
        [("9223372036854775807 + 1", "the number is too large"), ("DATE '9999-12-31' + 1", "the date is out of range")]
    {
        assert_eq!(compile(text, &scope()).unwrap().evaluate(&[]).unwrap_err().to_string(), wanted);
    }
    assert_eq!(EvaluationError::RowMismatch.to_string(), "the row is not laid out as the expression expects");
}

#[test]
fn only_booleans_are_true() {
    let row = [1, 1, 1].map(Value::Integer);
    assert_eq!(compile("a", &scope()).unwrap().is_true(&row), Ok(false));
    assert_eq!(compile("a = b", &scope()).unwrap().is_true(&row), Ok(true));
    assert_eq!(compile("a = b AND NULL", &scope()).unwrap().is_true(&row), Ok(false));
}
