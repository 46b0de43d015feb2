//! What commands share: opening a home in the name of a person, and putting text where it belongs.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use milepost_app::Home;
use milepost_pack::{Files, Problem};

use crate::clock::SystemClock;
use crate::failure::Failure;

/// Makes a new home that divides the rows of a slice into so many files.
pub(crate) async fn create(folder: &Path, buckets: u16, person: &str) -> Result<Home, Failure> {
    Ok(Home::create_divided(folder, buckets, Arc::new(SystemClock), chance, person).await?)
}

/// Opens a home for reading and writing.
pub(crate) async fn open(folder: &Path, person: &str) -> Result<Home, Failure> {
    Ok(Home::open(folder, Arc::new(SystemClock), chance, person).await?)
}

/// Opens a home for reading.
pub(crate) async fn open_to_read(folder: &Path, person: &str) -> Result<Home, Failure> {
    Ok(Home::open_to_read(folder, Arc::new(SystemClock), person).await?)
}

/// The random part of ids, from the operating system.
fn chance() -> [u8; 10] {
    let mut bytes = [0; 10];
    // Without randomness ids still differ by their time; a clash is refused by the store.
    let _ = getrandom::fill(&mut bytes);
    bytes
}

/// Problems of a pack as people read them, in color on a terminal.
#[expect(clippy::disallowed_methods, reason = "the binary is where the environment is read")]
pub(crate) fn rendered(problems: &[Problem], files: &Files) -> String {
    let color = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    milepost_pack::render(problems, files, color, 110)
}

/// Refuses a path for output at which a home keeps what it remembers.
pub(crate) fn not_of_a_home(path: &Path) -> Result<(), Failure> {
    let path = std::path::absolute(path)?;
    let within = |folder: &Path| {
        let name = path.strip_prefix(folder).ok().and_then(|rest| rest.components().next());
        name.is_some_and(|name| {
            name.as_os_str().to_string_lossy().starts_with("milepost.") || name.as_os_str() == "files"
        })
    };
    match path.ancestors().skip(1).find(|folder| folder.join("milepost.db").exists() && within(folder)) {
        Some(home) => Err(Failure::usage(format!("`{}` belongs to the home in `{}`", path.display(), home.display()))),
        None => Ok(()),
    }
}

/// Writes a file and the folders above it.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    not_of_a_home(path)?;
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    let written = folder.and_then(|()| fs::write(path, bytes));
    written.map_err(|error| {
        Failure::Io(io::Error::new(error.kind(), format!("`{}` can't be written: {error}", path.display())))
    })
}

/// A date of the command line.
pub(crate) fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day that exists as YEAR-MONTH-DAY: 2013-02-28".to_owned())
}

/// A number with its noun: `1 slice`, `2 slices`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
