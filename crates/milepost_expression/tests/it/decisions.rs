//! Decision tables: cells, ranges, which row decides, and what is refused.

use jiff::civil::date;
use milepost_expression::{
    DecisionTable, EvaluationError, Expression, Number, RowText, Scope, TableFault, Type, Value, compile,
};
use proptest::prelude::*;

use crate::hostile::in_time;

fn scope() -> Scope {
    let mut scope = Scope::new();
    scope.add("entry", Type::Integer);
    scope.add("exit", Type::Integer);
    scope.add("progress", Type::Boolean);
    scope.add("share", Type::Decimal);
    scope.add("seen_on", Type::Date);
    scope.add("place", Type::Text);
    scope.add("race", Type::Codes);
    scope
}

/// Rows are written as in a pack: cells and outcome in one list.
fn build(inputs: &[&str], rows: &[&[&str]], kind: Type) -> Result<DecisionTable, Vec<TableFault>> {
    let inputs: Vec<Expression> = inputs.iter().map(|input| compile(input, &scope()).unwrap()).collect();
    let rows: Vec<RowText> = rows
        .iter()
        .map(|row| {
            let (outcome, cells) = row.split_last().unwrap();
            RowText { cells: cells.iter().map(|cell| (*cell).to_owned()).collect(), outcome: (*outcome).to_owned() }
        })
        .collect();
    DecisionTable::compile(inputs, &rows, kind, &scope())
}

/// A row of the scope with the named values, the others absent.
fn given(values: &[(&str, Value)]) -> Vec<Value> {
    let scope = scope();
    let mut row = vec![Value::Null; scope.len()];
    for (name, value) in values {
        row[scope.find(name).unwrap().0.0] = value.clone();
    }
    row
}

fn ratings(entry: i64, exit: i64, progress: bool) -> Vec<Value> {
    given(&[("entry", Value::Integer(entry)), ("exit", Value::Integer(exit)), ("progress", Value::Boolean(progress))])
}

fn text(value: &str) -> Result<Value, EvaluationError> {
    Ok(Value::Text(value.into()))
}

/// The table by which two ratings from 1 to 7 and the answer on progress make one of five categories.
fn categories() -> DecisionTable {
    build(
        &["entry", "exit", "exit - entry", "progress"],
        &[
            &["6..7", "6..7", "*", "*", "e"],
            &["..5", "6..", "*", "yes", "d"],
            &["*", "*", "1..", "yes", "c"],
            &["*", "*", "*", "yes", "b"],
            &["*", "*", "..0", "no", "a"],
            &["*", "*", "*", "no", "error: a higher rating with no progress"],
        ],
        Type::Text,
    )
    .unwrap()
}

#[test]
fn the_first_row_that_fits_decides() {
    let table = categories();
    for (entry, exit, progress, wanted) in [
        (6, 6, true, "e"),
        (7, 6, false, "e"),
        (5, 6, true, "d"),
        (1, 7, true, "d"),
        (1, 5, true, "c"),
        (5, 5, true, "b"),
        (7, 5, true, "b"),
        (3, 3, false, "a"),
        (5, 2, false, "a"),
    ] {
        assert_eq!(table.evaluate(&ratings(entry, exit, progress)), text(wanted), "{entry} {exit} {progress}");
    }
    assert_eq!(table.kind(), Type::Text);
    assert_eq!(table.inputs().len(), 4);
}

#[test]
fn a_forbidden_case_says_why_and_names_its_values() {
    let Err(EvaluationError::Undecided(message)) = categories().evaluate(&ratings(2, 5, false)) else {
        panic!("the case is forbidden")
    };
    assert_eq!(message, "a higher rating with no progress (entry = 2, exit = 5, exit - entry = 3, progress = false)");
}

#[test]
fn a_case_without_a_row_names_its_values() {
    let row = given(&[("entry", Value::Integer(3))]);
    let error = categories().evaluate(&row).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no row of the decision table fits entry = 3, exit = absent, exit - entry = absent, progress = absent"
    );
}

#[test]
fn an_error_of_an_input_is_the_tables() {
    let table = build(&["entry", "entry * 2"], &[&["*", "*", "1"]], Type::Integer).unwrap();
    let row = given(&[("entry", Value::Integer(i64::MAX))]);
    assert_eq!(table.evaluate(&row), Err(EvaluationError::TooLarge));
}

