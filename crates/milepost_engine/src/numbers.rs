//! Comparisons and arithmetic on whole columns of numbers.
//!
//! `None` means: not here. Something leaves 64 bits, or one of the columns isn't made of numbers; then rows are
//! evaluated one by one, and whether there is an error is decided there.

use std::borrow::Cow;

use arrow::buffer::{NullBuffer, ScalarBuffer};
use milepost_expression::{Arithmetic, Comparison, Value};

use crate::column::{Column, Numbers, Unit};
use crate::truth;

/// The days of the years -9999 to 9999, counted from 1970-01-01.
const DAYS: std::ops::RangeInclusive<i64> = -4_371_587..=2_932_896;

/// One side of an operator.
struct Side<'a> {
    unit: Unit,
    values: Values<'a>,
    present: Option<NullBuffer>,
}

enum Values<'a> {
    One(i64),
    Each(Cow<'a, [i64]>),
}

impl<'a> Side<'a> {
    fn of(column: &'a Column) -> Option<Self> {
        if let Column::Constant(value) = column {
            let (unit, number) = Unit::of(value)?;
            return Some(Self { unit, values: Values::One(number), present: None });
        }
        let (unit, values, present) = match column.numbers()? {
            Cow::Borrowed(numbers) => (numbers.unit, Cow::Borrowed(&numbers.values[..]), numbers.present.clone()),
            Cow::Owned(numbers) => (numbers.unit, Cow::Owned(numbers.values.to_vec()), numbers.present),
        };
        Some(Self { unit, values: Values::Each(values), present })
    }

    /// The numbers times ten to the power of `more`.
    fn scaled(self, more: u8) -> Option<Self> {
        let factor = 10_i64.checked_pow(u32::from(more))?;
        let Unit::Decimal(places) = self.unit else { return Some(self) };
        let values = match self.values {
            Values::One(number) => Values::One(number.checked_mul(factor)?),
            Values::Each(each) if more == 0 => Values::Each(each),
            Values::Each(each) => {
                let scaled = each.iter().map(|n| n.checked_mul(factor)).collect::<Option<Vec<_>>>()?;
                Values::Each(Cow::Owned(scaled))
            }
        };
        Some(Self { unit: Unit::Decimal(places + more), values, ..self })
    }

    fn at(&self, row: usize) -> i64 {
        match &self.values {
            Values::One(number) => *number,
            Values::Each(each) => each[row],
        }
    }
}

/// Two columns as sides of one unit.
fn alike<'a>(left: &'a Column, right: &'a Column) -> Option<(Side<'a>, Side<'a>)> {
    let (left, right) = (Side::of(left)?, Side::of(right)?);
    match (left.unit, right.unit) {
        (Unit::Decimal(one), Unit::Decimal(other)) => {
            let places = one.max(other);
            Some((left.scaled(places - one)?, right.scaled(places - other)?))
        }
        (one, other) => (one == other).then_some((left, right)),
    }
}

/// The truth of a comparison in every row.
pub(crate) fn compare(operator: Comparison, left: &Column, right: &Column, rows: usize) -> Option<Vec<u8>> {
    if matches!(left, Column::Constant(Value::Null)) || matches!(right, Column::Constant(Value::Null)) {
        return Some(vec![truth::ABSENT; rows]);
    }
    let (left, right) = alike(left, right)?;
    let mut truths = match operator {
        Comparison::Equal => each(&left, &right, rows, |a, b| a == b),
        Comparison::NotEqual => each(&left, &right, rows, |a, b| a != b),
        Comparison::Less => each(&left, &right, rows, |a, b| a < b),
        Comparison::LessOrEqual => each(&left, &right, rows, |a, b| a <= b),
        Comparison::Greater => each(&left, &right, rows, |a, b| a > b),
        Comparison::GreaterOrEqual => each(&left, &right, rows, |a, b| a >= b),
    };
    if let Some(present) = NullBuffer::union(left.present.as_ref(), right.present.as_ref()) {
        truths.iter_mut().zip(&present).filter(|(_, present)| !present).for_each(|(t, _)| *t = truth::ABSENT);
    }
    Some(truths)
}

fn each(left: &Side<'_>, right: &Side<'_>, rows: usize, holds: impl Fn(i64, i64) -> bool) -> Vec<u8> {
    let byte = |holds: bool| u8::from(holds) * truth::TRUE;
    match (&left.values, &right.values) {
        (Values::Each(left), Values::One(right)) => left.iter().map(|left| byte(holds(*left, *right))).collect(),
        (Values::One(left), Values::Each(right)) => right.iter().map(|right| byte(holds(*left, *right))).collect(),
        (Values::Each(left), Values::Each(right)) => {
            left.iter().zip(&**right).map(|(a, b)| byte(holds(*a, *b))).collect()
        }
        (Values::One(left), Values::One(right)) => vec![byte(holds(*left, *right)); rows],
    }
}

