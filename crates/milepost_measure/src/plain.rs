use milepost_expression::{EvaluationError, Value};
use thiserror::Error;

use crate::grouping::groups_of;
use crate::row::{RowError, RowForm};
use crate::standing::observe;
use crate::{CellKey, Cells, DatasetPlan, Failure, Group, KindMismatch, RowFault, Slice, Tally, Task};

/// Most faults that are kept; the rest is counted.
const FAULTS_KEPT: usize = 1000;

/// Counts a slice: compiled measures × rows → cells. There may be several; they must agree.
pub trait Calculator: Send + Sync {
    /// Its name in records of computations.
    fn name(&self) -> &'static str;

    /// Reads every row of the slice once and counts it for all measures of its dataset.
    ///
    /// # Errors
    /// Rows that can't be evaluated (all of them are collected) and rows that can't be read.
    fn cells(&self, plan: &DatasetPlan<'_>, slice: &dyn Slice) -> Result<Cells, CalculationError>;
}

/// Why a slice has no cells.
#[derive(Debug, Error)]
pub enum CalculationError {
    /// Some rows can't be evaluated.
    #[error("{total} values of rows can't be evaluated; the first: {}", .faults.first().map_or(String::new(), ToString::to_string))]
    Faults {
        /// The first thousand.
        faults: Vec<RowFault>,
        /// How many there are.
        total: usize,
    },
    /// Rows can't be read.
    #[error("rows can't be read")]
    Failure(#[source] Failure),
    /// Parts of unlike kinds met in one cell.
    #[error(transparent)]
    Kinds(#[from] KindMismatch),
}

/// The calculator that says what is correct: one row after the other, one measure after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

impl Calculator for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn cells(&self, plan: &DatasetPlan<'_>, slice: &dyn Slice) -> Result<Cells, CalculationError> {
        let form = RowForm::new(plan.pack(), plan.dataset(), plan.period());
        let mut cells = Cells::new(&plan.dataset().id, &plan.period().label);
        let mut faults = Faults::default();
        for row in slice.rows() {
            let row = row.map_err(CalculationError::Failure)?;
            cells.rows_read += 1;
            let completed = match form.complete(&row.values, slice) {
                Ok(completed) => completed,
                Err(RowError::Failure(failure)) => return Err(CalculationError::Failure(failure)),
                Err(RowError::Fault(what, error)) => {
                    faults.keep(RowFault { key: form.key_text(&row.values), what, error });
                    continue;
                }
            };
            *cells.agency_rows.entry(row.agency.clone()).or_default() += 1;
            for task in plan.tasks() {
                match task.parts(&completed) {
                    Ok(parts) => {
                        for (group, tally) in parts {
                            let (agency, measure) = (row.agency.clone(), task.measure.id.clone());
                            cells.add(CellKey { agency, group, measure }, &tally)?;
                        }
                    }
                    Err((what, error)) => faults.keep(RowFault { key: form.key_text(&row.values), what, error }),
                }
            }
        }
        faults.none().map(|()| cells)
    }
}

impl Task<'_> {
    /// The parts that a completed row adds to the measure, by group.
    ///
    /// # Errors
    /// Which population (or `group`) can't be evaluated, and why.
    pub fn parts(&self, row: &[Value]) -> Result<Vec<(Group, Tally)>, (String, EvaluationError)> {
        let named = |(role, error)| (format!("{}.{role}", self.measure.id), error);
        let Some(tally) = observe(&self.measure.kind, self.aspect, row).map_err(named)?.tally else {
            return Ok(Vec::new());
        };
        let mut parts = Vec::new();
        for grouping in &self.groupings {
            for group in groups_of(grouping, row).map_err(|error| named(("group", error)))? {
                parts.push((group, tally.clone()));
            }
        }
        Ok(parts)
    }
}

#[derive(Default)]
struct Faults {
    kept: Vec<RowFault>,
    total: usize,
}

impl Faults {
    fn keep(&mut self, fault: RowFault) {
        self.total += 1;
        if self.kept.len() < FAULTS_KEPT {
            self.kept.push(fault);
        }
    }

    fn none(self) -> Result<(), CalculationError> {
        if self.total == 0 { Ok(()) } else { Err(CalculationError::Faults { faults: self.kept, total: self.total }) }
    }
}
