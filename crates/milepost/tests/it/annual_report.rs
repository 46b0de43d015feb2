//! The figures of the demonstration: as they were published, and alive.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

use milepost_testkit::{Home, Table};

use crate::demonstration::{home, pack, sample};

const STATE: &[(&str, &str)] = &[("agency", "MN"), ("period", "FFY2011"), ("group", "")];

fn results(home: &Home) -> Table {
    home.run(["results", "--format", "csv", "--period", "FFY2011", "--agency", "MN"]).ok().table()
}

fn determinations(home: &Home) -> Table {
    home.run(["determinations", "--format", "csv"]).ok().table()
}

fn parts(home: &Home, measure: &str) -> (String, String) {
    let table = results(home);
    let wanted = [STATE, &[("measure", measure)]].concat();
    let found = table.one(&wanted, &["numerator", "denominator"]);
    (found[0].to_owned(), found[1].to_owned())
}

fn report(home: &Home) -> String {
    let path = home.beside("report.html");
    home.run(["report", "apr", "--period", "FFY2011", "--format", "html", "-o", &path]).ok();
    home.read("report.html")
}

/// Loads, computes and judges again, as whoever corrects a file would.
fn resubmit(home: &Home, dataset: &str, text: &str) {
    let file = home.write(&format!("{dataset}.csv"), text);
    home.run(["load", dataset, &file, "--period", "FFY2011"]).ok();
    home.run(["compute", "--period", "FFY2011"]).ok();
    home.run(["determine", "--period", "FFY2011"]).ok();
}

#[test]
fn every_expected_figure_comes_out() {
    let home = home();
    let (results, determinations) = (results(&home), determinations(&home));
    let expected = fs::read_to_string(pack().join("expected.csv")).unwrap();
    let mut rows = 0;
    for row in csv::Reader::from_reader(expected.as_bytes()).deserialize::<Expected>() {
        let row = row.unwrap();
        let wanted = [STATE, &[("measure", row.measure.as_str())]].concat();
        let found = results.one(&wanted, &["state", "numerator", "denominator", "value", "shown"]);
        assert_eq!(found[0], row.state, "{}: state", row.measure);
        if !row.numerator.is_empty() || row.value_percent.is_empty() {
            assert_eq!(
                (found[1], found[2]),
                (row.numerator.as_str(), row.denominator.as_str()),
                "{}: parts",
                row.measure
            );
            assert_eq!(found[3], row.value_percent, "{}: value", row.measure);
        } else {
            // Where no parts were printed, the value is known at its printed place alone.
            assert_eq!(found[4], format!("{}%", row.value_percent), "{}: value", row.measure);
        }
        let found = determinations.one(&wanted, &["status", "change", "needed"]);
        assert_eq!(found, [&row.status, &row.change, &row.needed], "{}: status, change, needed", row.measure);
        rows += 1;
    }
    assert_eq!(rows, 21);
}

#[derive(serde::Deserialize)]
struct Expected {
    measure: String,
    state: String,
    numerator: String,
    denominator: String,
    value_percent: String,
    status: String,
    change: String,
    needed: String,
}

#[test]
fn two_more_infants_meet_the_target() {
    let home = home();
    let mut rows = sample(&home, "child_count");
    assert_eq!(parts(&home, "c5"), ("597".into(), "68412".into()));
    assert!(report(&home).contains("597"));
    let infant = rows.find(|field| field("birth_date").as_str() > "2011-01-01");
    for n in 1..=2 {
        let copied = rows.rows[infant].clone();
        rows.rows.push(copied);
        let last = rows.rows.len() - 1;
        rows.set(last, "child_key", &format!("NEW{n}"));
    }
    resubmit(&home, "child_count", &rows.csv());
    assert_eq!(parts(&home, "c5"), ("599".into(), "68412".into()));
    let wanted = [STATE, &[("measure", "c5")]].concat();
    assert_eq!(determinations(&home).one(&wanted, &["status", "needed"]), ["met", ""]);
    let text = report(&home);
    assert!(text.contains("599") && text.contains("0.876%"), "599 / 68,412 = 0.8756 percent");
    assert!(!text.contains("0.873%"), "no figure is typed twice");
}

#[test]
fn one_record_made_untimely_moves_the_first_indicator() {
    let home = home();
    let mut rows = sample(&home, "record_review");
    let timely = rows.find(|field| {
        field("sample_program") == "C"
            && !field("service_start_actual").is_empty()
            && field("delay_reason").is_empty()
            && field("service_start_actual") < field("reviewed_on")
            && matches!(field("review_type").as_str(), "self" | "state_onsite")
    });
    rows.set(timely, "service_start_actual", "2012-06-29");
    let reviewed = rows.get(timely, "reviewed_on").to_owned();
    rows.set(timely, "reviewed_on", if reviewed.is_empty() { "" } else { "2012-06-30" });
    rows.set(timely, "delay_reason", "program_error");
    resubmit(&home, "record_review", &rows.csv());
    assert_eq!(parts(&home, "c1"), ("395".into(), "397".into()));
    assert!(report(&home).contains("99.50%"), "395 / 397 = 99.496 percent");
}

