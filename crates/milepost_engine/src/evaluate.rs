//! The columns of a batch: those that are stored, then what is derived, then conditions as they are asked for.
//!
//! An expression is tried in the cheapest form first: a table of its inputs' combinations, a loop over numbers, and
//! row by row at last. Columnar forms evaluate parts that a row would skip, so they give up as soon as any part fails
//! in any row, and the expression around it takes the next form. Row by row, what fails is what the plain calculator
//! would fail at.

mod columnar;

use std::rc::Rc;

use arrow::array::{Array, RecordBatch};
use arrow::datatypes::DataType;
use milepost_expression::{Function, Node, Slot, Type, Value};
use milepost_measure::{Failure, RowError, Slice};

use crate::coder::{StoredCodes, Window};
use crate::column::{Column, Numbers, Unit};
use crate::memo::{Input, Memo, combinations};
use crate::program::{Made, Program, StepId};
use crate::truth;

/// Tables of so many combinations are cheaper than loops over operands.
const CHEAP: u32 = 4096;
/// Most different texts of a column that get a code.
const CODES: usize = 4096;

/// Why a batch can't be counted.
pub(crate) enum Stop {
    /// A row can't be evaluated. The plain calculator says which, and why.
    Fault,
    /// Rows can't be read.
    Failure(Failure),
}

/// Evaluates batches one after another, remembering what it learnt of the slice's values.
pub(crate) struct Evaluator<'p> {
    program: &'p Program<'p>,
    slice: &'p dyn Slice,
    /// By slot: what is the same in all rows.
    fixed: Vec<Option<Rc<Column>>>,
    /// By column; `None` where codes are no use.
    codes: Vec<Option<StoredCodes>>,
    /// By slot.
    windows: Vec<Width>,
    /// By step.
    memos: Vec<Memo>,
    /// By derived value.
    decisions: Vec<Memo>,
    /// A row to evaluate on, laid out as the scope says.
    row: Vec<Value>,
}

#[derive(Clone, Copy)]
enum Width {
    Unknown,
    Narrow(Window),
    TooWide,
}

/// One batch as far as it is evaluated.
pub(crate) struct Batch {
    pub(crate) rows: usize,
    slots: Vec<Option<Rc<Column>>>,
    inputs: Vec<Option<Option<Input>>>,
    steps: Vec<Option<Option<Rc<Column>>>>,
}

impl<'p> Evaluator<'p> {
    pub(crate) fn new(program: &'p Program<'p>, slice: &'p dyn Slice) -> Self {
        let dataset = program.plan.dataset();
        let blank = program.form.blank();
        let own = dataset.columns.len() + dataset.derived.len();
        let fixed = |(slot, value): (usize, &Value)| (slot >= own).then(|| Rc::new(Column::Constant(value.clone())));
        let coded = |kind| matches!(kind, Type::Text | Type::Codes).then(|| StoredCodes::new(kind, CODES));
        Self {
            program,
            slice,
            fixed: blank.iter().enumerate().map(fixed).collect(),
            codes: dataset.columns.iter().map(|column| coded(column.kind)).collect(),
            windows: vec![Width::Unknown; blank.len()],
            memos: program.steps.iter().map(|_| Memo::default()).collect(),
            decisions: program.derived.iter().map(|_| Memo::default()).collect(),
            row: blank.to_vec(),
        }
    }

    /// A batch with its stored columns and all derived values.
    pub(crate) fn begin(&mut self, stored: &RecordBatch) -> Result<Batch, Stop> {
        let mut batch = Batch {
            rows: stored.num_rows(),
            slots: self.fixed.clone(),
            inputs: vec![None; self.fixed.len()],
            steps: vec![None; self.program.steps.len()],
        };
        for column in &self.program.columns {
            batch.slots[*column] = Some(Rc::new(self.stored(stored, *column)?));
        }
        for (index, (slot, made)) in self.program.derived.iter().enumerate() {
            let column = match made {
                Made::Step(step) => self.step(&mut batch, *step).ok_or(Stop::Fault)?,
                Made::Decision(..) => Rc::new(self.decided(&mut batch, index)?),
                Made::Lookup(..) => Rc::new(self.looked_up(&batch, index)?),
            };
            batch.slots[slot.0] = Some(column);
        }
        Ok(batch)
    }

    fn stored(&mut self, stored: &RecordBatch, column: usize) -> Result<Column, Stop> {
        let declared = &self.program.plan.dataset().columns[column];
        let found = stored.column_by_name(&declared.id);
        let array = found.ok_or_else(|| Stop::Failure(format!("there is no column `{}`", declared.id).into()))?;
        if !matches!(array.data_type(), DataType::Dictionary(..)) {
            return Ok(Column::stored(array, declared.kind, declared.places));
        }
        if let Some(coded) = self.codes[column].as_mut().and_then(|codes| codes.of(array)) {
            return Ok(Column::Coded(coded));
        }
        self.codes[column] = None;
        let text = arrow::compute::cast(array, &DataType::Utf8).map_err(|error| Stop::Failure(error.into()))?;
        Ok(Column::stored(&text, declared.kind, declared.places))
    }

