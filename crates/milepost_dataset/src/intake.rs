//! A submitted file from its first byte to stored rows and rejects.

use std::io::{Read, Seek, Write};
use std::path::Path;

use milepost_calendar::Period;
use milepost_pack::{Dataset, Level, Pack};

use crate::agencies::Agencies;
use crate::dialect::Dialect;
use crate::format::Format;
use crate::header::{self, Header};
use crate::merge;
use crate::open::{Opened, open};
use crate::outcome::{Counts, Intake, Outcome};
use crate::problem::{Failure, FileProblem, Stop};
use crate::record::{Record, Shared};
use crate::rejects::Rejects;
use crate::row::{Judge, Order};
use crate::slices::Slices;
use crate::sort::Sorter;
use crate::store::Shelf;
use crate::tally::{Tally, field_of};
use crate::{check, fingerprint};

/// What rows may take of memory before they are spilled, in bytes.
const MEMORY: usize = 96 * 1024 * 1024;
/// After how many rows progress is told.
const BEAT: u64 = 16 * 1024;

/// What is submitted, and as what.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The pack in force.
    pub pack: &'a Pack,
    /// The dataset of the pack that the file belongs to.
    pub dataset: &'a Dataset,
    /// The file's name as submitted; its ending helps to tell the format.
    pub name: &'a str,
    /// How the submitter writes files.
    pub dialect: &'a Dialect,
    /// The period submitted for. Datasets whose rows carry a date or label of their own may do
    /// without; if it is given, rows of other periods are rejected.
    pub period: Option<&'a Period>,
    /// The agency that submits. Rows about others than itself and its members are rejected; without
    /// one, rows may be about every agency.
    pub agency: Option<&'a str>,
    /// How many files the rows of a slice are spread over, by their unit; 0 counts as 1.
    pub buckets: u16,
    /// How many problems of rows are kept whole; all are counted.
    pub problems_shown: usize,
}

/// What intake works with.
pub struct Means<'a, S, W> {
    /// Knows which values occur in other datasets.
    pub references: &'a mut dyn References,
    /// Takes the rejected rows as CSV. Nothing is written when there are none.
    pub rejects: W,
    /// Takes the accepted rows.
    pub shelf: &'a mut S,
    /// A folder for nameless temporary files, which vanish with the process.
    pub scratch: &'a Path,
    /// Is told now and then how far the work is.
    pub progress: &'a mut dyn FnMut(Progress),
}

/// How far an intake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The file is read and checked.
    Reading {
        /// Bytes read.
        bytes: u64,
        /// Bytes of the file.
        of: u64,
    },
    /// Rows are ordered and stored.
    Storing {
        /// Rows stored.
        rows: u64,
        /// Rows accepted so far.
        of: u64,
    },
}

/// Knows the accepted values of other datasets.
pub trait References {
    /// True when a value occurs in a column of a dataset. Numbers come without zeros in front, with
    /// the places that their column declares; dates as 2011-07-01; booleans as true or false.
    fn holds(&mut self, dataset: &str, column: &str, value: &str) -> bool;
}

impl<F: FnMut(&str, &str, &str) -> bool> References for F {
    fn holds(&mut self, dataset: &str, column: &str, value: &str) -> bool {
        self(dataset, column, value)
    }
}

