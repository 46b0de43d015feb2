use crate::build::{Build, Names, agencies};
use crate::problem::Problems;
use crate::read::Declared;
use crate::rules::{Checker, p001_syntax, p002_unreadable, p009_dangling, p011_missing_file, p050_spec};
use crate::{Files, Pack, Problem};

/// What came of reading a pack.
#[derive(Debug)]
pub struct Checked {
    /// The pack, unless there is an error.
    pub pack: Option<Pack>,
    /// Everything that is wrong, in the order of files and places.
    pub problems: Vec<Problem>,
}

impl Checked {
    /// The errors among the problems.
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.is_error())
    }

    /// The pack, or else the problems.
    ///
    /// # Errors
    /// All problems, when one of them is an error.
    pub fn into_pack(self) -> Result<Pack, Vec<Problem>> {
        self.pack.ok_or(self.problems)
    }
}

/// Reads, checks and compiles the files of a pack. Whatever the files hold, this returns.
pub fn check(files: &Files) -> Checked {
    let mut problems = Problems::default();
    let declared = Declared::read(files, &mut problems);
    if problems.has(p001_syntax::RULE.code) || problems.has(p002_unreadable::RULE.code) {
        // Names that don't resolve may stand in what couldn't be read.
        return Checked { pack: None, problems: problems.into_sorted() };
    }
    let seat = agencies(files, &declared, &mut problems);
    let names = Names::new(&declared, &seat.agencies);
    p009_dangling::check(&declared, &names, &seat, &mut problems);
    p011_missing_file::check(&declared, files, &mut problems);
    p050_spec::check(files, &mut problems);
    let build = Build { files, declared: &declared, names: &names, problems: &mut problems };
    let pack = build.pack(seat, content_hash(files));
    Checker { files, declared: &declared, pack: &pack, problems: &mut problems }.run();
    let pack = (!problems.has_errors()).then_some(pack);
    Checked { pack, problems: problems.into_sorted() }
}

/// The content hash of all files: of each path and each file's bytes, every one preceded by its length.
fn content_hash(files: &Files) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in files.iter().flat_map(|(path, content)| [path.as_bytes(), content.as_slice()]) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_hex().to_string()
}
