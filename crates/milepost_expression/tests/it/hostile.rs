//! Texts that nobody writes in good faith: they get faults, in time, and never bring the program down.

use std::sync::mpsc;
use std::time::Duration;

use milepost_expression::{DecisionTable, RowText, Scope, Type, Value, compile};
use proptest::prelude::*;

use crate::worlds::{World, world};

/// Generous for a busy machine without optimisation; what it guards against takes minutes or for ever.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs something that must end, and fails when it doesn't.
pub(crate) fn in_time(work: impl FnOnce() + Send + 'static) {
    let (done, ended) = mpsc::channel();
    let running = std::thread::spawn(move || {
        work();
        // The other end is gone only when its patience was.
        let _ = done.send(());
    });
    match ended.recv_timeout(PATIENCE) {
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("it took more than {PATIENCE:?}"),
        _ => running.join().expect("it panicked"),
    }
}

fn faults_in_time(text: &str) {
    let text = text.to_owned();
    in_time(move || {
        let faults = compile(&text, &world().scope).map(|expression| expression.to_string().len());
        let faults = faults.expect_err("the text is not an expression");
        assert!(!faults.is_empty());
        for fault in faults {
            assert!(text.get(fault.range.clone()).is_some(), "{fault:?}");
            assert!(fault.message.len() < 400 && fault.help.len() < 600, "{fault:?}");
        }
    });
}

#[test]
fn deep_nesting_is_a_fault() {
    for text in [
        "(".repeat(100_000) + &")".repeat(100_000),
        "(".repeat(30_000) + "n" + &")".repeat(30_000),
        "(".repeat(400) + "n" + &")".repeat(400),
        "NOT ".repeat(1_900) + "b",
        "- ".repeat(1_900) + "n",
        "n IN (".repeat(600),
        "n IN ((".repeat(600),
        "CASE WHEN ".repeat(900),
        "CAST(".repeat(1_900),
        "INTERVAL ".repeat(1_900),
        "COALESCE(".repeat(1_900),
        "ABS(".repeat(240) + "n" + &")".repeat(240),
        "n".to_owned() + &" + n".repeat(999),
        "n".to_owned() + &" + n".repeat(999) + " )",
        "n".to_owned() + &" IS NULL".repeat(900),
        "n".to_owned() + &" IS DISTINCT FROM n".repeat(480),
        "n".to_owned() + &" IN (1)".repeat(1_900),
        "n".to_owned() + &" BETWEEN n".repeat(900),
        "n".to_owned() + &".n".repeat(990),
        "DATE ".repeat(1_900),
        "ABS(111..n.n(".repeat(100),
        "ABS(n[".repeat(200),
        "ABS('x'.".repeat(200),
    ] {
        faults_in_time(&text);
    }
}

#[test]
fn size_is_limited() {
    faults_in_time(&"x".repeat(1024 * 1024));
    faults_in_time(&" ".repeat(1024 * 1024));
    faults_in_time(&"n + ".repeat(10_000));
    faults_in_time(&"é".repeat(32_000));
    faults_in_time(&"nope, ".repeat(1_000));
    faults_in_time(&format!("COALESCE({})", vec!["nope"; 1_500].join(", ")));
    faults_in_time(&";".repeat(60_000));
    faults_in_time(&format!("n IN ({} = )", "1,".repeat(32_000)));
    // Within the limit as written, beyond it in full.
    faults_in_time(&format!("x IN ({})", vec!["n"; 8_000].join(",")));
    faults_in_time("");
    faults_in_time(" \n\t ");
}

