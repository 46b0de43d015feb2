//! Computations: what was computed, when, from which submissions, and where its cells and results lie.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use crate::audit::COMPUTATION_RECORDED;
use crate::error::failed_to;
use crate::row::{Columns, stored};
use crate::slice_cells::read_cells;
use crate::unit_of_work::content_of;
use crate::{FileHash, SliceCells, Store, StoreError, UnitOfWork, time};

/// A computation to be recorded. It is finished at the time of the unit of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewComputation {
    /// Id of the pack.
    pub pack: String,
    /// Id of the [installed release](crate::PackRelease) that was computed.
    pub release: String,
    /// Label of the period computed for.
    pub period: String,
    /// When it was begun.
    pub started_at: Timestamp,
    /// What set it off: a command, a submission, a new release.
    pub cause: String,
    /// Which calculator made the cells.
    pub calculator: String,
    /// Hash of the compiled measures.
    pub measures_hash: String,
    /// Values of the settings that held.
    pub settings: Value,
    /// Stored file with the results.
    pub results: FileHash,
    /// Rows read, summed over the slices.
    pub rows_read: u64,
    /// Results made.
    pub result_count: u64,
    /// Every submission read, once for each slice it was read for.
    pub inputs: Vec<ComputationInput>,
    /// The cells of every slice read.
    pub cells: Vec<SliceCells>,
}

/// A submission that was read for a slice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ComputationInput {
    /// Id of the dataset.
    pub dataset: String,
    /// Label of the slice's period.
    pub period: String,
    /// Id of the submission.
    pub submission: String,
}

/// A computation as it was recorded, without its inputs and cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Computation {
    /// Its id.
    pub id: String,
    /// Id of the pack.
    pub pack: String,
    /// Id of the installed release that was computed.
    pub release: String,
    /// Label of the period computed for.
    pub period: String,
    /// When it was begun.
    #[serde(serialize_with = "time::serialize")]
    pub started_at: Timestamp,
    /// When it was finished: from then on it is the latest one of its period.
    #[serde(serialize_with = "time::serialize")]
    pub finished_at: Timestamp,
    /// What set it off.
    pub cause: String,
    /// Which calculator made the cells.
    pub calculator: String,
    /// Hash of the compiled measures.
    pub measures_hash: String,
    /// Values of the settings that held.
    pub settings: Value,
    /// Stored file with the results.
    pub results: FileHash,
    /// Rows read, summed over the slices.
    pub rows_read: u64,
    /// Results made.
    pub result_count: u64,
    /// Number of its audit line. Of two computations, the one with the higher number came later.
    pub recorded_in: i64,
}

impl UnitOfWork {
    /// Records a computation with its inputs and cells. The stored files were put first.
    ///
    /// # Errors
    /// [`StoreError::FileMissing`] when a file was not put first, [`StoreError::Inconsistent`] when the release or a
    /// submission is not known or a slice stands twice, and what the database reports.
    pub async fn record_computation(&mut self, new: NewComputation) -> Result<Computation, StoreError> {
        self.start()?;
        let computation = Computation {
            id: self.new_id(),
            pack: new.pack,
            release: new.release,
            period: new.period,
            started_at: time::truncated(new.started_at),
            finished_at: self.at,
            cause: new.cause,
            calculator: new.calculator,
            measures_hash: new.measures_hash,
            settings: new.settings,
            results: new.results,
            rows_read: new.rows_read,
            result_count: new.result_count,
            recorded_in: self.next_line(),
        };
        let (inputs, cells) = sorted(new.inputs, new.cells);
        let detail = json!({
            "pack": computation.pack, "period": computation.period, "results": computation.results,
            "rows_read": computation.rows_read, "result_count": computation.result_count,
        });
        let content = content(&computation, &inputs, &cells)?;
        self.line(COMPUTATION_RECORDED, &computation.id, &detail, &content).await?;
        self.register(cells.iter().map(|cells| cells.cells).chain([computation.results])).await?;
        let connection = self.writer.connection();
        insert(connection, &computation).await?;
        insert_inputs(connection, &computation.id, &inputs).await?;
        insert_cells(connection, &computation.id, &cells).await?;
        self.done();
        Ok(computation)
    }
}

impl Store {
    /// The latest computation of a period, as known at a time.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn latest_computation(
        &self,
        pack: &str,
        period: &str,
        as_of: Option<Timestamp>,
    ) -> Result<Option<Computation>, StoreError> {
        let row = sqlx::query(
            "SELECT * FROM computation WHERE pack = $1 AND period = $2 AND finished_at <= $3 \
             ORDER BY recorded_in DESC LIMIT 1",
        )
        .bind(pack.to_owned())
        .bind(period.to_owned())
        .bind(time::horizon(as_of))
        .fetch_optional(&mut *self.reader().await?)
        .await
        .map_err(failed_to("read the computations"))?;
        row.as_ref().map(read).transpose()
    }

    /// Every computation of a pack, the first one first.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn computations(&self, pack: &str) -> Result<Vec<Computation>, StoreError> {
        let rows = sqlx::query("SELECT * FROM computation WHERE pack = $1 ORDER BY recorded_in")
            .bind(pack.to_owned())
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(failed_to("read the computations"))?;
        rows.iter().map(read).collect()
    }

    /// One computation by its id.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn computation(&self, id: &str) -> Result<Option<Computation>, StoreError> {
        let row = sqlx::query("SELECT * FROM computation WHERE id = $1")
            .bind(id.to_owned())
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(failed_to("read a computation"))?;
        row.as_ref().map(read).transpose()
    }

    /// Every submission that a computation read.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn computation_inputs(&self, computation: &str) -> Result<Vec<ComputationInput>, StoreError> {
        inputs(&mut *self.reader().await?, computation).await
    }

    /// The cells of every slice that a computation read.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn computation_cells(&self, computation: &str) -> Result<Vec<SliceCells>, StoreError> {
        cells(&mut *self.reader().await?, computation).await
    }
}

