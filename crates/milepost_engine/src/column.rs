//! One value of every row of a batch.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Int64Type};
use milepost_dataset::{days, stored_value};
use milepost_expression::{Number, Type, Value};

use crate::truth;

/// The values of a batch's rows, in the form in which they are cheapest to work on.
#[derive(Clone, Debug)]
pub(crate) enum Column {
    /// The same in all rows.
    Constant(Value),
    /// Booleans as bytes, see [`truth`].
    Truth(Vec<u8>),
    /// Whole numbers of one unit.
    Numbers(Numbers),
    /// Numbers of a list of values.
    Coded(Coded),
    /// As stored, made into values one by one.
    Stored { array: ArrayRef, kind: Type, places: u8 },
    /// Values of any kind.
    Values(Vec<Value>),
}

/// Whole numbers. What stands in an absent row is of no account.
#[derive(Clone, Debug)]
pub(crate) struct Numbers {
    pub(crate) unit: Unit,
    pub(crate) values: ScalarBuffer<i64>,
    pub(crate) present: Option<NullBuffer>,
}

/// What whole numbers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Integer,
    /// Days since 1970-01-01.
    Day,
    /// Decimals with so many digits after the point.
    Decimal(u8),
}

/// Rows of few different values. The list only grows from batch to batch, so a code keeps its meaning.
#[derive(Clone, Debug)]
pub(crate) struct Coded {
    pub(crate) codes: Vec<u16>,
    pub(crate) values: Arc<Vec<Value>>,
}

impl Column {
    /// A stored column other than coded text.
    pub(crate) fn stored(array: &ArrayRef, kind: Type, places: u8) -> Self {
        let numbers = |unit, values| Self::Numbers(Numbers { unit, values, present: array.nulls().cloned() });
        match array.data_type() {
            DataType::Boolean => Self::Truth(
                array.as_boolean().iter().map(|b| b.map_or(truth::ABSENT, |b| u8::from(b) * truth::TRUE)).collect(),
            ),
            DataType::Int64 => numbers(Unit::Integer, array.as_primitive::<Int64Type>().values().clone()),
            DataType::Date32 => {
                let days = array.as_primitive::<Date32Type>().values().iter().map(|day| i64::from(*day));
                numbers(Unit::Day, days.collect())
            }
            DataType::Decimal128(..) => {
                let scaled = array.as_primitive::<Decimal128Type>().values().iter();
                match scaled.map(|n| i64::try_from(*n)).collect::<Result<ScalarBuffer<i64>, _>>() {
                    Ok(values) => numbers(Unit::Decimal(places), values),
                    Err(_) => Self::Stored { array: Arc::clone(array), kind, places },
                }
            }
            _ => Self::Stored { array: Arc::clone(array), kind, places },
        }
    }

    /// The value of a row.
    pub(crate) fn value(&self, row: usize) -> Value {
        match self {
            Self::Constant(value) => value.clone(),
            Self::Truth(bytes) => truth::value(bytes[row]),
            Self::Numbers(numbers) => numbers.value(row),
            Self::Coded(coded) => coded.values[usize::from(coded.codes[row])].clone(),
            Self::Stored { array, kind, places } => stored_value(array, row, *kind, *places),
            Self::Values(values) => values[row].clone(),
        }
    }

    /// The column as whole numbers of one unit; `None` when it holds anything else.
    pub(crate) fn numbers(&self) -> Option<Cow<'_, Numbers>> {
        match self {
            Self::Numbers(numbers) => Some(Cow::Borrowed(numbers)),
            Self::Coded(coded) => coded.numbers().map(Cow::Owned),
            _ => None,
        }
    }

    /// The column where decimals are asked for: whole numbers are decimals too.
    pub(crate) fn into_decimal(self) -> Self {
        match self {
            Self::Numbers(Numbers { unit: Unit::Integer, values, present }) => {
                Self::Numbers(Numbers { unit: Unit::Decimal(0), values, present })
            }
            Self::Constant(Value::Integer(n)) => Self::Constant(Value::Decimal(Number::from_integer(i128::from(n)))),
            other => other,
        }
    }
}

impl Coded {
    fn numbers(&self) -> Option<Numbers> {
        let unit = self.values.iter().filter_map(Unit::of).map(|(unit, _)| unit).reduce(Unit::wider)?;
        let number = |value: &Value| if *value == Value::Null { Some(0) } else { unit.number(value) };
        let numbers = self.values.iter().map(number).collect::<Option<Vec<i64>>>()?;
        Some(Numbers {
            unit,
            values: self.codes.iter().map(|code| numbers[usize::from(*code)]).collect(),
            // The absent value comes first in every list.
            present: self.codes.contains(&0).then(|| self.codes.iter().map(|code| *code != 0).collect()),
        })
    }
}

impl Numbers {
    pub(crate) fn value(&self, row: usize) -> Value {
        if !self.is_present(row) {
            return Value::Null;
        }
        self.unit.value(self.values[row])
    }

    pub(crate) fn is_present(&self, row: usize) -> bool {
        self.present.as_ref().is_none_or(|present| present.is_valid(row))
    }
}

impl Unit {
    /// A number as a value.
    pub(crate) fn value(self, number: i64) -> Value {
        match self {
            Self::Integer => Value::Integer(number),
            // Days came from dates, so they are in range.
            Self::Day => i32::try_from(number).ok().and_then(days::to_date).map_or(Value::Null, Value::Date),
            Self::Decimal(places) => {
                let scale = 10_i128.checked_pow(u32::from(places));
                scale.map_or(Value::Null, |scale| Value::Decimal(Number::new(i128::from(number), scale)))
            }
        }
    }

    /// The unit that has the digits of both.
    fn wider(self, other: Self) -> Self {
        match (self, other) {
            (Self::Decimal(one), Self::Decimal(other)) => Self::Decimal(one.max(other)),
            _ => self,
        }
    }

    /// A value as a number of this unit.
    fn number(self, value: &Value) -> Option<i64> {
        match (self, Self::of(value)?) {
            (Self::Decimal(places), (Self::Decimal(own), number)) => {
                number.checked_mul(10_i64.checked_pow(u32::from(places.checked_sub(own)?))?)
            }
            (unit, (own, number)) => (unit == own).then_some(number),
        }
    }

    /// A value as a number, with the fewest digits after the point. `None` for what isn't one of 64 bits.
    pub(crate) fn of(value: &Value) -> Option<(Self, i64)> {
        match value {
            Value::Integer(n) => Some((Self::Integer, *n)),
            Value::Date(date) => Some((Self::Day, i64::from(days::from_date(*date)))),
            Value::Decimal(number) => (0..=18_u8).find_map(|places| {
                let scale = 10_i128.pow(u32::from(places));
                let whole = scale % number.denom() == 0;
                let scaled = whole.then(|| number.numer().checked_mul(scale / number.denom()))??;
                Some((Self::Decimal(places), i64::try_from(scaled).ok()?))
            }),
            _ => None,
        }
    }
}