    /// The values of a step in all rows; `None` when it fails in one.
    fn step(&mut self, batch: &mut Batch, id: StepId) -> Option<Rc<Column>> {
        if let Some(known) = &batch.steps[id] {
            return known.clone();
        }
        let column = match self.program.steps[id].node {
            Node::Slot { slot, kind, .. } => slot_column(batch, *slot, *kind),
            _ => self.computed(batch, id).map(Rc::new),
        };
        batch.steps[id] = Some(column.clone());
        column
    }

    fn computed(&mut self, batch: &mut Batch, id: StepId) -> Option<Column> {
        let program = self.program;
        let step = &program.steps[id];
        if batch.rows > 0 && step.reads.iter().all(|slot| matches!(batch.column(*slot), Some(Column::Constant(_)))) {
            batch.fill(&step.reads, 0, &mut self.row);
            return step.node.evaluate(&self.row).ok().map(Column::Constant);
        }
        // Numbers made by a loop stay numbers for the loop above; from a table they would come as codes.
        if matches!(
            step.node,
            Node::Arithmetic(..) | Node::Negate(_) | Node::Cast(..) | Node::Call(Function::Coalesce, _)
        ) && let Some(column) = self.columnar(batch, id)
        {
            return Some(column);
        }
        let inputs = self.inputs(batch, &step.reads);
        let many = inputs.as_ref().and_then(|inputs| combinations(inputs));
        let remembered = |this: &mut Self, batch: &Batch| {
            let Self { memos, row, .. } = this;
            batch.remembered(&mut memos[id], &step.reads, inputs.as_deref()?, step.is_truth, |at| {
                batch.fill(&step.reads, at, row);
                step.node.evaluate(row).ok()
            })
        };
        if many.is_some_and(|many| many <= CHEAP)
            && let Some(column) = remembered(self, batch)
        {
            return Some(column);
        }
        if let Some(column) = self.columnar(batch, id) {
            return Some(column);
        }
        if many.is_some_and(|many| many > CHEAP)
            && let Some(column) = remembered(self, batch)
        {
            return Some(column);
        }
        let mut values = Vec::with_capacity(batch.rows);
        for at in 0..batch.rows {
            batch.fill(&step.reads, at, &mut self.row);
            values.push(step.node.evaluate(&self.row).ok()?);
        }
        Some(of_values(values, step.is_truth))
    }

    fn decided(&mut self, batch: &mut Batch, index: usize) -> Result<Column, Stop> {
        let program = self.program;
        let (_, Made::Decision(table, reads)) = &program.derived[index] else { return Err(Stop::Fault) };
        let is_truth = table.kind() == Type::Boolean;
        if let Some(inputs) = self.inputs(batch, reads)
            && combinations(&inputs).is_some()
        {
            let Self { decisions, row, .. } = self;
            let column = batch.remembered(&mut decisions[index], reads, &inputs, is_truth, |at| {
                batch.fill(reads, at, row);
                table.evaluate(row).ok()
            });
            if let Some(column) = column {
                return Ok(column);
            }
        }
        let mut values = Vec::with_capacity(batch.rows);
        for at in 0..batch.rows {
            batch.fill(reads, at, &mut self.row);
            values.push(table.evaluate(&self.row).map_err(|_| Stop::Fault)?);
        }
        Ok(of_values(values, is_truth))
    }

    fn looked_up(&mut self, batch: &Batch, index: usize) -> Result<Column, Stop> {
        let program = self.program;
        let (_, Made::Lookup(lookup, reads)) = &program.derived[index] else { return Err(Stop::Fault) };
        let mut values = Vec::with_capacity(batch.rows);
        for at in 0..batch.rows {
            batch.fill(reads, at, &mut self.row);
            let value = program.form.looked_up(lookup, &self.row, self.slice).map_err(|error| match error {
                RowError::Fault(..) => Stop::Fault,
                RowError::Failure(failure) => Stop::Failure(failure),
            })?;
            values.push(value);
        }
        let is_truth = matches!(lookup.take, milepost_pack::Take::Exists);
        Ok(of_values(values, is_truth))
    }

