//! Everything a home remembers: packs, submissions, computations, determinations, the files that belong to them,
//! and the audit line of every write.
//!
//! A **home** is a folder with a database (`milepost.db`, SQLite) and a file area (`files/`). [`Store`] opens it.
//!
//! - **Writes exist only on a [`UnitOfWork`]**, opened with who, why and when. Records and their audit lines are one
//!   transaction; dropping the unit of work undoes all of it. Lines are chained by their hashes.
//! - **Nothing is changed or taken back.** Tables are append-only, and triggers see to it. What is current and what was
//!   known on a day are questions about rows, not flags on them.
//! - **Files first, then rows.** Bytes are stored under their own hash, on the disk before a row speaks of them.
//! - **The store knows no rules, no clock and no chance.** Times, the randomness of ids, and every decision come from
//!   the caller; its SQL has no `now()`. Times are kept to the microsecond.
//!
//! SQL is written to run on SQLite and PostgreSQL alike; what differs (the opening of a connection, the type words of
//! the migrations, triggers) has a place of its own.

mod audit;
mod computation;
mod determination;
mod error;
mod file_hash;
mod files;
mod home;
mod id;
mod pack_release;
mod row;
mod schema;
mod slice_cells;
mod standing;
mod store;
mod submission;
mod time;
mod unit_of_work;
mod verification;

pub use audit::{AuditHead, AuditLine};
pub use computation::{Computation, ComputationInput, NewComputation};
pub use determination::{Determination, DeterminationQuery, NewDetermination, Recorded};
pub use error::StoreError;
pub use file_hash::FileHash;
pub use files::{FileArea, FileWriter};
pub use id::IdSource;
pub use pack_release::{NewPackRelease, PackRelease};
pub use slice_cells::{CellInput, RecordedCells, SliceCells};
pub use standing::{SliceSource, Standing};
pub use store::{HomeRecord, Store, Swept};
pub use submission::{AgencyRows, NewSubmission, SliceFile, Submission, SubmittedPeriod};
pub use unit_of_work::{UnitOfWork, Who};
