use std::sync::atomic::{AtomicU64, Ordering};

use milepost_calendar::Period;
use milepost_dataset::{StoredRow, read_slice};
use milepost_expression::Value;
use milepost_measure::{Bucket, Failure, LoadedSlices, RelatedRow, Slice, SliceRow, StoredPart, Submitted};
use milepost_pack::{Dataset, Pack};
use milepost_store::{FileArea, SliceFile, SliceSource};

use crate::home::dataset_of;
use crate::reached::{Reached, Share};
use crate::watch::{Interrupted, Watch};
use crate::{AppError, Home};

/// What stands for a slice now: the submissions that it is made of.
pub(crate) struct Standing {
    pub(crate) dataset: String,
    pub(crate) period: Period,
    pub(crate) sources: Vec<SliceSource>,
}

impl Standing {
    /// Who has submitted, as the roll-up wants to know it. A submission for all speaks for the
    /// agency that supervises the program, and so for everybody.
    pub(crate) fn submitted(&self, pack: &Pack) -> impl Iterator<Item = Submitted> {
        self.sources.iter().map(|source| Submitted {
            dataset: self.dataset.clone(),
            period: self.period.label.clone(),
            agency: source.submission.coverage.clone().unwrap_or_else(|| pack.state_agency.clone()),
        })
    }

    /// Rows that count, after superseded ones are left out.
    pub(crate) fn rows(&self) -> u64 {
        self.sources
            .iter()
            .flat_map(|source| source.agencies.iter().filter(|a| !source.except.contains(&a.agency)))
            .map(|agency| agency.rows)
            .sum()
    }

    /// Text that changes when, and only when, the rows do.
    pub(crate) fn canonical_text(&self) -> String {
        let mut text = format!("slice {} {}\n", self.dataset, self.period.label);
        for source in &self.sources {
            text += &Self::source_text(source);
        }
        text
    }

    /// The part of the text that is about one submission.
    pub(crate) fn source_text(source: &SliceSource) -> String {
        let files: Vec<String> = source.files.iter().map(|f| f.file.to_string()).collect();
        let except: Vec<&str> = source.except.iter().map(String::as_str).collect();
        format!("  {} except {}\n", files.join(" "), except.join(" "))
    }
}

impl Home {
    pub(crate) async fn standing(&self, pack: &Pack, dataset: &str, period: &Period) -> Result<Standing, AppError> {
        self.standing_at(pack, dataset, period, None).await
    }

    /// What stood for a slice at a time.
    pub(crate) async fn standing_at(
        &self,
        pack: &Pack,
        dataset: &str,
        period: &Period,
        at: Option<jiff::Timestamp>,
    ) -> Result<Standing, AppError> {
        let sources = self.store.slice_sources(&pack.id, dataset, &period.label, at).await?;
        Ok(Standing { dataset: dataset.to_owned(), period: period.clone(), sources })
    }

    /// Loads slices into memory.
    pub(crate) fn load_slices<'s>(
        &self,
        pack: &Pack,
        standings: impl IntoIterator<Item = &'s Standing>,
    ) -> Result<LoadedSlices, AppError> {
        let mut loaded = LoadedSlices::new();
        for standing in standings {
            let dataset = dataset_of(pack, &standing.dataset)?;
            let rows = rows_of(self.store.files(), dataset, standing)?;
            loaded.load(dataset, &standing.period, rows.into_iter().map(slice_row));
        }
        Ok(loaded)
    }
}

/// A slice as it lies in the home, or a share of its units. Its rows are read as they are asked for; those that its
/// lookups reach were read before.
pub(crate) struct StoredSlice<'h> {
    pub(crate) home: &'h Home,
    pub(crate) dataset: &'h Dataset,
    pub(crate) standing: &'h Standing,
    pub(crate) share: Option<Share>,
    pub(crate) reached: Reached,
    pub(crate) watch: &'h dyn Watch,
    /// Rows of the slice that the watch was told of.
    pub(crate) told: &'h AtomicU64,
}

/// Rows after which the watch is told of them.
const BEAT: u64 = 1024;

impl StoredSlice<'_> {
    fn files(&self) -> impl Iterator<Item = (&SliceSource, &SliceFile)> {
        let files = self.standing.sources.iter().flat_map(|source| source.files.iter().map(move |file| (source, file)));
        files.filter(|(_, file)| self.share.is_none_or(|share| share.is_in(file)))
    }
}

impl Slice for StoredSlice<'_> {
    fn bucket(&self) -> Option<Bucket> {
        self.share?.within_files()
    }

    fn advance(&self, rows: u64) -> Result<(), Failure> {
        if self.watch.is_interrupted() {
            return Err(Interrupted.into());
        }
        // Rows that one calculator gave up on are counted again by the other.
        let told = self.told.fetch_add(rows, Ordering::Relaxed);
        self.watch.counted(rows.min(self.standing.rows().saturating_sub(told)));
        Ok(())
    }

    fn stored(&self) -> Option<Vec<StoredPart>> {
        let part = |(source, file): (&SliceSource, &SliceFile)| StoredPart {
            file: self.home.store.files().path_of(file.file),
            except: source.except.clone(),
        };
        Some(self.files().map(part).collect())
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Result<SliceRow, Failure>> + '_> {
        let rows = self.files().flat_map(|(source, file)| {
            let opened = self.home.store.files().open(file.file).map_err(Failure::from);
            let read = opened.and_then(|file| read_slice(file, self.dataset).map_err(Failure::from));
            let (rows, failure) = match read {
                Ok(rows) => (Some(rows), None),
                Err(failure) => (None, Some(Err(failure))),
            };
            let counts = |row: &StoredRow| {
                !source.except.contains(&*row.agency) && self.share.is_none_or(|share| share.holds(self.dataset, row))
            };
            let rows = rows.into_iter().flatten().filter(move |row| row.as_ref().map_or(true, counts));
            failure.into_iter().chain(rows.map(|row| row.map(slice_row).map_err(Failure::from)))
        });
        Box::new((1_u64..).zip(rows).map(|(number, row)| {
            if number.is_multiple_of(BEAT) {
                self.advance(BEAT)?;
            }
            row
        }))
    }

    fn related(&self, dataset: &str, unit: &Value) -> Result<Vec<RelatedRow>, Failure> {
        Ok(self.reached.related(dataset, unit))
    }
}

/// The rows of a slice that count, in the order in which they are stored.
pub(crate) fn rows_of(files: &FileArea, dataset: &Dataset, standing: &Standing) -> Result<Vec<StoredRow>, AppError> {
    let unreadable = |error| AppError::world(format!("stored rows of `{}` can't be read", dataset.id), error);
    let mut rows = Vec::new();
    for source in &standing.sources {
        for file in &source.files {
            for row in read_slice(files.open(file.file)?, dataset).map_err(unreadable)? {
                let row = row.map_err(unreadable)?;
                if !source.except.contains(&*row.agency) {
                    rows.push(row);
                }
            }
        }
    }
    Ok(rows)
}

pub(crate) fn slice_row(row: StoredRow) -> SliceRow {
    SliceRow { agency: row.agency.to_string(), values: row.values }
}
