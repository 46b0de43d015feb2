use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use milepost_calendar::{Calendar, Period};
use milepost_dataset::TextRows;
use milepost_pack::{Dataset, Nature, Pack, SyntheticRows};

use super::totals::Totals;
use crate::home::{calendar_of, dataset_of};
use crate::{AppError, SampleFile};

/// What the files of rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFormat {
    /// Text with commas and a header.
    Csv,
    /// Apache Parquet, every column text.
    Parquet,
}

/// A dataset on its way: a file for each of its periods, one after the other, and the totals.
pub(super) struct Files<'p> {
    pub(super) rows: &'p SyntheticRows,
    pub(super) dataset: &'p Dataset,
    calendar: &'p Calendar,
    format: RowFormat,
    folder: PathBuf,
    totals: Totals<'p>,
    open: Option<Open>,
}

/// The file of the present period.
struct Open {
    period: Period,
    /// Number of the first month that is in it.
    since: usize,
    made: SampleFile,
    writer: Writer,
}

enum Writer {
    Csv(Box<csv::Writer<BufWriter<File>>>),
    Parquet(Box<TextRows<BufWriter<File>>>),
}

impl<'p> Files<'p> {
    pub(super) fn new(
        pack: &'p Pack,
        rows: &'p SyntheticRows,
        format: RowFormat,
        folder: &Path,
    ) -> Result<Self, AppError> {
        let dataset = dataset_of(pack, &rows.dataset)?;
        let calendar = calendar_of(pack, &dataset.calendar)?;
        let (folder, totals) = (folder.to_owned(), Totals::new(dataset));
        Ok(Self { rows, dataset, calendar, format, folder, totals, open: None })
    }

    /// Opens the file of the period in which a month lies, unless it is open; one that was complete is returned.
    pub(super) fn turn_to(&mut self, number: usize, month: &Period) -> Result<Option<SampleFile>, AppError> {
        let period = self.calendar.containing(self.dataset.period, month.start);
        let period = period.map_err(|error| AppError::Input(error.to_string()))?;
        if self.open.as_ref().is_some_and(|open| open.period == period) {
            return Ok(None);
        }
        let complete = self.close()?;
        let ending = match self.format {
            RowFormat::Csv => "csv",
            RowFormat::Parquet => "parquet",
        };
        let path = self.folder.join(format!("{}-{}.{ending}", self.dataset.id, period.label));
        let file = BufWriter::new(File::create(&path).map_err(|e| unwritable(&path, e))?);
        let writer = match self.format {
            RowFormat::Csv => {
                let mut writer = csv::Writer::from_writer(file);
                let header = self.dataset.columns.iter().map(|c| &c.id);
                writer.write_record(header).map_err(|e| unwritable(&path, e))?;
                Writer::Csv(Box::new(writer))
            }
            RowFormat::Parquet => {
                Writer::Parquet(Box::new(TextRows::new(self.dataset, file).map_err(|e| unwritable(&path, e))?))
            }
        };
        let made = SampleFile {
            dataset: self.dataset.id.clone(),
            period: period.label.clone(),
            nature: Nature::Generated,
            path,
            rows: 0,
        };
        self.open = Some(Open { period, since: number, made, writer });
        Ok(complete)
    }

    /// Number of the first month of the present file.
    pub(super) fn since(&self) -> usize {
        self.open.as_ref().map_or(0, |open| open.since)
    }

    /// A row, its fields in the dataset's column order, into the file of the present period. With `agency` it is a
    /// good one and counts for the totals.
    pub(super) fn push(&mut self, row: &[String], agency: Option<&str>) -> Result<(), AppError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        match &mut open.writer {
            Writer::Csv(writer) => writer.write_record(row).map_err(|e| unwritable(&open.made.path, e))?,
            Writer::Parquet(writer) => writer.push(row).map_err(|e| unwritable(&open.made.path, e))?,
        }
        open.made.rows += 1;
        if let Some(agency) = agency {
            self.totals.add(&open.period.label, agency, row);
        }
        Ok(())
    }

    /// Ends the present file.
    pub(super) fn close(&mut self) -> Result<Option<SampleFile>, AppError> {
        let Some(Open { made, writer, .. }) = self.open.take() else { return Ok(None) };
        match writer {
            Writer::Csv(mut writer) => writer.flush().map_err(|e| unwritable(&made.path, e))?,
            Writer::Parquet(writer) => {
                let file = writer.finish().map_err(|e| unwritable(&made.path, e))?;
                file.into_inner().map_err(|e| unwritable(&made.path, e.into_error()))?;
            }
        }
        Ok(Some(made))
    }

    /// Writes the totals of all periods, always as CSV.
    pub(super) fn totals(&self) -> Result<(), AppError> {
        let path = self.folder.join(format!("{}-totals.csv", self.dataset.id));
        let file = File::create(&path).map_err(|e| unwritable(&path, e))?;
        self.totals.write(BufWriter::new(file)).map_err(|e| unwritable(&path, e))
    }
}

fn unwritable(path: &Path, error: impl std::error::Error + Send + Sync + 'static) -> AppError {
    AppError::world(format!("`{}` can't be written", path.display()), error)
}
