use milepost_calendar::Period;
use milepost_expression::{EvaluationError, Slot, Value};
use milepost_pack::{Dataset, Lookup, Pack, Source};
use thiserror::Error;

use crate::lookup::look_up;
use crate::plan::fixed_values;
use crate::slice::unit_text;
use crate::{Failure, Slice};

/// Something of a row that can't be evaluated. The row would have to be left out, and a number that
/// leaves out rows is wrong: so there is no number until the row is mended.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("row {key}: {what}: {error}")]
pub struct RowFault {
    /// The row's key, its columns joined by `/`.
    pub key: String,
    /// Which derived value or which population of which measure.
    pub what: String,
    /// Why.
    pub error: EvaluationError,
}

/// Why a row can't be completed.
#[derive(Debug)]
pub enum RowError {
    /// The row's own fault, in the derived value of that name.
    Fault(String, EvaluationError),
    /// Related rows could not be read.
    Failure(Failure),
}

/// How the rows of one slice are completed to what their dataset's scope names: columns as they
/// came, derived values in order, settings and period of the slice.
pub struct RowForm<'p> {
    pub(crate) pack: &'p Pack,
    pub(crate) dataset: &'p Dataset,
    pub(crate) period: Period,
    blank: Vec<Value>,
}

impl<'p> RowForm<'p> {
    /// The form of the rows of a dataset's slice.
    pub fn new(pack: &'p Pack, dataset: &'p Dataset, period: &Period) -> Self {
        let mut blank = vec![Value::Null; dataset.scope.len()];
        for (slot, value) in fixed_values(pack, dataset, period) {
            put(&mut blank, slot, value);
        }
        Self { pack, dataset, period: period.clone(), blank }
    }

    /// A row of which nothing is known but what its slice decides: settings, and the period's days.
    pub fn blank(&self) -> &[Value] {
        &self.blank
    }

    /// The value of a lookup for a row of which everything is known that the lookup reads.
    ///
    /// # Errors
    /// An expression of the lookup or a derived value of a row found fails, or rows can't be read.
    pub fn looked_up(&self, lookup: &Lookup, row: &[Value], slice: &dyn Slice) -> Result<Value, RowError> {
        look_up(self, lookup, row, slice)
    }

    /// Completes a row of the slice that is counted.
    pub(crate) fn complete(&self, columns: &[Value], slice: &dyn Slice) -> Result<Vec<Value>, RowError> {
        self.with_derived(columns, Some(slice))
    }

    /// Completes a row that a lookup found, as far as it can be made from the row alone: a lookup
    /// within a lookup would have no end. What is left out is absent, and no pack may speak of it.
    pub(crate) fn complete_alone(&self, columns: &[Value]) -> Result<Vec<Value>, RowError> {
        self.with_derived(columns, None)
    }

    fn with_derived(&self, columns: &[Value], slice: Option<&dyn Slice>) -> Result<Vec<Value>, RowError> {
        let mut row = self.blank.clone();
        for (place, value) in row.iter_mut().zip(columns.iter().take(self.dataset.columns.len())) {
            *place = value.clone();
        }
        for derived in &self.dataset.derived {
            if slice.is_none() && derived.looked_up {
                continue;
            }
            let fault = |error| RowError::Fault(derived.id.clone(), error);
            let value = match (&derived.source, slice) {
                (Source::Expression(formula), _) => formula.expression.evaluate(&row).map_err(fault)?,
                (Source::Decision(table), _) => table.evaluate(&row).map_err(fault)?,
                (Source::Lookup(lookup), Some(slice)) => {
                    look_up(self, lookup, &row, slice).map_err(|error| match error {
                        RowError::Fault(inner, error) => RowError::Fault(format!("{}: {inner}", derived.id), error),
                        failure @ RowError::Failure(_) => failure,
                    })?
                }
                (Source::Lookup(_), None) => Value::Null,
            };
            put(&mut row, derived.slot, value);
        }
        Ok(row)
    }

    /// The key of a row for people.
    pub(crate) fn key_text(&self, columns: &[Value]) -> String {
        let field = |slot: &Slot| columns.get(slot.0).and_then(unit_text).unwrap_or_default();
        self.dataset.key.iter().map(field).collect::<Vec<_>>().join("/")
    }
}

fn put(row: &mut [Value], slot: Slot, value: Value) {
    if let Some(place) = row.get_mut(slot.0) {
        *place = value;
    }
}
