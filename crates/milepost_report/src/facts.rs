//! What a report may ask of the world, and the answers. The application answers from its results,
//! determinations and pack; this crate only words them.

use std::collections::BTreeMap;

use num_rational::BigRational;
use thiserror::Error;

use crate::figures::{Display, Unit};

/// A question about one result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// Id of a measure.
    pub measure: &'a str,
    /// Group as files write it: `race=black`, `age=0+race=black`; empty for the total.
    pub group: &'a str,
    /// Label of a period; the report's own, without one.
    pub period: Option<&'a str>,
    /// Id of an agency; the report's own, without one.
    pub agency: Option<&'a str>,
}

/// Where the live fields of a report come from.
pub trait Facts: Send + Sync {
    /// A result as the audience of this report may see it.
    fn result(&self, asked: &Asked<'_>) -> Result<Shown, FactError>;

    /// How a result was judged, by the standard with this id or of this kind, or by the measure's only one.
    fn judgement(&self, asked: &Asked<'_>, standard: Option<&str>) -> Result<Judgement, FactError>;

    /// Accepted rows of a dataset in file order whose fields equal all filters; of the report's
    /// period, without one. Fields are text as submitted, empty when absent.
    fn rows(&self, dataset: &str, filters: &[(String, String)], period: Option<&str>) -> Result<Vec<Row>, FactError>;

    /// Groups of a stratifier in the order in which tables show them.
    fn groups(&self, dataset: &str, stratifier: &str) -> Result<Vec<GroupTitle>, FactError>;

    /// Agencies of a type at the end of the report's period, in the pack's order; with `within`, those
    /// that belong to that agency.
    fn agencies(&self, kind: &str, within: Option<&str>) -> Result<Vec<AgencyTitle>, FactError>;

    /// Texts of a measure.
    fn measure(&self, id: &str) -> Result<MeasureText, FactError>;

    /// Labels of the report's period and of those before it that have a result, at most so many, the
    /// earliest first.
    fn periods(&self, asked: &Asked<'_>, most: usize) -> Result<Vec<String>, FactError>;

    /// Value of a setting for the report's period, as text.
    fn setting(&self, id: &str) -> Result<String, FactError>;

    /// Plain names of templates: `period` and `prior` (each `label`, `start`, `end`), `agency` (`id`,
    /// `title`, `type`, `above`, `members`, `answered_by`), `report` (`id`, `title`, `release`, `released`), `pack` (`title`, …). Dates are ISO text.
    fn context(&self) -> serde_json::Map<String, serde_json::Value>;
}

/// A result for an audience.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Whether there is a value, and if not, why.
    pub state: State,
    /// The exact value in the measure's own unit: a percent is 0 to 100.
    pub value: Option<BigRational>,
    /// Above the line, additions included.
    pub numerator: Option<BigRational>,
    /// Below the line.
    pub denominator: Option<BigRational>,
    /// All parts by name.
    pub parts: BTreeMap<String, BigRational>,
    /// How many agencies submitted and how many were expected to, this one and those below it.
    pub coverage: (u32, u32),
    /// How the value is shown. For a value that was received printed: with the places it was printed
    /// with.
    pub display: Display,
}

/// Whether there is a value to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// There is one.
    Value,
    /// Nothing counted: 0 of 0.
    NoCases,
    /// Nothing was submitted.
    NotSubmitted,
    /// The question doesn't arise.
    NotApplicable,
    /// Withheld to protect people.
    Suppressed,
}

impl State {
    /// The word in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::NoCases => "no_cases",
            Self::NotSubmitted => "not_submitted",
            Self::NotApplicable => "not_applicable",
            Self::Suppressed => "suppressed",
        }
    }
}

/// How a result was judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Against the standard.
    pub status: Status,
    /// Against the period before; absent when there is nothing to compare with.
    pub change: Option<Change>,
    /// How many more (or, where less is better, fewer) of the numerator would meet the standard.
    pub needed: Option<BigRational>,
    /// What must be reached.
    pub bound: Bound,
    /// Unit of the bound.
    pub unit: Unit,
    /// How sure the bound is: `stated`, `inferred`, `unverified`.
    pub certainty: String,
    /// Where the value lies in an expected range: `below`, `within`, `above`; empty without one.
    pub position: String,
    /// What follows; absent for nothing.
    pub outcome: Option<Outcome>,
    /// The result of the period before.
    pub prior: Option<Shown>,
    /// Value minus prior value, unrounded, in the measure's own unit.
    pub points: Option<BigRational>,
    /// The reasons in words.
    pub reason: String,
}

/// What follows from a judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The word in files.
    pub code: String,
    /// Name for people.
    pub title: String,
}

/// Outcome of a comparison with a standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// The standard is met.
    Met,
    /// It is not.
    NotMet,
    /// There is no value to compare.
    NoData,
    /// There is nothing to compare with, or the question doesn't arise.
    NotApplicable,
}

impl Status {
    /// The word in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::NoData => "no_data",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// Outcome of a comparison with the period before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// Better.
    Progress,
    /// Worse.
    Slippage,
    /// The same.
    Maintained,
    /// Neither can be said.
    None,
}

impl Change {
    /// The word in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Progress => "progress",
            Self::Slippage => "slippage",
            Self::Maintained => "maintained",
            Self::None => "none",
        }
    }
}

/// What must be reached, in the unit of the standard (percent: 0 to 100).
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// Value at or above.
    AtLeast(BigRational),
    /// Value at or below.
    AtMost(BigRational),
    /// Within, both ends included.
    Between(BigRational, BigRational),
    /// No number was set.
    NotSet,
}

/// One row: fields by the id of their column.
pub type Row = BTreeMap<String, String>;

/// A group of a stratifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupTitle {
    /// As it stands in files.
    pub code: String,
    /// Name for people.
    pub title: String,
}

/// An agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyTitle {
    /// As it stands in files.
    pub id: String,
    /// Name for people.
    pub title: String,
}

/// Texts of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureText {
    /// Name for people.
    pub title: String,
    /// Definition in words.
    pub definition: String,
    /// Its citations, as they are written in the field.
    pub cites: Vec<String>,
}

/// Why a question has no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FactError {
    /// A name that the pack does not declare.
    #[error("there is no {kind} `{id}`")]
    Unknown {
        /// What was looked for: `measure`, `dataset`, `column`, `part`, `period`…
        kind: &'static str,
        /// The name that was asked for.
        id: String,
        /// Names that would do, for a suggestion.
        known: Vec<String>,
    },
    /// The name is right and the question still can't be answered.
    #[error("{what}")]
    Unanswerable {
        /// What is wrong.
        what: String,
        /// How to mend it.
        help: String,
    },
}

impl FactError {
    /// How to mend it.
    pub fn help(&self) -> String {
        match self {
            Self::Unknown { id, known, .. } => suggestion(id, known),
            Self::Unanswerable { help, .. } => help.clone(),
        }
    }
}

/// Names the nearest known names, or some of them when none is near.
pub(crate) fn suggestion(id: &str, known: &[String]) -> String {
    let near = known.iter().map(|name| (strsim::jaro_winkler(id, name), name)).filter(|(likeness, _)| *likeness > 0.8);
    let best = near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name);
    match best {
        Some(name) => format!("did you mean `{name}`?"),
        None if known.is_empty() => String::new(),
        None => {
            let shown: Vec<String> = known.iter().take(12).map(|name| format!("`{name}`")).collect();
            let more = if known.len() > shown.len() { ", …" } else { "" };
            format!("known names: {}{more}", shown.join(", "))
        }
    }
}