    /// How the slots can be coded; `None` when one of them can't.
    fn inputs(&mut self, batch: &mut Batch, reads: &[Slot]) -> Option<Vec<Input>> {
        let varying = reads.iter().filter(|slot| !matches!(batch.column(**slot), Some(Column::Constant(_))));
        let varying: Vec<Slot> = varying.copied().collect();
        varying.into_iter().map(|slot| self.input(batch, slot)).collect()
    }

    fn input(&mut self, batch: &mut Batch, slot: Slot) -> Option<Input> {
        if let Some(known) = batch.inputs[slot.0] {
            return known;
        }
        let input = match batch.column(slot)? {
            Column::Truth(_) => Some(Input::Truth),
            Column::Coded(coded) => {
                let room = coded.values.len().max(2).next_power_of_two();
                u32::try_from(room).ok().map(Input::Codes)
            }
            Column::Numbers(numbers) => self.window(slot, numbers).map(Input::Numbers),
            Column::Constant(_) | Column::Stored { .. } | Column::Values(_) => None,
        };
        batch.inputs[slot.0] = Some(input);
        input
    }

    fn window(&mut self, slot: Slot, numbers: &Numbers) -> Option<Window> {
        let before = match self.windows[slot.0] {
            Width::TooWide => return None,
            Width::Narrow(window) => Some(window),
            Width::Unknown => None,
        };
        let window = Window::over(numbers, before);
        self.windows[slot.0] = window.map_or(Width::TooWide, Width::Narrow);
        window
    }

    /// A condition as bytes; all true without one.
    pub(crate) fn condition(&mut self, batch: &mut Batch, step: Option<StepId>, without: u8) -> Result<Vec<u8>, Stop> {
        let Some(step) = step else { return Ok(vec![without; batch.rows]) };
        let column = self.step(batch, step).ok_or(Stop::Fault)?;
        bytes(&column, batch.rows).ok_or(Stop::Fault)
    }

    /// The values of an expression.
    pub(crate) fn values(&mut self, batch: &mut Batch, step: StepId) -> Result<Rc<Column>, Stop> {
        self.step(batch, step).ok_or(Stop::Fault)
    }
}

impl Batch {
    /// The column of a slot that was read.
    pub(crate) fn column(&self, slot: Slot) -> Option<&Column> {
        self.slots.get(slot.0)?.as_deref()
    }

    /// Puts the values of a row into some of its slots.
    pub(crate) fn fill(&self, reads: &[Slot], at: usize, row: &mut [Value]) {
        for slot in reads {
            if let Some(column) = self.column(*slot) {
                row[slot.0] = column.value(at);
            }
        }
    }

    fn remembered(
        &self,
        memo: &mut Memo,
        reads: &[Slot],
        inputs: &[Input],
        is_truth: bool,
        evaluate: impl FnMut(usize) -> Option<Value>,
    ) -> Option<Column> {
        let columns = reads.iter().filter_map(|slot| self.column(*slot));
        let varying = columns.filter(|column| !matches!(column, Column::Constant(_)));
        let inputs: Vec<(&Column, Input)> = varying.zip(inputs.iter().copied()).collect();
        memo.apply(&inputs, self.rows, is_truth, evaluate)
    }
}

fn slot_column(batch: &Batch, slot: Slot, kind: Type) -> Option<Rc<Column>> {
    let column = batch.slots.get(slot.0)?.as_ref()?;
    if kind == Type::Decimal
        && matches!(**column, Column::Numbers(Numbers { unit: Unit::Integer, .. }) | Column::Constant(_))
    {
        return Some(Rc::new(Column::clone(column).into_decimal()));
    }
    Some(Rc::clone(column))
}

/// A column of booleans as bytes.
fn bytes(column: &Column, rows: usize) -> Option<Vec<u8>> {
    match column {
        Column::Truth(bytes) => Some(bytes.clone()),
        Column::Constant(value) => Some(vec![truth::of(value)?; rows]),
        other => (0..rows).map(|row| truth::of(&other.value(row))).collect(),
    }
}

/// Values in the form in which others can work on them fast.
fn of_values(values: Vec<Value>, is_truth: bool) -> Column {
    if is_truth && let Some(bytes) = values.iter().map(truth::of).collect() {
        return Column::Truth(bytes);
    }
    let unit = values.iter().find_map(Unit::of).map(|(unit, _)| unit);
    let (Some(unit @ (Unit::Integer | Unit::Day)), false) = (unit, is_truth) else { return Column::Values(values) };
    let number = |value: &Value| match Unit::of(value) {
        Some((found, number)) if found == unit => Some(number),
        _ => (*value == Value::Null).then_some(0),
    };
    match values.iter().map(number).collect() {
        Some(numbers) => {
            let present = values.iter().map(|value| *value != Value::Null).collect();
            Column::Numbers(Numbers { unit, values: numbers, present: Some(present) })
        }
        None => Column::Values(values),
    }
}