#[test]
fn one_finding_made_late_moves_the_ninth() {
    let home = home();
    let mut rows = sample(&home, "finding");
    let timely = rows.find(|field| field("late_cause").is_empty() && field("verified_on") < field("due_on"));
    rows.set(timely, "verified_on", "2012-06-29");
    rows.set(timely, "late_cause", "individual_record");
    resubmit(&home, "finding", &rows.csv());
    assert_eq!(parts(&home, "c9"), ("402".into(), "428".into()));
    assert!(report(&home).contains("93.9%"), "402 / 428 = 93.925 percent");
}

#[test]
fn one_survey_answer_moves_the_fourth() {
    let home = home();
    let value = |home: &Home| {
        let wanted = [STATE, &[("measure", "c4a")]].concat();
        results(home).one(&wanted, &["value"])[0].to_owned()
    };
    let before = value(&home);
    let mut rows = sample(&home, "survey_response");
    // A mean of exactly 4.0 over five answers: 20 points; one point less is below.
    let points = |field: &dyn Fn(&str) -> String| -> u32 {
        ["i01", "i02", "i03", "i04", "i05"].iter().map(|i| field(i).parse::<u32>().unwrap_or(0)).sum()
    };
    let borderline = rows.find(|field| points(field) == 20);
    let answer: u32 = rows.get(borderline, "i01").parse().unwrap();
    rows.set(borderline, "i01", &(answer - 1).to_string());
    resubmit(&home, "survey_response", &rows.csv());
    assert_ne!(value(&home), before);
}

#[test]
fn both_versions_of_a_resubmitted_figure_stay_readable() {
    let home = home();
    let column = |home: &Home| {
        let wanted = [STATE, &[("measure", "c9")]].concat();
        results(home).one(&wanted, &["computation"])[0].to_owned()
    };
    let first = column(&home);
    let mut rows = sample(&home, "finding");
    let timely = rows.find(|field| field("late_cause").is_empty() && field("verified_on") < field("due_on"));
    rows.set(timely, "verified_on", "2012-06-29");
    rows.set(timely, "late_cause", "individual_record");
    resubmit(&home, "finding", &rows.csv());
    let second = column(&home);
    assert_ne!(first, second);
    for (computation, numerator) in [(first, "403"), (second, "402")] {
        let table = home.run(["results", "--format", "csv", "--computation", &computation]).ok().table();
        let wanted = [STATE, &[("measure", "c9")]].concat();
        assert_eq!(table.one(&wanted, &["numerator"]), [numerator]);
    }
}

#[test]
fn a_report_does_not_mix_new_results_with_old_judgements() {
    let home = home();
    let mut rows = sample(&home, "finding");
    rows.rows.truncate(400);
    let file = home.write("finding.csv", rows.csv());
    home.run(["load", "finding", &file, "--period", "FFY2011"]).ok();
    home.run(["compute", "--period", "FFY2011"]).ok();
    let path = home.beside("report.html");
    home.run(["report", "apr", "--period", "FFY2011", "--format", "html", "-o", &path]).exits(1).says("determine");
}

#[test]
fn an_untouched_figure_is_not_computed_again() {
    let home = home();
    home.run(["compute", "--period", "FFY2011"]).ok().says("the same as before").says("0 slices counted");
}

#[test]
fn the_report_has_every_table_as_a_file_and_every_result_as_json() {
    let home = home();
    let folder = home.beside("tables");
    home.run(["report", "apr", "--period", "FFY2011", "--format", "csv", "-o", &folder]).ok();
    for table in ["table-2-1", "table-3-1", "table-3-2", "table-4-1", "table-12-1", "table-12-2", "table-14-1"] {
        let text = home.read(&format!("tables/{table}.csv"));
        assert!(text.lines().count() > 2, "{table}: {text}");
    }
    let path = home.beside("results.json");
    home.run(["report", "apr", "--period", "FFY2011", "--format", "json", "-o", &path]).ok();
    let json: serde_json::Value = serde_json::from_str(&home.read("results.json")).unwrap();
    let c1 = json["results"].as_array().unwrap().iter().find(|r| r["measure"] == "c1" && r["group"] == "").unwrap();
    assert_eq!((c1["numerator"].as_str(), c1["denominator"].as_str()), (Some("396"), Some("397")));
}

#[test]
fn a_reader_may_stop_reading() {
    let home = home();
    for format in ["csv", "json", "table"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
        command.args(["results", "--format", format, "--home"]).arg(home.path());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // More than a pipe holds is still to come when it closes.
        let mut first = [0; 100];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(0), ""), "{format}");
    }
}
