//! What a second computation counts again, and why.

use std::collections::BTreeMap;

use milepost_testkit::Home;

use crate::stays::{MONTHS, PACK, compute, counted, label, loaded, nights, results, slices, stays, town};

const PEOPLE: usize = 40;

#[test]
fn everything_is_counted_once_and_then_reused() {
    let home = loaded(PEOPLE);
    let first = slices(&compute(&home, &[]));
    assert_eq!(first.len(), 2 * MONTHS);
    assert!(first.iter().all(|(_, counted, reasons)| *counted && *reasons == ["cells  new"]), "{first:?}");
    let second = compute(&home, &[]);
    assert_eq!(counted(&second), [""; 0]);
    assert!(second["periods"].as_array().unwrap().iter().all(|period| period["unchanged"] == true));
    home.run(["compute", "--explain-plan", "--period", "2020-03"])
        .ok()
        .says("  stay 2020-03: reused, ")
        .says("  results: the same as before");
}

#[test]
fn lookups_find_who_was_there_in_the_month_before() {
    let home = loaded(PEOPLE);
    compute(&home, &["--memory", "1MiB"]);
    let mut expected: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
    for month in 0..MONTHS {
        for person in (0..PEOPLE).filter(|person| nights(*person, month).is_some()) {
            let before = month > 0 && nights(person, month - 1).is_some();
            for agency in [town(person), "STATE"] {
                let (numerator, denominator) = expected.entry((label(month), agency.to_owned())).or_default();
                *numerator += usize::from(before);
                *denominator += 1;
            }
        }
    }
    let found = results(&home);
    let mut compared = 0;
    for row in csv::Reader::from_reader(found.as_bytes()).records().map(Result::unwrap) {
        if &row[1] == "came_back" {
            let key = (row[2].to_owned(), row[3].to_owned());
            let parts = expected[&key];
            assert_eq!((&row[6], &row[7]), (&*parts.0.to_string(), &*parts.1.to_string()), "{key:?}");
            compared += 1;
        }
    }
    assert_eq!(compared, 3 * MONTHS);
}

/// A home that divides rows by unit, and is loaded with rows whose notes take a few megabytes.
fn heavy(buckets: &str, people: usize) -> Home {
    let home = Home::new(env!("CARGO_BIN_EXE_milepost"));
    home.write("pack/pack.toml", PACK);
    home.run(["init", "--pack", &home.beside("pack"), "--buckets", buckets]).ok();
    let file = home.write("stays.csv", stays(people, 0..3, 1000));
    home.run(["load", "stay", &file]).ok();
    home
}

#[test]
fn rows_that_do_not_fit_into_memory_are_counted_in_turns_to_the_same_results() {
    let people = 1500;
    let expected = {
        let home = heavy("1", people);
        compute(&home, &["--calculator", "plain"]);
        results(&home)
    };
    // What a lookup reaches in March is some 2.7 MB, in budgets of half a megabyte.
    for buckets in ["1", "4"] {
        let home = heavy(buckets, people);
        compute(&home, &["--memory", "1MiB"]);
        assert_eq!(results(&home), expected, "{buckets} buckets");
        let plain = heavy(buckets, people);
        compute(&plain, &["--memory", "1MiB", "--calculator", "plain"]);
        assert_eq!(results(&plain), expected, "{buckets} buckets, plain");
    }
}

#[test]
fn a_changed_slice_is_counted_again_with_those_whose_lookups_reach_it() {
    let home = loaded(PEOPLE);
    compute(&home, &[]);
    let file = home.write("march.csv", stays(PEOPLE - 1, [2], 1));
    let submission = home.run(["load", "stay", &file, "--format", "json"]).ok();
    let submission: serde_json::Value = serde_json::from_str(&submission.out).unwrap();
    let plan = compute(&home, &[]);
    // 40 days before the first of April and of May are in March; before the first of June they are not.
    assert_eq!(counted(&plan), ["stay 2020-03", "stay 2020-04", "stay 2020-05"]);
    let steps = slices(&plan);
    let reasons = |name: &str| steps.iter().find(|(slice, _, _)| slice == name).unwrap().2.clone();
    let march = reasons("stay 2020-03");
    assert!(march.contains(&format!("submission {} new", submission["submission"].as_str().unwrap())), "{march:?}");
    assert!(march.iter().any(|reason| reason.starts_with("submission ") && reason.ends_with(" gone")), "{march:?}");
    assert_eq!(reasons("stay 2020-04"), ["reached stay 2020-03 changed"]);
    assert_eq!(reasons("stay 2020-05"), ["reached stay 2020-03 changed"]);
    assert_eq!(counted(&compute(&home, &[])), [""; 0]);
}