/// One input, one cell: does the cell take the value?
fn takes(input: &str, cell: &str, value: Value) -> bool {
    let table = build(&[input], &[&[cell, "yes"], &["*", "no"]], Type::Boolean).or_else(|_| {
        // A cell that takes everything leaves nothing to the second row.
        build(&[input], &[&[cell, "yes"]], Type::Boolean)
    });
    let table = table.unwrap_or_else(|faults| panic!("{cell}: {faults:?}"));
    table.evaluate(&given(&[(input, value)])) == Ok(Value::Boolean(true))
}

#[test]
fn cells_take_what_they_say() {
    let integer = |number| Value::Integer(number);
    let decimal = |one, other| Value::Decimal(Number::new(one, other));
    let written = |text: &str| Value::Text(text.into());
    let day = |year, month, day| Value::Date(date(year, month, day));
    for (input, cell, value, wanted) in [
        ("entry", "*", integer(3), true),
        ("entry", "*", Value::Null, true),
        ("entry", "absent", Value::Null, true),
        ("entry", "absent", integer(0), false),
        ("entry", "3", integer(3), true),
        ("entry", "3", integer(4), false),
        ("entry", "3", Value::Null, false),
        ("entry", "-3", integer(-3), true),
        ("entry", "1..5", integer(1), true),
        ("entry", "1..5", integer(5), true),
        ("entry", "1..5", integer(0), false),
        ("entry", "1..5", integer(6), false),
        ("entry", "-5..-1", integer(-3), true),
        ("entry", " 1 .. 5 ", integer(5), true),
        ("entry", "2..", integer(i64::MAX), true),
        ("entry", "2..", integer(1), false),
        ("entry", "..3", integer(i64::MIN), true),
        ("entry", "..3", integer(4), false),
        ("entry", "1 | 3..4 | absent", integer(3), true),
        ("entry", "1 | 3..4 | absent", Value::Null, true),
        ("entry", "1 | 3..4 | absent", integer(2), false),
        ("share", "0.5", decimal(1, 2), true),
        ("share", "0..1", decimal(1, 3), true),
        ("share", "0..1", decimal(4, 3), false),
        ("share", "..0.3333", decimal(1, 3), false),
        ("share", "100", decimal(100, 1), true),
        ("progress", "yes", Value::Boolean(true), true),
        ("progress", "true", Value::Boolean(true), true),
        ("progress", "no", Value::Boolean(false), true),
        ("progress", "false | absent", Value::Boolean(true), false),
        ("seen_on", "2012-06-30", day(2012, 6, 30), true),
        ("seen_on", "2011-07-01..2012-06-30", day(2011, 7, 1), true),
        ("seen_on", "2011-07-01..2012-06-30", day(2012, 7, 1), false),
        ("seen_on", "2011-07-01..", day(2030, 1, 1), true),
        ("place", "home", written("home"), true),
        ("place", "home", written("Home"), false),
        ("place", "home | at school", written("at school"), true),
        ("place", "'a | b'", written("a | b"), true),
        ("place", "'a | b'", written("a"), false),
        ("place", "''", written(""), true),
        ("place", "''", Value::Null, false),
        ("place", "'absent'", written("absent"), true),
        ("place", "'absent'", Value::Null, false),
        ("place", "'*' | x", written("*"), true),
        ("place", "'*' | x", written("y"), false),
        ("place", "'it''s'", written("it's"), true),
        ("place", "o'clock | x", written("o'clock"), true),
        ("place", "a..b", written("a..b"), true),
        ("place", "yes", written("yes"), true),
    ] {
        assert_eq!(takes(input, cell, value.clone()), wanted, "{input} in {cell}: {value}");
    }
}

#[test]
fn outcomes_are_values_of_the_type() {
    for (kind, outcome, wanted) in [
        (Type::Integer, "-2", Value::Integer(-2)),
        (Type::Decimal, "0.25", Value::Decimal(Number::new(1, 4))),
        (Type::Boolean, "no", Value::Boolean(false)),
        (Type::Date, "2012-06-30", Value::Date(date(2012, 6, 30))),
        (Type::Text, "in two words", Value::Text("in two words".into())),
        (Type::Text, "'error: no'", Value::Text("error: no".into())),
        (Type::Text, "''", Value::Text("".into())),
        (Type::Text, "absent", Value::Null),
        (Type::Integer, " absent ", Value::Null),
    ] {
        let table = build(&["entry"], &[&["*", outcome]], kind).unwrap();
        assert_eq!(table.evaluate(&given(&[])), Ok(wanted), "{outcome}");
        assert_eq!(table.kind(), kind);
    }
}

