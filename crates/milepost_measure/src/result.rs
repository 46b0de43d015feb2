use std::collections::BTreeMap;
use std::fmt;

use num_rational::BigRational;
use serde::{Deserialize, Serialize};

/// A group of cases: the total, one group of a stratifier, or a cross of several.
///
/// Printed as `race=black`, a cross as `age=0+race=black`; the total is empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Group(pub Vec<(String, String)>);

impl Group {
    /// All cases together.
    pub fn total() -> Self {
        Self::default()
    }

    /// True for all cases together.
    pub fn is_total(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (stratifier, code)) in self.0.iter().enumerate() {
            write!(f, "{}{stratifier}={code}", if i == 0 { "" } else { "+" })?;
        }
        Ok(())
    }
}

/// Whether there is a value, and if not, why. No state but `Value` ever becomes a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResultState {
    /// There is one.
    Value,
    /// Rows were submitted, or "nothing to report", and none counts: 0 of 0.
    NoCases,
    /// Nothing was submitted.
    NotSubmitted,
    /// The question doesn't arise, and whoever reported said so.
    NotApplicable,
}

impl ResultState {
    /// The word in files: `value`, `no_cases`, `not_submitted`, `not_applicable`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::NoCases => "no_cases",
            Self::NotSubmitted => "not_submitted",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// The parts of a result by name: `numerator`, `denominator`, `additions`, `exclusions`,
/// `exceptions`, `count`, `sum`, `n`, a class's code; of a weighted proportion `met`, `scored`,
/// `responded`, `frame`, and by stratum `met.S`, `scored.S`, `responded.S`, `frame.S` and `weight.S`.
pub type Parts = BTreeMap<String, BigRational>;

/// A measure's result for an agency, a period and a group.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureResult {
    /// Id of the measure.
    pub measure: String,
    /// Label of the period.
    pub period: String,
    /// Id of the agency.
    pub agency: String,
    /// Group.
    pub group: Group,
    /// Whether there is a value.
    pub state: ResultState,
    /// Above the line, additions included. Absent for measures without one.
    pub numerator: Option<BigRational>,
    /// Below the line, exclusions and exceptions gone.
    pub denominator: Option<BigRational>,
    /// The exact value in the measure's own unit: a percent is 0 to 100.
    pub value: Option<BigRational>,
    /// All parts by name; see [`Parts`].
    pub parts: Parts,
    /// Digits after the point with which a received value was printed; `None` for exact values.
    pub printed_places: Option<u8>,
    /// How many of the expected agencies below this one submitted, and how many were expected.
    pub coverage: (u32, u32),
}

/// The results of one computation.
pub type Results = Vec<MeasureResult>;
