use std::collections::{BTreeMap, BTreeSet};

use milepost_pack::Kind;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Sum;

/// The parts of one measure in one cell, which add up over cells in any order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tally {
    /// How many rows count.
    Count(u64),
    /// Rows of a proportion by where they stand.
    Proportion(ProportionCounts),
    /// Two scaled sums. A row enters when both values are there.
    Ratio {
        /// Summed above.
        numerator: Sum,
        /// Summed below.
        denominator: Sum,
    },
    /// A scaled sum and the number of values in it.
    Mean {
        /// Sum of the values.
        sum: Sum,
        /// How many there are.
        n: u64,
    },
    /// How often each scaled value occurs.
    Quantile(BTreeMap<Sum, u64>),
    /// How many rows fall into each class; rows without a class, or with an undeclared one, into none.
    Classes(BTreeMap<String, u64>),
    /// A survey by stratum.
    Weighted {
        /// Answers and people asked, by stratum.
        strata: BTreeMap<String, StratumCounts>,
        /// Answers whose stratum is absent or undeclared. They can't be weighted: the value leaves them out.
        unplaced: StratumCounts,
    },
    /// The different units, as text. The union of sets counts no unit twice, whatever is merged;
    /// so a cell of such a measure holds identifiers and is to be kept no longer than rows are.
    Unduplicated(BTreeSet<String>),
    /// Figures received as such.
    Reported(ReportedSums),
}

/// Rows of a proportion by where they stand; see [`milepost_pack::Populations`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProportionCounts {
    /// Above the line, additions included.
    pub numerator: u64,
    /// Below the line, exclusions and exceptions gone.
    pub denominator: u64,
    /// In the numerator by the addition alone.
    pub additions: u64,
    /// Removed before the numerator was asked.
    pub exclusions: u64,
    /// Removed because they were in neither.
    pub exceptions: u64,
}

/// Answers and people asked in one stratum.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StratumCounts {
    /// Scored and met.
    pub met: u64,
    /// Scored.
    pub scored: u64,
    /// Answered.
    pub responded: u64,
    /// Asked.
    pub frame: u64,
}

/// Figures received as such, added up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedSums {
    /// Rows that gave something.
    pub rows: u64,
    /// Rows that said "not applicable".
    pub not_applicable: u64,
    /// Sum above, if any row gave one; exact ratio as text, see [`crate::parts_text`].
    pub numerator: Option<Exact>,
    /// Sum below, if any row gave one.
    pub denominator: Option<Exact>,
    /// Values received, which never add up.
    pub values: Vec<Exact>,
}

/// An exact ratio that files hold as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(pub num_rational::BigRational);

impl Serialize for Exact {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| serde::de::Error::custom(format!("`{text}` is not a ratio")))
    }
}

/// Two cells of one measure hold parts of different kinds: they come from different plans.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("cells of one measure hold parts of different kinds")]
pub struct KindMismatch;

impl Tally {
    /// The parts of no rows at all. `None` for a derived measure, which has none.
    pub fn empty(kind: &Kind) -> Option<Self> {
        Some(match kind {
            Kind::Count(_) => Self::Count(0),
            Kind::Proportion(_) => Self::Proportion(ProportionCounts::default()),
            Kind::Ratio { .. } => Self::Ratio { numerator: Sum::default(), denominator: Sum::default() },
            Kind::Mean { .. } => Self::Mean { sum: Sum::default(), n: 0 },
            Kind::Quantile { .. } => Self::Quantile(BTreeMap::new()),
            Kind::Classes { .. } => Self::Classes(BTreeMap::new()),
            Kind::WeightedProportion { .. } => {
                Self::Weighted { strata: BTreeMap::new(), unplaced: StratumCounts::default() }
            }
            Kind::Unduplicated { .. } => Self::Unduplicated(BTreeSet::new()),
            Kind::Reported { .. } => Self::Reported(ReportedSums::default()),
            Kind::Derived(_) => return None,
        })
    }

    /// Adds the parts of other rows.
    ///
    /// # Errors
    /// The other parts are of another kind; nothing is added then.
    pub fn add(&mut self, other: &Self) -> Result<(), KindMismatch> {
        match (self, other) {
            (Self::Count(count), Self::Count(more)) => *count += more,
            (Self::Proportion(counts), Self::Proportion(more)) => counts.add(more),
            (
                Self::Ratio { numerator, denominator },
                Self::Ratio { numerator: more_above, denominator: more_below },
            ) => {
                *numerator += more_above;
                *denominator += more_below;
            }
            (Self::Mean { sum, n }, Self::Mean { sum: more, n: more_n }) => {
                *sum += more;
                *n += more_n;
            }
            (Self::Quantile(values), Self::Quantile(more)) => add_counts(values, more),
            (Self::Classes(classes), Self::Classes(more)) => add_counts(classes, more),
            (Self::Weighted { strata, unplaced }, Self::Weighted { strata: more, unplaced: more_unplaced }) => {
                for (stratum, counts) in more {
                    strata.entry(stratum.clone()).or_default().add(counts);
                }
                unplaced.add(more_unplaced);
            }
            (Self::Unduplicated(units), Self::Unduplicated(more)) => units.extend(more.iter().cloned()),
            (Self::Reported(sums), Self::Reported(more)) => sums.add(more),
            _ => return Err(KindMismatch),
        }
        Ok(())
    }
}

fn add_counts<K: Ord + Clone>(counts: &mut BTreeMap<K, u64>, more: &BTreeMap<K, u64>) {
    for (key, n) in more {
        *counts.entry(key.clone()).or_default() += n;
    }
}

impl ProportionCounts {
    fn add(&mut self, more: &Self) {
        self.numerator += more.numerator;
        self.denominator += more.denominator;
        self.additions += more.additions;
        self.exclusions += more.exclusions;
        self.exceptions += more.exceptions;
    }
}

impl StratumCounts {
    pub(crate) fn add(&mut self, more: &Self) {
        self.met += more.met;
        self.scored += more.scored;
        self.responded += more.responded;
        self.frame += more.frame;
    }
}

impl ReportedSums {
    fn add(&mut self, more: &Self) {
        self.rows += more.rows;
        self.not_applicable += more.not_applicable;
        add_if_given(&mut self.numerator, more.numerator.as_ref());
        add_if_given(&mut self.denominator, more.denominator.as_ref());
        self.values.extend(more.values.iter().cloned());
        self.values.sort();
    }

    /// What the figures of one agency, slice and group come to, and what they are to a larger agency:
    /// one row that says "not applicable" makes the whole so; of a share (a measure that has both
    /// sides) one side without the other is none; and a value without parts stays where it was received.
    pub(crate) fn carried_up(&self, is_share: bool, same_agency: bool) -> Self {
        if self.not_applicable > 0 {
            return Self { not_applicable: 1, ..Self::default() };
        }
        let is_half = is_share && self.numerator.is_some() != self.denominator.is_some();
        let (numerator, denominator) =
            if is_half { (None, None) } else { (self.numerator.clone(), self.denominator.clone()) };
        let values = if same_agency { self.values.clone() } else { Vec::new() };
        Self { values, numerator, denominator, ..self.clone() }
    }
}

fn add_if_given(sum: &mut Option<Exact>, more: Option<&Exact>) {
    let Some(more) = more else { return };
    match sum {
        Some(sum) => sum.0 += &more.0,
        None => *sum = Some(more.clone()),
    }
}
