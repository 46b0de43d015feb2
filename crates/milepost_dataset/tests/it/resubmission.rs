//! The rejects: the submitter's own rows, corrected and sent again.

use milepost_dataset::Outcome;

use crate::world::{HEADER, World, file, row};

const MARK: &str = "\u{feff}";

#[test]
fn rejects_hold_the_row_as_it_stood_with_problem_and_cure() {
    let mut world = World::clinic();
    world.column("note").longest = None;
    let odd = row("V3", &[("kept", " Perhaps "), ("note", "\"a, \"\"b\"\"\"")]);
    let taken = world.take(format!("{}{odd}\n", file(&[])));
    let rejects = taken.rejects();
    assert_eq!(rejects.lines().next().unwrap(), format!("{MARK}{HEADER},problem,cure"));
    assert_eq!(
        rejects.lines().nth(1).unwrap(),
        format!("{odd},\"kept must be yes or no, but is `Perhaps` (D029)\",Write yes or no.")
    );
}

#[test]
fn nothing_is_written_without_rejects() {
    assert_eq!(World::clinic().take(file(&[])).rejects, b"");
}

#[test]
fn corrected_rejects_come_back_as_they_are() {
    let world = World::clinic();
    let all = world.take(format!("{}{}\n", file(&[]), row("V3", &[])));
    let first = world.take(format!("{}{}\n", file(&[]), row("V3", &[("kept", "ye")])));
    assert_eq!(first.intake.outcome, Outcome::PartiallyAccepted);
    let unchanged = world.take(&first.rejects);
    assert_eq!((unchanged.codes(), unchanged.intake.outcome), (vec!["D029"], Outcome::Rejected));
    assert_eq!(unchanged.rejects(), first.rejects(), "sent back as it was, it comes back as it was");
    let second = world.take(first.rejects().replace(",ye,", ",yes,"));
    assert_eq!((second.intake.outcome, second.codes()), (Outcome::Accepted, vec![]));
    let mut rows = [first.rows(), second.rows()].concat();
    rows.iter_mut().for_each(|r| r.line = 0);
    let mut expected = all.rows();
    expected.iter_mut().for_each(|r| r.line = 0);
    assert_eq!(rows, expected);
}

#[test]
fn rows_of_a_wrong_width_stay_wrong() {
    let world = World::clinic();
    for bad in [row("V3", &[]) + ",more", row("V3", &[]) + ",a,b", row("V3", &[]).replace(",S1,ok", ""), "V3".into()] {
        let first = world.take(format!("{}{bad}\n", file(&[])));
        assert_eq!(first.codes(), ["D020"], "{bad}");
        let again = world.take(&first.rejects);
        assert_eq!((again.codes(), again.intake.outcome), (vec!["D020"], Outcome::Rejected), "{bad}");
        assert_eq!(again.rejects(), first.rejects(), "{bad}");
    }
}

#[test]
fn rejects_keep_the_delimiter_and_any_encoding_comes_back() {
    let world = World { dialect: "pipe,windows-1252".parse().unwrap(), ..World::clinic() };
    let text = file(&[("kept", "ye"), ("note", "né")]).replace(',', "|");
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let first = world.take(latin);
    let second = world.take(first.rejects().replace("|ye|", "|no|"));
    assert_eq!((second.intake.outcome, second.codes()), (Outcome::Accepted, vec![]));
    assert_eq!(second.rows()[0].values[9], milepost_expression::Value::Text("né".into()));
}

#[test]
fn rejects_of_a_workbook_are_text() {
    let world = World { name: "v.xlsx".to_owned(), ..World::clinic() };
    let first = world.take(crate::formats::workbook(&file(&[("kept", "ye")]), "Visits"));
    let second = World::clinic().take(first.rejects().replace(",ye,", ",no,"));
    assert_eq!((second.intake.outcome, second.intake.counts.accepted), (Outcome::Accepted, 1));
}

#[test]
fn duplicates_are_rejected_with_their_row() {
    let twice = row("V1", &[("note", "x\"y")]);
    let taken = World::clinic().take(format!("{}{twice}\n", file(&[])));
    let rejects = taken.rejects();
    assert!(
        rejects.lines().nth(1).unwrap().starts_with("V1,A,2011-09-01,8,12.50,yes,first,en;so,S1,\"x\"\"y\","),
        "{rejects}"
    );
    assert!(rejects.contains("line 2") && rejects.contains("Keep one of lines 2 and 4"), "{rejects}");
}

#[test]
fn all_problems_of_a_row_come_at_once() {
    let taken =
        World::clinic().take(file(&[("kept", "ye"), ("kind", "x"), ("clinic", "Q"), ("seen_on", "2011-02-30")]));
    assert_eq!(taken.codes(), ["D028", "D029", "D034", "D038"]);
    let line = taken.rejects();
    for part in ["D028", "D029", "D034", "D038", "Use one of `first`, `later`, `other`."] {
        assert!(line.contains(part), "{part} in {line}");
    }
}

#[test]
fn problems_shown_are_capped_and_all_are_counted() {
    let rows: Vec<String> = (0..500).map(|i| row(&format!("V{i}"), &[("kept", "?")])).collect();
    let taken = World::clinic().take(format!("{HEADER}\n{}\n", rows.join("\n")));
    assert_eq!((taken.intake.row_problems.len(), taken.intake.counts.problems), (100, 500));
    assert_eq!(taken.intake.checks[0].rows, 500);
    assert_eq!(taken.intake.checks[0].to_string(), "D029 error kept: 500");
    assert_eq!(taken.rejects().lines().count(), 501);
}
