//! Evaluation: a walk over the tree. Comparisons borrow and never allocate.
//!
//! [`value`] and [`truth`] only choose: what a node does stands in a function of its own, so that a deep
//! tree needs little stack.

mod arithmetic;
mod calls;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use crate::node::{Arithmetic, Comparison, DateUnit, Test};
use crate::{EvaluationError, Node, Number, Pattern, Type, Value};

/// The longest text that an expression may build, in bytes.
pub const LONGEST_TEXT_VALUE: usize = 1024 * 1024;

type Evaluated<'a> = Result<Cow<'a, Value>, EvaluationError>;
type Truth = Result<Option<bool>, EvaluationError>;

/// The value of a node.
pub(crate) fn value<'a>(node: &'a Node, row: &'a [Value]) -> Evaluated<'a> {
    match node {
        Node::Literal(value) => Ok(Cow::Borrowed(value)),
        Node::Absent(_) => Ok(Cow::Borrowed(&Value::Null)),
        Node::Slot { slot, kind, .. } => from_row(row.get(slot.0), *kind),
        Node::Negate(inner) => negated(inner, row),
        Node::Arithmetic(operator, left, right) => computed(*operator, left, right, row),
        Node::ShiftDate { date, amount, unit } => shifted(date, *amount, *unit, row),
        Node::Join(left, right) => joined(left, right, row),
        Node::Cast(kind, inner) => cast(*kind, inner, row),
        Node::Round(inner, places) => rounded(inner, *places, row),
        Node::Case { operand, branches, otherwise } => case(operand.as_deref(), branches, otherwise.as_deref(), row),
        Node::Call(function, arguments) => calls::call(*function, arguments, row),
        Node::Compare(..)
        | Node::Distinct(..)
        | Node::Is(..)
        | Node::And(_)
        | Node::Or(_)
        | Node::Not(_)
        | Node::Between { .. }
        | Node::In(..)
        | Node::Like(..) => Ok(Cow::Owned(truth(node, row)?.map_or(Value::Null, Value::Boolean))),
    }
}

fn negated<'a>(inner: &'a Node, row: &'a [Value]) -> Evaluated<'a> {
    arithmetic::negate(&*value(inner, row)?).map(Cow::Owned)
}

fn computed<'a>(operator: Arithmetic, left: &'a Node, right: &'a Node, row: &'a [Value]) -> Evaluated<'a> {
    let (left, right) = (value(left, row)?, value(right, row)?);
    arithmetic::arithmetic(operator, &left, &right).map(Cow::Owned)
}

fn shifted<'a>(date: &'a Node, amount: i32, unit: DateUnit, row: &'a [Value]) -> Evaluated<'a> {
    arithmetic::shift_date(&*value(date, row)?, amount, unit).map(Cow::Owned)
}

fn joined<'a>(left: &'a Node, right: &'a Node, row: &'a [Value]) -> Evaluated<'a> {
    let (left, right) = (value(left, row)?, value(right, row)?);
    calls::join(&left, &right).map(Cow::Owned)
}

fn rounded<'a>(inner: &'a Node, places: Option<i8>, row: &'a [Value]) -> Evaluated<'a> {
    arithmetic::round(&*value(inner, row)?, places).map(Cow::Owned)
}

/// The truth of a boolean node; `None` when it is absent.
pub(crate) fn truth(node: &Node, row: &[Value]) -> Truth {
    match node {
        Node::And(parts) => decide(parts, row, false),
        Node::Or(parts) => decide(parts, row, true),
        Node::Not(inner) => Ok(truth(inner, row)?.map(|truth| !truth)),
        Node::Compare(operator, left, right) => {
            Ok(compare_nodes(left, right, row)?.map(|ordering| holds(*operator, ordering)))
        }
        Node::Distinct(left, right) => is_distinct(left, right, row),
        Node::Is(Test::Null, inner) => is_absent(inner, row),
        Node::Is(Test::True, inner) => Ok(Some(truth(inner, row)? == Some(true))),
        Node::Is(Test::False, inner) => Ok(Some(truth(inner, row)? == Some(false))),
        Node::Between { value, low, high } => is_between(value, low, high, row),
        Node::In(inner, list) => is_in(inner, list, row),
        Node::Like(inner, pattern) => is_like(inner, pattern, row),
        _ => truth_of_value(node, row),
    }
}

/// AND stops at the first false, OR at the first true.
fn decide(parts: &[Node], row: &[Value], decisive: bool) -> Truth {
    let mut result = Some(!decisive);
    for part in parts {
        match truth(part, row)? {
            Some(truth) if truth == decisive => return Ok(Some(decisive)),
            Some(_) => {}
            None => result = None,
        }
    }
    Ok(result)
}

fn compare_nodes(left: &Node, right: &Node, row: &[Value]) -> Result<Option<Ordering>, EvaluationError> {
    let (left, right) = (value(left, row)?, value(right, row)?);
    compare(&left, &right)
}

