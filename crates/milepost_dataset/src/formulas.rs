//! Derived values and declared checks of a row. Only the fields that some formula reads are turned
//! into values of the expression language.

use std::collections::HashMap;
use std::sync::Arc;

use milepost_calendar::Period;
use milepost_expression::{EvaluationError, Number, Slot, Type, Value};
use milepost_pack::{Check, Dataset, Derived, Level, Pack, Source};

use crate::rules::{Breach, Cell};
use crate::{check, days};

/// Most texts remembered of one column; beyond that they are made anew each time.
const REMEMBERED: usize = 4096;

pub(crate) struct Formulas<'p> {
    pack: &'p Pack,
    dataset: &'p Dataset,
    derived: Vec<(usize, &'p Derived, Vec<Slot>)>,
    checks: Vec<(usize, &'p Check, Vec<Slot>)>,
    /// Columns that a formula reads.
    read: Vec<usize>,
    row: Vec<Value>,
    /// Slots without a value that could be trusted.
    bad: Vec<bool>,
    texts: Vec<HashMap<Vec<u8>, Value>>,
    slice: Option<usize>,
}

impl<'p> Formulas<'p> {
    /// Lookups need other rows, so they and what depends on them are left to the calculators; checks
    /// never read such a value.
    pub(crate) fn new(pack: &'p Pack, dataset: &'p Dataset) -> Self {
        let width = dataset.scope.len();
        let mut wanted = vec![false; width];
        let mut want = |reads: Vec<Slot>| {
            reads.iter().for_each(|s| wanted[s.0] = true);
            reads
        };
        let derived = dataset.derived.iter().enumerate().filter(|(_, d)| !d.looked_up);
        let derived = derived.map(|(index, value)| (index, value, want(reads(&value.source)))).collect();
        let checks = dataset.checks.iter().enumerate();
        let checks = checks.map(|(index, check)| (index, check, want(check.expect.expression.reads()))).collect();
        let columns = dataset.columns.len();
        Self {
            pack,
            dataset,
            derived,
            checks,
            read: (0..columns).filter(|c| wanted[*c]).collect(),
            row: vec![Value::Null; width],
            bad: vec![false; width],
            texts: (0..columns).map(|_| HashMap::new()).collect(),
            slice: None,
        }
    }

    /// True when no row has anything to evaluate.
    pub(crate) fn is_empty(&self) -> bool {
        self.derived.is_empty() && self.checks.is_empty()
    }

    /// Evaluates everything that can be evaluated for a row.
    pub(crate) fn judge(
        &mut self,
        cells: &[Cell],
        text: &[u8],
        codes: &[u8],
        slice: usize,
        period: &Period,
        breaches: &mut Vec<Breach>,
    ) {
        if self.slice != Some(slice) {
            self.enter(slice, period);
        }
        for column in &self.read {
            let cell = cells[*column];
            self.bad[*column] = cell == Cell::Bad;
            self.row[*column] = match cell {
                Cell::Absent | Cell::Bad => Value::Null,
                Cell::Boolean(b) => Value::Boolean(b),
                Cell::Integer(n) => Value::Integer(n),
                Cell::Decimal(n) => decimal(n, self.dataset.columns[*column].places),
                Cell::Date(day) => days::to_date(day).map_or(Value::Null, Value::Date),
                Cell::Text(from, to) => remembered(&mut self.texts[*column], &text[from..to], Type::Text),
                Cell::Codes(from, to) => remembered(&mut self.texts[*column], &codes[from..to], Type::Codes),
            };
        }
        self.derive(breaches);
        self.check(breaches);
    }

    fn enter(&mut self, slice: usize, period: &Period) {
        self.slice = Some(slice);
        for setting in &self.pack.settings {
            if let Some(slot) = self.dataset.setting_slots.get(&setting.id) {
                self.row[slot.0] = setting.on(period.end);
            }
        }
        let (start, end) = self.dataset.period_slots;
        self.row[start.0] = Value::Date(period.start);
        self.row[end.0] = Value::Date(period.end);
    }

    fn derive(&mut self, breaches: &mut Vec<Breach>) {
        for (index, derived, reads) in &self.derived {
            let slot = derived.slot.0;
            self.row[slot] = Value::Null;
            self.bad[slot] = reads.iter().any(|s| self.bad[s.0]);
            if self.bad[slot] {
                continue;
            }
            let value = match &derived.source {
                Source::Expression(formula) => formula.expression.evaluate(&self.row),
                Source::Decision(table) => table.evaluate(&self.row),
                Source::Lookup(_) => Ok(Value::Null),
            };
            match value {
                Ok(value) => self.row[slot] = value,
                Err(error) => {
                    self.bad[slot] = true;
                    let message = format!("{} can't be made: {error}", derived.id);
                    let breach = Breach::new(check::NO_VALUE, message);
                    breaches.push(Breach { derived: Some(*index), ..breach });
                }
            }
        }
    }

    fn check(&self, breaches: &mut Vec<Breach>) {
        for (index, declared, reads) in &self.checks {
            if reads.iter().any(|s| self.bad[s.0]) {
                continue;
            }
            match declared.expect.expression.evaluate(&self.row) {
                Ok(Value::Boolean(false)) => breaches.push(Breach {
                    column: declared.columns.first().map(|s| s.0),
                    code: check::DECLARED_CHECK,
                    level: declared.level,
                    check: Some(*index),
                    derived: None,
                    message: declared.message.clone(),
                    cure: declared.cure.clone(),
                }),
                Ok(_) => {}
                Err(error) => breaches.push(not_checked(*index, declared, &error)),
            }
        }
    }
}

fn not_checked(index: usize, declared: &Check, error: &EvaluationError) -> Breach {
    let message = format!("the check {} can't be made: {error}", declared.id);
    Breach { check: Some(index), level: Level::Error, ..Breach::new(check::NO_VALUE, message) }
}

/// What a derived value reads.
fn reads(source: &Source) -> Vec<Slot> {
    match source {
        Source::Expression(formula) => formula.expression.reads(),
        Source::Decision(table) => table.inputs().iter().flat_map(|input| input.reads()).collect(),
        Source::Lookup(_) => Vec::new(),
    }
}

/// A scaled integer as the ratio that it is.
pub(crate) fn decimal(n: i128, places: u8) -> Value {
    10_i128.checked_pow(u32::from(places)).map_or(Value::Null, |scale| Value::Decimal(Number::new(n, scale)))
}

/// Codes that were joined by `;`.
pub(crate) fn codes(text: &str) -> Value {
    Value::Codes(text.split(';').map(Arc::from).collect())
}

fn remembered(known: &mut HashMap<Vec<u8>, Value>, bytes: &[u8], kind: Type) -> Value {
    if let Some(value) = known.get(bytes) {
        return value.clone();
    }
    let text = String::from_utf8_lossy(bytes);
    let value = match kind {
        Type::Codes => codes(&text),
        _ => Value::Text(Arc::from(&*text)),
    };
    if known.len() < REMEMBERED && bytes.len() <= 64 {
        known.insert(bytes.to_vec(), value.clone());
    }
    value
}
