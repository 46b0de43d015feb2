//! The second calculator: the same cells as [`milepost_measure::Plain`] gives, a column at a time.
//!
//! The plain calculator takes one row after the other and asks it about every measure. This one takes a few thousand
//! rows at once and asks every different question once.
//!
//! 1. `program` compiles a plan: expressions that are the same, by their canonical text, become one step.
//! 2. `scan` has DataFusion read the columns that any step reads from the slice's Parquet files, text as the numbers
//!    of its dictionary.
//! 3. `evaluate` fills in derived values and conditions: from a table over the combinations of values that occur
//!    (`memo`), by loops over numbers (`numbers`) and bytes of three-valued logic (`truth`), or row by row.
//! 4. `counters` adds what each row is to each measure (`outcome`) to dense arrays over agency and groups (`sets`).
//!
//! Nothing here decides what is right. Expressions are evaluated by `milepost_expression` wherever a table is filled
//! or a loop gives up. Lookups are evaluated by `milepost_measure`, row by row, and so are measures whose parts are
//! no counters. A slice in which any row can't be evaluated is handed to the plain calculator, which says which rows
//! and why.

mod coder;
mod column;
mod counters;
mod evaluate;
mod memo;
mod numbers;
mod outcome;
mod partition;
mod program;
mod scan;
mod sets;
mod truth;

use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::execution::SendableRecordBatchStream;
use datafusion::prelude::{SessionConfig, SessionContext};
use futures::StreamExt;
use milepost_measure::{CalculationError, Calculator, Cells, DatasetPlan, Failure, Plain, Slice, StoredPart};

use crate::evaluate::Stop;
use crate::partition::Partition;
use crate::program::Program;

/// Bytes from which a file is shared out over threads; smaller ones are counted before a thread has begun.
const SHARED: usize = 1 << 20;

/// Rows that are counted at once, and memory that one of them is given: columns, what is made of them, and the pages
/// of the file that they come from.
const FEWEST_ROWS: usize = 512;
const MOST_ROWS: usize = 8192;
const OF_A_ROW: usize = 2048;

/// Counts stored rows a column at a time. Rows that are only in memory are left to the plain calculator.
pub struct Engine {
    session: SessionContext,
    threads: usize,
    memory: usize,
    handed_over: AtomicU64,
}

impl Engine {
    /// An engine that counts a large slice on so many threads; 0 counts as 1. Its batches and counters take so many
    /// bytes of memory; what isn't dense enough for them is counted row by row. The cells that come out are not
    /// bounded: they grow with agencies and groups, not with rows.
    pub fn new(threads: usize, memory: usize) -> Self {
        let threads = threads.max(1);
        let rows = (memory / threads / OF_A_ROW).clamp(FEWEST_ROWS, MOST_ROWS);
        let config = SessionConfig::new().with_repartition_file_min_size(SHARED).with_batch_size(rows);
        Self { session: SessionContext::new_with_config(config), threads, memory, handed_over: AtomicU64::new(0) }
    }

    /// How many slices were handed to the plain calculator so far, since they lie in no files or since a row in them
    /// can't be evaluated.
    pub fn handed_over(&self) -> u64 {
        self.handed_over.load(Ordering::Relaxed)
    }

    /// Reads the columns that a plan needs and counts nothing but rows: the least that counting them can cost.
    ///
    /// # Errors
    /// Files can't be read.
    pub fn read_through(&self, plan: &DatasetPlan<'_>, slice: &dyn Slice) -> Result<u64, Failure> {
        let program = Program::new(plan);
        let streams = scan::streams(&self.session, &program, &slice.stored().unwrap_or_default(), self.threads)?;
        std::thread::scope(|scope| {
            let running: Vec<_> = streams.into_iter().map(|stream| scope.spawn(|| read_stream(stream))).collect();
            let ended = |thread: std::thread::ScopedJoinHandle<'_, Result<u64, Failure>>| {
                thread.join().unwrap_or_else(|_| Err("a reading thread ended early".into()))
            };
            running.into_iter().map(ended).sum()
        })
    }

    fn plain(&self, plan: &DatasetPlan<'_>, slice: &dyn Slice) -> Result<Cells, CalculationError> {
        self.handed_over.fetch_add(1, Ordering::Relaxed);
        Plain.cells(plan, slice)
    }

    fn count(&self, program: &Program<'_>, slice: &dyn Slice, parts: &[StoredPart]) -> Result<Cells, Stop> {
        let streams = scan::streams(&self.session, program, parts, self.threads).map_err(Stop::Failure)?;
        // Threads of our own: whoever calls may be within an asynchronous runtime, which must not be blocked.
        let counted: Vec<Result<Cells, Stop>> = std::thread::scope(|scope| {
            let running: Vec<_> = streams
                .into_iter()
                .map(|stream| scope.spawn(|| count_stream(program, slice, stream, self.memory / self.threads / 2)))
                .collect();
            let ended = |thread: std::thread::ScopedJoinHandle<'_, _>| {
                thread.join().unwrap_or_else(|_| Err(Stop::Failure("a counting thread ended early".into())))
            };
            running.into_iter().map(ended).collect()
        });
        let mut cells = Cells::new(&program.plan.dataset().id, &program.plan.period().label);
        for part in counted {
            let part = part?;
            if cells.rows_read == 0 {
                cells = part;
            } else {
                cells.merge(&part).map_err(|error| Stop::Failure(error.into()))?;
            }
        }
        Ok(cells)
    }
}

impl Calculator for Engine {
    fn name(&self) -> &'static str {
        "engine"
    }

    fn cells(&self, plan: &DatasetPlan<'_>, slice: &dyn Slice) -> Result<Cells, CalculationError> {
        let Some(parts) = slice.stored() else { return self.plain(plan, slice) };
        match self.count(&Program::new(plan), slice, &parts) {
            Ok(cells) => Ok(cells),
            Err(Stop::Fault) => self.plain(plan, slice),
            Err(Stop::Failure(failure)) => Err(CalculationError::Failure(failure)),
        }
    }
}

fn count_stream(
    program: &Program<'_>,
    slice: &dyn Slice,
    mut stream: SendableRecordBatchStream,
    memory: usize,
) -> Result<Cells, Stop> {
    let failed = |failure: Failure| Stop::Failure(failure);
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|error| failed(error.into()))?;
    runtime.block_on(async {
        let mut partition = Partition::new(program, slice, memory);
        while let Some(batch) = stream.next().await {
            let rows = partition.add(batch.map_err(|error| failed(error.into()))?)?;
            slice.advance(rows).map_err(failed)?;
        }
        partition.finish()
    })
}

fn read_stream(mut stream: SendableRecordBatchStream) -> Result<u64, Failure> {
    tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
        let mut rows = 0;
        while let Some(batch) = stream.next().await {
            rows += batch?.num_rows() as u64;
        }
        Ok(rows)
    })
}
