use std::fmt;

use milepost_calendar::Period;
use milepost_pack::Level;
use serde::Serialize;

use crate::format::Format;
use crate::problem::{FileProblem, RowProblem, level_str};

/// The verdict on a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Every row was accepted and nothing was remarked.
    Accepted,
    /// Every row was accepted, and something should be looked at.
    AcceptedWithWarnings,
    /// Some rows were accepted, others rejected.
    PartiallyAccepted,
    /// Nothing was accepted: the file as a whole is wrong, or every row of it.
    Rejected,
}

impl Outcome {
    /// The word that files and pages use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::AcceptedWithWarnings => "accepted_with_warnings",
            Self::PartiallyAccepted => "partially_accepted",
            Self::Rejected => "rejected",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Rows of a submission. `accepted + rejected = read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows that hold something, the header aside.
    pub read: u64,
    /// Rows accepted, with or without warnings.
    pub accepted: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Accepted rows that have a warning.
    pub warned: u64,
    /// Rows without any value, which spreadsheets leave behind; not counted as read.
    pub blank: u64,
    /// Problems of rows, shown or not.
    pub problems: u64,
}

/// How many rows broke a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckCount {
    /// The intake check's permanent code.
    pub code: &'static str,
    /// Column, when one is meant.
    pub column: Option<String>,
    /// Id of the declared check or derived value, when one is meant.
    pub check: Option<String>,
    /// Error or warning.
    pub level: Level,
    /// Rows.
    pub rows: u64,
}

impl fmt::Display for CheckCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, level_str(self.level))?;
        for part in self.column.iter().chain(&self.check) {
            write!(f, " {part}")?;
        }
        write!(f, ": {}", self.rows)
    }
}

/// What came of a submission.
#[derive(Clone, Debug)]
pub struct Intake {
    /// The verdict.
    pub outcome: Outcome,
    /// The format that the file was read as, when it could be told.
    pub format: Option<Format>,
    /// Rows. When the file as a whole is wrong, rows read up to there, none of them accepted.
    pub counts: Counts,
    /// What is wrong with the file as a whole.
    pub file_problems: Vec<FileProblem>,
    /// The first problems of rows, in the order in which they were found; `counts.problems` says how
    /// many there are.
    pub row_problems: Vec<RowProblem>,
    /// How many rows broke each check, by code.
    pub checks: Vec<CheckCount>,
    /// Fields of accepted rows that held the column's number for "not applicable", by column.
    pub not_applicable: Vec<(String, u64)>,
    /// Accepted rows as they were stored, by period.
    pub slices: Vec<StoredSlice>,
    /// Hash of the accepted values with their periods and agencies, whatever the order of the rows,
    /// the format and the dialect; none without accepted rows.
    pub fingerprint: Option<String>,
}

/// The accepted rows of one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSlice {
    /// Their period.
    pub period: Period,
    /// How many.
    pub rows: u64,
    /// How many about each agency, by its id.
    pub agencies: Vec<(String, u64)>,
    /// Hash of their values and agencies, whatever their order and the number of buckets.
    pub fingerprint: String,
    /// One file a bucket; buckets without rows have none.
    pub files: Vec<StoredFile>,
}

/// A Parquet file with accepted rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Which bucket, from 0.
    pub bucket: u16,
    /// Rows in it: the control total of whoever reads it.
    pub rows: u64,
    /// Its length.
    pub bytes: u64,
    /// BLAKE3 of its bytes, hex.
    pub hash: String,
}