/// Reads, checks and stores a submitted file, in memory that does not grow with its rows.
///
/// Everything wrong with the file is in the [`Intake`]; when it is rejected, nothing was put on the
/// shelf.
///
/// # Errors
/// Only when the world broke: what is on the shelf by then must be thrown away.
pub fn intake<R, S, W>(source: R, request: &Request<'_>, means: Means<'_, S, W>) -> Result<Intake, Failure>
where
    R: Read + Seek + Send + 'static,
    S: Shelf,
    W: Write,
{
    let source = Shared::new(source).map_err(Failure::io("opening the submitted file"))?;
    let mut problems = Vec::new();
    let opened = noted(open(&source, request), &mut problems)?;
    let slices = noted(Slices::new(request.pack, request.dataset, request.period), &mut problems)?;
    let agencies = noted(Agencies::new(request.pack, request.dataset, request.agency), &mut problems)?;
    let format = opened.as_ref().map(|o| o.format);
    let (Some(opened), Some(slices), Some(agencies)) = (opened, slices, agencies) else {
        return Ok(refused(format, Counts::default(), problems));
    };
    let (pack, dataset, buckets) = (request.pack, request.dataset, request.buckets.max(1));
    let judge = Judge::new(pack, dataset, request.dialect.dates, slices, agencies, buckets)?;
    let unit_in_key = dataset.key.contains(&dataset.unit);
    let mut reading = Reading {
        judge,
        header: None,
        stored: Order::stored(dataset),
        key: (!unit_in_key && !dataset.key.is_empty()).then(|| Order::key(dataset)),
        sorter: Sorter::new(means.scratch, MEMORY),
        rejects: Rejects::new(means.rejects, opened.delimiter.unwrap_or(b',')),
        tally: Tally::new(dataset, request.problems_shown),
        delimiter: opened.delimiter,
        problems,
        references: means.references,
        progress: means.progress,
        source: &source,
        buffers: (Vec::new(), Vec::new(), Vec::new()),
    };
    let read = opened.each_record(&source, request, &mut |record| reading.record(record));
    noted(read, &mut reading.problems)?;
    reading.finish(&opened, request, means.shelf, means.scratch)
}

/// Moves what is wrong with the file to the other problems.
fn noted<T>(result: Result<T, Stop>, problems: &mut Vec<FileProblem>) -> Result<Option<T>, Failure> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Stop::Problem(problem)) => {
            problems.push(problem);
            Ok(None)
        }
        Err(Stop::Noted) => Ok(None),
        Err(Stop::Failure(failure)) => Err(failure),
    }
}

fn refused(format: Option<Format>, counts: Counts, file_problems: Vec<FileProblem>) -> Intake {
    let counts = Counts { accepted: 0, warned: 0, rejected: counts.read, ..counts };
    Intake {
        outcome: Outcome::Rejected,
        format,
        counts,
        file_problems,
        row_problems: Vec::new(),
        checks: Vec::new(),
        not_applicable: Vec::new(),
        slices: Vec::new(),
        fingerprint: None,
    }
}

/// What is known while rows pass.
struct Reading<'a, R, W: Write> {
    judge: Judge<'a>,
    header: Option<Header>,
    /// How rows are stored.
    stored: Order,
    /// How rows are sorted first, when the stored order can't show that a key is unique.
    key: Option<Order>,
    sorter: Sorter<'a>,
    rejects: Rejects<W>,
    tally: Tally<'a>,
    delimiter: Option<u8>,
    problems: Vec<FileProblem>,
    references: &'a mut dyn References,
    progress: &'a mut dyn FnMut(Progress),
    source: &'a Shared<R>,
    buffers: (Vec<u8>, Vec<u8>, Vec<u8>),
}

