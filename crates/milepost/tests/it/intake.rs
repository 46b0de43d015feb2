//! Files on their way in, on a small invented program.

use milepost_testkit::{Home, Ran};

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/pack");
const HEADER: &str = "ride,town,ordered_on,ridden_on,minutes_late\n";

fn new_home() -> Home {
    let home = Home::new(env!("CARGO_BIN_EXE_milepost"));
    home.run(["init", "--pack", PACK]).ok();
    home
}

fn load(home: &Home, name: &str, rows: &str, more: &[&str]) -> Ran {
    let file = home.write(name, format!("{HEADER}{rows}"));
    home.run([&["load", "ride", &file, "--period", "2024"], more].concat())
}

fn on_time(home: &Home, agency: &str) -> Vec<String> {
    home.run(["compute"]).ok();
    let table = home.run(["results", "--format", "csv"]).ok().table();
    let wanted = [("measure", "on_time"), ("agency", agency), ("period", "2024")];
    table.one(&wanted, &["state", "numerator", "denominator", "value"]).into_iter().map(str::to_owned).collect()
}

fn outcomes(home: &Home) -> Vec<Vec<String>> {
    let table = home.run(["submissions", "--format", "csv"]).ok().table();
    let rows = table.select(&[], &["outcome", "read", "accepted", "rejected", "stands"]);
    rows.into_iter().map(|row| row.into_iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_good_file_is_accepted_and_counted() {
    let home = new_home();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,5\n2,B,2024-01-01,2024-01-02,30\n", &[]).ok().says("accepted");
    assert_eq!(on_time(&home, "STATE"), ["value", "1", "2", "50"]);
    assert_eq!(on_time(&home, "A"), ["value", "1", "1", "100"]);
    // The file was about everybody: a town without rides has no cases, not a missing file.
    assert_eq!(on_time(&home, "C"), ["no_cases", "0", "0", ""]);
}

#[test]
fn a_part_is_rejected_corrected_and_completes_the_rest() {
    let home = new_home();
    let rows = "1,A,2024-01-01,2024-01-02,5\n2,A,2024-02-30,2024-03-01,5\n3,A,2024-03-01,2024-02-01,5\n";
    let ran = load(&home, "a.csv", rows, &[]).exits(1);
    ran.says("partially accepted").says("2024-02-30").says("the ride took place before it was ordered");
    let rejects = home.read("a.rejects.csv");
    assert_eq!(rejects.lines().count(), 3, "the header and two rows:\n{rejects}");
    assert_eq!(on_time(&home, "STATE")[1..3], ["1", "1"]);
    let mended = rejects.replace("2024-02-30", "2024-02-29").replace("2024-03-01,2024-02-01", "2024-01-01,2024-02-01");
    let file = home.write("mended.csv", mended);
    home.run(["load", "ride", &file, "--period", "2024"]).ok().says("Corrected rows");
    assert_eq!(on_time(&home, "STATE")[1..3], ["3", "3"]);
    assert_eq!(outcomes(&home), [["partially_accepted", "3", "1", "2", "no"], ["accepted", "3", "3", "0", "yes"]]);
}

#[test]
fn corrected_rejects_that_complete_nothing_are_refused() {
    let home = new_home();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,5\n2,A,2024-02-30,2024-03-01,5\n", &[]).exits(1);
    let file = home.write("mended.csv", home.read("a.rejects.csv").replace("2024-02-30", "2024-02-29"));
    home.run(["load", "ride", &file, "--period", "2024"]).ok();
    home.run(["load", "ride", &file, "--period", "2024"]).exits(1).says("corrected rejects");
    assert_eq!(on_time(&home, "STATE")[1..3], ["2", "2"]);
}

#[test]
fn what_a_submission_sets_aside_is_said() {
    let home = new_home();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,5\n2,B,2024-01-01,2024-01-02,5\n", &[]).ok();
    load(&home, "b.csv", "3,B,2024-01-01,2024-01-02,5\n", &["--dry-run"]).ok().says("would take the place of 2 rows");
    home.run(["load", "ride", "--nothing-to-report", "--agency", "B", "--period", "2024"])
        .ok()
        .says("B has nothing to report")
        .says("takes the place of 1 row accepted earlier");
}

#[test]
fn rejects_never_overwrite_the_file_or_rejects_being_mended() {
    let home = new_home();
    let rows = "1,A,2024-02-30,2024-03-01,5\n";
    let file = home.beside("a.csv");
    load(&home, "a.csv", rows, &["--rejects", &file]).exits(2);
    assert_eq!(home.read("a.csv"), format!("{HEADER}{rows}"));
    load(&home, "a.csv", rows, &[]).exits(1);
    home.write("a.rejects.csv", "half mended");
    load(&home, "a.csv", rows, &[]).exits(1).says("a.rejects-2.csv");
    assert_eq!(home.read("a.rejects.csv"), "half mended");
}

#[test]
fn names_that_nobody_declares_are_not_answered_with_nothing() {
    let home = new_home();
    for filter in [["--measure", "zzz"], ["--agency", "zzz"], ["--period", "24"], ["--group", "zzz"]] {
        home.run([&["results", "--format", "csv"], &filter[..]].concat()).exits(2).says(filter[1]);
    }
    home.run(["results", "--group", "town=A", "--format", "csv"]).exits(2).says("groups by `town`");
    home.run(["results", "--group", "", "--format", "csv"]).ok();
}

#[test]
fn a_file_that_is_wrong_as_a_whole_changes_nothing() {
    let home = new_home();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,5\n", &[]).ok();
    let file = home.write("b.csv", "ride;town\n1;A\n");
    home.run(["load", "ride", &file, "--period", "2024"]).exits(1).says("rejected");
    assert_eq!(on_time(&home, "STATE")[1..3], ["1", "1"]);
}

#[test]
fn nothing_to_report_is_not_silence() {
    let home = new_home();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,5\n", &["--agency", "A"]).ok();
    assert_eq!(on_time(&home, "B")[0], "not_submitted");
    home.run(["load", "ride", "--nothing-to-report", "--agency", "B", "--period", "2024"]).ok();
    assert_eq!(on_time(&home, "B"), ["no_cases", "0", "0", ""]);
    assert_eq!(on_time(&home, "C")[0], "not_submitted");
}

#[test]
fn a_later_submission_of_one_agency_leaves_the_others() {
    let home = new_home();
    load(&home, "all.csv", "1,A,2024-01-01,2024-01-02,5\n2,B,2024-01-01,2024-01-02,5\n", &[]).ok();
    load(&home, "b.csv", "9,B,2024-01-01,2024-01-02,50\n", &["--agency", "B"]).ok();
    assert_eq!(on_time(&home, "STATE")[1..3], ["1", "2"]);
    load(&home, "all.csv", "1,A,2024-01-01,2024-01-02,5\n", &[]).ok();
    assert_eq!(on_time(&home, "STATE")[1..3], ["1", "1"]);
}

#[test]
fn rows_of_another_agency_are_rejected() {
    let home = new_home();
    load(&home, "a.csv", "1,B,2024-01-01,2024-01-02,5\n", &["--agency", "A"]).exits(1).says("rejected");
}

#[test]
fn the_same_file_twice_is_noticed() {
    let home = new_home();
    let rows = "1,A,2024-01-01,2024-01-02,5\n";
    load(&home, "a.csv", rows, &[]).ok();
    load(&home, "a.csv", rows, &[]).ok().says("The same file was submitted");
}

#[test]
fn a_trial_run_leaves_the_home_as_it_is() {
    let home = new_home();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,5\n", &["--dry-run"]).ok().says("trial run");
    assert!(outcomes(&home).is_empty());
}

#[test]
fn the_json_of_a_load_says_what_the_text_says() {
    let home = new_home();
    let ran = load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,700\n2,A,2024-01-01,,\n", &["--format", "json"]).exits(1);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["outcome"], "partially_accepted");
    assert_eq!(json["counts"]["read"], 2);
    assert_eq!(json["row_problems"][0]["column"], "minutes_late");
    assert_eq!(json["row_problems"][0]["line"], 2);
}

#[test]
fn wrong_usage_is_told_from_wrong_input_and_from_a_broken_world() {
    let home = new_home();
    home.run(["load", "rid", "nowhere.csv"]).exits(2).says("ride");
    home.run(["load", "ride", "nowhere.csv", "--period", "2024"]).exits(2).says("nowhere.csv");
    home.run(["load", "ride", "nowhere.csv", "--period", "24"]).exits(2).says("2011");
    home.run(["determine", "--period", "2024"]).exits(2).says("compute");
    home.run_without_home(["results", "--home", "/nowhere", "--format", "csv"]).exits(3).says("is not a home");
    home.run_without_home(["pack", "check", "/nowhere"]).exits(1).says("not a folder");
}

#[test]
fn what_partly_stands_is_said() {
    let home = new_home();
    load(&home, "all.csv", "1,A,2024-01-01,2024-01-02,5\n2,B,2024-01-01,2024-01-02,5\n", &[]).ok();
    load(&home, "b.csv", "9,B,2024-01-01,2024-01-02,50\n", &["--agency", "B"]).ok();
    let stands = |home: &Home| outcomes(home).into_iter().map(|mut row| row.remove(4)).collect::<Vec<_>>();
    assert_eq!(stands(&home), ["partly", "yes"]);
    load(&home, "all.csv", "1,A,2024-01-01,2024-01-02,5\n", &[]).ok();
    assert_eq!(stands(&home), ["no", "no", "yes"]);
}

#[test]
fn a_period_without_data_is_said_to_have_none() {
    let home = new_home();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,5\n", &[]).ok();
    home.run(["compute"]).ok();
    home.run(["compute", "--period", "2023"]).ok().says("nothing was submitted");
    home.run(["determine", "--period", "2023"]).exits(2).says("not computed");
    home.run(["determine", "--period", "2024", "--on", "2024-02-30"]).exits(2).says("YEAR-MONTH-DAY");
    let table = home.run(["results", "--format", "csv"]).ok().table();
    assert_eq!(table.select(&[("period", "2023")], &["state"]), Vec::<Vec<&str>>::new());
}

#[test]
fn determinations_can_be_asked_for_as_results_can() {
    let home = new_home();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,5\n2,B,2024-01-01,2024-01-02,50\n", &[]).ok();
    home.run(["compute"]).ok();
    home.run(["determine", "--period", "2024"]).ok();
    let asked = |more: &[&str]| {
        let ran = home.run([&["determinations", "--format", "csv"], more].concat()).ok();
        ran.table().select(&[], &["agency"]).concat().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(asked(&[]).len() > 1);
    assert_eq!(asked(&["--agency", "A", "--measure", "on_time"]), ["A"]);
    assert_eq!(asked(&["--period", "2023"]), Vec::<String>::new());
    home.run(["determinations", "--agency", "zzz", "--format", "csv"]).exits(2).says("zzz");
}

#[test]
fn everybody_has_a_name() {
    let home = new_home();
    home.run(["compute", "--as", ""]).exits(2).says("--as");
}

#[test]
fn a_key_of_two_agencies_is_counted_once() {
    let home = new_home();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,5\n2,A,2024-01-01,2024-01-02,5\n", &["--agency", "A"]).ok();
    let twice = "3,B,2024-01-01,2024-01-02,5\n2,B,2024-01-01,2024-01-02,50\n";
    load(&home, "b.csv", twice, &["--agency", "B"])
        .exits(1)
        .says("line 3: key 2 of 2024 stands already")
        .says("about A");
    assert_eq!(on_time(&home, "STATE")[1..3], ["2", "2"]);
    load(&home, "b.csv", "3,B,2024-01-01,2024-01-02,5\n", &["--agency", "B"]).ok();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,5\n", &["--agency", "A"]).ok();
    load(&home, "b.csv", twice, &["--agency", "B"]).ok();
    assert_eq!(on_time(&home, "STATE")[1..3], ["2", "3"]);
}

#[test]
fn what_came_in_since_is_not_judged_as_if_it_had_been_computed() {
    let home = new_home();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,5\n", &[]).ok();
    home.run(["compute"]).ok();
    home.run(["determine", "--period", "2024"]).ok();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,50\n", &[]).ok();
    home.run(["determine", "--period", "2024"]).exits(1).says("ride").says("run `compute` first");
    home.run(["explain", "on_time", "--period", "2024", "--agency", "A"]).ok().says("came in since");
    home.run(["compute"]).ok();
    home.run(["determine", "--period", "2024"]).ok();
}

#[test]
fn who_is_missing_is_said_in_the_judgement() {
    let home = new_home();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,5\n", &["--agency", "A"]).ok();
    home.run(["compute"]).ok();
    home.run(["determine", "--period", "2024"]).ok();
    let table = home.run(["determinations", "--agency", "STATE", "--format", "csv"]).ok().table();
    let reason = table.one(&[("measure", "on_time")], &["reason"])[0];
    assert!(reason.contains("Only 1 of the 3 agencies below it have submitted."), "{reason}");
}

#[test]
fn no_output_takes_the_place_of_what_a_home_remembers() {
    let home = new_home();
    load(&home, "a.csv", "1,A,2024-02-30,2024-03-01,5\n", &[]).exits(1);
    let file = home.beside("a.csv");
    for inside in ["milepost.db", "files/x"] {
        let inside = home.path().join(inside).display().to_string();
        home.run(["load", "ride", &file, "--period", "2024", "--dry-run", "--rejects", &inside])
            .exits(2)
            .says("belongs to");
        home.run(["explain", "on_time", "--period", "2024", "--agency", "A", "--records", &inside]).exits(2);
    }
    assert_eq!(outcomes(&home).len(), 1);
}

#[test]
fn a_column_that_was_renamed_is_told() {
    let home = new_home();
    load(&home, "a.csv", "1,A,2024-01-01,2024-01-02,5\n", &[]).ok();
    let pack = std::fs::read_to_string(std::path::Path::new(PACK).join("pack.toml")).unwrap();
    std::fs::create_dir_all(home.beside("renamed")).unwrap();
    home.write("renamed/pack.toml", pack.replace("minutes_late", "late"));
    let renamed = home.beside("renamed");
    home.run(["pack", "install", &renamed])
        .ok()
        .says("lack `late`, hold `minutes_late`, which is gone: load them again");
    home.write(
        "renamed/pack.toml",
        pack.replace("minutes_late", "late").replace("type = \"integer\"", "type = \"integer\"\nrequired = true"),
    );
    home.run(["pack", "install", &renamed]).ok();
    home.run(["compute"]).exits(1).says("`late` is required, and these rows were taken in without it: load them again");
}

#[test]
fn demo_leaves_other_homes_alone() {
    let home = new_home();
    home.run(["demo"]).exits(2).says("none that `demo` made");
}