/// Row, cell, and words of message or help of the one fault of a table.
fn refused(inputs: &[&str], rows: &[&[&str]], kind: Type, at: (usize, usize), words: &str) {
    let faults = build(inputs, rows, kind).unwrap_err();
    let said: Vec<_> = faults.iter().map(|(row, cell, fault)| (*row, *cell, fault.message.as_str())).collect();
    let [(row, cell, fault)] = faults.as_slice() else { panic!("{said:?}") };
    assert_eq!((*row, *cell), at, "{said:?}");
    assert!(fault.message.contains(words) || fault.help.contains(words), "{fault:?}");
    let texts = rows.get(*row).and_then(|row| row.get(*cell)).copied().unwrap_or_default();
    assert!(texts.get(fault.range.clone()).is_some(), "{fault:?}");
}

#[test]
fn what_does_not_fit_is_refused() {
    let cell = |input: &str, cell: &str, words: &str| {
        refused(&[input], &[&[cell, "1"]], Type::Integer, (0, 0), words);
    };
    cell("entry", "six", "`six` is not a value of type integer");
    cell("entry", "1.5", "whole number");
    cell("entry", "5..1", "upside down");
    cell("entry", "..", "`*` takes anything");
    cell("entry", "1..x", "`x` is not a value");
    cell("entry", "1 |", "empty");
    cell("entry", "", "empty");
    cell("entry", "99999999999999999999", "not a value of type integer");
    cell("share", "half", "not a value of type decimal");
    cell("share", "1e3", "not a value of type decimal");
    cell("progress", "maybe", "`true` or `yes`");
    cell("seen_on", "2012-02-30", "not a value of type date");
    cell("place", "'open", "ends with a quote");
    cell("place", "'a' b", "ends with a quote");
    refused(&["entry"], &[&["*", "one"]], Type::Integer, (0, 1), "`one` is not a value of type integer");
    refused(&["entry"], &[&["*", ""]], Type::Text, (0, 1), "empty");
    refused(&["entry"], &[&["*", "error:"]], Type::Text, (0, 1), "says nothing");
    refused(&["entry", "exit"], &[&["*", "a"]], Type::Text, (0, 1), "inputs (2) and has 1");
    refused(&["entry"], &[&["*", "*", "a"]], Type::Text, (0, 2), "inputs (1) and has 2");
    refused(&["race"], &[&["*", "a"]], Type::Text, (0, 0), "has(codes, 'code')");
    refused(&["entry"], &[&["*", "a"]], Type::Codes, (0, 1), "can't be sets of codes");
    refused(&["entry"], &[], Type::Text, (0, 0), "no rows");
    refused(&[], &[&["a"]], Type::Text, (0, 0), "no inputs");
}

#[test]
fn faults_in_several_rows_come_at_once() {
    let rows: &[&[&str]] = &[&["x", "y", "1"], &["1", "2", "z"], &["1", "2"]];
    let faults = build(&["entry", "exit"], rows, Type::Integer).unwrap_err();
    let places: Vec<(usize, usize)> = faults.iter().map(|(row, cell, _)| (*row, *cell)).collect();
    assert_eq!(places, [(0, 0), (0, 1), (1, 2), (2, 1)]);
}

#[test]
fn inputs_of_another_scope_are_refused() {
    let input = compile("exit", &scope()).unwrap();
    let mut small = Scope::new();
    small.add("entry", Type::Integer);
    let rows = [RowText { cells: vec!["*".into()], outcome: "1".into() }];
    assert!(DecisionTable::compile(vec![input], &rows, Type::Integer, &small).is_err());
}

