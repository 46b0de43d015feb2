//! Submissions: one for every file received, and for every "nothing to report".

pub(crate) mod table;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use self::table::{insert, insert_period, periods, read, sorted};
use crate::audit::SUBMISSION_RECORDED;
use crate::error::failed_to;
use crate::{FileHash, Store, StoreError, UnitOfWork, time};

/// A submission to be recorded. When it was received, and by whom, is said by the unit of work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NewSubmission {
    /// Id of the pack.
    pub pack: String,
    /// Id of the [installed release](crate::PackRelease) whose rules it was checked by.
    pub release: String,
    /// Id of the dataset.
    pub dataset: String,
    /// Name of the file as the submitter knows it.
    pub source_name: String,
    /// Format of the file: `csv`.
    pub format: String,
    /// Hash of the file as received; none without a file.
    pub content: Option<FileHash>,
    /// Fingerprint of the accepted rows, as the reader of the dataset makes it.
    pub rows_fingerprint: Option<String>,
    /// The one agency that the submission speaks for; none when it speaks for all.
    pub coverage: Option<String>,
    /// Label of the period as the submitter gave it.
    pub period: Option<String>,
    /// The submitter says that there is nothing to report.
    pub nothing_to_report: bool,
    /// What became of it: `accepted`, `rejected`.
    pub outcome: String,
    /// Rows in the file.
    pub rows_read: u64,
    /// Rows that were stored.
    pub rows_accepted: u64,
    /// Rows that went back.
    pub rows_rejected: u64,
    /// Warnings given.
    pub warnings: u64,
    /// Stored file with the problems found.
    pub problems: Option<FileHash>,
    /// Stored file with the rows that went back.
    pub rejects: Option<FileHash>,
    /// The file as received, if it is stored too.
    pub original: Option<FileHash>,
    /// The periods for which it stands from now on, with or without rows. None for a rejected submission, which
    /// leaves standing what stood before.
    pub periods: Vec<SubmittedPeriod>,
}

/// What a submission says about one period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SubmittedPeriod {
    /// Label of the period.
    pub period: String,
    /// Stored rows by hash bucket of the unit's key; empty when there are none.
    pub files: Vec<SliceFile>,
    /// Agencies in the rows.
    pub agencies: Vec<AgencyRows>,
}

/// Stored rows of one bucket of a slice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SliceFile {
    /// Number of the bucket.
    pub bucket: u32,
    /// The stored file.
    pub file: FileHash,
    /// Rows in it.
    pub rows: u64,
}

/// Rows of one agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgencyRows {
    /// Id of the agency.
    pub agency: String,
    /// Its rows.
    pub rows: u64,
}

/// A submission as it was recorded, without its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Submission {
    /// Its id.
    pub id: String,
    /// Id of the pack.
    pub pack: String,
    /// Id of the installed release whose rules it was checked by.
    pub release: String,
    /// Id of the dataset.
    pub dataset: String,
    /// When it was received.
    #[serde(serialize_with = "time::serialize")]
    pub received_at: Timestamp,
    /// Who submitted it.
    pub received_by: String,
    /// Name of the file as the submitter knows it.
    pub source_name: String,
    /// Format of the file.
    pub format: String,
    /// Hash of the file as received.
    pub content: Option<FileHash>,
    /// Fingerprint of the accepted rows.
    pub rows_fingerprint: Option<String>,
    /// The one agency that it speaks for; none when it speaks for all.
    pub coverage: Option<String>,
    /// Label of the period as the submitter gave it.
    pub period: Option<String>,
    /// The submitter says that there is nothing to report.
    pub nothing_to_report: bool,
    /// What became of it.
    pub outcome: String,
    /// Rows in the file.
    pub rows_read: u64,
    /// Rows that were stored.
    pub rows_accepted: u64,
    /// Rows that went back.
    pub rows_rejected: u64,
    /// Warnings given.
    pub warnings: u64,
    /// Stored file with the problems found.
    pub problems: Option<FileHash>,
    /// Stored file with the rows that went back.
    pub rejects: Option<FileHash>,
    /// The file as received, if it is stored too.
    pub original: Option<FileHash>,
    /// Number of its audit line. Of two submissions, the one with the higher number came later.
    pub recorded_in: i64,
}