/// Sums, differences and products; not quotients, which are ratios.
pub(crate) fn arithmetic(operator: Arithmetic, left: &Column, right: &Column, rows: usize) -> Option<Column> {
    let (left, right, unit) = match (operator, Side::of(left)?, Side::of(right)?) {
        (Arithmetic::Multiply, left, right) => match (left.unit, right.unit) {
            (Unit::Integer, Unit::Integer) => (left, right, Unit::Integer),
            (Unit::Decimal(one), Unit::Decimal(other)) if one + other <= 18 => {
                (left, right, Unit::Decimal(one + other))
            }
            _ => return None,
        },
        (Arithmetic::Add, left, right)
            if matches!((left.unit, right.unit), (Unit::Day, Unit::Integer) | (Unit::Integer, Unit::Day)) =>
        {
            (left, right, Unit::Day)
        }
        (Arithmetic::Subtract, left, right) if (left.unit, right.unit) == (Unit::Day, Unit::Integer) => {
            (left, right, Unit::Day)
        }
        (Arithmetic::Subtract, left, right) if (left.unit, right.unit) == (Unit::Day, Unit::Day) => {
            (left, right, Unit::Integer)
        }
        (Arithmetic::Add | Arithmetic::Subtract, left_side, right_side) => {
            drop((left_side, right_side));
            let (left, right) = alike(left, right)?;
            let unit = left.unit;
            (left, right, unit)
        }
        _ => return None,
    };
    let compute = match operator {
        Arithmetic::Add => i64::checked_add,
        Arithmetic::Subtract => i64::checked_sub,
        _ => i64::checked_mul,
    };
    let present = NullBuffer::union(left.present.as_ref(), right.present.as_ref());
    let mut values = Vec::with_capacity(rows);
    for row in 0..rows {
        let computed = compute(left.at(row), right.at(row)).filter(|n| unit != Unit::Day || DAYS.contains(n));
        match computed {
            Some(number) => values.push(number),
            // What stands in an absent row may be anything.
            None if present.as_ref().is_some_and(|present| present.is_null(row)) => values.push(0),
            None => return None,
        }
    }
    Some(Column::Numbers(Numbers { unit, values: ScalarBuffer::from(values), present }))
}

/// The numbers with their sign turned.
pub(crate) fn negated(column: &Column, rows: usize) -> Option<Column> {
    let side = Side::of(column)?;
    let zero = match side.unit {
        Unit::Integer => Value::Integer(0),
        Unit::Decimal(_) => Value::Decimal(milepost_expression::Number::from_integer(0)),
        Unit::Day => return None,
    };
    arithmetic(Arithmetic::Subtract, &Column::Constant(zero), column, rows)
}

/// The first present number of two in every row.
pub(crate) fn first_present(one: &Column, other: &Column, rows: usize) -> Option<Column> {
    if matches!(one, Column::Numbers(Numbers { present: None, .. })) {
        return Some(one.clone());
    }
    let (one, other) = alike(one, other)?;
    let present = one.present.clone()?;
    let values: Vec<i64> =
        (0..rows).map(|row| if present.is_valid(row) { one.at(row) } else { other.at(row) }).collect();
    let both = other.present.as_ref().map(|other| NullBuffer::new(present.inner() | other.inner()));
    Some(Column::Numbers(Numbers { unit: one.unit, values: values.into(), present: both }))
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use milepost_dataset::days;
    use milepost_expression::Number;

    use super::*;

    fn column(unit: Unit, values: &[Option<i64>]) -> Column {
        let present = values.iter().map(Option::is_some).collect();
        let values = values.iter().map(|value| value.unwrap_or(i64::MAX)).collect();
        Column::Numbers(Numbers { unit, values, present: Some(present) })
    }

    fn values(column: &Column, rows: usize) -> Vec<Value> {
        (0..rows).map(|row| column.value(row)).collect()
    }

    #[test]
    fn the_days_are_those_of_the_calendar_library() {
        assert_eq!(*DAYS.start(), i64::from(days::from_date(Date::MIN)));
        assert_eq!(*DAYS.end(), i64::from(days::from_date(Date::MAX)));
    }

    #[test]
    fn what_leaves_its_range_is_left_to_the_rows_and_absent_rows_never_do() {
        let integers = column(Unit::Integer, &[Some(1), None]);
        let most = Column::Constant(Value::Integer(i64::MAX));
        let doubled = arithmetic(Arithmetic::Add, &integers, &integers, 2).unwrap();
        assert_eq!(values(&doubled, 2), [Value::Integer(2), Value::Null]);
        assert!(arithmetic(Arithmetic::Add, &integers, &most, 2).is_none());
        let last = column(Unit::Day, &[Some(*DAYS.end())]);
        assert!(arithmetic(Arithmetic::Add, &last, &Column::Constant(Value::Integer(1)), 1).is_none());
        assert!(arithmetic(Arithmetic::Subtract, &last, &Column::Constant(Value::Integer(1)), 1).is_some());
    }

    #[test]
    fn decimals_of_unlike_digits_meet_exactly() {
        let cents = column(Unit::Decimal(2), &[Some(150), Some(151), None]);
        let half = Column::Constant(Value::Decimal(Number::new(3, 2)));
        let equal = compare(Comparison::Equal, &cents, &half, 3).unwrap();
        assert_eq!(equal, [truth::TRUE, truth::FALSE, truth::ABSENT]);
        let product = arithmetic(Arithmetic::Multiply, &cents, &half, 3).unwrap();
        let wanted = [Value::Decimal(Number::new(9, 4)), Value::Decimal(Number::new(453, 200)), Value::Null];
        assert_eq!(values(&product, 3), wanted);
        // A third has no digits that end.
        assert!(compare(Comparison::Less, &cents, &Column::Constant(Value::Decimal(Number::new(1, 3))), 3).is_none());
    }
}
