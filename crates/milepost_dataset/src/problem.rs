use milepost_pack::Level;
use serde::Serialize;
use thiserror::Error;

use crate::check;

/// Something wrong with a file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileProblem {
    /// The intake check's permanent code.
    pub code: &'static str,
    /// An error rejects the file.
    #[serde(serialize_with = "level_word")]
    pub level: Level,
    /// Line of the file, counted from 1, when there is one to look at.
    pub line: Option<u64>,
    /// What is wrong, one sentence.
    pub message: String,
    /// How to cure it.
    pub cure: String,
}

/// Something wrong with one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowProblem {
    /// Line of the file on which the row starts, counted from 1; the row's number in a sheet or a
    /// Parquet file, the header counting as row 1.
    pub line: u64,
    /// Column, as the dataset calls it; none when the row as a whole is meant.
    pub column: Option<String>,
    /// What the field holds, cut after 80 characters.
    pub value: String,
    /// The intake check's permanent code.
    pub code: &'static str,
    /// Id of the declared check or derived value, when one is meant.
    pub check: Option<String>,
    /// What is wrong, one sentence.
    pub message: String,
    /// How to cure it.
    pub cure: String,
    /// An error rejects the row.
    #[serde(serialize_with = "level_word")]
    pub level: Level,
}

/// The world broke: nothing is wrong with the submission as far as one can tell.
#[derive(Debug, Error)]
pub enum Failure {
    /// The file, the scratch space or the place of the stored rows can't be read or written.
    #[error("{doing}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
    /// A stored slice can't be written, or is not what it was when it was written.
    #[error("{doing}")]
    Stored {
        /// What was being done.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The pack lacks what a checked pack has; it was changed after the check.
    #[error("the pack does not hold together: {0}")]
    Pack(String),
}

impl Failure {
    /// For `map_err`: an input or output error while doing something.
    pub(crate) fn io(doing: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { doing, source }
    }

    /// For `map_err`: a stored file that can't be written or read.
    pub(crate) fn stored<E: std::error::Error + Send + Sync + 'static>(doing: &'static str) -> impl FnOnce(E) -> Self {
        move |source| Self::Stored { doing, source: Box::new(source) }
    }
}

/// Why the reading of a file ends before its end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The file is wrong.
    Problem(FileProblem),
    /// The world broke.
    Failure(Failure),
    /// The file is wrong, and its problems are already noted.
    Noted,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<FileProblem> for Stop {
    fn from(problem: FileProblem) -> Self {
        Self::Problem(problem)
    }
}

impl FileProblem {
    /// An error with the general cure of its check.
    pub(crate) fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, level: Level::Error, line: None, message: message.into(), cure: check::cure(code).to_owned() }
    }

    /// A warning with the general cure of its check.
    pub(crate) fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(code, message) }
    }

    pub(crate) fn at(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn cured(mut self, cure: impl Into<String>) -> Self {
        self.cure = cure.into();
        self
    }
}

/// The word for a level in files and on pages.
pub fn level_str(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

fn level_word<S: serde::Serializer>(level: &Level, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(level_str(*level))
}

/// A field as a message shows it: at most 80 characters, on one line.
pub(crate) fn shortened(bytes: &[u8]) -> String {
    const LONGEST: usize = 80;
    let head = &bytes[..bytes.len().min(4 * LONGEST)];
    let text = String::from_utf8_lossy(head);
    let mut out: String = text.chars().take(LONGEST).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if out.len() < text.len() || head.len() < bytes.len() {
        out.push('…');
    }
    out
}
