//! The rows that the lookups of a slice reach, those of a share of the units at a time.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use milepost_calendar::Period;
use milepost_dataset::{StoredRow, read_slice, unit_bucket};
use milepost_expression::Value;
use milepost_measure::{Bucket, Failure, RelatedRow, unit_text};
use milepost_pack::{Dataset, Pack};
use milepost_store::SliceFile;

use crate::home::dataset_of;
use crate::slices::Standing;
use crate::{AppError, Home};

/// Buckets into which units are divided at most. A share of them that doesn't fit then is held nonetheless.
const MOST_BUCKETS: u16 = 1 << 15;
/// What a row takes beside its values, roughly: its place in a list, the list's in a table.
const OF_A_ROW: usize = size_of::<RelatedRow>() + 48;
/// What text takes beside its bytes.
const OF_A_TEXT: usize = 32;

/// Which rows are meant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    /// The units.
    pub(crate) bucket: Bucket,
    /// Into how many files, by unit, the home divides the rows of a slice.
    pub(crate) stored: u16,
}

impl Share {
    /// All units, one file of each slice at a time.
    pub(crate) fn of_files(stored: u16) -> impl Iterator<Item = Self> {
        (0..stored).map(move |number| Self { bucket: Bucket { number, of: stored }, stored })
    }

    /// Whether it can be divided further.
    pub(crate) fn is_divisible(self) -> bool {
        self.bucket.of < MOST_BUCKETS
    }

    /// Divides it into parts: a power of two, or fewer where it would be divided too often.
    pub(crate) fn parts(self, count: u64) -> impl Iterator<Item = Self> {
        let Bucket { number, of } = self.bucket;
        let most = MOST_BUCKETS / of;
        let count = u16::try_from(count).map_or(most, |count| count.min(most));
        (0..count).map(move |part| Self { bucket: Bucket { number: number + part * of, of: of * count }, ..self })
    }

    /// Whether a file may hold such rows.
    pub(crate) fn is_in(self, file: &SliceFile) -> bool {
        file.bucket == u32::from(self.bucket.number % self.stored)
    }

    /// The bucket, where files hold more than it.
    pub(crate) fn within_files(self) -> Option<Bucket> {
        (self.bucket.of > self.stored).then_some(self.bucket)
    }

    /// Whether a row of such a file is meant.
    pub(crate) fn holds(self, dataset: &Dataset, row: &StoredRow) -> bool {
        let Some(bucket) = self.within_files() else { return true };
        let unit = row.values.get(dataset.unit.0).unwrap_or(&Value::Null);
        dataset.columns.get(dataset.unit.0).is_none_or(|c| unit_bucket(c, unit, bucket.of) == bucket.number)
    }
}

/// What came of reading the rows of a share.
pub(crate) enum Loaded {
    /// The rows.
    Rows(Reached),
    /// They take more than they may. If the rest of them is like those that were read, so many parts of the share don't:
    /// a power of two, 2 at least.
    Parts(u64),
}

/// Rows by the id of their dataset and their unit.
#[derive(Default)]
pub(crate) struct Reached(HashMap<String, HashMap<String, Vec<RelatedRow>>>);

impl Reached {
    pub(crate) fn related(&self, dataset: &str, unit: &Value) -> Vec<RelatedRow> {
        let rows = unit_text(unit).and_then(|unit| self.0.get(dataset)?.get(&unit));
        rows.cloned().unwrap_or_default()
    }

    /// Reads the rows of some units, or of all, unless they take more than so many bytes.
    pub(crate) fn load(
        home: &Home,
        pack: &Pack,
        standings: &[Arc<Standing>],
        share: Option<Share>,
        most: usize,
    ) -> Result<Loaded, AppError> {
        let mut reached = Self::default();
        let is_asked = |file: &&SliceFile| share.is_none_or(|share| share.is_in(file));
        let files = standings.iter().flat_map(|standing| &standing.sources).flat_map(|source| &source.files);
        let all: u64 = files.filter(is_asked).map(|file| file.rows).sum();
        let (mut bytes, mut read) = (0, 0);
        for standing in standings {
            let dataset = dataset_of(pack, &standing.dataset)?;
            let period = Arc::new(standing.period.clone());
            let own = reached.0.entry(dataset.id.clone()).or_default();
            let unreadable = |error: Failure| AppError::World {
                what: format!("stored rows of `{}` can't be read", dataset.id),
                source: Some(error),
            };
            for source in &standing.sources {
                for file in source.files.iter().filter(is_asked) {
                    let rows = read_slice(home.store.files().open(file.file)?, dataset);
                    for row in rows.map_err(|error| unreadable(error.into()))? {
                        let row = row.map_err(|error| unreadable(error.into()))?;
                        read += 1;
                        if !counts(&row, &source.except) || !share.is_none_or(|share| share.holds(dataset, &row)) {
                            continue;
                        }
                        bytes += add(own, dataset, &period, row);
                        if bytes > most {
                            return Ok(Loaded::Parts(all.div_ceil(read).next_power_of_two().max(2)));
                        }
                    }
                }
            }
        }
        Ok(Loaded::Rows(reached))
    }
}

fn counts(row: &StoredRow, except: &BTreeSet<String>) -> bool {
    !except.contains(&*row.agency)
}

/// Adds a row to those of its unit; says about how many bytes it takes.
fn add(rows: &mut HashMap<String, Vec<RelatedRow>>, dataset: &Dataset, period: &Arc<Period>, row: StoredRow) -> usize {
    let Some(unit) = row.values.get(dataset.unit.0).and_then(unit_text) else { return 0 };
    let text = |value: &Value| match value {
        Value::Text(text) => text.len() + OF_A_TEXT,
        Value::Codes(codes) => codes.iter().map(|code| code.len() + OF_A_TEXT).sum(),
        _ => 0,
    };
    let mut values = row.values;
    // Room for the rest of the scope is of no use here.
    values.shrink_to_fit();
    let bytes =
        OF_A_ROW + unit.len() + OF_A_TEXT + values.len() * size_of::<Value>() + values.iter().map(text).sum::<usize>();
    rows.entry(unit).or_default().push(RelatedRow { period: Arc::clone(period), values });
    bytes
}

/// Whether the units of datasets can be held against each other by their buckets.
pub(crate) fn are_alike(one: &Dataset, other: &Dataset) -> bool {
    let unit = |dataset: &Dataset| dataset.columns.get(dataset.unit.0).map(|c| (c.kind, c.places));
    unit(one) == unit(other)
}
