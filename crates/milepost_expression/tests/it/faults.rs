//! What the compiler refuses, where it points, and what it says.

use milepost_expression::{Fault, Scope, Type, compile};

use crate::worlds::{table_rows, world};

const FAULTS: &str = include_str!("../grid/faults.md");

#[test]
fn every_fault_is_marked_and_helps() {
    let scope = world().scope;
    let rows: Vec<[String; 4]> =
        table_rows(FAULTS).into_iter().map(|(_, cells)| cells.try_into().expect("four cells")).collect();
    assert!(rows.len() > 120);
    let mut wrong = Vec::new();
    let texts = rows.chunk_by(|one, next| one[0] == next[0]);
    for group in texts {
        let text = &group[0][0];
        let faults = compile(text, &scope).err().unwrap_or_default();
        if faults.len() != group.len() {
            wrong.push(format!("{text}: {} faults, not {}: {faults:?}", faults.len(), group.len()));
            continue;
        }
        for ([_, marked, message, help], fault) in group.iter().zip(faults) {
            let found = &text[fault.range.clone()];
            let says = plain(&fault.message).contains(&plain(message)) && plain(&fault.help).contains(&plain(help));
            if found != marked || !says {
                wrong.push(format!("{text}: marked `{found}`, {} {}", fault.message, fault.help));
            }
            assert!(!fault.label.is_empty() && fault.message.ends_with('.'), "{fault:?}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The cells of the table lose their outer backticks, so those don't count.
fn plain(text: &str) -> String {
    text.replace('`', "")
}

#[test]
fn ranges_are_bytes_also_behind_other_scripts_and_lines() {
    let scope = world().scope;
    let text = "t = 'Žluťoučký' -- note\r\n  AND 'křik' = nope\n OR b";
    let faults = compile(text, &scope).unwrap_err();
    assert_eq!(faults.iter().map(|fault| &text[fault.range.clone()]).collect::<Vec<_>>(), ["nope"]);
}

#[test]
fn a_fault_can_be_shown() {
    let fault = compile("agee", &Scope::new()).unwrap_err().remove(0);
    assert_eq!(
        fault,
        Fault {
            range: 0..4,
            message: "There is nothing called `agee` here.".into(),
            label: "unknown name".into(),
            help: "No names can be used here.".into(),
        }
    );
}

/// Every keyword of SQL can be a column's name, bare or in double quotes, wherever a value can stand.
#[test]
fn columns_may_be_named_like_keywords() {
    let reserved = [
        "ALL", "AND", "ANY", "BETWEEN", "CASE", "CAST", "COLLATE", "DISTINCT", "ELSE", "END", "ESCAPE", "EXISTS",
        "FALSE", "FROM", "IN", "IS", "LIKE", "NOT", "NULL", "OR", "SELECT", "SOME", "THEN", "TRUE", "WHEN",
    ];
    let words = sqlparser::keywords::ALL_KEYWORDS.iter().filter(|word| !word.contains('-'));
    for keyword in words {
        let word = keyword.to_lowercase();
        let mut scope = Scope::new();
        scope.add("n0", Type::Integer);
        scope.add("b0", Type::Boolean);
        scope.add("d0", Type::Date);
        scope.add(word.clone(), Type::Integer);
        scope.add(format!("period.{word}"), Type::Integer);
        scope.add(format!("{word}.start"), Type::Integer);
        let name = if reserved.contains(keyword) { format!("\"{word}\"") } else { word.clone() };
        for form in [
            "@",
            "1 = @",
            "@ + n0",
            "-@",
            "n0 IN (@, 1)",
            "n0 BETWEEN @ AND @",
            "CASE @ WHEN @ THEN @ ELSE @ END",
            "ABS(@)",
            "@ IS NULL",
            "period.@ > @",
            "CAST(@ AS TEXT)",
            "@ IS DISTINCT FROM @",
            "@.start = 1",
        ] {
            // Behind a dot any word may stand bare.
            let text = form.replace("period.@", &format!("period.{word}")).replace('@', &name);
            let expression = compile(&text, &scope).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
            assert_eq!(compile(&expression.to_string(), &scope).as_ref(), Ok(&expression), "{text}: {expression}");
        }
    }
}
