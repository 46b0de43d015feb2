//! What can go wrong: the world broke, or a caller named something that is not there.

use std::io;
use std::path::{Path, PathBuf};

use sqlx::error::ErrorKind;

use crate::FileHash;

/// Why the store could not do what it was asked. The text is a plain sentence for the person at the terminal; the
/// source chain is for whoever mends the machine. Whatever the error, nothing acknowledged is lost and no unit of
/// work is half written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no home in this folder.
    #[error("{} is not a home: it has no {}", path.display(), crate::home::DATABASE)]
    NotAHome {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds something else.
    #[error("{} holds other files (such as {found}); a new home needs an empty or a new folder", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
        /// Name of one file that is not a home's.
        found: String,
    },
    /// Making the home was interrupted before it was complete.
    #[error("the home in {} was never finished; make it again", path.display())]
    HalfMade {
        /// The folder.
        path: PathBuf,
    },
    /// A home is there already.
    #[error("{} is a home already", path.display())]
    AlreadyAHome {
        /// The folder.
        path: PathBuf,
    },
    /// Another process writes to the home.
    #[error("another process{} is writing to the home in {}; try again when it has finished", holder.map(|id| format!(" (number {id})")).unwrap_or_default(), path.display())]
    Locked {
        /// The home.
        path: PathBuf,
        /// The other process, as far as it can be known.
        holder: Option<u32>,
    },
    /// The home was written by a newer program.
    #[error("the home in {} was written by a newer version of this program (its schema is {found}, this version knows {known}); use that version", path.display())]
    NewerSchema {
        /// The home.
        path: PathBuf,
        /// Number of the newest migration in the home.
        found: i64,
        /// Number of the newest migration in this program.
        known: i64,
    },
    /// The home was written by an older program and is open for reading alone.
    #[error("the home in {} was written by an older version of this program; any command that writes brings it up to date", path.display())]
    OlderSchema {
        /// The home.
        path: PathBuf,
    },
    /// A migration that the home went through is not the one this program has.
    #[error("the home in {} was made by a version of this program that was never released (migration {number} differs)", path.display())]
    OtherSchema {
        /// The home.
        path: PathBuf,
        /// Number of the migration.
        number: i64,
    },
    /// The store was opened for reading.
    #[error("the home is open for reading only")]
    ReadOnly,
    /// No room is left.
    #[error("the disk is full: could not {doing}")]
    DiskFull {
        /// What was attempted.
        doing: String,
        /// The operating system's or the database's word.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A file or folder could not be read or written.
    #[error("could not {doing} {}", path.display())]
    File {
        /// What was attempted.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// The operating system's word.
        #[source]
        source: io::Error,
    },
    /// A stored file is gone.
    #[error("the stored file {hash} is missing from the home")]
    FileMissing {
        /// Its name.
        hash: FileHash,
    },
    /// A stored file no longer has the bytes that were put in.
    #[error("the stored file {hash} is damaged: its bytes are not those that were stored")]
    FileDamaged {
        /// Its name.
        hash: FileHash,
        /// The hash of what lies there now.
        found: FileHash,
    },
    /// Text that should name a stored file does not.
    #[error("{text:?} is not the name of a stored file (64 hexadecimal digits)")]
    NotAHash {
        /// The text.
        text: String,
    },
    /// A value in the database cannot be read as what it should be.
    #[error("the database is damaged: {column} holds {text:?}")]
    Unreadable {
        /// Name of the column.
        column: &'static str,
        /// What it holds.
        text: String,
    },
    /// The database file is not a database, or is damaged.
    #[error("the database is damaged: could not {doing}")]
    DatabaseDamaged {
        /// What was attempted.
        doing: &'static str,
        /// The database's word.
        #[source]
        source: Box<sqlx::Error>,
    },
    /// Another program holds the database longer than this one waits.
    #[error("the database is busy: could not {doing}; try again")]
    Busy {
        /// What was attempted.
        doing: &'static str,
        /// The database's word.
        #[source]
        source: Box<sqlx::Error>,
    },
    /// A record names another one that is not there, or repeats one that must be unlike all others.
    #[error("could not {doing}: it names a record that the home does not have, or repeats one")]
    Inconsistent {
        /// What was attempted.
        doing: &'static str,
        /// The database's word.
        #[source]
        source: Box<sqlx::Error>,
    },
    /// A number does not fit.
    #[error("{what} is {number}, more than can be stored")]
    TooLarge {
        /// What is counted.
        what: &'static str,
        /// How many.
        number: u64,
    },
    /// A record cannot be written down.
    #[error("could not write a record as JSON")]
    Json {
        /// Why not.
        #[source]
        source: serde_json::Error,
    },
    /// Rows can't be divided into so many files and divided again.
    #[error("{buckets} is no power of two: a home divides its rows into 1, 2, 4, 8, … files")]
    NotAPowerOfTwo {
        /// How many were asked for.
        buckets: u16,
    },
    /// A write of this unit of work failed or was given up, so none of it may be committed.
    #[error("a part of the unit of work failed, so nothing of it was written")]
    Unsound,
    /// A note would look like the audit line of a record.
    #[error("{kind:?} is the kind of a record's audit line, not of a note's")]
    ReservedKind {
        /// The kind.
        kind: String,
    },
    /// The chain of audit lines does not hold, or a record is not the one that was written under its line.
    #[error("the audit does not hold at line {seq}: {what}")]
    AuditBroken {
        /// First line that does not hold.
        seq: i64,
        /// Why.
        what: &'static str,
    },
    /// Anything else that the database reports.
    #[error("the database could not {doing}")]
    Database {
        /// What was attempted.
        doing: &'static str,
        /// The database's word.
        #[source]
        source: Box<sqlx::Error>,
    },
}

/// Names what was being done when the database failed, for `map_err`.
pub(crate) fn failed_to(doing: &'static str) -> impl Fn(sqlx::Error) -> StoreError {
    move |source| classify(doing, source)
}

/// Names the file and what was being done with it, for `map_err`.
pub(crate) fn file_failed<'a>(doing: &'static str, path: &'a Path) -> impl Fn(io::Error) -> StoreError + 'a {
    move |source| match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            StoreError::DiskFull { doing: format!("{doing} {}", path.display()), source: source.into() }
        }
        _ => StoreError::File { doing, path: path.to_path_buf(), source },
    }
}

// Primary result codes of SQLite (https://www.sqlite.org/rescode.html); the low byte of an extended code.
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const NOT_A_DATABASE: i32 = 26;

fn classify(doing: &'static str, source: sqlx::Error) -> StoreError {
    let source = Box::new(source);
    let Some(error) = source.as_database_error() else { return StoreError::Database { doing, source } };
    if matches!(error.kind(), ErrorKind::UniqueViolation | ErrorKind::ForeignKeyViolation) {
        return StoreError::Inconsistent { doing, source };
    }
    let code = error.code().and_then(|code| code.parse::<i32>().ok()).map(|code| code & 0xff);
    match code {
        Some(BUSY | LOCKED) => StoreError::Busy { doing, source },
        Some(CORRUPT | NOT_A_DATABASE) => StoreError::DatabaseDamaged { doing, source },
        Some(FULL) => StoreError::DiskFull { doing: doing.to_owned(), source },
        _ => StoreError::Database { doing, source },
    }
}
