//! The tables of submissions, read and written.

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::{AgencyRows, SliceFile, Submission, SubmittedPeriod};
use crate::error::failed_to;
use crate::row::{Columns, stored};
use crate::unit_of_work::content_of;
use crate::{StoreError, time};

/// Hash of a submission with its slices, for its audit line.
pub(crate) fn content(submission: &Submission, periods: &[SubmittedPeriod]) -> Result<String, StoreError> {
    content_of(&(submission, periods))
}

/// Every submission of every pack.
pub(crate) async fn all(connection: &mut SqliteConnection) -> Result<Vec<Submission>, StoreError> {
    let rows = sqlx::query("SELECT * FROM submission ORDER BY recorded_in")
        .fetch_all(connection)
        .await
        .map_err(failed_to("read the submissions"))?;
    rows.iter().map(read).collect()
}

/// What a submission says about each of its periods.
pub(crate) async fn periods(
    connection: &mut SqliteConnection,
    submission: &str,
) -> Result<Vec<SubmittedPeriod>, StoreError> {
    let labels: Vec<String> = sqlx::query_scalar("SELECT period FROM submission_period WHERE submission_id = $1")
        .bind(submission.to_owned())
        .fetch_all(&mut *connection)
        .await
        .map_err(failed_to("read a submission"))?;
    let mut periods = Vec::with_capacity(labels.len());
    for label in labels {
        periods.push(period(connection, submission, label).await?);
    }
    Ok(sorted(periods))
}

/// What a submission says about one period.
pub(crate) async fn period(
    connection: &mut SqliteConnection,
    submission: &str,
    label: String,
) -> Result<SubmittedPeriod, StoreError> {
    let failed = failed_to("read a submission");
    let files = sqlx::query(
        "SELECT bucket, file, row_count FROM submission_slice WHERE submission_id = $1 AND period = $2 ORDER BY bucket",
    )
    .bind(submission.to_owned())
    .bind(label.clone())
    .fetch_all(&mut *connection)
    .await
    .map_err(&failed)?;
    let agencies = sqlx::query(
        "SELECT agency, row_count FROM submission_agency WHERE submission_id = $1 AND period = $2 ORDER BY agency",
    )
    .bind(submission.to_owned())
    .bind(label.clone())
    .fetch_all(connection)
    .await
    .map_err(&failed)?;
    let file = |row: &SqliteRow| {
        let bucket = row.count("bucket")?;
        let number = bucket;
        let bucket = u32::try_from(bucket).map_err(|_| StoreError::TooLarge { what: "a bucket", number })?;
        Ok(SliceFile { bucket, file: row.hash("file")?, rows: row.count("row_count")? })
    };
    let agency = |row: &SqliteRow| Ok(AgencyRows { agency: row.text("agency")?, rows: row.count("row_count")? });
    Ok(SubmittedPeriod {
        period: label,
        files: files.iter().map(file).collect::<Result<_, StoreError>>()?,
        agencies: agencies.iter().map(agency).collect::<Result<_, StoreError>>()?,
    })
}

/// Reads a row of the table `submission`.
pub(crate) fn read(row: &SqliteRow) -> Result<Submission, StoreError> {
    Ok(Submission {
        id: row.text("id")?,
        pack: row.text("pack")?,
        release: row.text("release_id")?,
        dataset: row.text("dataset")?,
        received_at: row.time("received_at")?,
        received_by: row.text("received_by")?,
        source_name: row.text("source_name")?,
        format: row.text("format")?,
        content: row.optional_hash("content")?,
        rows_fingerprint: row.optional_text("rows_fingerprint")?,
        coverage: row.optional_text("coverage")?,
        period: row.optional_text("period")?,
        nothing_to_report: row.flag("nothing_to_report")?,
        outcome: row.text("outcome")?,
        rows_read: row.count("rows_read")?,
        rows_accepted: row.count("rows_accepted")?,
        rows_rejected: row.count("rows_rejected")?,
        warnings: row.count("warnings")?,
        problems: row.optional_hash("problems")?,
        rejects: row.optional_hash("rejects")?,
        original: row.optional_hash("original")?,
        recorded_in: row.number("recorded_in")?,
    })
}

/// One order for the same content, so that it has one hash.
pub(crate) fn sorted(mut periods: Vec<SubmittedPeriod>) -> Vec<SubmittedPeriod> {
    for period in &mut periods {
        period.files.sort_by_key(|file| file.bucket);
        period.agencies.sort_by(|a, b| a.agency.cmp(&b.agency));
    }
    periods.sort_by(|a, b| a.period.cmp(&b.period));
    periods
}

/// Writes a row of the table `submission`.
pub(crate) async fn insert(connection: &mut SqliteConnection, submission: &Submission) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO submission (id, pack, release_id, dataset, received_at, received_by, source_name, format, content, \
         rows_fingerprint, coverage, period, nothing_to_report, outcome, rows_read, rows_accepted, rows_rejected, \
         warnings, problems, rejects, original, recorded_in) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
         $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
    )
    .bind(submission.id.as_str())
    .bind(submission.pack.as_str())
    .bind(submission.release.as_str())
    .bind(submission.dataset.as_str())
    .bind(time::text(submission.received_at))
    .bind(submission.received_by.as_str())
    .bind(submission.source_name.as_str())
    .bind(submission.format.as_str())
    .bind(submission.content.map(String::from))
    .bind(submission.rows_fingerprint.as_deref())
    .bind(submission.coverage.as_deref())
    .bind(submission.period.as_deref())
    .bind(i64::from(submission.nothing_to_report))
    .bind(submission.outcome.as_str())
    .bind(stored("the number of rows read", submission.rows_read)?)
    .bind(stored("the number of rows accepted", submission.rows_accepted)?)
    .bind(stored("the number of rows rejected", submission.rows_rejected)?)
    .bind(stored("the number of warnings", submission.warnings)?)
    .bind(submission.problems.map(String::from))
    .bind(submission.rejects.map(String::from))
    .bind(submission.original.map(String::from))
    .bind(submission.recorded_in)
    .execute(connection)
    .await
    .map_err(failed_to("write the submission"))?;
    Ok(())
}

/// Writes what a submission says about one period.
pub(crate) async fn insert_period(
    connection: &mut SqliteConnection,
    submission: &str,
    period: &SubmittedPeriod,
) -> Result<(), StoreError> {
    let failed = failed_to("write the slices of the submission");
    sqlx::query("INSERT INTO submission_period (submission_id, period) VALUES ($1, $2)")
        .bind(submission)
        .bind(period.period.as_str())
        .execute(&mut *connection)
        .await
        .map_err(&failed)?;
    for file in &period.files {
        sqlx::query(
            "INSERT INTO submission_slice (submission_id, period, bucket, file, row_count) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(submission)
        .bind(period.period.as_str())
        .bind(i64::from(file.bucket))
        .bind(file.file.to_string())
        .bind(stored("the number of rows of a bucket", file.rows)?)
        .execute(&mut *connection)
        .await
        .map_err(&failed)?;
    }
    for agency in &period.agencies {
        sqlx::query("INSERT INTO submission_agency (submission_id, period, agency, row_count) VALUES ($1, $2, $3, $4)")
            .bind(submission)
            .bind(period.period.as_str())
            .bind(agency.agency.as_str())
            .bind(stored("the number of rows of an agency", agency.rows)?)
            .execute(&mut *connection)
            .await
            .map_err(&failed)?;
    }
    Ok(())
}
