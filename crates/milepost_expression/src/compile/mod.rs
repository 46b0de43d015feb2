//! From the syntax tree to a typed tree. Every fault that doesn't follow from another one is kept, and
//! compiling goes on behind it.

mod calls;
mod constants;
mod names;
mod operators;
mod types;

pub(crate) use constants::parse_date;
use sqlparser::ast::{Expr, Spanned};
use sqlparser::tokenizer::Span;

use crate::source::{LONGEST_TEXT, Source};
use crate::{Expression, Fault, Node, Scope, Type};

/// How deep the typed tree may be. Chains of AND and OR count once.
const DEEPEST: usize = 100;

/// Canonical text is less than this many times as long as the text it came from: at worst `n<x` becomes
/// `CAST(n AS DECIMAL) < x`, and a name gets quotes.
const MOST_GROWTH: usize = 32;

/// Faults beyond these are dropped: nobody mends more at a time.
const MOST_FAULTS: usize = 50;

/// The parsed tree of a chain of operators is as deep as the chain is long, and the library copies and
/// drops trees by recursion. This is enough for the longest chain that [`Source`] lets through, and
/// more than a caller's thread can be trusted to have left.
const STACK: usize = 32 * 1024 * 1024;

/// See [`crate::compile`].
pub(crate) fn compile(text: &str, scope: &Scope) -> Result<Expression, Vec<Fault>> {
    stacker::grow(STACK, || compile_here(text, scope))
}

fn compile_here(text: &str, scope: &Scope) -> Result<Expression, Vec<Fault>> {
    let source = Source::new(text);
    let tree = source.parse()?;
    let mut compiler = Compiler { source: &source, scope, faults: Vec::new(), depth: 0 };
    let compiled = compiler.convert(&tree);
    let compiled = compiled.and_then(|typed| match typed.kind {
        // What the author left out counts too: what compiles must compile again from its canonical text.
        Some(_) if typed.node.depth() > DEEPEST => {
            compiler.faults.push(source.too_deep());
            None
        }
        Some(kind) => Some(Expression::new(kind, typed.node, text)),
        None => {
            compiler.fault(
                typed.span,
                "The type of NULL can't be told here.",
                "of which type?",
                "Write `CAST(NULL AS TEXT)`, or the type that is meant.",
            );
            None
        }
    });
    let mut faults = compiler.faults;
    if let Some(expression) = &compiled
        && text.len() > LONGEST_TEXT / MOST_GROWTH
        && expression.to_string().len() > LONGEST_TEXT
    {
        faults.push(source.too_long());
    }
    match compiled {
        Some(expression) if faults.is_empty() => Ok(expression),
        _ => {
            faults.sort_by_key(|fault| fault.range.start);
            Err(faults)
        }
    }
}

/// A node with its type; the literal NULL has none until its neighbours tell.
struct Typed {
    node: Node,
    kind: Option<Type>,
    span: Span,
}

impl Typed {
    fn new(node: Node, kind: Type, span: Span) -> Self {
        Typed { node, kind: Some(kind), span }
    }
}

struct Compiler<'a> {
    source: &'a Source<'a>,
    scope: &'a Scope,
    faults: Vec<Fault>,
    depth: usize,
}

impl Compiler<'_> {
    /// Compiles one operand. `None` when it has a fault, which is then recorded.
    fn convert(&mut self, tree: &Expr) -> Option<Typed> {
        let tree = without_parentheses(tree);
        if self.depth >= DEEPEST {
            let fault = self.source.too_deep();
            if !self.faults.contains(&fault) {
                self.faults.push(fault);
            }
            return None;
        }
        self.depth += 1;
        let converted = self.convert_inner(tree);
        self.depth -= 1;
        converted
    }

    fn convert_inner(&mut self, tree: &Expr) -> Option<Typed> {
        match tree {
            Expr::Value(value) => self.constant(value),
            Expr::TypedString(text) => self.typed_text(text),
            Expr::Identifier(word) => self.name(std::slice::from_ref(word)),
            Expr::CompoundIdentifier(words) => self.name(words),
            Expr::UnaryOp { op, expr } => self.unary(*op, expr),
            Expr::BinaryOp { left, op, right } => self.binary(tree, left, op, right),
            Expr::IsNull(inner) => self.is_null(inner, false),
            Expr::IsNotNull(inner) => self.is_null(inner, true),
            Expr::IsTrue(inner) => self.is_truth(inner, crate::Test::True, false),
            Expr::IsNotTrue(inner) => self.is_truth(inner, crate::Test::True, true),
            Expr::IsFalse(inner) => self.is_truth(inner, crate::Test::False, false),
            Expr::IsNotFalse(inner) => self.is_truth(inner, crate::Test::False, true),
            Expr::IsUnknown(inner) => self.is_truth(inner, crate::Test::Null, false),
            Expr::IsNotUnknown(inner) => self.is_truth(inner, crate::Test::Null, true),
            Expr::IsDistinctFrom(left, right) => self.distinct(left, right, false),
            Expr::IsNotDistinctFrom(left, right) => self.distinct(left, right, true),
            Expr::Between { expr, negated, low, high } => self.between(expr, low, high, *negated),
            Expr::InList { expr, list, negated } => self.in_list(expr, list, *negated),
            Expr::Like { negated, any: false, expr, pattern, escape_char } => {
                self.like(expr, pattern, escape_char.as_ref(), *negated)
            }
            Expr::Case { case_token, end_token, operand, conditions, else_result } => {
                let span = case_token.0.span.union(&end_token.0.span);
                self.case(span, operand.as_deref(), conditions, else_result.as_deref())
            }
            Expr::Cast { expr, data_type, .. } => self.cast(expr, data_type),
            Expr::Function(function) => self.function(function),
            Expr::Interval(_) => {
                self.fault(
                    tree.span(),
                    "An INTERVAL can only be added to a date or taken from one.",
                    "not next to a date",
                    "Write `date_column + INTERVAL '3' MONTH`.",
                );
                None
            }
            _ => {
                self.fault(
                    tree.span(),
                    "This is not part of the expression language.",
                    "not known here",
                    "Use names, constants, comparisons, AND, OR, NOT, arithmetic, CASE and the documented functions.",
                );
                None
            }
        }
    }

    fn fault(&mut self, span: Span, message: impl Into<String>, label: &str, help: impl Into<String>) {
        if !self.has_enough_faults() {
            let range = self.source.range(span);
            self.faults.push(Fault { range, message: message.into(), label: label.into(), help: help.into() });
        }
    }

    /// True when a further fault would be dropped, and needn't be worded.
    fn has_enough_faults(&self) -> bool {
        self.faults.len() >= MOST_FAULTS
    }

    fn text_of(&self, span: Span) -> String {
        crate::source::shorten(self.source.slice(self.source.range(span)))
    }
}

fn without_parentheses(mut tree: &Expr) -> &Expr {
    while let Expr::Nested(inner) = tree {
        tree = inner;
    }
    tree
}
