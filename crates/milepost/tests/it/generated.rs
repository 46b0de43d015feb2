//! For tests: a pack's synthetic rows made, loaded and computed.

use std::fs;
use std::path::PathBuf;

use milepost_testkit::{Home, Table};

/// A home in which a pack's synthetic rows are loaded and computed.
pub(crate) struct Generated {
    pub(crate) home: Home,
    /// Rows written, and rows that were rejected.
    pub(crate) rows: u64,
    pub(crate) rejected: u64,
    pub(crate) results: Table,
}

/// How the rows of a test are made.
#[derive(Clone, Copy)]
pub(crate) struct Made {
    pub(crate) people: &'static str,
    pub(crate) months: &'static str,
    pub(crate) seed: &'static str,
    pub(crate) format: &'static str,
    /// Periods of the files that are loaded; all when there are none.
    pub(crate) loaded: &'static [&'static str],
    /// Periods that are computed; all when there are none.
    pub(crate) computed: &'static [&'static str],
}

/// The folder of the pack that has a dataset; packs are data, and no test says what one is called.
pub(crate) fn pack_with(dataset: &str) -> String {
    let packs = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs")).unwrap();
    let mut folders = packs.map(|entry| entry.unwrap().path());
    let found = folders.find(|folder| folder.join(format!("datasets/{dataset}.toml")).exists());
    found.unwrap_or_else(|| panic!("no pack has `{dataset}`")).to_str().unwrap().to_owned()
}

/// Makes, loads and computes.
pub(crate) fn generated(folder: &str, made: Made) -> Generated {
    let home = Home::new(env!("CARGO_BIN_EXE_milepost"));
    home.run(["init", "--pack", folder]).ok();
    let into = home.beside("rows");
    let how =
        ["--people", made.people, "--months", made.months, "--seed", made.seed, "--format", made.format, "-o", &into];
    home.run_without_home([&["sample", folder][..], &how].concat()).ok();
    let (mut rows, mut rejected) = (0, 0);
    for path in files(&into) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let (dataset, period) = name.split_once('-').unwrap();
        if !made.loaded.is_empty() && !made.loaded.contains(&period) {
            continue;
        }
        // Rows without a date need to be told their period.
        let told: &[&str] = match dataset {
            "care_stay" | "support_case" | "support_child" => &["--period", period],
            _ => &[],
        };
        let file = path.to_str().unwrap();
        let ran = home.run([&["load", dataset, file, "--format", "json"][..], told].concat());
        let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}\n{ran}"));
        rows += json["counts"]["read"].as_u64().unwrap();
        rejected += json["counts"]["rejected"].as_u64().unwrap();
    }
    if made.computed.is_empty() {
        home.run(["compute"]).ok();
    }
    for period in made.computed {
        home.run(["compute", "--period", period]).ok();
    }
    let results = home.run(["results", "--format", "csv"]).ok().table();
    Generated { home, rows, rejected, results }
}

/// The files of rows, without those of totals.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| !path.to_str().unwrap().ends_with("totals.csv"));
    files.sort();
    files
}

impl Generated {
    /// What the rows of a dataset were meant to come to.
    pub(crate) fn totals(&self, dataset: &str) -> Table {
        Table::read(&self.home.read(&format!("rows/{dataset}-totals.csv")))
    }

    /// Results without what names the computation.
    pub(crate) fn figures(&self) -> Vec<Vec<String>> {
        let kept = |row: &Vec<String>| row[..row.len() - 1].to_vec();
        self.results.rows.iter().map(kept).collect()
    }
}
