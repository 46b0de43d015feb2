//! What a measure means: cells counted from rows, rolled up to results.
//!
//! 1. [`DatasetPlan`] says what is counted in one slice of a dataset; [`slices_needed`] which slices
//!    a period needs, [`DatasetPlan::reach`] which others the slice's lookups look into.
//! 2. A [`Calculator`] ([`Plain`] is the one that says what is correct) reads a [`Slice`] once and
//!    gives [`Cells`]: agency × group × measure → parts that add up in any order ([`Tally`]).
//! 3. [`roll_up`] carries the cells up to every agency and period and gives [`Results`], derived
//!    measures included, with a state each: a value, or why there is none.
//! 4. [`decimal_text`], [`parts_text`] and [`shown`] turn exact numbers into text.
//! 5. [`published()`] makes results of figures that were printed in earlier years.
//! 6. [`explain`] answers why a number is what it is.
//!
//! Numbers are exact throughout: counts and scaled sums are integers, values ratios of integers.

mod across;
mod cells;
mod derived;
mod explain;
mod formulas;
mod gather;
mod grouping;
mod inputs;
mod lookup;
mod number_text;
mod outcome;
mod over_periods;
mod plain;
mod plan;
mod problem;
mod published;
mod quantile;
mod result;
mod roll_up;
mod rolling;
mod row;
mod slice;
mod standing;
mod sum;
mod tally;
mod tree;
mod weighted;

pub use cells::{CellKey, Cells, ControlTotal};
pub use explain::{ExplainError, Explanation, Question, Record, Sources, Step, SubmissionNote, explain};
pub use formulas::formulas;
pub use grouping::codes_of;
pub use inputs::{PlanInput, PlanInputKind};
pub use number_text::{brief_text, decimal_text, parts_text, rounded_text, shown};
pub use plain::{CalculationError, Calculator, Plain};
pub use plan::{Aspect, DatasetPlan, Task, counted, measure_slices, measures_in_use, slices_needed};
pub use problem::ResultProblem;
pub use published::{PublishedProblem, complete_with_published, published, published_dataset};
pub use result::{Group, MeasureResult, Parts, ResultState, Results};
pub use roll_up::{AsOf, RollUp, RolledUp, Submitted, roll_up};
pub use row::{RowError, RowFault, RowForm};
pub use slice::{Bucket, Failure, LoadedSlices, RelatedRow, Slice, SliceRow, StoredPart, agency_of, unit_text};
pub use standing::Standing;
pub use sum::{Sum, big};
pub use tally::{Exact, KindMismatch, ProportionCounts, ReportedSums, StratumCounts, Tally};
pub use tree::AgencyTree;
