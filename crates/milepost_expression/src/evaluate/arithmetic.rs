use num_traits::{CheckedAdd, CheckedMul, CheckedSub, Signed, Zero};

use crate::node::{Arithmetic, DateUnit};
use crate::{EvaluationError, Number, Value, dates, number};

type Computed = Result<Value, EvaluationError>;

pub(super) fn arithmetic(operator: Arithmetic, left: &Value, right: &Value) -> Computed {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Integer(left), Value::Integer(right)) => integers(operator, *left, *right),
        (Value::Decimal(left), Value::Decimal(right)) => decimals(operator, left, right),
        (Value::Date(date), Value::Integer(days)) if operator == Arithmetic::Add => add_days(*date, Some(*days)),
        (Value::Integer(days), Value::Date(date)) if operator == Arithmetic::Add => add_days(*date, Some(*days)),
        (Value::Date(date), Value::Integer(days)) if operator == Arithmetic::Subtract => {
            add_days(*date, days.checked_neg())
        }
        (Value::Date(left), Value::Date(right)) if operator == Arithmetic::Subtract => {
            Ok(Value::Integer(dates::days_between(*right, *left)))
        }
        _ => Err(EvaluationError::RowMismatch),
    }
}

pub(super) fn negate(value: &Value) -> Computed {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Integer(value) => integer(value.checked_neg()),
        Value::Decimal(value) => decimal(Number::zero().checked_sub(value)),
        _ => Err(EvaluationError::RowMismatch),
    }
}

pub(super) fn absolute(value: &Value) -> Computed {
    match value {
        Value::Integer(value) => integer(value.checked_abs()),
        Value::Decimal(number) if number.is_negative() => negate(value),
        Value::Decimal(_) | Value::Null => Ok(value.clone()),
        _ => Err(EvaluationError::RowMismatch),
    }
}

pub(super) fn floor(value: &Value) -> Computed {
    whole(value, number::floor)
}

pub(super) fn ceil(value: &Value) -> Computed {
    whole(value, number::ceil)
}

fn whole(value: &Value, part: impl Fn(&Number) -> i128) -> Computed {
    match value {
        Value::Null | Value::Integer(_) => Ok(value.clone()),
        Value::Decimal(value) => integer(i64::try_from(part(value)).ok()),
        _ => Err(EvaluationError::RowMismatch),
    }
}

/// Without places the result is an integer, with places a decimal.
pub(super) fn round(value: &Value, places: Option<i8>) -> Computed {
    let value = match value {
        Value::Null => return Ok(Value::Null),
        Value::Integer(value) => Number::from_integer(i128::from(*value)),
        Value::Decimal(value) => *value,
        _ => return Err(EvaluationError::RowMismatch),
    };
    let rounded = number::round(&value, i32::from(places.unwrap_or(0)));
    match places {
        Some(_) => decimal(rounded),
        None => integer(rounded.and_then(|rounded| i64::try_from(rounded.to_integer()).ok())),
    }
}

pub(super) fn shift_date(date: &Value, amount: i32, unit: DateUnit) -> Computed {
    match date {
        Value::Null => Ok(Value::Null),
        Value::Date(date) => {
            dates::shift(*date, i64::from(amount), unit).map(Value::Date).ok_or(EvaluationError::DateOutOfRange)
        }
        _ => Err(EvaluationError::RowMismatch),
    }
}

fn integers(operator: Arithmetic, left: i64, right: i64) -> Computed {
    match operator {
        Arithmetic::Add => integer(left.checked_add(right)),
        Arithmetic::Subtract => integer(left.checked_sub(right)),
        Arithmetic::Multiply => integer(left.checked_mul(right)),
        Arithmetic::Divide if right == 0 => Ok(Value::Null),
        Arithmetic::Divide => Ok(Value::Decimal(Number::new(i128::from(left), i128::from(right)))),
        Arithmetic::Remainder if right == 0 => Ok(Value::Null),
        // The one remainder that the checked one refuses, of the smallest number by -1, is 0.
        Arithmetic::Remainder => Ok(Value::Integer(left.wrapping_rem(right))),
    }
}

fn decimals(operator: Arithmetic, left: &Number, right: &Number) -> Computed {
    match operator {
        Arithmetic::Add => decimal(left.checked_add(right)),
        Arithmetic::Subtract => decimal(left.checked_sub(right)),
        Arithmetic::Multiply => decimal(left.checked_mul(right)),
        Arithmetic::Divide if right.is_zero() => Ok(Value::Null),
        Arithmetic::Divide => decimal(number::divide(left, right)),
        Arithmetic::Remainder => Err(EvaluationError::RowMismatch),
    }
}

fn add_days(date: jiff::civil::Date, days: Option<i64>) -> Computed {
    days.and_then(|days| dates::shift(date, days, DateUnit::Day))
        .map(Value::Date)
        .ok_or(EvaluationError::DateOutOfRange)
}

fn integer(value: Option<i64>) -> Computed {
    value.map(Value::Integer).ok_or(EvaluationError::TooLarge)
}

fn decimal(value: Option<Number>) -> Computed {
    value.map(Value::Decimal).ok_or(EvaluationError::TooLarge)
}
