use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use thiserror::Error;

use crate::{Node, Number, Scope, Slot, Type, Value, evaluate, linear};

/// An expression that was parsed and typed against a scope. Cheap to clone.
///
/// Two expressions are equal when they are compiled to the same tree over the same slots, however
/// they were spelled.
#[derive(Clone, Debug)]
pub struct Expression {
    kind: Type,
    root: Arc<Node>,
    text: Arc<str>,
}

/// What is wrong with the text of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Bytes of the expression's text.
    pub range: Range<usize>,
    /// What is wrong, one sentence.
    pub message: String,
    /// A few words under the marked text.
    pub label: String,
    /// How to mend it.
    pub help: String,
}

/// Why a row has no value: the only things that can go wrong once an expression is compiled.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum EvaluationError {
    /// A number left the range of its type.
    #[error("the number is too large")]
    TooLarge,
    /// A date left the years -9999 to 9999.
    #[error("the date is out of range")]
    DateOutOfRange,
    /// A text grew beyond [`crate::LONGEST_TEXT_VALUE`] bytes.
    #[error("the text is too long")]
    TextTooLong,
    /// No row of a decision table fits, or one that forbids the case.
    #[error("{0}")]
    Undecided(String),
    /// The row has too few values, or one of another type than the scope says: a mistake of the
    /// program that made the row, never of the data.
    #[error("the row is not laid out as the expression expects")]
    RowMismatch,
}

/// Parses and types a text. All faults that can be told apart are returned at once.
///
/// A text, as written and in its canonical form, has at most 64 KiB, 2,000 operators (names, constants and
/// commas don't count, so lists of codes may be long), and a tree at most 100 deep (chains of AND and OR
/// count once). What is beyond is a fault; time and stack stay bounded for any text. What compiles also
/// compiles from its canonical text, to the same tree.
///
/// A literal NULL takes the type of its neighbours. A function or `CASE` of nothing but NULLs is text, as
/// in PostgreSQL, and a lone NULL is a fault: `CAST(NULL AS DATE)` names the type.
///
/// # Errors
/// The faults, in the order in which they stand in the text; never an empty list.
pub fn compile(text: &str, scope: &Scope) -> Result<Expression, Vec<Fault>> {
    crate::compile::compile(text, scope)
}

impl Expression {
    pub(crate) fn new(kind: Type, root: Node, text: &str) -> Self {
        Expression { kind, root: Arc::new(root), text: text.into() }
    }

    /// The type of its values.
    pub fn kind(&self) -> Type {
        self.kind
    }

    /// Its tree, for those who evaluate it in another way, a column at a time.
    pub fn node(&self) -> &Node {
        &self.root
    }

    /// The text that it was compiled from, as the author wrote it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its value for a row laid out as the scope says.
    ///
    /// Which parts are evaluated, and so which errors can occur, is fixed: see [`Node`].
    ///
    /// # Errors
    /// A number, date or text out of range; a row that isn't laid out as the scope says.
    pub fn evaluate(&self, row: &[Value]) -> Result<Value, EvaluationError> {
        Ok(evaluate::value(&self.root, row)?.into_owned())
    }

    /// True when its value is true; absent and false are both "no".
    ///
    /// # Errors
    /// As [`Expression::evaluate`].
    pub fn is_true(&self, row: &[Value]) -> Result<bool, EvaluationError> {
        Ok(match self.kind {
            Type::Boolean => evaluate::truth(&self.root, row)? == Some(true),
            _ => false,
        })
    }

    /// The slots that it reads, in order, without repeats.
    pub fn reads(&self) -> Vec<Slot> {
        let mut slots = BTreeSet::new();
        self.root.visit(&mut |node| {
            if let Node::Slot { slot, .. } = node {
                slots.insert(*slot);
            }
        });
        slots.into_iter().collect()
    }

    /// Its coefficients when it is a sum of slots times constants, with nothing else: what the
    /// checker needs to prove that one share can't exceed another. In slot order; a slot that cancels
    /// out keeps its zero, for it is still read.
    pub fn linear(&self) -> Option<Vec<(Slot, Number)>> {
        linear::coefficients(&self.root)
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root
    }
}

impl fmt::Display for Expression {
    /// Canonical text: fully parenthesised SQL, the same for expressions that mean the same to the parser.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.write(f, true)
    }
}