fn is_distinct(left: &Node, right: &Node, row: &[Value]) -> Truth {
    let (left, right) = (value(left, row)?, value(right, row)?);
    Ok(Some(match (&*left, &*right) {
        (Value::Null, Value::Null) => false,
        (left, right) => compare(left, right)? != Some(Ordering::Equal),
    }))
}

fn is_absent(inner: &Node, row: &[Value]) -> Truth {
    Ok(Some(*value(inner, row)? == Value::Null))
}

fn is_between(inner: &Node, low: &Node, high: &Node, row: &[Value]) -> Truth {
    let inner = value(inner, row)?;
    let above = compare(&inner, &*value(low, row)?)?.map(Ordering::is_ge);
    if above == Some(false) {
        return Ok(above);
    }
    let below = compare(&inner, &*value(high, row)?)?.map(Ordering::is_le);
    Ok(if below == Some(false) { below } else { above.and(below) })
}

fn is_in(inner: &Node, list: &[Node], row: &[Value]) -> Truth {
    let inner = value(inner, row)?;
    let mut found = Some(false);
    for element in list {
        match compare(&inner, &*value(element, row)?)? {
            Some(Ordering::Equal) => return Ok(Some(true)),
            Some(_) => {}
            None => found = None,
        }
    }
    Ok(found)
}

fn is_like(inner: &Node, pattern: &Pattern, row: &[Value]) -> Truth {
    match &*value(inner, row)? {
        Value::Text(text) => Ok(Some(pattern.matches(text))),
        Value::Null => Ok(None),
        _ => Err(EvaluationError::RowMismatch),
    }
}

fn truth_of_value(node: &Node, row: &[Value]) -> Truth {
    match &*value(node, row)? {
        Value::Boolean(truth) => Ok(Some(*truth)),
        Value::Null => Ok(None),
        _ => Err(EvaluationError::RowMismatch),
    }
}

fn holds(operator: Comparison, ordering: Ordering) -> bool {
    match operator {
        Comparison::Equal => ordering.is_eq(),
        Comparison::NotEqual => ordering.is_ne(),
        Comparison::Less => ordering.is_lt(),
        Comparison::LessOrEqual => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::GreaterOrEqual => ordering.is_ge(),
    }
}

/// The order of two values of one type; `None` when either is absent.
pub(crate) fn compare(left: &Value, right: &Value) -> Result<Option<Ordering>, EvaluationError> {
    Ok(Some(match (left, right) {
        (Value::Null, _) | (_, Value::Null) => return Ok(None),
        (Value::Boolean(left), Value::Boolean(right)) => left.cmp(right),
        (Value::Integer(left), Value::Integer(right)) => left.cmp(right),
        (Value::Decimal(left), Value::Decimal(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::Date(left), Value::Date(right)) => left.cmp(right),
        (Value::Codes(left), Value::Codes(right)) => left.cmp(right),
        _ => return Err(EvaluationError::RowMismatch),
    }))
}

fn from_row(found: Option<&Value>, kind: Type) -> Evaluated<'_> {
    match (found, kind) {
        // Whole numbers are decimals too; whoever fills rows needn't convert them.
        (Some(Value::Integer(value)), Type::Decimal) => {
            Ok(Cow::Owned(Value::Decimal(Number::from_integer(i128::from(*value)))))
        }
        (Some(value), _) if value.kind().is_none_or(|found| found == kind) => Ok(Cow::Borrowed(value)),
        _ => Err(EvaluationError::RowMismatch),
    }
}

fn cast<'a>(kind: Type, inner: &'a Node, row: &'a [Value]) -> Evaluated<'a> {
    let value = value(inner, row)?;
    Ok(Cow::Owned(match (kind, &*value) {
        (_, Value::Null) => Value::Null,
        (Type::Decimal, Value::Integer(number)) => Value::Decimal(Number::from_integer(i128::from(*number))),
        (Type::Integer, Value::Boolean(truth)) => Value::Integer(i64::from(*truth)),
        (Type::Text, Value::Integer(_) | Value::Boolean(_) | Value::Date(_)) => {
            Value::Text(Arc::from(value.to_string()))
        }
        _ => return Err(EvaluationError::RowMismatch),
    }))
}

fn case<'a>(
    operand: Option<&'a Node>,
    branches: &'a [(Node, Node)],
    otherwise: Option<&'a Node>,
    row: &'a [Value],
) -> Evaluated<'a> {
    let operand = operand.map(|operand| value(operand, row)).transpose()?;
    for (condition, result) in branches {
        let applies = match &operand {
            Some(operand) => compare(operand, &*value(condition, row)?)? == Some(Ordering::Equal),
            None => truth(condition, row)? == Some(true),
        };
        if applies {
            return value(result, row);
        }
    }
    otherwise.map_or(Ok(Cow::Borrowed(&Value::Null)), |otherwise| value(otherwise, row))
}
