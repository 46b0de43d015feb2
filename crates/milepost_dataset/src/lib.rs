//! Bytes to typed rows: what becomes of a file that somebody submits.
//!
//! CSV, XLSX and Parquet files are read against a declared dataset, checked field by field, row by row
//! and across rows, and their accepted rows are stored. Whatever is wrong comes back in the
//! submitter's words: problems of the file, problems of rows, and the rejected rows as a file that can
//! be corrected and sent again. Memory does not grow with the number of rows, except for a workbook's,
//! which is bounded instead.
//!
//! # Interface
//!
//! This crate opens no path but temporary files in a folder that is handed in. The caller brings
//! - the file as `Read + Seek` (it is read a second time only when keys were found twice);
//! - a [`Request`]: pack, dataset, the file's name, [`Dialect`], period, agency, number of buckets;
//! - [`Means`]: an answer to "does this value occur in that dataset" ([`References`], or a closure), a
//!   writer for the rejects, a [`Shelf`] for the stored files, a scratch folder, an ear for progress.
//!
//! [`intake`] returns an [`Intake`]: outcome, counts, problems, stored slices with content hash and
//! fingerprint. [`content_hash`] names the submitted bytes, so that the same file twice is noticed.
//! [`read_slice`] reads a stored file back, rows laid out as the dataset's scope says. A trial run puts
//! accepted rows on [`NoShelf`]. [`intake_checks`] is the table from which the reference is made;
//! [`to_table_schema`] and [`from_table_schema`] take a dataset's columns out and in as Frictionless
//! Table Schema.
//!
//! # What is stored
//!
//! One Parquet file for each slice and bucket, ordered by unit and key, with the columns of
//! [`stored_schema`]. A bucket is the first eight bytes (low byte first) of the BLAKE3 hash of the
//! unit's sort key, modulo the number of buckets.
//!
//! # What is left to others
//!
//! Lookups read other rows, so derived values that hold one are not evaluated here. A key is unique within the submission and its period; whether another
//! submission has it too is for those who know which submissions are in force.

mod agencies;
mod check;
mod columns;
mod csv_records;
pub mod days;
mod decode;
mod dialect;
mod encode;
mod fingerprint;
mod format;
mod formulas;
mod guard;
mod header;
mod intake;
mod merge;
mod open;
mod outcome;
mod parquet_records;
mod parse;
mod problem;
mod read;
mod record;
mod rejects;
mod row;
mod rules;
mod slices;
mod sort;
mod store;
mod table_schema;
mod tally;
mod text_rows;
mod unit_bucket;
mod xlsx_records;

pub use check::{IntakeCheck, Looks, Weight, intake_checks};
pub use columns::{AGENCY_COLUMN, LINE_COLUMN, stored_schema};
pub use dialect::{DateOrder, Dialect, Encoding, UnknownDialect};
pub use fingerprint::content_hash;
pub use format::Format;
pub use intake::{Means, Progress, References, Request, intake};
pub use outcome::{CheckCount, Counts, Intake, Outcome, StoredFile, StoredSlice};
pub use problem::{Failure, FileProblem, RowProblem, level_str};
pub use read::{StoredRow, StoredRows, check_layout, read_slice, stored_value};
pub use store::{NoShelf, Place, Shelf};
pub use table_schema::{Draft, SchemaFault, from_table_schema, to_table_schema};
pub use text_rows::TextRows;
pub use unit_bucket::unit_bucket;
