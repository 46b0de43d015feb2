//! A home with monthly rows by a rule that can be counted by hand, and a lookup into the month before.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use milepost_testkit::Home;
use serde_json::Value;

pub(crate) const PACK: &str = include_str!("stays/pack.toml");
pub(crate) const MONTHS: usize = 8;

/// Nights of a person in a month; none when not there.
pub(crate) fn nights(person: usize, month: usize) -> Option<usize> {
    let chance = (person * 31 + month * 17) % 7;
    (chance != 0).then(|| 1 + (person * 13 + month * 5) % 28)
}

pub(crate) fn town(person: usize) -> &'static str {
    if person.is_multiple_of(3) { "A" } else { "B" }
}

pub(crate) fn label(month: usize) -> String {
    format!("2020-{:02}", month + 1)
}

/// A file of stays, with a note of so many characters in each row.
pub(crate) fn stays(people: usize, months: impl IntoIterator<Item = usize>, note: usize) -> String {
    let mut text = "month,town,person,nights,note\n".to_owned();
    for month in months {
        for person in 0..people {
            let Some(nights) = nights(person, month) else { continue };
            let note = format!("{person:0note$}");
            writeln!(text, "{}-01,{},P{person:06},{nights},{note}", label(month), town(person)).unwrap();
        }
    }
    text
}

fn meals(people: usize) -> String {
    let mut text = "month,town,person,meals\n".to_owned();
    for month in 0..MONTHS {
        for person in 0..people {
            writeln!(text, "{}-01,{},P{person:06},{}", label(month), town(person), (person + month) % 9).unwrap();
        }
    }
    text
}

/// A home with everything loaded, and nothing computed.
pub(crate) fn loaded(people: usize) -> Home {
    let home = Home::new(env!("CARGO_BIN_EXE_milepost"));
    home.write("pack/pack.toml", PACK);
    home.run(["init", "--pack", &home.beside("pack")]).ok();
    let file = home.write("stays.csv", stays(people, 0..MONTHS, 1));
    home.run(["load", "stay", &file]).ok();
    let file = home.write("meals.csv", meals(people));
    home.run(["load", "meal", &file]).ok();
    home
}

/// Computes, and gives the plan.
pub(crate) fn compute(home: &Home, more: &[&str]) -> Value {
    let ran = home.run([&["compute", "--format", "json"], more].concat()).ok();
    serde_json::from_str(&ran.out).unwrap()
}

/// Every slice of a plan: dataset and period, whether it was counted, and the reasons.
pub(crate) fn slices(plan: &Value) -> Vec<(String, bool, Vec<String>)> {
    let periods = plan["periods"].as_array().unwrap().iter();
    let slices = periods.flat_map(|period| period["slices"].as_array().unwrap());
    let reason = |r: &Value| ["input", "name", "change"].map(|key| r[key].as_str().unwrap()).join(" ");
    slices
        .map(|slice| {
            let name = ["dataset", "period"].map(|key| slice[key].as_str().unwrap()).join(" ");
            let reasons = slice["reasons"].as_array().unwrap().iter().map(reason).collect();
            (name, slice["counted"].as_bool().unwrap(), reasons)
        })
        .collect()
}

/// Slices that were counted, in order.
pub(crate) fn counted(plan: &Value) -> Vec<String> {
    slices(plan).into_iter().filter(|(_, counted, _)| *counted).map(|(name, _, _)| name).collect()
}

/// All results but for the last column, the id of the computation.
pub(crate) fn results(home: &Home) -> String {
    let results = home.run(["results", "--format", "csv"]).ok().out;
    results.lines().filter_map(|line| line.rsplit_once(',')).map(|(result, _)| format!("{result}\n")).collect()
}

/// Copies a folder with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
