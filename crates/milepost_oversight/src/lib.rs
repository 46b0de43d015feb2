//! Judgement: a result held against the standard in force, with reasons.
//!
//! [`determine`] judges all results of a period; [`judge`] one result against one standard. Neither
//! sees a row, reads a clock or rounds: comparison is exact, in the measure's own unit.

mod change;
mod consequence;
mod determination;
mod determine;
mod judge;
mod needed;
mod reason;
mod rule;
mod standard;

pub use determination::{Change, Comparison, Determination, Needed, Outcome, Position, Status};
pub use determine::{Judging, answering, determine};
pub use judge::{Case, judge};
pub use needed::needed;
pub use reason::Reason;
pub use rule::{ChangeRule, RuleError, Thresholds};
pub use standard::{bound_text, meets, standards_in_force};
