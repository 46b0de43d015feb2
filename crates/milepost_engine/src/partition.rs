//! The rows of one stream, counted.

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use milepost_dataset::{AGENCY_COLUMN, stored_value, unit_bucket};
use milepost_expression::{Type, Value};
use milepost_measure::{Bucket, CellKey, Cells, Slice};

use crate::coder::StoredCodes;
use crate::counters::Counters;
use crate::evaluate::{Batch, Evaluator, Stop};
use crate::program::Program;

/// Different agencies that a stream can tell apart.
const MOST_AGENCIES: usize = 50_000;

/// Counts batches one after another.
pub(crate) struct Partition<'p> {
    program: &'p Program<'p>,
    bucket: Option<Bucket>,
    evaluator: Evaluator<'p>,
    counters: Counters<'p>,
    agencies: StoredCodes,
    names: Vec<String>,
    agency_rows: Vec<u64>,
    /// What was counted row by row.
    odd: Cells,
    row: Vec<Value>,
}

impl<'p> Partition<'p> {
    /// Its counters take so many bytes.
    pub(crate) fn new(program: &'p Program<'p>, slice: &'p dyn Slice, memory: usize) -> Self {
        Self {
            program,
            bucket: slice.bucket(),
            evaluator: Evaluator::new(program, slice),
            counters: Counters::new(program, memory),
            agencies: StoredCodes::new(Type::Text, MOST_AGENCIES),
            names: Vec::new(),
            agency_rows: Vec::new(),
            odd: Cells::new(&program.plan.dataset().id, &program.plan.period().label),
            row: program.form.blank().to_vec(),
        }
    }

    /// Counts the rows of a batch that are meant; returns how many they are.
    pub(crate) fn add(&mut self, stored: RecordBatch) -> Result<u64, Stop> {
        let stored = match self.bucket {
            Some(bucket) => self.of_bucket(&stored, bucket)?,
            None => stored,
        };
        let agencies = self.agencies(&stored)?;
        let mut batch = self.evaluator.begin(&stored)?;
        let Self { program, evaluator, counters, odd, row, names, .. } = self;
        let mut by_rows = |counting: usize, batch: &mut Batch| {
            let counting = &program.countings[counting];
            for at in 0..batch.rows {
                batch.fill(&counting.reads, at, row);
                for (group, tally) in counting.task.parts(row).map_err(|_| Stop::Fault)? {
                    let agency = names[agencies[at] as usize].clone();
                    let key = CellKey { agency, group, measure: counting.task.measure.id.clone() };
                    odd.add(key, &tally).map_err(|error| Stop::Failure(error.into()))?;
                }
            }
            Ok(())
        };
        counters.add(evaluator, &mut batch, &agencies, names.len(), &mut by_rows)?;
        Ok(stored.num_rows() as u64)
    }

    /// The rows of the units that are meant, where a file holds others too.
    fn of_bucket(&self, stored: &RecordBatch, bucket: Bucket) -> Result<RecordBatch, Stop> {
        let dataset = self.program.plan.dataset();
        let unit = &dataset.columns[dataset.unit.0];
        let array = stored.column_by_name(&unit.id).ok_or(Stop::Fault)?;
        let is_meant = |row| {
            let value = stored_value(array, row, unit.kind, unit.places);
            unit_bucket(unit, &value, bucket.of) == bucket.number
        };
        let meant = (0..stored.num_rows()).map(|row| Some(is_meant(row))).collect::<BooleanArray>();
        filter_record_batch(stored, &meant).map_err(|error| Stop::Failure(error.into()))
    }

    /// The agency of each row, numbered from 0; each row is counted for its agency.
    fn agencies(&mut self, stored: &RecordBatch) -> Result<Vec<u32>, Stop> {
        let column = stored.column_by_name(AGENCY_COLUMN);
        // Too many for codes: rare enough to be left to the plain calculator.
        let coded = column.and_then(|column| self.agencies.of(column)).ok_or(Stop::Fault)?;
        for value in coded.values.iter().skip(1 + self.names.len()) {
            self.names.push(value.to_string());
            self.agency_rows.push(0);
        }
        let mut agencies = Vec::with_capacity(coded.codes.len());
        for code in coded.codes {
            let agency = u32::from(code).checked_sub(1).ok_or(Stop::Fault)?;
            self.agency_rows[agency as usize] += 1;
            agencies.push(agency);
        }
        Ok(agencies)
    }

    pub(crate) fn finish(self) -> Result<Cells, Stop> {
        let Self { counters, names, agency_rows, odd, .. } = self;
        let mut cells = Cells { rows_read: agency_rows.iter().sum(), ..odd };
        let rows_by_row = std::mem::replace(&mut cells.parts, counters.finish(&names));
        for (key, tally) in rows_by_row {
            cells.add(key, &tally).map_err(|error| Stop::Failure(error.into()))?;
        }
        let counted = names.into_iter().zip(agency_rows).filter(|(_, rows)| *rows > 0);
        cells.agency_rows = counted.collect();
        Ok(cells)
    }
}
