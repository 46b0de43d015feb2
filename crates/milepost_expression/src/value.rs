use std::fmt;
use std::sync::Arc;

use crate::number;

/// An exact number. Row arithmetic is checked: what leaves 128 bits is an evaluation error, never a
/// wrapped or rounded figure.
pub type Number = num_rational::Ratio<i128>;

/// What a column or an expression holds. Every type also holds "absent" ([`Value::Null`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// True or false.
    Boolean,
    /// A whole number of 64 bits.
    Integer,
    /// An exact number with a fractional part.
    Decimal,
    /// Unicode text, compared by code point.
    Text,
    /// A civil date.
    Date,
    /// Several codes at once, as when a person names more than one race.
    Codes,
}

impl Type {
    /// All types.
    pub const ALL: [Type; 6] = [Type::Boolean, Type::Integer, Type::Decimal, Type::Text, Type::Date, Type::Codes];

    /// True for whole and decimal numbers.
    pub fn is_number(self) -> bool {
        matches!(self, Type::Integer | Type::Decimal)
    }

    /// True when values of the type have an order, and not just equality.
    pub fn is_ordered(self) -> bool {
        !matches!(self, Type::Boolean | Type::Codes)
    }
}

impl fmt::Display for Type {
    /// The word by which authors name the type.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::Boolean => "boolean",
            Type::Integer => "integer",
            Type::Decimal => "decimal",
            Type::Text => "text",
            Type::Date => "date",
            Type::Codes => "codes",
        })
    }
}

/// A value of a row, or of an expression over it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Absent. Not equal to anything, itself included, inside an expression.
    Null,
    /// See [`Type::Boolean`].
    Boolean(bool),
    /// See [`Type::Integer`].
    Integer(i64),
    /// See [`Type::Decimal`].
    Decimal(Number),
    /// See [`Type::Text`].
    Text(Arc<str>),
    /// See [`Type::Date`].
    Date(jiff::civil::Date),
    /// See [`Type::Codes`]: sorted, without repeats.
    Codes(Arc<[Arc<str>]>),
}

impl Value {
    /// The type of the value; an absent one has none of its own.
    pub fn kind(&self) -> Option<Type> {
        match self {
            Value::Null => None,
            Value::Boolean(_) => Some(Type::Boolean),
            Value::Integer(_) => Some(Type::Integer),
            Value::Decimal(_) => Some(Type::Decimal),
            Value::Text(_) => Some(Type::Text),
            Value::Date(_) => Some(Type::Date),
            Value::Codes(_) => Some(Type::Codes),
        }
    }
}

impl fmt::Display for Value {
    /// The value as a message shows it: `absent`, `true`, `12`, `2.5` (or `1/3` where no finite
    /// decimal exists), the text itself, `2012-06-30`, codes joined by `;`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("absent"),
            Value::Boolean(value) => write!(f, "{value}"),
            Value::Integer(value) => write!(f, "{value}"),
            Value::Decimal(value) => match number::to_decimal_text(value) {
                Some(text) => f.write_str(&text),
                None => write!(f, "{}/{}", value.numer(), value.denom()),
            },
            Value::Text(value) => f.write_str(value),
            Value::Date(value) => write!(f, "{value}"),
            Value::Codes(codes) => f.write_str(&codes.join(";")),
        }
    }
}