#[test]
fn rows_that_are_never_reached_are_refused() {
    let cases: &[(&[&[&str]], usize, &str)] = &[
        (&[&["*", "*", "1"], &["1", "2", "2"]], 1, "row 1 already"),
        (&[&["1..5", "*", "1"], &["2..3", "absent", "2"]], 1, "row 1 already"),
        (&[&["1..5", "3", "1"], &["7", "*", "2"], &["7", "4", "3"]], 2, "row 2 already"),
        // Neighbouring whole numbers leave no gap.
        (&[&["1..3", "*", "1"], &["4..6", "*", "2"], &["2..5", "*", "3"]], 2, "together"),
        (&[&["..0", "*", "1"], &["1..", "*", "2"], &["absent", "*", "3"], &["*", "7", "4"]], 3, "together"),
        // Two half-planes and the rest.
        (&[&["1", "*", "1"], &["*", "1", "2"], &["1 | 2", "1", "3"]], 2, "row 2 already"),
        (&[&["1", "..4", "1"], &["1", "5.. | absent", "2"], &["1", "*", "3"]], 2, "together"),
    ];
    for (rows, unreachable, words) in cases {
        refused(&["entry", "exit"], rows, Type::Integer, (*unreachable, 0), words);
    }
    let yes_no: &[&[&str]] = &[&["yes", "1"], &["no", "2"], &["absent", "3"], &["*", "4"]];
    refused(&["progress"], yes_no, Type::Integer, (3, 0), "together");
    let dates: &[&[&str]] = &[&["..2012-06-30", "1"], &["2012-07-01..", "2"], &["2012-01-01..2012-12-31", "3"]];
    refused(&["seen_on"], dates, Type::Integer, (2, 0), "together");
}

#[test]
fn rows_that_can_be_reached_are_fine() {
    let tables: &[(&[&str], &[&[&str]])] = &[
        // Absence is a case of its own.
        (&["progress"], &[&["yes", "1"], &["no", "2"], &["*", "3"]]),
        (&["entry"], &[&["..0", "1"], &["2..", "2"], &["0..2", "3"]]),
        // Between decimals there is always another.
        (&["share"], &[&["..1", "1"], &["2..", "2"], &["1..2", "3"]]),
        (&["place"], &[&["a", "1"], &["b", "2"], &["*", "3"]]),
        (&["entry", "exit"], &[&["1", "*", "1"], &["*", "1", "2"], &["1..2", "1..2", "3"]]),
    ];
    for (inputs, rows) in tables {
        assert!(build(inputs, rows, Type::Integer).is_ok(), "{rows:?}");
    }
}

/// A table for which an honest proof would need more pieces than memory holds is let through in time.
#[test]
fn a_hostile_table_ends() {
    in_time(|| {
        let inputs = ["entry"; 12];
        let rows: Vec<Vec<String>> = (0..60)
            .map(|row: usize| {
                let mut cells: Vec<String> = (0..12)
                    .map(|cell| format!("{}..{}", (row * 7 + cell * 3) % 13, 20 + (row * 5 + cell) % 17))
                    .collect();
                cells[row % 12] = (row % 9).to_string();
                cells.push("1".to_owned());
                cells
            })
            .collect();
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let _ = build(&inputs, &rows, Type::Integer);
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Against trying every case of a small world: a row is refused exactly when no case reaches it.
    #[test]
    fn reachability_is_what_trying_all_cases_says(
        cells in prop::collection::vec((0..6_usize, 0..6_usize), 1..7),
    ) {
        // Each cell with the values from -1 to 4 that it takes; outside of those all cells behave like an end.
        const CELLS: [(&str, &[Option<i64>]); 6] = [
            ("*", &[None, Some(-1), Some(0), Some(1), Some(2), Some(3), Some(4)]),
            ("absent", &[None]),
            ("..1", &[Some(-1), Some(0), Some(1)]),
            ("1..2", &[Some(1), Some(2)]),
            ("2..", &[Some(2), Some(3), Some(4)]),
            ("0 | 3 | absent", &[None, Some(0), Some(3)]),
        ];
        let mut reached = std::collections::BTreeSet::new();
        let mut unreachable = Vec::new();
        for (row, (one, other)) in cells.iter().enumerate() {
            let fresh: Vec<_> = CELLS[*one].1.iter()
                .flat_map(|first| CELLS[*other].1.iter().map(move |second| (*first, *second)))
                .filter(|case| reached.insert(*case))
                .collect();
            if fresh.is_empty() {
                unreachable.push(row);
            }
        }
        let rows: Vec<[&str; 3]> = cells.iter().map(|(one, other)| [CELLS[*one].0, CELLS[*other].0, "1"]).collect();
        let rows: Vec<&[&str]> = rows.iter().map(|row| row.as_slice()).collect();
        let found: Vec<usize> = match build(&["entry", "exit"], &rows, Type::Integer) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.into_iter().map(|(row, _, _)| row).collect(),
        };
        prop_assert_eq!(found, unreachable);
    }
}