impl<R: Read + Seek + Send + 'static, W: Write> Reading<'_, R, W> {
    fn record(&mut self, record: &Record) -> Result<(), Stop> {
        if record.is_blank() {
            self.tally.counts.blank += u64::from(self.header.is_some());
            return Ok(());
        }
        let Some(header) = &self.header else {
            let dataset = self.judge.dataset();
            self.header = header::matched(record, dataset, self.delimiter, &mut self.problems);
            return if self.header.is_some() { Ok(()) } else { Err(Stop::Noted) };
        };
        self.tally.counts.read += 1;
        if self.tally.counts.read.is_multiple_of(BEAT) {
            (self.progress)(Progress::Reading { bytes: self.source.furthest(), of: self.source.len() });
        }
        let home = self.judge.judge(record, header, self.references)?;
        for breach in &self.judge.breaches {
            self.tally.breach(record.line, field_of(record, &header.fields, breach), breach);
        }
        let Some(home) = home else {
            self.tally.counts.rejected += 1;
            let errors = || self.judge.breaches.iter().filter(|b| b.level == Level::Error);
            let problem = errors().map(|b| format!("{} ({})", b.message, b.code)).collect::<Vec<_>>().join("; ");
            let mut cures: Vec<&str> = errors().map(|b| b.cure.as_str()).collect();
            cures.dedup();
            return Ok(self.rejects.write(header, record, &problem, &cures.join(" "))?);
        };
        self.tally.counts.accepted += 1;
        self.tally.counts.warned += u64::from(!self.judge.breaches.is_empty());
        let (key, row, inner) = &mut self.buffers;
        row.clear();
        match &self.key {
            None => self.judge.write_key(home, &self.stored, record, key),
            Some(order) => {
                self.judge.write_key(home, &self.stored, record, inner);
                row.extend_from_slice(&(inner.len() as u32).to_le_bytes());
                row.extend_from_slice(inner);
                self.judge.write_key(home, order, record, key);
            }
        }
        self.judge.write_row(home, record, row);
        self.sorter.push(key, row).map_err(Failure::io("spilling rows"))?;
        Ok(())
    }

    fn finish<S: Shelf>(
        mut self,
        opened: &Opened,
        request: &Request<'_>,
        shelf: &mut S,
        scratch: &Path,
    ) -> Result<Intake, Failure> {
        let wrong = |problems: &[FileProblem]| problems.iter().any(|p| p.level == Level::Error);
        if !wrong(&self.problems) && self.header.is_none() {
            self.problems.push(FileProblem::error(check::EMPTY_FILE, "the file holds nothing"));
        } else if !wrong(&self.problems) && self.tally.counts.read == 0 {
            self.problems.push(FileProblem::error(check::NO_ROWS, "the file has a header, but no row"));
        }
        let mut slices = Vec::new();
        if let (Some(header), false) = (&self.header, wrong(&self.problems)) {
            let rows = merge::Rows {
                agencies: &self.judge.agencies,
                periods: &self.judge.slices,
                keyed: !request.dataset.key.is_empty(),
                two_keys: self.key.is_some(),
                memory: MEMORY,
                scratch,
            };
            let (stored, duplicates) = rows.store(self.sorter, request, shelf, &mut self.tally, self.progress)?;
            slices = stored;
            let key = &request.dataset.key;
            duplicates.reject(self.source, opened, request, (header, key), &mut self.tally, &mut self.rejects)?;
        }
        self.rejects.finish()?;
        let (counts, checks) = (self.tally.counts, self.tally.checks());
        if wrong(&self.problems) {
            let row_problems = self.tally.shown;
            return Ok(Intake { row_problems, checks, ..refused(Some(opened.format), counts, self.problems) });
        }
        let column = |(c, n): (usize, u64)| (request.dataset.columns[c].id.clone(), n);
        let named = slices.iter().map(|s| (s.period.label.as_str(), s.fingerprint.as_str()));
        Ok(Intake {
            outcome: verdict(&counts, &self.problems),
            format: Some(opened.format),
            counts,
            file_problems: self.problems,
            row_problems: self.tally.shown,
            checks,
            not_applicable: self.judge.not_applicable.into_iter().map(column).collect(),
            fingerprint: (counts.accepted > 0).then(|| fingerprint::combined(named)),
            slices,
        })
    }
}

fn verdict(counts: &Counts, problems: &[FileProblem]) -> Outcome {
    if counts.accepted == 0 {
        Outcome::Rejected
    } else if counts.rejected > 0 {
        Outcome::PartiallyAccepted
    } else if counts.warned > 0 || !problems.is_empty() {
        Outcome::AcceptedWithWarnings
    } else {
        Outcome::Accepted
    }
}
