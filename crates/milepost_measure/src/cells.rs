use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::{Group, KindMismatch, Tally};

/// What was counted in one slice (or in a part of one): agency × group × measure → parts.
///
/// The serialised form is canonical: the same cells give the same bytes, so a hash names them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cells {
    /// Id of the dataset.
    pub dataset: String,
    /// Label of the slice's period.
    pub period: String,
    /// How many rows were read.
    pub rows_read: u64,
    /// How many rows were counted for each agency.
    pub agency_rows: BTreeMap<String, u64>,
    /// The parts. A cell that is not there has the parts of no rows.
    #[serde(serialize_with = "write_list", deserialize_with = "read_list")]
    pub parts: BTreeMap<CellKey, Tally>,
}

/// Which cell, and which measure in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellKey {
    /// Agency that the rows name; larger agencies come with the roll-up.
    pub agency: String,
    /// Group.
    pub group: Group,
    /// Id of the measure.
    pub measure: String,
}

/// Rows were lost or counted twice on the way.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{dataset}, {period}: {expected} rows were accepted, {read} were read and {counted} counted")]
pub struct ControlTotal {
    /// Dataset.
    pub dataset: String,
    /// Period of the slice.
    pub period: String,
    /// Rows that the submissions hold.
    pub expected: u64,
    /// Rows read.
    pub read: u64,
    /// Rows counted.
    pub counted: u64,
}

impl Cells {
    /// Cells of no rows.
    pub fn new(dataset: &str, period: &str) -> Self {
        Self { dataset: dataset.to_owned(), period: period.to_owned(), ..Self::default() }
    }

    /// Adds parts to a cell.
    ///
    /// # Errors
    /// The cell holds parts of another kind.
    pub fn add(&mut self, key: CellKey, tally: &Tally) -> Result<(), KindMismatch> {
        add_tally(&mut self.parts, key, tally)
    }

    /// Adds the cells of another part of the slice.
    ///
    /// # Errors
    /// A cell holds parts of another kind.
    pub fn merge(&mut self, other: &Self) -> Result<(), KindMismatch> {
        self.rows_read += other.rows_read;
        for (agency, rows) in &other.agency_rows {
            *self.agency_rows.entry(agency.clone()).or_default() += rows;
        }
        other.parts.iter().try_for_each(|(key, tally)| self.add(key.clone(), tally))
    }

    /// Checks that every accepted row was read and counted once.
    ///
    /// # Errors
    /// The totals, when they differ.
    pub fn check_total(&self, expected: u64) -> Result<(), ControlTotal> {
        let counted = self.agency_rows.values().sum();
        if expected == self.rows_read && expected == counted {
            return Ok(());
        }
        let (dataset, period) = (self.dataset.clone(), self.period.clone());
        Err(ControlTotal { dataset, period, expected, read: self.rows_read, counted })
    }
}

/// Adds parts under a key.
pub(crate) fn add_tally<K: Ord>(cells: &mut BTreeMap<K, Tally>, key: K, tally: &Tally) -> Result<(), KindMismatch> {
    match cells.entry(key) {
        std::collections::btree_map::Entry::Vacant(entry) => {
            entry.insert(tally.clone());
            Ok(())
        }
        std::collections::btree_map::Entry::Occupied(mut entry) => entry.get_mut().add(tally),
    }
}

#[derive(Serialize, Deserialize)]
struct Entry<K, T> {
    #[serde(flatten)]
    key: K,
    parts: T,
}

fn write_list<S: Serializer>(parts: &BTreeMap<CellKey, Tally>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(parts.iter().map(|(key, parts)| Entry { key, parts }))
}

fn read_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<CellKey, Tally>, D::Error> {
    let list = Vec::<Entry<CellKey, Tally>>::deserialize(deserializer)?;
    Ok(list.into_iter().map(|entry| (entry.key, entry.parts)).collect())
}
