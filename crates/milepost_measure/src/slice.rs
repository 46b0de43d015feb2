use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use milepost_calendar::Period;
use milepost_expression::Value;
use milepost_pack::{Dataset, Pack};

/// Why rows could not be read: the world's failure, handed through.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A row as it was accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct SliceRow {
    /// The agency that it is about.
    pub agency: String,
    /// Values of the dataset's columns, in their order.
    pub values: Vec<Value>,
}

/// A row that a lookup may find, with the slice in which it lies.
#[derive(Clone, Debug, PartialEq)]
pub struct RelatedRow {
    /// Period of its slice.
    pub period: Arc<Period>,
    /// Values of its dataset's columns, in their order.
    pub values: Vec<Value>,
}

/// A stored file that holds rows of a slice, for a calculator that reads columns instead of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPart {
    /// Where it lies.
    pub file: PathBuf,
    /// Agencies whose rows in it count no longer, since others took their place.
    pub except: BTreeSet<String>,
}

/// A share of all units: those whose hash leaves this remainder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// The remainder, from 0.
    pub number: u16,
    /// By how many is divided; a power of two.
    pub of: u16,
}

/// The rows of one slice, and the rows around it that its lookups reach.
pub trait Slice: Sync {
    /// The units whose rows are meant, where the files of [`Slice::stored`] hold those of others too.
    fn bucket(&self) -> Option<Bucket> {
        None
    }

    /// Told by a calculator that reads [`Slice::stored`], from any thread, after it has counted so many more rows.
    ///
    /// # Errors
    /// It shall stop.
    fn advance(&self, _rows: u64) -> Result<(), Failure> {
        Ok(())
    }

    /// The files that hold the slice's rows; `None` when they are only at hand as [`Slice::rows`].
    fn stored(&self) -> Option<Vec<StoredPart>> {
        None
    }

    /// Every row of the slice, in any order.
    fn rows(&self) -> Box<dyn Iterator<Item = Result<SliceRow, Failure>> + '_>;

    /// The rows of a dataset whose unit is `unit`, from the slices that [`crate::DatasetPlan::reach`]
    /// names, in any order. The slice's own rows are among them if it reaches into its own dataset.
    ///
    /// # Errors
    /// Whatever keeps rows from being read.
    fn related(&self, dataset: &str, unit: &Value) -> Result<Vec<RelatedRow>, Failure>;
}

/// Slices held in memory: what the plain calculator and small homes need.
#[derive(Clone, Debug, Default)]
pub struct LoadedSlices {
    slices: BTreeMap<(String, String), (Period, Vec<SliceRow>)>,
    by_unit: BTreeMap<(String, String), Vec<RelatedRow>>,
}

impl LoadedSlices {
    /// Nothing loaded.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds rows to the slice of a dataset.
    pub fn load(&mut self, dataset: &Dataset, period: &Period, rows: impl IntoIterator<Item = SliceRow>) {
        let key = (dataset.id.clone(), period.label.clone());
        let shared = Arc::new(period.clone());
        let slice = self.slices.entry(key).or_insert_with(|| (period.clone(), Vec::new()));
        for row in rows {
            if let Some(unit) = row.values.get(dataset.unit.0).and_then(unit_text) {
                let related = RelatedRow { period: Arc::clone(&shared), values: row.values.clone() };
                self.by_unit.entry((dataset.id.clone(), unit)).or_default().push(related);
            }
            slice.1.push(row);
        }
    }

    /// Adds rows as they stand in a file: the agency is that of the dataset's agency column, or the
    /// state agency if there is none. A row without an agency is about the state agency too.
    pub fn load_values(
        &mut self,
        pack: &Pack,
        dataset: &Dataset,
        period: &Period,
        rows: impl IntoIterator<Item = Vec<Value>>,
    ) {
        let rows = rows.into_iter().map(|values| SliceRow { agency: agency_of(pack, dataset, &values), values });
        self.load(dataset, period, rows.collect::<Vec<_>>());
    }

    /// One slice, ready to be counted. A slice that was not loaded has no rows.
    pub fn slice(&self, dataset: &str, period: &str) -> impl Slice + '_ {
        LoadedSlice { all: self, key: (dataset.to_owned(), period.to_owned()) }
    }
}

/// The agency that a row is about.
pub fn agency_of(pack: &Pack, dataset: &Dataset, values: &[Value]) -> String {
    match dataset.agency_column.and_then(|slot| values.get(slot.0)) {
        Some(Value::Text(agency)) => agency.to_string(),
        _ => pack.state_agency.clone(),
    }
}

struct LoadedSlice<'a> {
    all: &'a LoadedSlices,
    key: (String, String),
}

impl Slice for LoadedSlice<'_> {
    fn rows(&self) -> Box<dyn Iterator<Item = Result<SliceRow, Failure>> + '_> {
        let rows = self.all.slices.get(&self.key).map_or(&[][..], |(_, rows)| rows.as_slice());
        Box::new(rows.iter().cloned().map(Ok))
    }

    fn related(&self, dataset: &str, unit: &Value) -> Result<Vec<RelatedRow>, Failure> {
        let Some(unit) = unit_text(unit) else { return Ok(Vec::new()) };
        Ok(self.all.by_unit.get(&(dataset.to_owned(), unit)).cloned().unwrap_or_default())
    }
}

/// A value as text that is the same for equal values of a type; `None` for an absent one.
pub fn unit_text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Integer(integer) => integer.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Codes(codes) => codes.join(";"),
    })
}
