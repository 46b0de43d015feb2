use jiff::civil::Date;
use thiserror::Error;

use crate::KindMismatch;

/// Data that make a result impossible.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ResultProblem {
    /// More above the line than below it, or less than nothing.
    #[error("{measure} for {agency}{group}: {numerator} of {denominator} is no share")]
    OutsideDenominator {
        /// Measure.
        measure: String,
        /// Agency.
        agency: String,
        /// Group, with a blank before it; empty for the total.
        group: String,
        /// Above, see [`crate::parts_text`].
        numerator: String,
        /// Below.
        denominator: String,
    },
    /// Several rows give the value of one result.
    #[error("{measure} for {agency}{group}: several rows give the value; only one may")]
    SeveralValues {
        /// Measure.
        measure: String,
        /// Agency.
        agency: String,
        /// Group, with a blank before it; empty for the total.
        group: String,
    },
    /// A derived value can't be evaluated.
    #[error("{measure} for {agency}{group}: {error}")]
    NotEvaluated {
        /// Measure.
        measure: String,
        /// Agency.
        agency: String,
        /// Group, with a blank before it; empty for the total.
        group: String,
        /// Why.
        error: milepost_expression::EvaluationError,
    },
    /// A derived measure reads a measure that has no results for the period.
    #[error("{measure}: its input {input} has no results for {period}")]
    MissingInput {
        /// Measure.
        measure: String,
        /// The input.
        input: String,
        /// Period.
        period: String,
    },
    /// An amount can't be apportioned.
    #[error("{measure}: it can't be apportioned, because {why}")]
    NotApportioned {
        /// Measure.
        measure: String,
        /// Why, in words.
        why: String,
    },
    /// A slice was submitted, but there are no cells of it: its rows could not be counted.
    #[error("{measure}: {dataset}, {period} was submitted but could not be counted")]
    NotCounted {
        /// Measure.
        measure: String,
        /// Dataset.
        dataset: String,
        /// Period of the slice.
        period: String,
    },
    /// Rows name an agency that did not exist or did not belong to the state agency on the day.
    #[error(
        "{rows} rows of {dataset}, {period} are about {agency}, which does not belong to {state} on {day}: they are in no total"
    )]
    Unplaced {
        /// Dataset.
        dataset: String,
        /// Period of the slice.
        period: String,
        /// Agency.
        agency: String,
        /// State agency.
        state: String,
        /// Day of the memberships.
        day: Date,
        /// How many rows.
        rows: u64,
    },
    /// Cells of one measure come from different plans.
    #[error("{measure}: {error}")]
    Kinds {
        /// Measure.
        measure: String,
        /// Why.
        error: KindMismatch,
    },
}
