use std::sync::OnceLock;

use milepost_calendar::Period;
use milepost_dataset::{StoredRow, read_slice};
use milepost_expression::Value;
use milepost_measure::{Failure, LoadedSlices, RelatedRow, Slice, SliceRow, StoredPart, Submitted};
use milepost_pack::{Dataset, Pack};
use milepost_store::{FileArea, SliceSource};

use crate::home::dataset_of;
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
            let files: Vec<String> = source.files.iter().map(|f| f.file.to_string()).collect();
            let except: Vec<&str> = source.except.iter().map(String::as_str).collect();
            text += &format!("  {} except {}\n", files.join(" "), except.join(" "));
        }
        text
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

/// A slice as it lies in the home. Its rows are read as they are asked for; the rows that its lookups reach are loaded
/// when the first of them is wanted.
pub(crate) struct StoredSlice<'h> {
    pub(crate) home: &'h Home,
    pub(crate) pack: &'h Pack,
    pub(crate) dataset: &'h Dataset,
    pub(crate) standing: &'h Standing,
    pub(crate) reached: &'h [Standing],
    pub(crate) loaded: OnceLock<Result<LoadedSlices, String>>,
}

impl Slice for StoredSlice<'_> {
    fn stored(&self) -> Option<Vec<StoredPart>> {
        let parts = self.standing.sources.iter().flat_map(|source| {
            let part = |hash| StoredPart { file: self.home.store.files().path_of(hash), except: source.except.clone() };
            source.files.iter().map(move |file| part(file.file))
        });
        Some(parts.collect())
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Result<SliceRow, Failure>> + '_> {
        let files = self.standing.sources.iter().flat_map(|source| source.files.iter().map(move |file| (source, file)));
        Box::new(files.flat_map(|(source, file)| {
            let opened = self.home.store.files().open(file.file).map_err(Failure::from);
            let read = opened.and_then(|file| read_slice(file, self.dataset).map_err(Failure::from));
            let (rows, failure) = match read {
                Ok(rows) => (Some(rows), None),
                Err(failure) => (None, Some(Err(failure))),
            };
            let counts = |row: &Result<StoredRow, _>| !row.as_ref().is_ok_and(|r| source.except.contains(&*r.agency));
            let rows = rows.into_iter().flatten().filter(counts).map(|row| row.map(slice_row).map_err(Failure::from));
            failure.into_iter().chain(rows)
        }))
    }

    fn related(&self, dataset: &str, unit: &Value) -> Result<Vec<RelatedRow>, Failure> {
        let load = || self.home.load_slices(self.pack, self.reached).map_err(|error| error.to_string());
        match self.loaded.get_or_init(load) {
            Ok(loaded) => loaded.slice(&self.standing.dataset, &self.standing.period.label).related(dataset, unit),
            Err(message) => Err(message.clone().into()),
        }
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
