use std::sync::Arc;

use crate::pattern::Pattern;
use crate::{Slot, Type, Value};

/// The tree of a compiled expression: a closed list, every node typed.
///
/// The compiler has resolved names, inserted the conversions of whole numbers to decimals that the
/// author left out, and given every absent literal a type. So operands of a comparison, the values of
/// a list, and the branches of a `CASE` always have one type.
///
/// # What an evaluator must do
/// Whoever evaluates a tree, row by row or column by column, returns the same values and fails on the
/// same rows:
/// - Operators and functions are **strict** unless named below: all operands are evaluated from left
///   to right, the first error wins, and then an absent operand makes the result absent.
/// - [`Node::And`] and [`Node::Or`] evaluate from left to right and stop at the first operand that
///   decides (false, true). An operand behind it isn't evaluated, so its error doesn't occur; an
///   error in an operand that is reached wins, even if a later operand would have decided.
/// - [`Node::Between`] is the `AND` of its two comparisons: the upper bound isn't evaluated when the
///   lower one already fails. [`Node::In`] stops at the first equal element.
/// - [`Node::Case`] evaluates conditions in order up to the first true one, and only that branch.
///   With an operand, the operand is evaluated once, before them.
/// - [`Function::Coalesce`] stops at the first present argument. [`Function::Least`],
///   [`Function::Greatest`] and [`Function::Concat`] evaluate all arguments and skip absent ones.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A constant; never [`Value::Null`].
    Literal(Value),
    /// The absent value of a type.
    Absent(Type),
    /// A named value of the row.
    Slot {
        /// Where it is.
        slot: Slot,
        /// How the author calls it.
        name: Arc<str>,
        /// What it holds.
        kind: Type,
    },
    /// The number with its sign turned.
    Negate(Box<Node>),
    /// Two numbers, or a date with days, or two dates.
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    /// A date moved by calendar units; a day that the target month lacks becomes its last one.
    ShiftDate {
        /// The date.
        date: Box<Node>,
        /// How many units, either way.
        amount: i32,
        /// Which units.
        unit: DateUnit,
    },
    /// Two texts, one after the other (`||`).
    Join(Box<Node>, Box<Node>),
    /// Two values of one type.
    Compare(Comparison, Box<Node>, Box<Node>),
    /// `IS DISTINCT FROM`: never absent; two absent values aren't distinct.
    Distinct(Box<Node>, Box<Node>),
    /// `IS NULL`, `IS TRUE`, `IS FALSE`: never absent.
    Is(Test, Box<Node>),
    /// Kleene's conjunction of two or more.
    And(Vec<Node>),
    /// Kleene's disjunction of two or more.
    Or(Vec<Node>),
    /// Kleene's negation.
    Not(Box<Node>),
    /// Within two bounds, both included.
    Between {
        /// What is looked at.
        value: Box<Node>,
        /// The lower bound.
        low: Box<Node>,
        /// The upper bound.
        high: Box<Node>,
    },
    /// Equal to one of a list.
    In(Box<Node>, Vec<Node>),
    /// The text fits the pattern.
    Like(Box<Node>, Pattern),
    /// The first branch whose condition is true, or whose value equals the operand.
    Case {
        /// What the branches are compared with, if anything.
        operand: Option<Box<Node>>,
        /// Conditions (or values) and results.
        branches: Vec<(Node, Node)>,
        /// The result when no branch applies; absent when left out.
        otherwise: Option<Box<Node>>,
    },
    /// The value in another type: an integer as decimal or text, a boolean as integer or text, a date as text.
    Cast(Type, Box<Node>),
    /// `ROUND`: to a number of decimal places, halves away from zero. Without places the result is an
    /// integer, with places a decimal.
    Round(Box<Node>, Option<i8>),
    /// A function of its arguments.
    Call(Function, Vec<Node>),
}

/// The arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// Numbers; a date and a number of days, either first.
    Add,
    /// Numbers; a date less days; the days from the second date to the first.
    Subtract,
    /// Numbers.
    Multiply,
    /// Numbers; always an exact decimal; absent when the divisor is zero.
    Divide,
    /// Integers; the sign of the dividend; absent when the divisor is zero.
    Remainder,
}

impl Arithmetic {
    /// How it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
            Arithmetic::Remainder => "%",
        }
    }
}

/// The comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// How it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::NotEqual => "<>",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }

    /// True for the ones that need an order, and not just equality.
    pub fn needs_order(self) -> bool {
        !matches!(self, Comparison::Equal | Comparison::NotEqual)
    }
}

/// What `IS` asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// Absent (`IS NULL`; `IS UNKNOWN` of a boolean).
    Null,
    /// True, and not absent.
    True,
    /// False, and not absent.
    False,
}

impl Test {
    /// How it is written after `IS`.
    pub fn word(self) -> &'static str {
        match self {
            Test::Null => "NULL",
            Test::True => "TRUE",
            Test::False => "FALSE",
        }
    }
}

/// The units of an `INTERVAL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateUnit {
    /// Calendar days.
    Day,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

impl DateUnit {
    /// How it is written.
    pub fn word(self) -> &'static str {
        match self {
            DateUnit::Day => "DAY",
            DateUnit::Month => "MONTH",
            DateUnit::Year => "YEAR",
        }
    }
}

/// The functions. What each takes and gives is described in [`crate::reference`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // The reference describes each, and names are those of the language.
pub enum Function {
    Coalesce,
    NullIf,
    Least,
    Greatest,
    Abs,
    Floor,
    Ceil,
    Length,
    Lower,
    Upper,
    Trim,
    Concat,
    YearsBetween,
    MonthsBetween,
    DaysBetween,
    Year,
    Month,
    Day,
    Has,
    CountCodes,
}

impl Function {
    /// All functions.
    pub const ALL: [Function; 20] = [
        Function::Coalesce,
        Function::NullIf,
        Function::Least,
        Function::Greatest,
        Function::Abs,
        Function::Floor,
        Function::Ceil,
        Function::Length,
        Function::Lower,
        Function::Upper,
        Function::Trim,
        Function::Concat,
        Function::YearsBetween,
        Function::MonthsBetween,
        Function::DaysBetween,
        Function::Year,
        Function::Month,
        Function::Day,
        Function::Has,
        Function::CountCodes,
    ];

    /// How canonical text writes it: SQL's own functions in capitals.
    pub fn name(self) -> &'static str {
        match self {
            Function::Coalesce => "COALESCE",
            Function::NullIf => "NULLIF",
            Function::Least => "LEAST",
            Function::Greatest => "GREATEST",
            Function::Abs => "ABS",
            Function::Floor => "FLOOR",
            Function::Ceil => "CEIL",
            Function::Length => "LENGTH",
            Function::Lower => "LOWER",
            Function::Upper => "UPPER",
            Function::Trim => "TRIM",
            Function::Concat => "CONCAT",
            Function::YearsBetween => "years_between",
            Function::MonthsBetween => "months_between",
            Function::DaysBetween => "days_between",
            Function::Year => "year",
            Function::Month => "month",
            Function::Day => "day",
            Function::Has => "has",
            Function::CountCodes => "count_codes",
        }
    }

    /// The function of a name, in capitals or not.
    pub fn find(name: &str) -> Option<Function> {
        Self::ALL.into_iter().find(|function| function.name().eq_ignore_ascii_case(name))
    }
}
