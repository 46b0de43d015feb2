//! What goes with what: conversions that authors needn't write, and faults for the rest.

use sqlparser::tokenizer::Span;

use super::{Compiler, Typed};
use crate::{Node, Number, Type, Value};

/// The type that holds values of both: integers widen to decimals, an untyped NULL joins the other.
pub(super) fn common(left: Option<Type>, right: Option<Type>) -> Result<Option<Type>, ()> {
    match (left, right) {
        (None, kind) | (kind, None) => Ok(kind),
        (Some(left), Some(right)) if left == right => Ok(Some(left)),
        (Some(left), Some(right)) if left.is_number() && right.is_number() => Ok(Some(Type::Decimal)),
        _ => Err(()),
    }
}

/// The node as one of a type that [`common`] found: with its conversion to decimal, if any.
pub(super) fn settle(typed: Typed, kind: Type) -> Node {
    match (typed.kind, typed.node) {
        (None, _) => Node::Absent(kind),
        (Some(Type::Integer), Node::Literal(Value::Integer(value))) if kind == Type::Decimal => {
            Node::Literal(Value::Decimal(Number::from_integer(i128::from(value))))
        }
        (Some(Type::Integer), Node::Absent(_)) if kind == Type::Decimal => Node::Absent(kind),
        (Some(Type::Integer), node) if kind == Type::Decimal => Node::Cast(Type::Decimal, Box::new(node)),
        (_, node) => node,
    }
}

/// A type with its article.
pub(super) fn a(kind: Type) -> &'static str {
    match kind {
        Type::Boolean => "a boolean",
        Type::Integer => "an integer",
        Type::Decimal => "a decimal",
        Type::Text => "text",
        Type::Date => "a date",
        Type::Codes => "a set of codes",
    }
}