#[test]
fn the_same_rows_again_are_not_counted_again() {
    let home = loaded(PEOPLE);
    compute(&home, &[]);
    let file = home.write("again.csv", stays(PEOPLE, 0..MONTHS, 1));
    home.run(["load", "stay", &file]).ok();
    assert_eq!(counted(&compute(&home, &[])), [""; 0]);
}

#[test]
fn a_new_release_counts_again_what_it_says_otherwise_and_nothing_for_its_prose() {
    let home = loaded(PEOPLE);
    compute(&home, &[]);
    let install = |release: &str, from: &str, to: &str| {
        assert!(PACK.contains(from), "{from}");
        let pack = PACK.replace(r#"release = "1""#, &format!(r#"release = "{release}""#)).replace(from, to);
        home.write("pack/pack.toml", pack);
        home.run(["pack", "install", &home.beside("pack")]).ok();
        compute(&home, &[])
    };
    let prose = install("2", "People with a night", "Persons with one night or more");
    assert_eq!(counted(&prose), [""; 0]);
    let reasons = &prose["periods"][0]["reasons"];
    assert_eq!(reasons.as_array().unwrap().len(), 1, "{reasons}");
    assert_eq!(reasons[0]["input"], "release");

    let measure = install("3", "nights_before > 0", "nights_before > 1");
    let stays: Vec<String> = (0..MONTHS).map(|month| format!("stay {}", label(month))).collect();
    assert_eq!(counted(&measure), stays);
    let changed: Vec<_> = slices(&measure).into_iter().filter(|(_, counted, _)| *counted).collect();
    assert!(changed.iter().all(|(_, _, reasons)| *reasons == ["measure came_back changed"]), "{changed:?}");

    let setting = install("4", "value = 20", "value = 21");
    let changed: Vec<_> = slices(&setting).into_iter().filter(|(_, counted, _)| *counted).collect();
    // The measure is again what it was in the first release.
    let expected = ["measure came_back changed", "setting long changed"];
    assert_eq!(changed.len(), MONTHS);
    assert!(changed.iter().all(|(_, _, reasons)| *reasons == expected), "{changed:?}");

    let lookup = install("5", r#"back = "40 days""#, r#"back = "30 days""#);
    let changed = slices(&lookup).into_iter().find(|(_, counted, _)| *counted).unwrap();
    assert!(changed.2.contains(&"derived stay.nights_before changed".to_owned()), "{changed:?}");

    let members = install("6", "member = \"B\"\nparent = \"STATE\"", "member = \"B\"\nparent = \"A\"");
    let reasons = members["periods"][0]["reasons"].to_string();
    assert!(reasons.contains("memberships"), "{reasons}");
}

#[test]
fn damaged_cells_are_counted_again() {
    let home = loaded(PEOPLE);
    compute(&home, &[]);
    let before = results(&home);
    let mut damaged = 0;
    let folders = std::fs::read_dir(home.path().join("files")).unwrap().map(|folder| folder.unwrap().path());
    for file in folders.flat_map(|folder| std::fs::read_dir(folder).unwrap()).map(|file| file.unwrap().path()) {
        if std::fs::read(&file).unwrap().starts_with(br#"{"dataset":"meal","period":"2020-02""#) {
            std::fs::write(file, "{}").unwrap();
            damaged += 1;
        }
    }
    assert_eq!(damaged, 1);
    let plan = compute(&home, &[]);
    assert_eq!(counted(&plan), ["meal 2020-02"]);
    assert!(slices(&plan).contains(&("meal 2020-02".to_owned(), true, vec!["cells  gone".to_owned()])));
    assert_eq!(results(&home), before);
}
