//! The cells of one slice: those that are known, or counted now and remembered at once.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use milepost_measure::{CalculationError, Cells, DatasetPlan};
use milepost_pack::Pack;
use milepost_store::{RecordedCells, SliceCells, StoreError};

use crate::home::dataset_of;
use crate::plan::SlicePlan;
use crate::reached::{Loaded, Reached, Share, are_alike};
use crate::reason::{Change, Reason};
use crate::slices::{Standing, StoredSlice};
use crate::watch::{Interrupted, Watch};
use crate::{AppError, Home};

/// Most faults of rows that are kept; the rest is counted.
const FAULTS_KEPT: usize = 1000;

impl Home {
    /// The cells of a slice, and whether they were counted just now; `None` where rows can't be counted, which the
    /// plan then says.
    pub(crate) async fn cells(
        &self,
        pack: &Pack,
        slice: &mut SlicePlan,
        watch: &dyn Watch,
    ) -> Result<Option<(Cells, bool)>, AppError> {
        if let Some(known) = &slice.known {
            match self.known_cells(known)? {
                Some(cells) => return Ok(Some((cells, false))),
                None => slice.reasons.push(Reason::new("cells", "", Change::Gone)),
            }
        }
        if slice.fault.is_some() {
            return Ok(None);
        }
        let (dataset, period) = (&slice.standing.dataset, &slice.standing.period);
        let Some(plan) = DatasetPlan::new(pack, dataset, period) else { return Ok(None) };
        watch.counting(dataset, &period.label);
        let cells = match self.count(&plan, &slice.standing, &slice.reached, watch)? {
            Ok(cells) => cells,
            Err(CalculationError::Failure(failure)) if failure.is::<Interrupted>() => {
                return Err(AppError::Interrupted);
            }
            Err(error) => {
                slice.fault = Some(format!("{dataset}, {period}: {}", with_causes(&error)));
                return Ok(None);
            }
        };
        let expected = slice.standing.rows();
        cells.check_total(expected).map_err(|error| AppError::world("rows were lost on the way", error))?;
        let bytes = serde_json::to_vec(&cells).map_err(|error| AppError::world("cells can't be written", error))?;
        let recorded = SliceCells {
            dataset: dataset.clone(),
            period: period.label.clone(),
            input_hash: slice.input_hash.clone(),
            cells: self.store.files().put(&bytes)?,
            rows_read: cells.rows_read,
        };
        let record = RecordedCells { pack: pack.id.clone(), cells: recorded, made_of: slice.made_of.clone() };
        let mut unit = self.begin("compute").await?;
        unit.record_cells(&record).await?;
        unit.commit().await?;
        slice.known = Some(record.cells);
        Ok(Some((cells, true)))
    }

    /// Cells that were counted before; `None` when their file is damaged or gone, and they have to be counted again.
    fn known_cells(&self, known: &SliceCells) -> Result<Option<Cells>, AppError> {
        match self.store.files().read(known.cells) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(StoreError::FileMissing { .. } | StoreError::FileDamaged { .. }) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    /// Counts the rows of a slice. Where lookups look at other rows, as many units are taken at a time as leave room
    /// for the rows around them.
    fn count(
        &self,
        plan: &DatasetPlan<'_>,
        standing: &Standing,
        reached: &[Arc<Standing>],
        watch: &dyn Watch,
    ) -> Result<Result<Cells, CalculationError>, AppError> {
        let (pack, dataset) = (plan.pack(), plan.dataset());
        let told = AtomicU64::new(0);
        let slice = |share, reached| StoredSlice { home: self, dataset, standing, share, reached, watch, told: &told };
        if reached.is_empty() {
            return Ok(self.calculator.cells(plan, &slice(None, Reached::default())));
        }
        let mut cells = Cells::new(&dataset.id, &plan.period().label);
        let mut faults = (Vec::new(), 0);
        let mut alike = true;
        for other in reached {
            alike &= are_alike(dataset, dataset_of(pack, &other.dataset)?);
        }
        // Units of unlike types have unlike hashes, and can only be taken all at once.
        let mut waiting: Vec<Option<Share>> =
            if alike { Share::of_files(self.buckets).map(Some).collect() } else { vec![None] };
        while let Some(share) = waiting.pop() {
            if watch.is_interrupted() {
                return Ok(Err(CalculationError::Failure(Interrupted.into())));
            }
            let most = if share.is_some_and(Share::is_divisible) { self.memory / 2 } else { usize::MAX };
            let around = match Reached::load(self, pack, reached, share, most)? {
                Loaded::Rows(around) => around,
                Loaded::Parts(count) => {
                    waiting.extend(share.into_iter().flat_map(|share| share.parts(count)).map(Some));
                    continue;
                }
            };
            match self.calculator.cells(plan, &slice(share, around)) {
                Ok(part) => cells.merge(&part).map_err(|error| AppError::world("cells can't be added up", error))?,
                Err(CalculationError::Faults { faults: more, total }) => {
                    faults.1 += total;
                    faults.0.extend(more.into_iter().take(FAULTS_KEPT - faults.0.len()));
                }
                Err(other) => return Ok(Err(other)),
            }
        }
        let (faults, total) = faults;
        Ok(if total > 0 { Err(CalculationError::Faults { faults, total }) } else { Ok(cells) })
    }
}

/// An error with everything under it, in one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