impl Compiler<'_> {
    /// The operand as a node of the wanted type, or a fault that names who wants it.
    pub(super) fn expect(&mut self, typed: Typed, wanted: Type, who: &str) -> Option<Node> {
        if common(typed.kind, Some(wanted)) == Ok(Some(wanted)) {
            return Some(settle(typed, wanted));
        }
        let found = typed.kind.unwrap_or(wanted);
        let help = self.conversion_help(&typed, wanted);
        let message = format!("{who} needs {}, and this is {}.", a(wanted), a(found));
        self.fault(typed.span, message, a(found), help);
        None
    }

    /// Number operands brought to one type. An untyped NULL becomes an integer.
    pub(super) fn expect_number(&mut self, typed: Typed, who: &str) -> Option<Typed> {
        match typed.kind {
            Some(kind) if kind.is_number() => Some(typed),
            None => Some(Typed::new(Node::Absent(Type::Integer), Type::Integer, typed.span)),
            Some(found) => {
                let help = self.conversion_help(&typed, Type::Decimal);
                self.fault(typed.span, format!("{who} needs a number, and this is {}.", a(found)), a(found), help);
                None
            }
        }
    }

    /// Brings values to one type; the NULLs among them follow. All untyped makes them text, as in PostgreSQL.
    pub(super) fn alike(&mut self, values: Vec<Typed>, who: &str) -> Option<(Type, Vec<Node>)> {
        let mut kind: Option<Type> = None;
        let mut first: Option<&Typed> = None;
        for value in &values {
            match common(kind, value.kind) {
                Ok(both) => kind = both,
                Err(()) => {
                    let (seen, found) = (kind.unwrap_or(Type::Text), value.kind.unwrap_or(Type::Text));
                    let message = format!("{who} needs values of one type: {} doesn't go with {}.", a(found), a(seen));
                    let help = first
                        .and_then(|first| self.pair_help(first, value))
                        .unwrap_or_else(|| "Bring both to one type, or use CAST where it exists.".to_owned());
                    self.fault(value.span, message, a(found), help);
                    return None;
                }
            }
            if first.is_none() && value.kind.is_some() {
                first = Some(value);
            }
        }
        let kind = kind.unwrap_or(Type::Text);
        Some((kind, values.into_iter().map(|value| settle(value, kind)).collect()))
    }

    /// Two operands of a comparison brought to one type.
    pub(super) fn comparable(&mut self, left: Typed, right: Typed, order: bool, who: &str) -> Option<(Node, Node)> {
        let span = left.span.union(&right.span);
        match common(left.kind, right.kind) {
            Ok(kind) => {
                let kind = kind.unwrap_or(Type::Text);
                if order {
                    self.expect_order(kind, span, who)?;
                }
                Some((settle(left, kind), settle(right, kind)))
            }
            Err(()) => {
                let (one, other) = (left.kind.unwrap_or(Type::Text), right.kind.unwrap_or(Type::Text));
                let help = self
                    .pair_help(&left, &right)
                    .unwrap_or_else(|| "Compare values of one type; CAST converts where it can't fail.".to_owned());
                let message = format!("{} can't be compared with {} by `{who}`.", capital(a(one)), a(other));
                self.fault(span, message, "of two types", help);
                None
            }
        }
    }

    /// A fault unless values of the type can be ordered.
    pub(super) fn expect_order(&mut self, kind: Type, span: Span, who: &str) -> Option<()> {
        if kind.is_ordered() {
            return Some(());
        }
        let help = match kind {
            Type::Codes => "Use `has(codes, 'code')` or `count_codes(codes)`.",
            _ => "Use `=`, `<>`, AND, OR and NOT.",
        };
        self.fault(span, format!("`{who}` needs an order, and {} has none.", a(kind)), "no order", help);
        None
    }

    /// What to write when two values of different types meet; knows a constant of text when it sees one.
    fn pair_help(&self, left: &Typed, right: &Typed) -> Option<String> {
        let (constant, other) = match (&left.node, &right.node) {
            (_, Node::Literal(Value::Text(text))) => (text, left),
            (Node::Literal(Value::Text(text)), _) => (text, right),
            _ => return self.pair_of_columns_help(left, right),
        };
        let other_text = self.text_of(other.span);
        Some(match other.kind? {
            Type::Date if constant.parse::<jiff::civil::Date>().is_ok() && constant.len() == 10 => {
                format!("Write the date as `DATE '{constant}'`.")
            }
            Type::Date => "Write dates as `DATE '2012-06-30'`.".to_owned(),
            Type::Codes => format!("Write `has({other_text}, '{}')`.", constant.replace('\'', "''")),
            Type::Integer | Type::Decimal => format!("Write the number without quotes: {constant}."),
            Type::Boolean => format!("Write `{other_text}` or `NOT {other_text}`, or compare it with TRUE or FALSE."),
            Type::Text => return None,
        })
    }

    fn pair_of_columns_help(&self, left: &Typed, right: &Typed) -> Option<String> {
        let (codes, code) = match (left.kind?, right.kind?) {
            (Type::Codes, Type::Text) => (left, right),
            (Type::Text, Type::Codes) => (right, left),
            _ => return None,
        };
        Some(format!("Write `has({}, {})`.", self.text_of(codes.span), self.text_of(code.span)))
    }

    fn conversion_help(&self, typed: &Typed, wanted: Type) -> String {
        let text = self.text_of(typed.span);
        match (typed.kind, wanted) {
            (Some(Type::Text), Type::Date) if matches!(typed.node, Node::Literal(_)) => {
                "Write dates as `DATE '2012-06-30'`.".to_owned()
            }
            (Some(Type::Text), Type::Integer | Type::Decimal) if matches!(typed.node, Node::Literal(_)) => {
                "Write the number without quotes.".to_owned()
            }
            (Some(Type::Text), _) => format!("If all of it is {}, declare the column with that type.", a(wanted)),
            (Some(Type::Decimal), Type::Integer) => {
                format!("Write `ROUND({text})`, `FLOOR({text})` or `CEIL({text})`.")
            }
            (Some(Type::Boolean), Type::Integer | Type::Decimal) => {
                format!("Write `CAST({text} AS INTEGER)`, which is 1 or 0.")
            }
            (Some(Type::Integer | Type::Boolean | Type::Date), Type::Text) => format!("Write `CAST({text} AS TEXT)`."),
            (Some(Type::Codes), Type::Boolean) => format!("Write `has({text}, 'code')`."),
            (Some(_), Type::Boolean) => format!("Compare it with something, or write `{text} IS NOT NULL`."),
            _ => "See the reference of operators and functions.".to_owned(),
        }
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
