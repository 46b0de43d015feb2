use sqlparser::ast::{BinaryOperator, Expr, Spanned, UnaryOperator, Value as Constant, ValueWithSpan};
use sqlparser::tokenizer::Span;

use super::types::{a, common, settle};
use super::{Compiler, Typed, without_parentheses};
use crate::pattern::Pattern;
use crate::{Arithmetic, Comparison, Node, Test, Type};

impl Compiler<'_> {
    pub(super) fn unary(&mut self, operator: UnaryOperator, inner: &Expr) -> Option<Typed> {
        match operator {
            UnaryOperator::Not => {
                let typed = self.convert(inner)?;
                let span = typed.span;
                let node = self.expect(typed, Type::Boolean, "NOT")?;
                Some(Typed::new(Node::Not(Box::new(node)), Type::Boolean, span))
            }
            UnaryOperator::Minus => {
                // The sign belongs to the constant: the smallest integer has no positive twin.
                if let Expr::Value(ValueWithSpan { value: Constant::Number(digits, false), span }) = inner {
                    return self.number(&format!("-{digits}"), *span);
                }
                let typed = self.convert(inner)?;
                let typed = self.expect_number(typed, "`-`")?;
                let kind = typed.kind?;
                Some(Typed::new(Node::Negate(Box::new(typed.node)), kind, typed.span))
            }
            UnaryOperator::Plus => {
                let typed = self.convert(inner)?;
                self.expect_number(typed, "`+`")
            }
            _ => self.foreign_operator(inner.span(), &operator.to_string()),
        }
    }

    pub(super) fn binary(
        &mut self,
        whole: &Expr,
        left: &Expr,
        operator: &BinaryOperator,
        right: &Expr,
    ) -> Option<Typed> {
        let comparison = match operator {
            BinaryOperator::And | BinaryOperator::Or => return self.chain(whole, operator),
            BinaryOperator::Plus => return self.sum(left, right, Arithmetic::Add),
            BinaryOperator::Minus => return self.sum(left, right, Arithmetic::Subtract),
            BinaryOperator::Multiply => return self.product(left, right, Arithmetic::Multiply),
            BinaryOperator::Divide => return self.product(left, right, Arithmetic::Divide),
            BinaryOperator::Modulo => return self.product(left, right, Arithmetic::Remainder),
            BinaryOperator::StringConcat => return self.join(left, right),
            BinaryOperator::Eq => Comparison::Equal,
            BinaryOperator::NotEq => Comparison::NotEqual,
            BinaryOperator::Lt => Comparison::Less,
            BinaryOperator::LtEq => Comparison::LessOrEqual,
            BinaryOperator::Gt => Comparison::Greater,
            BinaryOperator::GtEq => Comparison::GreaterOrEqual,
            _ => return self.foreign_operator(whole.span(), &operator.to_string()),
        };
        let (left, right) = self.both(left, right)?;
        let span = left.span.union(&right.span);
        let (left, right) = self.comparable(left, right, comparison.needs_order(), comparison.symbol())?;
        Some(Typed::new(Node::Compare(comparison, Box::new(left), Box::new(right)), Type::Boolean, span))
    }

    /// Both operands, so that faults on either side are found.
    fn both(&mut self, left: &Expr, right: &Expr) -> Option<(Typed, Typed)> {
        let (left, right) = (self.convert(left), self.convert(right));
        Some((left?, right?))
    }

    /// A run of ANDs or of ORs as one node, however it is nested: a long one stays shallow.
    fn chain(&mut self, whole: &Expr, operator: &BinaryOperator) -> Option<Typed> {
        let mut operands = Vec::new();
        let mut waiting = vec![whole];
        while let Some(next) = waiting.pop() {
            match without_parentheses(next) {
                Expr::BinaryOp { left, op, right } if op == operator => {
                    waiting.push(right);
                    waiting.push(left);
                }
                operand => operands.push(operand),
            }
        }
        let who = if *operator == BinaryOperator::And { "AND" } else { "OR" };
        let converted: Vec<Option<(Node, Span)>> = operands
            .into_iter()
            .map(|operand| {
                let typed = self.convert(operand)?;
                let span = typed.span;
                Some((self.expect(typed, Type::Boolean, who)?, span))
            })
            .collect();
        let parts: Vec<(Node, Span)> = converted.into_iter().collect::<Option<_>>()?;
        let span = parts.iter().map(|(_, span)| *span).reduce(|all, next| all.union(&next))?;
        let nodes = parts.into_iter().map(|(node, _)| node).collect();
        let node = if *operator == BinaryOperator::And { Node::And(nodes) } else { Node::Or(nodes) };
        Some(Typed::new(node, Type::Boolean, span))
    }

    /// `+` and `-`, which dates have too.
    fn sum(&mut self, left: &Expr, right: &Expr, operator: Arithmetic) -> Option<Typed> {
        if let Expr::Interval(interval) = without_parentheses(right) {
            let (date, interval) = (self.convert(left), self.interval(interval));
            let (date, (amount, unit)) = (date?, interval?);
            let span = date.span.union(&right.span());
            let date = Box::new(self.expect(date, Type::Date, "INTERVAL")?);
            let amount = if operator == Arithmetic::Subtract { -amount } else { amount };
            return Some(Typed::new(Node::ShiftDate { date, amount, unit }, Type::Date, span));
        }
        let (left, right) = self.both(left, right)?;
        let span = left.span.union(&right.span);
        let days = |typed: &Typed| typed.kind.is_none_or(|kind| kind == Type::Integer);
        let (left_kind, right_kind, result) = match (left.kind, right.kind) {
            (Some(Type::Date), _) if days(&right) => (Type::Date, Type::Integer, Type::Date),
            (_, Some(Type::Date)) if days(&left) && operator == Arithmetic::Add => {
                (Type::Integer, Type::Date, Type::Date)
            }
            (None | Some(Type::Date), Some(Type::Date)) if operator == Arithmetic::Subtract => {
                (Type::Date, Type::Date, Type::Integer)
            }
            (Some(Type::Date), _) | (_, Some(Type::Date)) => {
                self.date_fault(&left, &right, span, operator);
                return None;
            }
            _ => return self.numbers(left, right, operator),
        };
        let (left, right) = (Box::new(settle(left, left_kind)), Box::new(settle(right, right_kind)));
        Some(Typed::new(Node::Arithmetic(operator, left, right), result, span))
    }

    fn date_fault(&mut self, left: &Typed, right: &Typed, span: Span, operator: Arithmetic) {
        let (one, other) = (left.kind.map_or("NULL", a), right.kind.map_or("NULL", a));
        let message = format!("`{}` can't stand between {one} and {other}.", operator.symbol());
        let help = match (left.kind, right.kind) {
            (Some(Type::Date), Some(Type::Date)) => "Days between dates are `later - earlier`.",
            (_, Some(Type::Date)) if operator == Arithmetic::Subtract => "The date comes first: `date - days`.",
            (Some(Type::Decimal), _) | (_, Some(Type::Decimal)) => "Days are whole: use ROUND, FLOOR or CEIL.",
            _ => "A date takes whole days (`date + 30`) or an interval (`date + INTERVAL '3' MONTH`).",
        };
        self.fault(span, message, "doesn't go together", help);
    }

    fn product(&mut self, left: &Expr, right: &Expr, operator: Arithmetic) -> Option<Typed> {
        let (left, right) = self.both(left, right)?;
        self.numbers(left, right, operator)
    }

    fn numbers(&mut self, left: Typed, right: Typed, operator: Arithmetic) -> Option<Typed> {
        let span = left.span.union(&right.span);
        let who = format!("`{}`", operator.symbol());
        if operator == Arithmetic::Remainder {
            let (left, right) = (self.expect(left, Type::Integer, &who), self.expect(right, Type::Integer, &who));
            let node = Node::Arithmetic(operator, Box::new(left?), Box::new(right?));
            return Some(Typed::new(node, Type::Integer, span));
        }
        let (left, right) = (self.expect_number(left, &who), self.expect_number(right, &who));
        let (left, right) = (left?, right?);
        let kind = common(left.kind, right.kind).ok().flatten()?;
        let result = if operator == Arithmetic::Divide { Type::Decimal } else { kind };
        let (left, right) = (Box::new(settle(left, kind)), Box::new(settle(right, kind)));
        Some(Typed::new(Node::Arithmetic(operator, left, right), result, span))
    }

    fn join(&mut self, left: &Expr, right: &Expr) -> Option<Typed> {
        let (left, right) = self.both(left, right)?;
        let span = left.span.union(&right.span);
        let (left, right) = (self.expect(left, Type::Text, "`||`"), self.expect(right, Type::Text, "`||`"));
        Some(Typed::new(Node::Join(Box::new(left?), Box::new(right?)), Type::Text, span))
    }

    pub(super) fn is_null(&mut self, inner: &Expr, negated: bool) -> Option<Typed> {
        let typed = self.convert(inner)?;
        let span = typed.span;
        let kind = typed.kind.unwrap_or(Type::Text);
        Some(condition(Node::Is(Test::Null, Box::new(settle(typed, kind))), negated, span))
    }

    pub(super) fn is_truth(&mut self, inner: &Expr, test: Test, negated: bool) -> Option<Typed> {
        let typed = self.convert(inner)?;
        let span = typed.span;
        let who = match test {
            Test::Null => "IS UNKNOWN",
            Test::True => "IS TRUE",
            Test::False => "IS FALSE",
        };
        let node = self.expect(typed, Type::Boolean, who)?;
        Some(condition(Node::Is(test, Box::new(node)), negated, span))
    }

    pub(super) fn distinct(&mut self, left: &Expr, right: &Expr, negated: bool) -> Option<Typed> {
        let (left, right) = self.both(left, right)?;
        let span = left.span.union(&right.span);
        let (left, right) = self.comparable(left, right, false, "IS DISTINCT FROM")?;
        Some(condition(Node::Distinct(Box::new(left), Box::new(right)), negated, span))
    }

    pub(super) fn between(&mut self, value: &Expr, low: &Expr, high: &Expr, negated: bool) -> Option<Typed> {
        let (value, low, high) = (self.convert(value), self.convert(low), self.convert(high));
        let values = vec![value?, low?, high?];
        let span = values.iter().map(|typed| typed.span).reduce(|all, next| all.union(&next))?;
        let (kind, nodes) = self.alike(values, "BETWEEN")?;
        self.expect_order(kind, span, "BETWEEN")?;
        let [value, low, high] = <[Node; 3]>::try_from(nodes).ok()?.map(Box::new);
        Some(condition(Node::Between { value, low, high }, negated, span))
    }

    pub(super) fn in_list(&mut self, value: &Expr, list: &[Expr], negated: bool) -> Option<Typed> {
        let value = self.convert(value);
        let list: Vec<Option<Typed>> = list.iter().map(|element| self.convert(element)).collect();
        let mut values = vec![value?];
        values.extend(list.into_iter().collect::<Option<Vec<_>>>()?);
        let span = values.iter().map(|typed| typed.span).reduce(|all, next| all.union(&next))?;
        let (_, mut nodes) = self.alike(values, "IN")?;
        let list = nodes.split_off(1);
        Some(condition(Node::In(Box::new(nodes.pop()?), list), negated, span))
    }

    pub(super) fn like(
        &mut self,
        value: &Expr,
        pattern: &Expr,
        escape: Option<&ValueWithSpan>,
        negated: bool,
    ) -> Option<Typed> {
        let value = self.convert(value);
        let pattern = self.pattern(without_parentheses(pattern), escape);
        let (value, (pattern, pattern_span)) = (value?, pattern?);
        let span = value.span.union(&pattern_span);
        let value = Box::new(self.expect(value, Type::Text, "LIKE")?);
        Some(condition(Node::Like(value, pattern), negated, span))
    }

    fn pattern(&mut self, pattern: &Expr, escape: Option<&ValueWithSpan>) -> Option<(Pattern, Span)> {
        let span = pattern.span();
        let Expr::Value(ValueWithSpan { value: Constant::SingleQuotedString(text), .. }) = pattern else {
            self.fault(
                span,
                "The pattern of LIKE must be a constant text.",
                "not constant",
                "Write the pattern in single quotes; `%` stands for any text, `_` for one character.",
            );
            return None;
        };
        let escape = match escape.map(|escape| &escape.value) {
            None => None,
            Some(Constant::SingleQuotedString(written)) if written.chars().count() == 1 => written.chars().next(),
            Some(_) => {
                let span = escape.map_or(span, |escape| escape.span);
                self.fault(span, "ESCAPE takes one character.", "not one character", "Write `ESCAPE '!'`.");
                return None;
            }
        };
        if let Some(pattern) = Pattern::new(text, escape) {
            return Some((pattern, span));
        }
        self.fault(
            span,
            "The pattern's escape character stands before something that needs no escape.",
            "stray escape character",
            "Escape only `%`, `_` and the escape character itself.",
        );
        None
    }

    fn foreign_operator(&mut self, span: Span, symbol: &str) -> Option<Typed> {
        self.fault(
            span,
            format!("`{symbol}` is not part of the expression language."),
            "not known here",
            "See the reference of operators and functions.",
        );
        None
    }
}

fn condition(node: Node, negated: bool, span: Span) -> Typed {
    let node = if negated { Node::Not(Box::new(node)) } else { node };
    Typed::new(node, Type::Boolean, span)
}
