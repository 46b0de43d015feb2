//! Canonical text of a tree.

use std::fmt::{self, Formatter};

use crate::{EvaluationError, Node, Type, Value, evaluate, number, syntax};

impl Node {
    /// Calls a function with every node of the tree, parents first.
    pub fn visit<'a>(&'a self, seen: &mut impl FnMut(&'a Node)) {
        fn step<'a>(node: &'a Node, seen: &mut dyn FnMut(&'a Node)) {
            seen(node);
            node.children(&mut |child| step(child, seen));
        }
        step(self, seen);
    }

    /// Its value for a row, as [`crate::Expression::evaluate`] has it for the whole tree.
    ///
    /// # Errors
    /// As there.
    pub fn evaluate(&self, row: &[Value]) -> Result<Value, EvaluationError> {
        Ok(evaluate::value(self, row)?.into_owned())
    }

    /// How many nodes stand above one another at most.
    pub(crate) fn depth(&self) -> usize {
        let mut deepest = 0;
        self.children(&mut |child| deepest = deepest.max(child.depth()));
        deepest + 1
    }

    fn children<'a>(&'a self, each: &mut dyn FnMut(&'a Node)) {
        match self {
            Node::Literal(_) | Node::Absent(_) | Node::Slot { .. } => {}
            Node::Negate(inner) | Node::Not(inner) | Node::Is(_, inner) => each(inner),
            Node::Cast(_, inner) | Node::Round(inner, _) | Node::Like(inner, _) => each(inner),
            Node::ShiftDate { date, .. } => each(date),
            Node::Arithmetic(_, left, right) | Node::Compare(_, left, right) => {
                each(left);
                each(right);
            }
            Node::Join(left, right) | Node::Distinct(left, right) => {
                each(left);
                each(right);
            }
            Node::And(parts) | Node::Or(parts) | Node::Call(_, parts) => parts.iter().for_each(each),
            Node::Between { value, low, high } => [value, low, high].into_iter().for_each(|node| each(node)),
            Node::In(value, list) => {
                each(value);
                list.iter().for_each(each);
            }
            Node::Case { operand, branches, otherwise } => {
                operand.iter().for_each(|node| each(node));
                for (condition, result) in branches {
                    each(condition);
                    each(result);
                }
                otherwise.iter().for_each(|node| each(node));
            }
        }
    }

    /// Writes canonical text; operators stand in parentheses unless they are outermost.
    pub(crate) fn write(&self, f: &mut Formatter<'_>, outermost: bool) -> fmt::Result {
        match self {
            Node::Literal(value) => write_literal(f, value),
            Node::Absent(kind) => write!(f, "CAST(NULL AS {})", type_name(*kind)),
            Node::Slot { name, .. } => write_name(f, name),
            Node::Cast(kind, inner) => {
                f.write_str("CAST(")?;
                inner.write(f, true)?;
                write!(f, " AS {})", type_name(*kind))
            }
            Node::Round(inner, places) => {
                f.write_str("ROUND(")?;
                inner.write(f, true)?;
                match places {
                    Some(places) => write!(f, ", {places})"),
                    None => f.write_str(")"),
                }
            }
            Node::Call(function, arguments) => {
                write!(f, "{}(", function.name())?;
                write_list(f, arguments)?;
                f.write_str(")")
            }
            Node::Case { operand, branches, otherwise } => write_case(f, operand, branches, otherwise),
            _ if outermost => self.write_operator(f),
            _ => {
                f.write_str("(")?;
                self.write_operator(f)?;
                f.write_str(")")
            }
        }
    }

