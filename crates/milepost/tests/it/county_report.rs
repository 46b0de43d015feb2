//! What a county reads in the report on a measure when there is little or nothing to count.

use std::fs;

use milepost_testkit::Home;

use crate::generated::pack_with;

/// So many reports of a county in a year, of which some were disposed in time.
fn reports(county: &str, year: u16, in_time: usize, all: usize) -> String {
    let row = |n: usize| {
        let days = if n < in_time { 3 } else { 8 };
        format!("{county}-{year}-{n},{county},{year}-03-01,{year}-03-{:02},{days},\n", 1 + days + 2)
    };
    (0..all).map(row).collect()
}

/// A home in which three counties sent their reports, one said that it had none, and the others kept silent.
fn home() -> Home {
    let home = Home::new(env!("CARGO_BIN_EXE_milepost"));
    home.run(["init", "--pack", &pack_with("adult_report")]).ok();
    let header = "report,county,received_on,disposed_on,working_days,race_ethnicity\n";
    for (county, year, in_time, all) in
        [("27001", 2023, 9, 20), ("27003", 2023, 17, 21), ("27001", 2022, 19, 20), ("27005", 2023, 20, 20)]
    {
        let file =
            home.write(&format!("{county}-{year}.csv"), header.to_owned() + &*reports(county, year, in_time, all));
        home.run(["load", "adult_report", &file, "--agency", county, "--period", &year.to_string()]).ok();
    }
    home.run(["load", "adult_report", "--nothing-to-report", "--agency", "27007", "--period", "2023"]).ok();
    home.run(["compute"]).ok();
    home.run(["determine", "--period", "2022"]).ok();
    home.run(["determine", "--period", "2023"]).ok();
    home
}

/// The words of a county's report.
fn words(home: &Home, county: &str) -> String {
    let page = home.beside(&format!("{county}.html"));
    home.run(["report", "adult_disposition", "--period", "2023", "--agency", county, "--format", "html", "-o", &page])
        .ok();
    let html = fs::read_to_string(page).unwrap();
    let (_, body) = html.split_once("<body").unwrap();
    let texts = body.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text.trim());
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ").replace("&#39;", "'")
}

#[track_caller]
fn says(words: &str, wanted: &[&str], unwanted: &[&str]) {
    for text in wanted {
        assert!(words.contains(text), "expected `{text}` in\n{words}");
    }
    for text in unwanted {
        assert!(!words.contains(text), "expected no `{text}` in\n{words}");
    }
}

#[test]
fn a_county_with_no_cases_reads_so_and_no_figure() {
    let words = words(&home(), "27007");
    says(
        &words,
        &["No cases", "had nothing to count in 2023", "neither a good nor a bad result", "There is no result to part."],
        &["Nothing submitted", "0.0%", "Improvement plan required", "Few were counted"],
    );
}

#[test]
fn a_county_that_sent_nothing_reads_that_nothing_is_known() {
    let words = words(&home(), "27009");
    says(
        &words,
        &["Nothing submitted", "there are no data of Benton County for 2023", "This is not a result of 0."],
        &["No cases:", "had nothing to count", "0.0%", "Improvement plan required"],
    );
}

#[test]
fn a_denominator_of_twenty_is_small_and_one_more_is_not() {
    let home = home();
    // 9 of 20 are 45 percent; the year before, 19 of 20, met its threshold of 90.
    says(
        &words(&home, "27001"),
        &[
            "No improvement plan",
            "few were counted, and the year before met its threshold",
            "45.0%",
            "Few were counted",
        ],
        &["Improvement plan required"],
    );
    // 17 of 21 are 80.95 percent.
    says(&words(&home, "27003"), &["Improvement plan required", "81.0%"], &["Few were counted", "few were counted"]);
    // Twenty of twenty are met, few as they are.
    says(
        &words(&home, "27005"),
        &["No improvement plan", "the threshold is met", "100.0%", "Few were counted"],
        &["Improvement plan required", "Nothing submitted"],
    );
}
