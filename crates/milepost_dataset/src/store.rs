//! Accepted rows into Parquet files, one for each slice and bucket.

use std::io::{self, Write};

use milepost_calendar::Period;
use milepost_pack::Dataset;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use crate::agencies::Agencies;
use crate::columns::{Columns, LINE_COLUMN};
use crate::fingerprint::{Fingerprint, Hashed};
use crate::outcome::{StoredFile, StoredSlice};
use crate::problem::Failure;

/// Rows of a batch, unless its text is long.
const ROWS_AT_ONCE: usize = 8 * 1024;
const TEXT_AT_ONCE: usize = 16 * 1024 * 1024;
/// Rows that a reader can skip or share out as one: small, since a writer holds them in memory.
const ROW_GROUP: usize = 128 * 1024;

const DOING: &str = "storing the accepted rows";

/// Which file is written.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Id of the dataset.
    pub dataset: &'a str,
    /// Period of the slice.
    pub period: &'a Period,
    /// Bucket, from 0.
    pub bucket: u16,
    /// How many buckets there are.
    pub buckets: u16,
}

/// Where stored rows go. Files come one after another; none is created before the file submitted was
/// read to its end, and none when it is wrong as a whole.
pub trait Shelf {
    /// A file being written.
    type File: Write + Send;

    /// A new, empty file.
    ///
    /// # Errors
    /// It can't be created.
    fn create(&mut self, place: &Place<'_>) -> io::Result<Self::File>;

    /// A file that is complete: make it durable. It may take its final name at once, or when all of
    /// the submission's files are kept.
    ///
    /// # Errors
    /// It can't be made durable.
    fn keep(&mut self, place: &Place<'_>, file: Self::File) -> io::Result<()>;
}

/// Keeps nothing: for a trial run.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoShelf;

impl Shelf for NoShelf {
    type File = io::Sink;

    fn create(&mut self, _: &Place<'_>) -> io::Result<Self::File> {
        Ok(io::sink())
    }

    fn keep(&mut self, _: &Place<'_>, _: Self::File) -> io::Result<()> {
        Ok(())
    }
}

/// Writes rows that come ordered by slice, bucket and key.
pub(crate) struct Storing<'s, 'p, S: Shelf> {
    shelf: &'s mut S,
    dataset: &'s Dataset,
    agencies: &'s Agencies<'p>,
    buckets: u16,
    columns: Columns,
    open: Option<Open<S::File>>,
    slices: Vec<Slice>,
}

/// A slice of which one file at least is complete or begun.
struct Slice {
    period: Period,
    files: Vec<StoredFile>,
    fingerprint: Fingerprint,
    /// Rows by the agency's number.
    agencies: Vec<u64>,
}

struct Open<F: Write + Send> {
    slice: usize,
    bucket: u16,
    writer: ArrowWriter<Hashed<F>>,
    rows: u64,
}

impl<'s, 'p, S: Shelf> Storing<'s, 'p, S> {
    pub(crate) fn new(shelf: &'s mut S, dataset: &'s Dataset, agencies: &'s Agencies<'p>, buckets: u16) -> Self {
        Self { shelf, dataset, agencies, buckets, columns: Columns::new(dataset), open: None, slices: Vec::new() }
    }

    pub(crate) fn push(
        &mut self,
        (slice, period): (usize, &Period),
        bucket: u16,
        body: &[u8],
        agency: usize,
        line: u64,
    ) -> Result<(), Failure> {
        if !self.open.as_ref().is_some_and(|o| o.slice == slice && o.bucket == bucket) {
            self.close()?;
            self.open(slice, period, bucket)?;
        }
        let (Some(open), Some(slice)) = (&mut self.open, self.slices.last_mut()) else { return Ok(()) };
        let id = self.agencies.id(agency);
        slice.fingerprint.add_row(id, body);
        if slice.agencies.len() <= agency {
            slice.agencies.resize(agency + 1, 0);
        }
        slice.agencies[agency] += 1;
        open.rows += 1;
        let pushed = self.columns.push(body, id, line);
        pushed.ok_or_else(|| Failure::io(DOING)(io::Error::other("a spilled row came back changed")))?;
        if self.columns.rows() >= ROWS_AT_ONCE || self.columns.text_bytes() >= TEXT_AT_ONCE {
            let batch = self.columns.take().map_err(Failure::stored(DOING))?;
            open.writer.write(&batch).map_err(Failure::stored(DOING))?;
        }
        Ok(())
    }

    fn open(&mut self, slice: usize, period: &Period, bucket: u16) -> Result<(), Failure> {
        let place = Place { dataset: &self.dataset.id, period, bucket, buckets: self.buckets };
        let file = Hashed::new(self.shelf.create(&place).map_err(Failure::io(DOING))?);
        let writer = ArrowWriter::try_new(file, self.columns.schema(), Some(properties(self.dataset)));
        let writer = writer.map_err(Failure::stored(DOING))?;
        if self.slices.last().is_none_or(|s| s.period != *period) {
            let (fingerprint, agencies) = (Fingerprint::default(), Vec::new());
            self.slices.push(Slice { period: period.clone(), files: Vec::new(), fingerprint, agencies });
        }
        self.open = Some(Open { slice, bucket, writer, rows: 0 });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Failure> {
        let (Some(mut open), Some(slice)) = (self.open.take(), self.slices.last_mut()) else { return Ok(()) };
        if self.columns.rows() > 0 {
            let batch = self.columns.take().map_err(Failure::stored(DOING))?;
            open.writer.write(&batch).map_err(Failure::stored(DOING))?;
        }
        let mut file = open.writer.into_inner().map_err(Failure::stored(DOING))?;
        file.flush().map_err(Failure::io(DOING))?;
        let (bytes, hash) = file.sum();
        let place =
            Place { dataset: &self.dataset.id, period: &slice.period, bucket: open.bucket, buckets: self.buckets };
        self.shelf.keep(&place, file.inner).map_err(Failure::io(DOING))?;
        slice.files.push(StoredFile { bucket: open.bucket, rows: open.rows, bytes, hash });
        Ok(())
    }

    /// What was stored.
    pub(crate) fn finish(mut self) -> Result<Vec<StoredSlice>, Failure> {
        self.close()?;
        let agencies = self.agencies;
        let stored = |slice: Slice| {
            let counted = slice.agencies.iter().enumerate().filter(|(_, rows)| **rows > 0);
            let mut agencies: Vec<_> = counted.map(|(a, rows)| (agencies.id(a).to_owned(), *rows)).collect();
            agencies.sort_unstable();
            StoredSlice {
                rows: slice.files.iter().map(|f| f.rows).sum(),
                fingerprint: slice.fingerprint.hex(),
                period: slice.period,
                files: slice.files,
                agencies,
            }
        };
        Ok(self.slices.into_iter().map(stored).collect())
    }
}

/// Text has a dictionary, as codes repeat; what identifies rows, and their lines, does not.
fn properties(dataset: &Dataset) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_column_dictionary_enabled(ColumnPath::from(LINE_COLUMN), false)
        .set_column_encoding(ColumnPath::from(LINE_COLUMN), Encoding::DELTA_BINARY_PACKED);
    for slot in dataset.key.iter().chain([&dataset.unit]) {
        let path = ColumnPath::new(vec![dataset.columns[slot.0].id.clone()]);
        properties = properties.set_column_dictionary_enabled(path, false);
    }
    properties.build()
}
