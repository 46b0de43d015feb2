use std::fmt;

use serde::Serialize;

/// Something wrong in the text of a report, for its author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Whether the report may be published in spite of it.
    pub level: Level,
    /// File of the section.
    pub file: String,
    /// Line in that file, from 1, where it can be told.
    pub line: Option<u32>,
    /// What is wrong.
    pub what: String,
    /// How to mend it; may be empty.
    pub help: String,
}

/// Weight of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Something is missing from the report.
    Error,
    /// The report is whole; something was mended or looks wrong.
    Warning,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.what)?;
        if !self.help.is_empty() {
            write!(f, " ({})", self.help)?;
        }
        Ok(())
    }
}
