use sqlparser::ast::{
    CaseWhen, DataType, Expr, Function as Call, FunctionArg, FunctionArgExpr, FunctionArguments, Spanned,
    UnaryOperator, Value as Constant, ValueWithSpan,
};
use sqlparser::tokenizer::Span;

use super::types::{a, settle};
use super::{Compiler, Typed, names, without_parentheses};
use crate::canonical::type_name;
use crate::{Function, Node, Type, reference};

/// ROUND takes places within these bounds, either way.
const MOST_PLACES: i8 = 18;

impl Compiler<'_> {
    pub(super) fn function(&mut self, call: &Call) -> Option<Typed> {
        let name = call.name.to_string();
        let name_span = call.name.span();
        let arguments: Vec<&Expr> = match &call.args {
            FunctionArguments::List(list) => list
                .args
                .iter()
                .filter_map(|argument| match argument {
                    FunctionArg::Unnamed(FunctionArgExpr::Expr(argument)) => Some(argument),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        if name.eq_ignore_ascii_case("round") {
            return self.round(name_span, &arguments);
        }
        let function = Function::find(&name).or_else(|| match name.to_ascii_lowercase().as_str() {
            "ceiling" => Some(Function::Ceil),
            _ => None,
        });
        let converted: Vec<Option<Typed>> = arguments.into_iter().map(|argument| self.convert(argument)).collect();
        let Some(function) = function else {
            self.unknown_function(&name, name_span);
            return None;
        };
        let arguments: Vec<Typed> = converted.into_iter().collect::<Option<_>>()?;
        let span = arguments.iter().fold(name_span, |all, next| all.union(&next.span));
        self.call(function, arguments, span)
    }

    fn unknown_function(&mut self, name: &str, span: Span) {
        let functions = reference::entries().iter().filter(|entry| entry.is_function);
        let help = match (name.to_ascii_lowercase().as_str(), names::closest(name, functions.map(|entry| entry.name))) {
            ("substring" | "substr" | "left" | "right", _) => "Test parts of a text with LIKE.".to_owned(),
            ("extract" | "date_part", _) => "Write `year(d)`, `month(d)` or `day(d)`.".to_owned(),
            ("now" | "today" | "current_date", _) => {
                "Expressions don't know today; use a column or `period.end`.".to_owned()
            }
            ("sum" | "count" | "avg" | "min" | "max", _) => {
                "An expression sees one row: aggregate with a measure or a lookup; within the row use `+`, LEAST, GREATEST."
                    .to_owned()
            }
            ("if" | "iif" | "ifnull" | "nvl" | "isnull", _) => "Write CASE or COALESCE.".to_owned(),
            (_, Some(similar)) => format!("Did you mean `{similar}`?"),
            _ => "See the reference of operators and functions.".to_owned(),
        };
        let shown = crate::source::shorten(name);
        self.fault(span, format!("There is no function `{shown}`."), "unknown function", help);
    }

    fn call(&mut self, function: Function, arguments: Vec<Typed>, span: Span) -> Option<Typed> {
        let least = match function {
            Function::Coalesce | Function::Least | Function::Greatest | Function::Concat => 1,
            Function::NullIf | Function::Has => 2,
            Function::YearsBetween | Function::MonthsBetween | Function::DaysBetween => 2,
            _ => 1,
        };
        let any_number =
            matches!(function, Function::Coalesce | Function::Least | Function::Greatest | Function::Concat);
        if arguments.len() < least || (arguments.len() > least && !any_number) {
            let form = reference::find(function.name()).map_or("", |entry| entry.form);
            let message = format!("`{}` doesn't take {}.", function.name(), counted(arguments.len()));
            self.fault(span, message, "wrong number of arguments", format!("Write `{form}`."));
            return None;
        }
        let who = format!("`{}`", function.name());
        let (kind, nodes) = match function {
            Function::Coalesce | Function::NullIf => self.alike(arguments, &who)?,
            Function::Least | Function::Greatest => {
                let (kind, nodes) = self.alike(arguments, &who)?;
                self.expect_order(kind, span, function.name())?;
                (kind, nodes)
            }
            Function::Abs => {
                let argument = self.expect_number(arguments.into_iter().next()?, &who)?;
                (argument.kind?, vec![argument.node])
            }
            Function::Floor | Function::Ceil => {
                let argument = self.expect_number(arguments.into_iter().next()?, &who)?;
                (Type::Integer, vec![argument.node])
            }
            _ => {
                let (wanted, result) = signature(function);
                let nodes: Vec<Option<Node>> = arguments
                    .into_iter()
                    .enumerate()
                    .map(|(index, argument)| {
                        let wanted = *wanted.get(index).or(wanted.last())?;
                        self.expect(argument, wanted, &who)
                    })
                    .collect();
                (result, nodes.into_iter().collect::<Option<Vec<_>>>()?)
            }
        };
        Some(Typed::new(Node::Call(function, nodes), kind, span))
    }

    fn round(&mut self, name: Span, arguments: &[&Expr]) -> Option<Typed> {
        let (value, places) = match arguments {
            [value] => (self.convert(value), Some(None)),
            [value, places] => (self.convert(value), self.places(places).map(Some)),
            _ => {
                let message = format!("`ROUND` doesn't take {}.", counted(arguments.len()));
                self.fault(name, message, "wrong number of arguments", "Write `ROUND(x, 2)` or `ROUND(x)`.");
                return None;
            }
        };
        let (value, places) = (value?, places?);
        let value = self.expect_number(value, "`ROUND`")?;
        let kind = if places.is_some() { Type::Decimal } else { Type::Integer };
        let span = name.union(&value.span);
        // With places the value is a decimal either way, and canonical text says so.
        let node = if places.is_some() { settle(value, Type::Decimal) } else { value.node };
        Some(Typed::new(Node::Round(Box::new(node), places), kind, span))
    }

    fn places(&mut self, places: &Expr) -> Option<i8> {
        let (sign, inner) = match without_parentheses(places) {
            Expr::UnaryOp { op: UnaryOperator::Minus, expr } => (-1, &**expr),
            inner => (1, inner),
        };
        if let Expr::Value(ValueWithSpan { value: Constant::Number(digits, false), .. }) = inner
            && let Ok(count) = digits.parse::<i8>()
            && count <= MOST_PLACES
        {
            return Some(sign * count);
        }
        self.fault(
            places.span(),
            format!("The places of ROUND must be a constant from -{MOST_PLACES} to {MOST_PLACES}."),
            "not a constant",
            "Write `ROUND(x, 2)`.",
        );
        None
    }

    pub(super) fn cast(&mut self, inner: &Expr, target: &DataType) -> Option<Typed> {
        let typed = self.convert(inner);
        let name = target.to_string();
        let kind = match name.to_ascii_uppercase().as_str() {
            "INTEGER" | "INT" | "BIGINT" => Type::Integer,
            "DECIMAL" | "NUMERIC" => Type::Decimal,
            "TEXT" | "VARCHAR" => Type::Text,
            "DATE" => Type::Date,
            "BOOLEAN" => Type::Boolean,
            "CODES" => Type::Codes,
            _ => {
                let span = target_span(target).unwrap_or_else(|| inner.span());
                self.fault(
                    span,
                    format!("There is no type `{}`.", crate::source::shorten(&name)),
                    "unknown type",
                    "The types are INTEGER, DECIMAL, TEXT, DATE, BOOLEAN and CODES.",
                );
                return None;
            }
        };
        let typed = typed?;
        let span = typed.span;
        let node = match (typed.kind, kind) {
            (None, _) => Node::Absent(kind),
            (Some(from), _) if from == kind => typed.node,
            (Some(Type::Integer), Type::Decimal) => settle(typed, Type::Decimal),
            (Some(Type::Integer | Type::Boolean | Type::Date), Type::Text) | (Some(Type::Boolean), Type::Integer) => {
                Node::Cast(kind, Box::new(typed.node))
            }
            (Some(from), _) => {
                let help = match (from, kind) {
                    (Type::Decimal, Type::Integer) => {
                        "Write ROUND(x), FLOOR(x) or CEIL(x), which say what becomes of the fraction."
                    }
                    (Type::Text, _) => "Declare the column with that type, so that values that don't fit are reported.",
                    (_, Type::Boolean) => "Compare instead: `x <> 0`.",
                    _ => {
                        "CAST exists from integer to decimal and text, from boolean to integer and text, from date to text."
                    }
                };
                let message = format!("{} can't be cast to {}: it could fail.", a(from), type_name(kind));
                self.fault(span, message, a(from), help);
                return None;
            }
        };
        Some(Typed::new(node, kind, span))
    }

    pub(super) fn case(
        &mut self,
        span: Span,
        operand: Option<&Expr>,
        branches: &[CaseWhen],
        otherwise: Option<&Expr>,
    ) -> Option<Typed> {
        let has_operand = operand.is_some();
        let operand = operand.map(|operand| self.convert(operand));
        let mut conditions = Vec::new();
        let mut results = Vec::new();
        for branch in branches {
            let condition = self.convert(&branch.condition);
            conditions.push(if has_operand {
                condition
            } else {
                condition.and_then(|typed| {
                    let span = typed.span;
                    let node = self.expect(typed, Type::Boolean, "WHEN")?;
                    Some(Typed::new(node, Type::Boolean, span))
                })
            });
            results.push(self.convert(&branch.result));
        }
        let has_otherwise = otherwise.is_some();
        results.extend(otherwise.map(|otherwise| self.convert(otherwise)));
        let results: Option<Vec<Typed>> = results.into_iter().collect();
        let results = results.and_then(|results| self.alike(results, "CASE"));
        let mut compared: Vec<Option<Typed>> = operand.into_iter().collect();
        compared.extend(conditions);
        let compared: Vec<Typed> = compared.into_iter().collect::<Option<_>>()?;
        let (_, mut conditions) = self.alike(compared, "CASE")?;
        let (kind, mut results) = results?;
        let operand = has_operand.then(|| Box::new(conditions.remove(0)));
        let otherwise = if has_otherwise { results.pop().map(Box::new) } else { None };
        let branches = conditions.into_iter().zip(results).collect();
        Some(Typed::new(Node::Case { operand, branches, otherwise }, kind, span))
    }
}

/// What the arguments and the result of a function are, for those that have just one signature. The
/// last type holds for all further arguments.
fn signature(function: Function) -> (&'static [Type], Type) {
    match function {
        Function::Length => (&[Type::Text], Type::Integer),
        Function::YearsBetween | Function::MonthsBetween | Function::DaysBetween => (&[Type::Date], Type::Integer),
        Function::Year | Function::Month | Function::Day => (&[Type::Date], Type::Integer),
        Function::Has => (&[Type::Codes, Type::Text], Type::Boolean),
        Function::CountCodes => (&[Type::Codes], Type::Integer),
        _ => (&[Type::Text], Type::Text),
    }
}

fn target_span(target: &DataType) -> Option<Span> {
    match target {
        DataType::Custom(name, _) => Some(name.span()),
        _ => None,
    }
}

fn counted(arguments: usize) -> String {
    format!("{arguments} argument{}", if arguments == 1 { "" } else { "s" })
}