    fn write_operator(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            // A sign right before a constant would belong to the constant.
            Node::Negate(inner) if matches!(**inner, Node::Literal(_)) => {
                f.write_str("- (")?;
                inner.write(f, true)?;
                f.write_str(")")
            }
            Node::Negate(inner) => {
                f.write_str("- ")?;
                inner.write(f, false)
            }
            Node::Arithmetic(operator, left, right) => write_binary(f, left, operator.symbol(), right),
            Node::Join(left, right) => write_binary(f, left, "||", right),
            Node::Compare(operator, left, right) => write_binary(f, left, operator.symbol(), right),
            Node::Distinct(left, right) => write_binary(f, left, "IS DISTINCT FROM", right),
            Node::ShiftDate { date, amount, unit } => {
                date.write(f, false)?;
                write!(f, " + INTERVAL '{amount}' {}", unit.word())
            }
            Node::Is(test, inner) => {
                inner.write(f, false)?;
                write!(f, " IS {}", test.word())
            }
            Node::And(parts) => write_chain(f, parts, " AND "),
            Node::Or(parts) => write_chain(f, parts, " OR "),
            Node::Not(inner) => {
                f.write_str("NOT ")?;
                inner.write(f, false)
            }
            Node::Between { value, low, high } => {
                write_binary(f, value, "BETWEEN", low)?;
                f.write_str(" AND ")?;
                high.write(f, false)
            }
            Node::In(value, list) => {
                value.write(f, false)?;
                f.write_str(" IN (")?;
                write_list(f, list)?;
                f.write_str(")")
            }
            Node::Like(value, pattern) => {
                value.write(f, false)?;
                f.write_str(" LIKE ")?;
                write_quoted(f, pattern.text(), '\'')?;
                match pattern.escape() {
                    Some(escape) => {
                        f.write_str(" ESCAPE ")?;
                        write_quoted(f, escape.encode_utf8(&mut [0; 4]), '\'')
                    }
                    None => Ok(()),
                }
            }
            _ => self.write(f, true),
        }
    }
}

impl fmt::Display for Node {
    /// Canonical text, as that of a whole expression.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write(f, true)
    }
}

/// How `CAST` names a type.
pub(crate) fn type_name(kind: Type) -> &'static str {
    match kind {
        Type::Boolean => "BOOLEAN",
        Type::Integer => "INTEGER",
        Type::Decimal => "DECIMAL",
        Type::Text => "TEXT",
        Type::Date => "DATE",
        Type::Codes => "CODES",
    }
}

fn write_case(
    f: &mut Formatter<'_>,
    operand: &Option<Box<Node>>,
    branches: &[(Node, Node)],
    otherwise: &Option<Box<Node>>,
) -> fmt::Result {
    f.write_str("CASE")?;
    if let Some(operand) = operand {
        f.write_str(" ")?;
        operand.write(f, false)?;
    }
    for (condition, result) in branches {
        f.write_str(" WHEN ")?;
        condition.write(f, false)?;
        f.write_str(" THEN ")?;
        result.write(f, false)?;
    }
    if let Some(otherwise) = otherwise {
        f.write_str(" ELSE ")?;
        otherwise.write(f, false)?;
    }
    f.write_str(" END")
}

fn write_binary(f: &mut Formatter<'_>, left: &Node, operator: &str, right: &Node) -> fmt::Result {
    left.write(f, false)?;
    write!(f, " {operator} ")?;
    right.write(f, false)
}

fn write_chain(f: &mut Formatter<'_>, parts: &[Node], joint: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(joint)?;
        }
        part.write(f, false)?;
    }
    Ok(())
}

fn write_list(f: &mut Formatter<'_>, parts: &[Node]) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        part.write(f, true)?;
    }
    Ok(())
}

fn write_literal(f: &mut Formatter<'_>, value: &Value) -> fmt::Result {
    match value {
        Value::Null => f.write_str("NULL"),
        Value::Boolean(true) => f.write_str("TRUE"),
        Value::Boolean(false) => f.write_str("FALSE"),
        Value::Integer(value) => write!(f, "{value}"),
        Value::Decimal(value) => match number::to_decimal_text(value) {
            Some(text) => f.write_str(&text),
            // Constants come from decimal text, so this isn't reached; a quotient would be right too.
            None => write!(f, "({}.0 / {}.0)", value.numer(), value.denom()),
        },
        Value::Text(value) => write_quoted(f, value, '\''),
        Value::Date(value) => write!(f, "DATE '{value}'"),
        // No constant holds codes: the language has no way to write one.
        Value::Codes(codes) => write_quoted(f, &codes.join(";"), '\''),
    }
}

fn write_quoted(f: &mut Formatter<'_>, text: &str, quote: char) -> fmt::Result {
    write!(f, "{quote}")?;
    for character in text.chars() {
        if character == quote {
            write!(f, "{quote}")?;
        }
        write!(f, "{character}")?;
    }
    write!(f, "{quote}")
}

fn write_name(f: &mut Formatter<'_>, name: &str) -> fmt::Result {
    for (index, word) in name.split('.').enumerate() {
        if index > 0 {
            f.write_str(".")?;
        }
        let mut characters = word.chars();
        let plain = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
            && characters.all(|character| character.is_ascii_alphanumeric() || character == '_');
        if plain && !syntax::RESERVED.contains(&word.to_ascii_lowercase().as_str()) {
            f.write_str(word)?;
        } else {
            write_quoted(f, word, '"')?;
        }
    }
    Ok(())
}
