//! A home that `demo` made, once for all tests; each works on a copy.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use milepost_testkit::Home;

const PROGRAM: &str = env!("CARGO_BIN_EXE_milepost");

/// Folder of the pack that `demo` shows.
pub(crate) fn pack() -> PathBuf {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let id = fs::read_to_string(packs.join("DEMONSTRATION")).unwrap();
    packs.join(id.trim())
}

/// A home as `demo` left it, to be changed at will.
///
/// Test runners may start a process for each test, so the home is made once for all of them, beside
/// the build, and made anew when the program is.
pub(crate) fn home() -> Home {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demonstration");
    fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let built = fs::metadata(PROGRAM).unwrap().modified().unwrap();
    let (made, marker) = (folder.join("home"), folder.join("made-by"));
    let made_by = format!("{PROGRAM} {built:?}");
    if fs::read_to_string(&marker).is_ok_and(|by| by == made_by) {
        return copy_of(&made);
    }
    if made.exists() {
        fs::remove_dir_all(&made).unwrap();
    }
    let home = Home::new(PROGRAM);
    home.run(["demo", "--no-serve"]).ok();
    copy_folder(&home.path(), &made);
    fs::write(marker, made_by).unwrap();
    home
}

fn copy_of(made: &Path) -> Home {
    let home = Home::new(PROGRAM);
    copy_folder(made, &home.path());
    home
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The rows of a sample file of the home, as a table that can be changed and written again.
pub(crate) fn sample(home: &Home, dataset: &str) -> Rows {
    let path = home.path().join("samples").join(format!("{dataset}-FFY2011.csv"));
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
    Rows { header, rows }
}

/// A CSV file in memory.
pub(crate) struct Rows {
    header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Rows {
    fn column(&self, name: &str) -> usize {
        self.header.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name} in {:?}", self.header))
    }

    pub(crate) fn get(&self, row: usize, column: &str) -> &str {
        &self.rows[row][self.column(column)]
    }

    pub(crate) fn set(&mut self, row: usize, column: &str, value: &str) {
        let column = self.column(column);
        self.rows[row][column] = value.to_owned();
    }

    /// The first row for which something holds.
    pub(crate) fn find(&self, holds: impl Fn(&dyn Fn(&str) -> String) -> bool) -> usize {
        let found = (0..self.rows.len()).find(|&row| holds(&|column| self.get(row, column).to_owned()));
        found.expect("a row for which it holds")
    }

    pub(crate) fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.header).unwrap();
        for row in &self.rows {
            writer.write_record(row).unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }
}
