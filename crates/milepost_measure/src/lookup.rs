use std::cmp::Ordering;

use jiff::ToSpan;
use jiff::civil::Date;
use milepost_expression::{EvaluationError, Number, Slot, Value};
use milepost_pack::{Formula, Lookup, Take};
use num_traits::CheckedAdd;

use crate::Slice;
use crate::row::{RowError, RowForm};

/// A row that a lookup found: what it is ordered by, and what `where` and `value` are evaluated over:
/// its own names, then those of the row that asks.
struct Found {
    date: Date,
    key: Vec<Value>,
    slice_start: Date,
    joined: Vec<Value>,
}

/// The value of a lookup for a row whose names before it are known. An absent unit or anchor finds
/// nothing.
pub(crate) fn look_up(
    form: &RowForm<'_>,
    lookup: &Lookup,
    row: &[Value],
    slice: &dyn Slice,
) -> Result<Value, RowError> {
    let found = find(form, lookup, row, slice)?;
    let evaluate = |formula: &Formula, row: &Found| formula.expression.evaluate(&row.joined).map_err(row_fault);
    match &lookup.take {
        Take::Exists => Ok(Value::Boolean(!found.is_empty())),
        Take::Count => Ok(Value::Integer(i64::try_from(found.len()).unwrap_or(i64::MAX))),
        Take::Sum(formula) => {
            let values = found.iter().map(|row| evaluate(formula, row)).collect::<Result<Vec<_>, _>>()?;
            sum(formula.expression.kind(), &values).map_err(row_fault)
        }
        Take::First(formula) => {
            found.iter().min_by(|a, b| in_order(a, b)).map_or(Ok(Value::Null), |row| evaluate(formula, row))
        }
        Take::Last(formula) => {
            found.iter().max_by(|a, b| in_order(a, b)).map_or(Ok(Value::Null), |row| evaluate(formula, row))
        }
    }
}

fn find(form: &RowForm<'_>, lookup: &Lookup, row: &[Value], slice: &dyn Slice) -> Result<Vec<Found>, RowError> {
    let Some(other) = form.pack.datasets.iter().find(|d| d.id == lookup.dataset) else { return Ok(Vec::new()) };
    let unit = row.get(form.dataset.unit.0).cloned().unwrap_or(Value::Null);
    let Value::Date(anchor) = lookup.anchor.expression.evaluate(row).map_err(row_fault)? else { return Ok(Vec::new()) };
    if unit == Value::Null {
        return Ok(Vec::new());
    }
    let outside = |_| row_fault(EvaluationError::DateOutOfRange);
    let from = anchor.checked_sub(i64::from(lookup.back_days).days()).map_err(outside)?;
    let to = anchor.checked_add(i64::from(lookup.forward_days).days()).map_err(outside)?;
    let own = other.id == form.dataset.id;
    let mut found = Vec::new();
    for related in slice.related(&other.id, &unit).map_err(RowError::Failure)? {
        let Some(Value::Date(date)) = related.values.get(lookup.on.0).cloned() else { continue };
        let key: Vec<Value> = other.key.iter().filter_map(|slot| related.values.get(slot.0).cloned()).collect();
        let is_itself = own && *related.period == form.period && is_same_row(&key, &form.dataset.key, row);
        if date < from || to < date || (is_itself && !lookup.itself) {
            continue;
        }
        let mut joined = RowForm::new(form.pack, other, &related.period).complete_alone(&related.values)?;
        joined.extend(row.iter().cloned());
        let counts = match &lookup.condition {
            Some(condition) => condition.expression.is_true(&joined).map_err(row_fault)?,
            None => true,
        };
        if counts {
            found.push(Found { date, key, slice_start: related.period.start, joined });
        }
    }
    Ok(found)
}

fn row_fault(error: EvaluationError) -> RowError {
    RowError::Fault("lookup".to_owned(), error)
}

fn is_same_row(key: &[Value], slots: &[Slot], row: &[Value]) -> bool {
    key.len() == slots.len() && key.iter().zip(slots).all(|(value, slot)| row.get(slot.0) == Some(value))
}

/// By date, then by key; keys of two slices can be alike, so then by slice.
fn in_order(a: &Found, b: &Found) -> Ordering {
    let by_key = || a.key.iter().zip(&b.key).map(|(a, b)| compare(a, b)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal);
    a.date.cmp(&b.date).then_with(by_key).then(a.slice_start.cmp(&b.slice_start))
}

/// Values of one column in order; an absent one comes first.
fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Codes(a), Value::Codes(b)) => a.cmp(b),
        (a, b) => (*a != Value::Null).cmp(&(*b != Value::Null)),
    }
}

/// The sum of the values that are there; 0 when there is none.
fn sum(kind: milepost_expression::Type, values: &[Value]) -> Result<Value, EvaluationError> {
    if kind == milepost_expression::Type::Integer {
        let mut total = 0_i64;
        for value in values {
            if let Value::Integer(integer) = value {
                total = total.checked_add(*integer).ok_or(EvaluationError::TooLarge)?;
            }
        }
        return Ok(Value::Integer(total));
    }
    let mut total = Number::from_integer(0);
    for value in values {
        if let Value::Decimal(number) = value {
            total = total.checked_add(number).ok_or(EvaluationError::TooLarge)?;
        }
    }
    Ok(Value::Decimal(total))
}
