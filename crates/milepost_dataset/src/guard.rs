//! A wall around the readers of binary formats: they trust lengths and counts that a damaged file gets
//! wrong, and then divide by zero or index past an end. Here that is one more way of being damaged.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::check;
use crate::problem::FileProblem;

/// Runs a step of a reader. What it leaves behind after a panic must not be used again.
pub(crate) fn guarded<T>(what: &str, step: impl FnOnce() -> T) -> Result<T, FileProblem> {
    // Nothing of the reader's state is looked at afterwards, so a broken one can't be seen.
    catch_unwind(AssertUnwindSafe(step)).map_err(|_| {
        FileProblem::error(check::UNREADABLE, format!("{what} can't be read: its parts contradict each other"))
    })
}
