//! Tables as CSV.

use crate::sample;

#[test]
fn every_table_and_figure_of_the_report_has_its_csv() {
    let tables = sample::report().document.tables();
    let ids: Vec<&str> = tables.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(
        ids,
        ["table-activities", "table-2-1", "table-2-2", "table-activities-2", "table-5", "figure-5-1", "figure-5-2"]
    );
    // 594/597 = 99.497…, 1500/1518 = 98.814…, 2773/2962 = 93.619…, 4867/5077 = 95.863…
    let expected = "Age,Children,At home or in the community,Percent\nUnder 1,597,594,99.5%\n1,\"1,518\",\"1,500\",98.8%\n\
                    2,\"2,962\",\"2,773\",93.6%\nAll ages,\"5,077\",\"4,867\",95.9%\n";
    assert_eq!(tables[1].1, expected);
    let figure = &tables[5].1;
    assert!(figure.starts_with("Federal fiscal year,State,Nation,State target\nFFY 2004,0.41%,0.92%,not available\n"));
    assert!(figure.ends_with("FFY 2011,0.873%,1.02%,0.875%\n"));
}

#[test]
fn a_program_reads_back_what_was_written_and_runs_nothing() {
    let text = "| a | b |\n|---|---|\n| say \"x\", y | =1+1 |\n| \u{2212}7.3 | -9 |\n| +cmd | @SUM(A1) |\n| - | -x |";
    let tables = sample::section(text).document.tables();
    let mut reader = csv::Reader::from_reader(tables[0].1.as_bytes());
    let rows: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_eq!(rows, [["say \"x\", y", "'=1+1"], ["-7.3", "-9"], ["'+cmd", "'@SUM(A1)"], ["-", "'-x"]]);
}

#[test]
fn tables_inside_other_blocks_are_found() {
    let text = "> [!NOTE]\n> | a |\n> |---|\n> | 1 |\n\n- item\n\n  | b |\n  |---|\n  | 2 |\n";
    let tables = sample::section(text).document.tables();
    let all: Vec<&str> = tables.iter().map(|(_, csv)| csv.as_str()).collect();
    assert_eq!(all, ["a\n1\n", "b\n2\n"]);
}
