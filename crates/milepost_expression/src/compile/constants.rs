use std::sync::Arc;

use jiff::civil::Date;
use sqlparser::ast::{DataType, DateTimeField, Expr, Interval, Spanned, TypedString, Value as Constant, ValueWithSpan};
use sqlparser::tokenizer::Span;

use super::{Compiler, Typed};
use crate::{DateUnit, Node, Type, Value, number};

/// The longest interval, either way, in its unit: enough for every date there is.
const LONGEST_INTERVAL: i32 = 10_000_000;

impl Compiler<'_> {
    pub(super) fn constant(&mut self, value: &ValueWithSpan) -> Option<Typed> {
        let span = value.span;
        match &value.value {
            Constant::Null => Some(Typed { node: Node::Absent(Type::Text), kind: None, span }),
            Constant::Boolean(truth) => Some(literal(Value::Boolean(*truth), Type::Boolean, span)),
            Constant::SingleQuotedString(text) => {
                Some(literal(Value::Text(Arc::from(text.as_str())), Type::Text, span))
            }
            Constant::Number(digits, false) => self.number(digits, span),
            _ => {
                self.fault(
                    span,
                    "This constant is not part of the expression language.",
                    "not known here",
                    "Write text as 'text', numbers in digits, dates as DATE '2012-06-30'.",
                );
                None
            }
        }
    }

    /// A number as written, with its minus sign if it has one.
    pub(super) fn number(&mut self, digits: &str, span: Span) -> Option<Typed> {
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
        if !plain {
            self.fault(
                span,
                "The number isn't written in plain digits.",
                "not plain",
                "Write it in full, as in 1500000.",
            );
            return None;
        }
        if digits.contains('.') {
            if let Some(value) = number::parse_decimal(digits) {
                return Some(literal(Value::Decimal(value), Type::Decimal, span));
            }
            self.fault(span, "The number has too many digits.", "too long", "Up to 38 digits are kept exactly.");
        } else {
            if let Ok(value) = digits.parse() {
                return Some(literal(Value::Integer(value), Type::Integer, span));
            }
            self.fault(
                span,
                "The number is too large for an integer.",
                "too large",
                format!("Integers go to {}; write `.0` behind it for a decimal.", i64::MAX),
            );
        }
        None
    }

    /// `DATE '2012-06-30'`; the parser lets no other typed text through.
    pub(super) fn typed_text(&mut self, text: &TypedString) -> Option<Typed> {
        let span = text.value.span;
        let written = match (&text.data_type, &text.value.value) {
            (DataType::Date, Constant::SingleQuotedString(written)) => written.as_str(),
            _ => "",
        };
        if let Some(date) = parse_date(written) {
            return Some(literal(Value::Date(date), Type::Date, span));
        }
        self.fault(
            span,
            format!("'{}' is not a date.", crate::source::shorten(written)),
            "no such day",
            "Write year, month and day, as in DATE '2012-06-30'.",
        );
        None
    }

    /// An amount and a unit of an `INTERVAL`.
    pub(super) fn interval(&mut self, interval: &Interval) -> Option<(i32, DateUnit)> {
        let span = interval.value.span();
        let written = match &*interval.value {
            Expr::Value(ValueWithSpan { value: Constant::SingleQuotedString(text), .. }) => text.trim(),
            Expr::Value(ValueWithSpan { value: Constant::Number(digits, false), .. }) => digits,
            _ => "",
        };
        let amount = written.parse::<i32>().ok().filter(|amount| amount.abs() <= LONGEST_INTERVAL);
        let unit = match interval.leading_field {
            Some(DateTimeField::Day | DateTimeField::Days) => Some(DateUnit::Day),
            Some(DateTimeField::Month | DateTimeField::Months) => Some(DateUnit::Month),
            Some(DateTimeField::Year | DateTimeField::Years) => Some(DateUnit::Year),
            _ => None,
        };
        if let (Some(amount), Some(unit)) = (amount, unit) {
            return Some((amount, unit));
        }
        self.fault(
            span,
            "The interval isn't a whole number of days, months or years.",
            "not an interval",
            "Write `INTERVAL '3' MONTH`; the units are DAY, MONTH and YEAR.",
        );
        None
    }
}

/// A date in the one form that constants have: four digits, two, two.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let shaped = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    shaped.then(|| text.parse().ok()).flatten()
}

fn literal(value: Value, kind: Type, span: Span) -> Typed {
    Typed::new(Node::Literal(value), kind, span)
}
