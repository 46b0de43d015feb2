use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use super::{Evaluated, LONGEST_TEXT_VALUE, arithmetic, compare, value};
use crate::{EvaluationError, Function, Node, Value, dates};

pub(super) fn call<'a>(function: Function, arguments: &'a [Node], row: &'a [Value]) -> Evaluated<'a> {
    match function {
        Function::Coalesce => {
            for argument in arguments {
                let found = value(argument, row)?;
                if *found != Value::Null {
                    return Ok(found);
                }
            }
            Ok(Cow::Borrowed(&Value::Null))
        }
        Function::Least => extreme(arguments, row, Ordering::Less),
        Function::Greatest => extreme(arguments, row, Ordering::Greater),
        Function::Concat => concat(arguments, row).map(Cow::Owned),
        _ => match arguments {
            [only] => of_one(function, value(only, row)?),
            [first, second] => {
                let first = value(first, row)?;
                of_two(function, first, &*value(second, row)?)
            }
            _ => Err(EvaluationError::RowMismatch),
        },
    }
}

pub(super) fn join(left: &Value, right: &Value) -> Result<Value, EvaluationError> {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Text(left), Value::Text(right)) => text([&**left, &**right].concat()),
        _ => Err(EvaluationError::RowMismatch),
    }
}

fn extreme<'a>(arguments: &'a [Node], row: &'a [Value], wanted: Ordering) -> Evaluated<'a> {
    let mut best = Cow::Borrowed(&Value::Null);
    for argument in arguments {
        let found = value(argument, row)?;
        let better = match compare(&found, &best)? {
            Some(ordering) => ordering == wanted,
            None => *best == Value::Null,
        };
        if better {
            best = found;
        }
    }
    Ok(best)
}

fn concat(arguments: &[Node], row: &[Value]) -> Result<Value, EvaluationError> {
    let mut joined = String::new();
    for argument in arguments {
        match &*value(argument, row)? {
            Value::Null => {}
            Value::Text(text) => joined.push_str(text),
            _ => return Err(EvaluationError::RowMismatch),
        }
    }
    text(joined)
}

fn of_one(function: Function, argument: Cow<'_, Value>) -> Evaluated<'_> {
    if *argument == Value::Null {
        return Ok(argument);
    }
    let result = match (function, &*argument) {
        (Function::Abs, value) => arithmetic::absolute(value)?,
        (Function::Floor, value) => arithmetic::floor(value)?,
        (Function::Ceil, value) => arithmetic::ceil(value)?,
        (Function::Length, Value::Text(value)) => count(value.chars().count()),
        (Function::Lower, Value::Text(value)) => text(value.to_lowercase())?,
        (Function::Upper, Value::Text(value)) => text(value.to_uppercase())?,
        (Function::Trim, Value::Text(value)) => Value::Text(Arc::from(value.trim_matches(' '))),
        (Function::Year, Value::Date(date)) => Value::Integer(i64::from(date.year())),
        (Function::Month, Value::Date(date)) => Value::Integer(i64::from(date.month())),
        (Function::Day, Value::Date(date)) => Value::Integer(i64::from(date.day())),
        (Function::CountCodes, Value::Codes(codes)) => count(codes.len()),
        _ => return Err(EvaluationError::RowMismatch),
    };
    Ok(Cow::Owned(result))
}

fn of_two<'a>(function: Function, first: Cow<'a, Value>, second: &Value) -> Evaluated<'a> {
    if function == Function::NullIf {
        let equal = compare(&first, second)? == Some(Ordering::Equal);
        return Ok(if equal { Cow::Borrowed(&Value::Null) } else { first });
    }
    let result = match (function, &*first, second) {
        (_, Value::Null, _) | (_, _, Value::Null) => Value::Null,
        (Function::YearsBetween, Value::Date(from), Value::Date(to)) => {
            Value::Integer(dates::years_between(*from, *to))
        }
        (Function::MonthsBetween, Value::Date(from), Value::Date(to)) => {
            Value::Integer(dates::months_between(*from, *to))
        }
        (Function::DaysBetween, Value::Date(from), Value::Date(to)) => Value::Integer(dates::days_between(*from, *to)),
        (Function::Has, Value::Codes(codes), Value::Text(code)) => Value::Boolean(codes.contains(code)),
        _ => return Err(EvaluationError::RowMismatch),
    };
    Ok(Cow::Owned(result))
}

fn text(value: String) -> Result<Value, EvaluationError> {
    if value.len() > LONGEST_TEXT_VALUE {
        return Err(EvaluationError::TextTooLong);
    }
    Ok(Value::Text(value.into()))
}

fn count(value: usize) -> Value {
    Value::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}