/// Hash of a computation with its inputs and cells, for its audit line.
pub(crate) fn content(
    computation: &Computation,
    inputs: &[ComputationInput],
    cells: &[SliceCells],
) -> Result<String, StoreError> {
    content_of(&(computation, inputs, cells))
}

/// Every computation of every pack.
pub(crate) async fn all(connection: &mut SqliteConnection) -> Result<Vec<Computation>, StoreError> {
    let rows = sqlx::query("SELECT * FROM computation ORDER BY recorded_in")
        .fetch_all(connection)
        .await
        .map_err(failed_to("read the computations"))?;
    rows.iter().map(read).collect()
}

/// Every submission that a computation read.
pub(crate) async fn inputs(
    connection: &mut SqliteConnection,
    computation: &str,
) -> Result<Vec<ComputationInput>, StoreError> {
    let rows = sqlx::query("SELECT dataset, period, submission_id FROM computation_input WHERE computation_id = $1")
        .bind(computation.to_owned())
        .fetch_all(connection)
        .await
        .map_err(failed_to("read the inputs of a computation"))?;
    let input = |row: &SqliteRow| {
        let (dataset, period) = (row.text("dataset")?, row.text("period")?);
        Ok(ComputationInput { dataset, period, submission: row.text("submission_id")? })
    };
    let inputs = rows.iter().map(input).collect::<Result<_, StoreError>>()?;
    Ok(sorted(inputs, Vec::new()).0)
}

/// The cells of every slice that a computation read.
pub(crate) async fn cells(connection: &mut SqliteConnection, computation: &str) -> Result<Vec<SliceCells>, StoreError> {
    let rows = sqlx::query(
        "SELECT dataset, period, input_hash, cells, rows_read FROM computation_cells WHERE computation_id = $1",
    )
    .bind(computation.to_owned())
    .fetch_all(connection)
    .await
    .map_err(failed_to("read the cells of a computation"))?;
    let cells = rows.iter().map(read_cells).collect::<Result<_, _>>()?;
    Ok(sorted(Vec::new(), cells).1)
}

/// One order for the same content, so that it has one hash.
fn sorted(mut inputs: Vec<ComputationInput>, mut cells: Vec<SliceCells>) -> (Vec<ComputationInput>, Vec<SliceCells>) {
    inputs.sort();
    cells.sort_by(|a, b| (&a.dataset, &a.period).cmp(&(&b.dataset, &b.period)));
    (inputs, cells)
}

async fn insert(connection: &mut SqliteConnection, computation: &Computation) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO computation (id, pack, release_id, period, started_at, finished_at, cause, calculator, \
         measures_hash, settings, results, rows_read, result_count, recorded_in) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(computation.id.as_str())
    .bind(computation.pack.as_str())
    .bind(computation.release.as_str())
    .bind(computation.period.as_str())
    .bind(time::text(computation.started_at))
    .bind(time::text(computation.finished_at))
    .bind(computation.cause.as_str())
    .bind(computation.calculator.as_str())
    .bind(computation.measures_hash.as_str())
    .bind(computation.settings.to_string())
    .bind(computation.results.to_string())
    .bind(stored("the number of rows read", computation.rows_read)?)
    .bind(stored("the number of results", computation.result_count)?)
    .bind(computation.recorded_in)
    .execute(connection)
    .await
    .map_err(failed_to("write the computation"))?;
    Ok(())
}

async fn insert_inputs(
    connection: &mut SqliteConnection,
    computation: &str,
    inputs: &[ComputationInput],
) -> Result<(), StoreError> {
    for input in inputs {
        sqlx::query(
            "INSERT INTO computation_input (computation_id, dataset, period, submission_id) VALUES ($1, $2, $3, $4)",
        )
        .bind(computation)
        .bind(input.dataset.as_str())
        .bind(input.period.as_str())
        .bind(input.submission.as_str())
        .execute(&mut *connection)
        .await
        .map_err(failed_to("write the inputs of the computation"))?;
    }
    Ok(())
}

async fn insert_cells(
    connection: &mut SqliteConnection,
    computation: &str,
    cells: &[SliceCells],
) -> Result<(), StoreError> {
    for cells in cells {
        sqlx::query(
            "INSERT INTO computation_cells (computation_id, dataset, period, input_hash, cells, rows_read) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(computation)
        .bind(cells.dataset.as_str())
        .bind(cells.period.as_str())
        .bind(cells.input_hash.as_str())
        .bind(cells.cells.to_string())
        .bind(stored("the number of rows of a slice", cells.rows_read)?)
        .execute(&mut *connection)
        .await
        .map_err(failed_to("write the cells of the computation"))?;
    }
    Ok(())
}

fn read(row: &SqliteRow) -> Result<Computation, StoreError> {
    Ok(Computation {
        id: row.text("id")?,
        pack: row.text("pack")?,
        release: row.text("release_id")?,
        period: row.text("period")?,
        started_at: row.time("started_at")?,
        finished_at: row.time("finished_at")?,
        cause: row.text("cause")?,
        calculator: row.text("calculator")?,
        measures_hash: row.text("measures_hash")?,
        settings: row.json("settings")?,
        results: row.hash("results")?,
        rows_read: row.count("rows_read")?,
        result_count: row.count("result_count")?,
        recorded_in: row.number("recorded_in")?,
    })
}
