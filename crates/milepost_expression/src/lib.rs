//! A typed subset of SQL expressions.
//!
//! Analysts write conditions and derived columns of a pack in the expression syntax of SQL, with its
//! three-valued logic: a comparison with an absent value is neither true nor false. An expression is
//! compiled once against a [`Scope`] (names and types) and evaluated many times against a row of
//! [`Value`]s laid out as the scope says. Numbers are exact: decimals are ratios of integers.
//!
//! ```
//! use milepost_expression::{Scope, Type, Value, compile};
//!
//! let mut scope = Scope::new();
//! scope.add("age", Type::Integer);
//! scope.add("setting.youngest", Type::Integer);
//! let condition = compile("age >= setting.youngest AND age < 3", &scope).unwrap();
//! assert!(condition.is_true(&[Value::Integer(2), Value::Integer(1)]).unwrap());
//! assert_eq!(condition.evaluate(&[Value::Null, Value::Integer(1)]).unwrap(), Value::Null);
//!
//! let faults = compile("agee >= '3'", &scope).unwrap_err();
//! assert_eq!(faults[0].help, "Did you mean `age`?");
//! ```
//!
//! What the language has is listed, with examples, in the module [`mod@reference`]. What it means, to the errors that
//! a row can raise, is fixed at [`Node`], so that another evaluator can agree with this one.

mod canonical;
mod compile;
mod dates;
mod decision;
mod evaluate;
mod expression;
mod linear;
mod node;
mod number;
mod pattern;
pub mod reference;
mod scope;
mod source;
mod syntax;
mod value;

pub use decision::{DecisionTable, RowText, TableFault};
pub use evaluate::LONGEST_TEXT_VALUE;
pub use expression::{EvaluationError, Expression, Fault, compile};
pub use node::{Arithmetic, Comparison, DateUnit, Function, Node, Test};
pub use pattern::Pattern;
pub use scope::{Scope, Slot};
pub use value::{Number, Type, Value};
