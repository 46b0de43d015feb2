//! Rejected rows come back as a file; its author mends them and sends that file alone. What was
//! accepted before must not vanish then: the corrected rows complete the submission that they come from.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};

use milepost_dataset::{DateOrder, Dialect, read_slice};
use milepost_expression::Value;
use milepost_pack::{Dataset, Pack};
use milepost_store::Submission;

use crate::{AppError, Home, values};

/// The columns that a file of rejects has after the submitter's own.
const NOTES: [&str; 2] = ["problem", "cure"];
/// A longer first line is no header of rejects.
const LONGEST_HEADER: u64 = 1 << 20;

impl Home {
    /// The submission that a file of corrected rejects completes: the latest of its dataset, agency
    /// and period, if it was accepted in part and stands.
    pub(crate) async fn completed_by(
        &self,
        pack: &Pack,
        dataset: &Dataset,
        coverage: Option<&str>,
        period: Option<&str>,
    ) -> Result<Option<Submission>, AppError> {
        let standing = self.store.standing(&pack.id, None).await?;
        let submissions = self.store.submissions(&pack.id, Some(&dataset.id), None).await?;
        let last = submissions.into_iter().rev().find(|s| {
            s.coverage.as_deref() == coverage
                && (period.is_none() || s.period.as_deref() == period)
                && standing.iter().any(|standing| standing.submission == s.id)
        });
        Ok(last.filter(|s| s.outcome == "partially_accepted"))
    }

    /// The corrected rows, followed by the rows of the submission that they complete.
    pub(crate) async fn completed(
        &self,
        mut corrected: File,
        header: &Header,
        dataset: &Dataset,
        dialect: &Dialect,
        completes: &Submission,
    ) -> Result<File, AppError> {
        let failed = |e: io::Error| AppError::world("the corrected rows can't be put beside the accepted ones", e);
        let mut whole = tempfile::tempfile().map_err(failed)?;
        io::copy(&mut corrected, &mut whole).map_err(failed)?;
        if !ends_with_newline(&mut whole).map_err(failed)? {
            whole.write_all(b"\n").map_err(failed)?;
        }
        let mut writer = csv::WriterBuilder::new().delimiter(header.delimiter).from_writer(io::BufWriter::new(whole));
        let unwritable = |e: csv::Error| failed(e.into());
        let unreadable = |e| AppError::world(format!("stored rows of `{}` can't be read", dataset.id), e);
        for period in self.store.submitted_periods(&completes.id).await? {
            for file in &period.files {
                for row in read_slice(self.store.files().open(file.file)?, dataset).map_err(unreadable)? {
                    let row = row.map_err(unreadable)?;
                    writer.write_record(header.fields(dataset, &row.values, dialect)).map_err(unwritable)?;
                }
            }
        }
        let mut whole = writer
            .into_inner()
            .map_err(|e| failed(e.into_error()))?
            .into_inner()
            .map_err(|e| failed(e.into_error()))?;
        whole.seek(SeekFrom::Start(0)).map_err(failed)?;
        Ok(whole)
    }
}

/// The header of a file of rejects.
pub(crate) struct Header {
    names: Vec<String>,
    delimiter: u8,
}

impl Header {
    /// Reads the header of a file of rejects and puts the file back to its beginning. `None` for any
    /// other file.
    pub(crate) fn of_rejects(file: &mut File, dialect: &Dialect) -> io::Result<Option<Self>> {
        let mut line = Vec::new();
        BufReader::new(&mut *file).take(LONGEST_HEADER).read_until(b'\n', &mut line)?;
        file.seek(SeekFrom::Start(0))?;
        let Ok(line) = std::str::from_utf8(line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line)) else {
            return Ok(None);
        };
        let delimiter = dialect.delimiter.unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(line.as_bytes());
        let Some(Ok(record)) = reader.records().next() else { return Ok(None) };
        let names: Vec<String> = record.iter().map(|name| name.trim().to_lowercase()).collect();
        Ok(names.ends_with(&NOTES.map(str::to_owned)).then_some(Self { names, delimiter }))
    }

    fn fields(&self, dataset: &Dataset, row: &[Value], dialect: &Dialect) -> Vec<String> {
        let field = |name: &String| {
            let Some(place) = dataset.columns.iter().position(|c| c.id == *name) else { return String::new() };
            match (&row[place], dataset.columns[place].not_applicable) {
                (Value::Null, Some(code)) if dataset.columns[place].required => code.to_string(),
                (Value::Date(date), _) if dialect.dates == DateOrder::MonthFirst => {
                    format!("{}/{}/{}", date.month(), date.day(), date.year())
                }
                (value, _) => values::text(value),
            }
        };
        self.names.iter().map(field).collect()
    }
}

fn ends_with_newline(file: &mut File) -> io::Result<bool> {
    let mut last = [0];
    let length = file.seek(SeekFrom::End(0))?;
    if length == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}
