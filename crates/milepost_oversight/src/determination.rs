use milepost_measure::Group;
use milepost_pack::Certainty;
use num_bigint::BigInt;
use num_rational::BigRational;

use crate::Reason;

/// A result judged by a standard.
#[derive(Clone, Debug, PartialEq)]
pub struct Determination {
    /// Id of the measure.
    pub measure: String,
    /// Label of the period.
    pub period: String,
    /// Id of the agency.
    pub agency: String,
    /// Group.
    pub group: Group,
    /// Id of the standard.
    pub standard: String,
    /// What it asks for, see [`crate::bound_text`]; empty when no number was set.
    pub target: String,
    /// How sure the standard is.
    pub certainty: Certainty,
    /// Whether it is met.
    pub status: Status,
    /// Where the value lies in an expected range; `None` without a range or a value.
    pub position: Option<Position>,
    /// How the value moved since the period before; `None` when that one is not known.
    pub change: Option<Change>,
    /// The two values that were compared; `None` when either is missing.
    pub comparison: Option<Comparison>,
    /// How far the standard is; `None` when it is met, without counts, or out of reach.
    pub needed: Option<Needed>,
    /// What follows, if the standard names a consequence; `None` also for an agency that another one
    /// answers for.
    pub outcome: Option<Outcome>,
    /// Why, in the order of the argument.
    pub reasons: Vec<Reason>,
}

impl Determination {
    /// The reasons as sentences, one after the other.
    pub fn reason_text(&self) -> String {
        self.reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
}

/// Whether a standard is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// The value reaches it.
    Met,
    /// It doesn't.
    NotMet,
    /// There is no value to judge: no cases, or nothing submitted.
    NoData,
    /// The question doesn't arise, or no number was set.
    NotApplicable,
}

impl Status {
    /// The word in files: `met`, `not_met`, `no_data`, `not_applicable`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::NoData => "no_data",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// Where a value lies in a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Position {
    /// Strictly under its lower end.
    Below,
    /// Between its ends, both included.
    Within,
    /// Strictly over its upper end.
    Above,
}

impl Position {
    /// The word in files: `below`, `within`, `above`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::Within => "within",
            Self::Above => "above",
        }
    }
}

/// What follows from a determination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Id of the consequence that decided.
    pub consequence: String,
    /// Code of the outcome.
    pub code: String,
    /// Its name for people.
    pub title: String,
}

/// How a value moved since the period before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// It got better.
    Progress,
    /// It got worse, as the rule in force counts it.
    Slippage,
    /// It did neither.
    Maintained,
    /// There is nothing to compare: no value now or then, or no direction is better.
    None,
}

impl Change {
    /// The word in files: `progress`, `slippage`, `maintained`, `none`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Progress => "progress",
            Self::Slippage => "slippage",
            Self::Maintained => "maintained",
            Self::None => "none",
        }
    }
}

/// A value and the one before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Label of the period before.
    pub prior_period: String,
    /// Its value, in the measure's unit.
    pub prior: BigRational,
    /// The value minus the one before, exact: in points for a percent.
    pub points: BigRational,
    /// Digits after the point to which alone the value before is known; `None` when it is exact.
    pub prior_printed_places: Option<u8>,
}

/// The fewest cases by which the numerator would have to differ, with the denominator fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    /// How many: at least 1.
    pub cases: BigInt,
    /// True when so many fewer are needed, false when so many more.
    pub fewer: bool,
}