/// What is long but sensible must still be read.
#[test]
fn long_lists_and_chains_are_fine() {
    let scope = world().scope;
    let codes: Vec<String> = (0..5_000).map(|code| format!("'{code:04}'")).collect();
    let list = compile(&format!("t IN ({})", codes.join(", ")), &scope).unwrap();
    let mut row = world().row;
    row[scope.find("t").unwrap().0.0] = Value::Text("4999".into());
    assert_eq!(list.evaluate(&row), Ok(Value::Boolean(true)));

    let any = vec!["n = 1"; 600].join(" OR ");
    assert!(compile(&any, &scope).is_ok());
    let sum = vec!["n"; 90].join(" + ");
    assert!(compile(&sum, &scope).is_ok());
    assert!(compile(&("(".repeat(90) + "n" + &")".repeat(90)), &scope).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 700, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_never_panics(text in any::<String>()) {
        let _ = compile(&text, &world().scope);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = compile(&String::from_utf8_lossy(&bytes), &world().scope);
    }

    /// Random runs of real words get much further into the compiler than random characters.
    #[test]
    fn word_salad_never_panics(words in prop::collection::vec(prop::sample::select(WORDS), 0..30)) {
        let text = words.join(" ");
        let world = world();
        match compile(&text, &world.scope) {
            Ok(expression) => {
                let _ = expression.evaluate(&world.row);
                let again = compile(&expression.to_string(), &world.scope).unwrap();
                prop_assert_eq!(again, expression);
            }
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                for fault in faults {
                    prop_assert!(text.get(fault.range.clone()).is_some(), "{:?}", fault);
                }
            }
        }
    }

    #[test]
    fn arbitrary_cells_never_panic(cells in prop::collection::vec(".{0,12}", 1..6), outcome in ".{0,12}", kind in 0..6_usize) {
        let mut scope = Scope::new();
        for (index, kind) in Type::ALL.into_iter().enumerate() {
            scope.add(format!("x{index}"), kind);
        }
        let input = compile(&format!("x{kind}"), &scope).unwrap();
        let rows: Vec<RowText> =
            cells.into_iter().map(|cell| RowText { cells: vec![cell], outcome: outcome.clone() }).collect();
        for outcome in Type::ALL {
            if let Ok(table) = DecisionTable::compile(vec![input.clone()], &rows, outcome, &scope) {
                let _ = table.evaluate(&vec![Value::Null; 6]);
            }
        }
    }
}

const WORDS: &[&str] = &[
    "n",
    "m",
    "d",
    "t",
    "u",
    "b",
    "c",
    "x",
    "nope",
    "codes",
    "on",
    "(",
    ")",
    "(",
    ")",
    ",",
    "+",
    "-",
    "*",
    "/",
    "%",
    "=",
    "<>",
    "<",
    ">=",
    "||",
    ".",
    "AND",
    "OR",
    "NOT",
    "IS",
    "NULL",
    "TRUE",
    "FALSE",
    "UNKNOWN",
    "DISTINCT",
    "FROM",
    "BETWEEN",
    "IN",
    "LIKE",
    "ESCAPE",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "CAST",
    "AS",
    "TEXT",
    "DATE",
    "INTERVAL",
    "'3'",
    "DAY",
    "MONTH",
    "'a%'",
    "'2012-06-30'",
    "''",
    "1",
    "2.5",
    "0",
    "COALESCE",
    "ROUND",
    "has",
    "year",
    "years_between",
    "SELECT",
    "EXISTS",
    "ANY",
    "COLLATE",
    "9223372036854775807",
    "\"n\"",
    "é",
    "--",
    "/*",
    "*/",
];

/// The deepest trees that compile are also printed, read again and evaluated, on a small stack.
#[test]
fn the_deepest_trees_survive() {
    let deepest = || {
        let World { scope, row } = world();
        for (before, middle, after) in [
            ("ABS(", "n", ")"),
            ("CASE WHEN b THEN ", "n", " END"),
            ("CASE WHEN ", "b", " THEN b END"),
            ("NOT (", "b", ")"),
            ("n + (", "n", ")"),
            ("b = (", "b", ")"),
            ("b AND (b OR (", "b", "))"),
            ("b IN (c, ", "b", ")"),
            ("COALESCE(m, ", "n", ")"),
            ("FLOOR(x + ", "n", ")"),
            ("b NOT IN (", "b", ")"),
            ("x + (2 * ", "n", ")"),
        ] {
            let compiled: Vec<_> = (1..100)
                .filter_map(|depth| compile(&(before.repeat(depth) + middle + &after.repeat(depth)), &scope).ok())
                .collect();
            let deep = compiled.last().unwrap_or_else(|| panic!("{before} never compiles"));
            let again = compile(&deep.to_string(), &scope).unwrap_or_else(|faults| panic!("{deep}: {faults:?}"));
            assert_eq!(&again, deep);
            assert!(deep.evaluate(&row).is_ok(), "{deep}");
        }
    };
    std::thread::Builder::new().stack_size(768 * 1024).spawn(deepest).unwrap().join().unwrap();
}
