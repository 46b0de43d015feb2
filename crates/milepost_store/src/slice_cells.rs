//! The cells of slices, remembered one by one as they are counted, with what they were counted from.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use crate::audit::CELLS_RECORDED;
use crate::error::failed_to;
use crate::row::{Columns, stored};
use crate::unit_of_work::content_of;
use crate::{FileHash, Store, StoreError, UnitOfWork};

/// The cells of one slice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SliceCells {
    /// Id of the dataset.
    pub dataset: String,
    /// Label of the slice's period.
    pub period: String,
    /// Hash of everything that the cells depend on: while it is the same, they need not be made again.
    pub input_hash: String,
    /// Stored file with the cells.
    pub cells: FileHash,
    /// Rows that were counted in them.
    pub rows_read: u64,
}

/// One thing that cells depend on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CellInput {
    /// What it is, in a word: `measure`, `submission`.
    pub kind: String,
    /// Which one.
    pub name: String,
    /// Hash of what it said.
    pub hash: String,
}

/// Cells as they were recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordedCells {
    /// Id of the pack.
    pub pack: String,
    /// The cells.
    pub cells: SliceCells,
    /// What they were counted from.
    pub made_of: Vec<CellInput>,
}

impl UnitOfWork {
    /// Records the cells of a slice, whose file was put first.
    ///
    /// # Errors
    /// [`StoreError::FileMissing`] when the file was not put first, and what the database reports.
    pub async fn record_cells(&mut self, new: &RecordedCells) -> Result<(), StoreError> {
        self.start()?;
        let cells = &new.cells;
        let subject = format!("{}/{}", cells.dataset, cells.period);
        let detail = json!({ "pack": new.pack, "cells": cells.cells, "rows_read": cells.rows_read });
        let line = self.next_line();
        self.line(CELLS_RECORDED, &subject, &detail, &content(new)?).await?;
        self.register([cells.cells]).await?;
        let made_of = serde_json::to_string(&new.made_of).map_err(|source| StoreError::Json { source })?;
        sqlx::query(
            "INSERT INTO slice_cells (recorded_in, pack, dataset, period, input_hash, made_of, cells, rows_read) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(line)
        .bind(new.pack.as_str())
        .bind(cells.dataset.as_str())
        .bind(cells.period.as_str())
        .bind(cells.input_hash.as_str())
        .bind(made_of)
        .bind(cells.cells.to_string())
        .bind(stored("the number of rows of a slice", cells.rows_read)?)
        .execute(self.writer.connection())
        .await
        .map_err(failed_to("write the cells of a slice"))?;
        self.done();
        Ok(())
    }
}

impl Store {
    /// Cells that were counted earlier from exactly these inputs.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn cells_for(&self, input_hash: &str) -> Result<Option<SliceCells>, StoreError> {
        // Before cells were recorded one by one, only whole computations had them.
        let recorded = "SELECT dataset, period, input_hash, cells, rows_read FROM slice_cells \
            WHERE input_hash = $1 ORDER BY recorded_in DESC LIMIT 1";
        let of_computations = "SELECT dataset, computation_cells.period, input_hash, cells, \
            computation_cells.rows_read FROM computation_cells \
            JOIN computation ON computation.id = computation_cells.computation_id \
            WHERE input_hash = $1 ORDER BY computation.recorded_in DESC LIMIT 1";
        for text in [recorded, of_computations] {
            let row = sqlx::query(text)
                .bind(input_hash.to_owned())
                .fetch_optional(&mut *self.reader().await?)
                .await
                .map_err(failed_to("look for cells"))?;
            if let Some(row) = row {
                return read_cells(&row).map(Some);
            }
        }
        Ok(None)
    }

    /// The cells of a slice that were recorded last.
    ///
    /// # Errors
    /// What the database reports.
    pub async fn latest_cells(
        &self,
        pack: &str,
        dataset: &str,
        period: &str,
    ) -> Result<Option<RecordedCells>, StoreError> {
        let row = sqlx::query(
            "SELECT * FROM slice_cells WHERE pack = $1 AND dataset = $2 AND period = $3 \
             ORDER BY recorded_in DESC LIMIT 1",
        )
        .bind(pack.to_owned())
        .bind(dataset.to_owned())
        .bind(period.to_owned())
        .fetch_optional(&mut *self.reader().await?)
        .await
        .map_err(failed_to("look for cells"))?;
        row.as_ref().map(read).transpose()
    }
}

/// Hash of recorded cells, for their audit line.
pub(crate) fn content(cells: &RecordedCells) -> Result<String, StoreError> {
    content_of(cells)
}

/// All recorded cells with the numbers of their audit lines.
pub(crate) async fn all(connection: &mut SqliteConnection) -> Result<Vec<(RecordedCells, i64)>, StoreError> {
    let rows = sqlx::query("SELECT * FROM slice_cells ORDER BY recorded_in")
        .fetch_all(connection)
        .await
        .map_err(failed_to("read the cells of slices"))?;
    rows.iter().map(|row| Ok((read(row)?, row.number("recorded_in")?))).collect()
}

fn read(row: &SqliteRow) -> Result<RecordedCells, StoreError> {
    let text = row.text("made_of")?;
    let made_of = serde_json::from_str(&text).map_err(|_| StoreError::Unreadable { column: "made_of", text })?;
    Ok(RecordedCells { pack: row.text("pack")?, cells: read_cells(row)?, made_of })
}

/// Cells of a row that names them.
pub(crate) fn read_cells(row: &SqliteRow) -> Result<SliceCells, StoreError> {
    Ok(SliceCells {
        dataset: row.text("dataset")?,
        period: row.text("period")?,
        input_hash: row.text("input_hash")?,
        cells: row.hash("cells")?,
        rows_read: row.count("rows_read")?,
    })
}
