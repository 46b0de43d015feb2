use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use milepost_calendar::Period;
use milepost_dataset::Dialect;
use milepost_pack::{Nature, Pack, Sample};

use crate::home::{calendar_of, dataset_of};
use crate::{AppError, Home, LoadRequest, Loaded, sample};

/// A sample as it lies in a folder.
#[derive(Clone, Debug)]
pub struct SampleFile {
    /// Id of the dataset.
    pub dataset: String,
    /// Label of the period.
    pub period: String,
    /// Published or generated.
    pub nature: Nature,
    /// The file.
    pub path: PathBuf,
    /// Rows in it.
    pub rows: u64,
}

/// What happens to a sample's file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It is kept: somebody may have changed a row to see what moves.
    Kept,
    /// It is written anew.
    Replaced,
}

/// Writes every sample of a pack into a folder, one CSV file a dataset and period.
///
/// # Errors
/// A sample can't be made, or the folder can't be written.
pub fn write_samples(pack: &Pack, seed: u64, folder: &Path, existing: Existing) -> Result<Vec<SampleFile>, AppError> {
    let unwritable = |e| AppError::world(format!("`{}` can't be written", folder.display()), e);
    fs::create_dir_all(folder).map_err(unwritable)?;
    let mut written = Vec::new();
    for declared in in_order_of_datasets(pack) {
        let dataset = dataset_of(pack, &declared.dataset)?;
        let period = period_of_sample(pack, declared)?;
        let path = folder.join(format!("{}-{}.csv", dataset.id, period.label));
        let rows = if existing == Existing::Kept && path.exists() {
            rows_in(&path)?
        } else {
            let file = File::create(&path).map_err(unwritable)?;
            sample::write_rows(pack, dataset, &period, declared, seed, BufWriter::new(file))
                .map_err(|error| AppError::Input(error.to_string()))?
        };
        written.push(SampleFile {
            dataset: dataset.id.clone(),
            period: period.label,
            nature: declared.nature,
            path,
            rows,
        });
    }
    Ok(written)
}

fn rows_in(path: &Path) -> Result<u64, AppError> {
    let unreadable = |e| AppError::world(format!("`{}` can't be read", path.display()), e);
    Ok(csv::Reader::from_path(path).map_err(unreadable)?.into_byte_records().count() as u64)
}

impl Home {
    /// Loads files that [`write_samples`] wrote; `said` hears of each. A file that stands already is
    /// left alone, so that a demonstration can be repeated.
    ///
    /// # Errors
    /// A name is unknown, or the world broke.
    pub async fn load_samples(
        &self,
        pack: &str,
        files: &[SampleFile],
        mut said: impl FnMut(&SampleFile, &Loaded),
    ) -> Result<(), AppError> {
        for file in files {
            let request = LoadRequest {
                dataset: file.dataset.clone(),
                file: Some(file.path.clone()),
                pack: Some(pack.to_owned()),
                agency: None,
                period: Some(file.period.clone()),
                dialect: Dialect::default(),
                rejects: None,
                dry_run: false,
            };
            let loaded = self.load(&request, &mut |_| {}).await?;
            said(file, &loaded);
        }
        Ok(())
    }
}

/// Samples in the order in which their datasets can be loaded: a dataset after those that it refers to.
fn in_order_of_datasets(pack: &Pack) -> Vec<&Sample> {
    let refers = |from: &str, to: &str| {
        let dataset = pack.datasets.iter().find(|d| d.id == from);
        dataset.is_some_and(|d| d.columns.iter().any(|c| c.references.as_ref().is_some_and(|(other, _)| other == to)))
    };
    let mut waiting: Vec<&Sample> = pack.samples.iter().collect();
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let free = waiting
            .iter()
            .position(|s| !waiting.iter().any(|o| o.dataset != s.dataset && refers(&s.dataset, &o.dataset)))
            // Datasets that refer to each other in a circle: any order is as good.
            .unwrap_or(0);
        ordered.push(waiting.remove(free));
    }
    ordered
}

fn period_of_sample(pack: &Pack, sample: &Sample) -> Result<Period, AppError> {
    let calendar = calendar_of(pack, &dataset_of(pack, &sample.dataset)?.calendar)?;
    calendar.period(&sample.period).map_err(|error| AppError::Input(error.to_string()))
}