impl UnitOfWork {
    /// Records a submission with its slices. The stored files were put first.
    ///
    /// # Errors
    /// [`StoreError::FileMissing`] when a file was not put first, [`StoreError::Inconsistent`] when the release is not
    /// known or a period, bucket or agency stands twice, and what the database reports.
    pub async fn record_submission(&mut self, mut new: NewSubmission) -> Result<Submission, StoreError> {
        self.start()?;
        let periods = sorted(std::mem::take(&mut new.periods));
        let submission = self.identify(new);
        let detail = json!({
            "pack": submission.pack, "dataset": submission.dataset, "outcome": submission.outcome,
            "content": submission.content, "rows_accepted": submission.rows_accepted,
            "rows_rejected": submission.rows_rejected,
        });
        let content = table::content(&submission, &periods)?;
        self.line(SUBMISSION_RECORDED, &submission.id, &detail, &content).await?;
        let own = [submission.problems, submission.rejects, submission.original].into_iter().flatten();
        self.register(own).await?;
        insert(self.writer.connection(), &submission).await?;
        for period in &periods {
            self.register(period.files.iter().map(|file| file.file)).await?;
            insert_period(self.writer.connection(), &submission.id, period).await?;
        }
        self.done();
        Ok(submission)
    }

    fn identify(&self, new: NewSubmission) -> Submission {
        Submission {
            id: self.new_id(),
            pack: new.pack,
            release: new.release,
            dataset: new.dataset,
            received_at: self.at,
            received_by: self.who.name().to_owned(),
            source_name: new.source_name,
            format: new.format,
            content: new.content,
            rows_fingerprint: new.rows_fingerprint,
            coverage: new.coverage,
            period: new.period,
            nothing_to_report: new.nothing_to_report,
            outcome: new.outcome,
            rows_read: new.rows_read,
            rows_accepted: new.rows_accepted,
            rows_rejected: new.rows_rejected,
            warnings: new.warnings,
            problems: new.problems,
            rejects: new.rejects,
            original: new.original,
            recorded_in: self.next_line(),
        }
    }
}

impl Store {
    /// Every submission known at a time, the first one first; of one dataset, if one is named.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn submissions(
        &self,
        pack: &str,
        dataset: Option<&str>,
        as_of: Option<Timestamp>,
    ) -> Result<Vec<Submission>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM submission WHERE pack = $1 AND (dataset = $2 OR $2 IS NULL) AND received_at <= $3 \
             ORDER BY recorded_in",
        )
        .bind(pack.to_owned())
        .bind(dataset.map(str::to_owned))
        .bind(time::horizon(as_of))
        .fetch_all(&mut *self.reader().await?)
        .await
        .map_err(failed_to("read the submissions"))?;
        rows.iter().map(read).collect()
    }

    /// One submission by its id.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn submission(&self, id: &str) -> Result<Option<Submission>, StoreError> {
        let row = sqlx::query("SELECT * FROM submission WHERE id = $1")
            .bind(id.to_owned())
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(failed_to("read a submission"))?;
        row.as_ref().map(read).transpose()
    }

    /// Earlier submissions of a file with the same bytes for the same dataset, agency and period, whatever became of
    /// them; the first one first.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn seen_before(
        &self,
        pack: &str,
        dataset: &str,
        content: FileHash,
        coverage: Option<&str>,
        period: Option<&str>,
    ) -> Result<Vec<Submission>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM submission WHERE content = $1 AND pack = $2 AND dataset = $3 \
             AND coverage IS NOT DISTINCT FROM $4 AND period IS NOT DISTINCT FROM $5 ORDER BY recorded_in",
        )
        .bind(content.to_string())
        .bind(pack.to_owned())
        .bind(dataset.to_owned())
        .bind(coverage.map(str::to_owned))
        .bind(period.map(str::to_owned))
        .fetch_all(&mut *self.reader().await?)
        .await
        .map_err(failed_to("read the submissions"))?;
        rows.iter().map(read).collect()
    }

    /// What a submission says about each of its periods.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn submitted_periods(&self, submission: &str) -> Result<Vec<SubmittedPeriod>, StoreError> {
        periods(&mut *self.reader().await?, submission).await
    }
}
