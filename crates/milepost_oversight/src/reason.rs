use std::fmt;

use milepost_measure::{big, brief_text, decimal_text, parts_text};
use milepost_pack::{Bound, Unit};
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::judge::bound_words;
use crate::{Comparison, Needed, Position};

/// One step of the argument that leads to a determination; its `Display` is a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The value was held against the bound.
    Held {
        /// The value.
        value: BigRational,
        /// Above the line, if counts are known.
        numerator: Option<BigRational>,
        /// Below.
        denominator: Option<BigRational>,
        /// Unit of value and bound.
        unit: Unit,
        /// What was asked for.
        bound: Bound,
        /// Whether it was reached.
        met: bool,
    },
    /// Not every agency below has submitted.
    Incomplete {
        /// How many have.
        submitted: u32,
        /// How many are expected to.
        expected: u32,
    },
    /// Nothing counts: 0 of 0.
    NoCases,
    /// Nothing was submitted.
    NotSubmitted,
    /// Whoever reported said that the question doesn't arise.
    NotApplicable,
    /// The standard says that no number was set.
    NotSet,
    /// The bound is another measure's value, and that is not known.
    BoundNotKnown {
        /// Ids of the measures.
        of: Vec<String>,
    },
    /// Where the value lies beside a range that was expected.
    Position(Position),
    /// Another agency answers for this one.
    AnsweredFor {
        /// Its title.
        by: String,
    },
    /// No source confirms the standard.
    Unverified,
    /// What follows.
    Follows {
        /// The outcome's name for people.
        title: String,
    },
    /// The table that decides what follows has no row for this.
    Undecided {
        /// Which case is missing.
        why: String,
    },
    /// How many cases are needed.
    Needed {
        /// How many.
        needed: Needed,
        /// What is counted.
        unit_of_count: String,
    },
    /// No numerator within the denominator would do.
    OutOfReach,
    /// The value before is not known.
    NoPrior,
    /// The period before is known to have no value.
    PriorWithoutValue {
        /// Its label.
        period: String,
    },
    /// The value and the one before.
    Compared(Comparison),
    /// The measure says that neither way is better.
    NoDirection,
    /// It got worse by more than the threshold.
    BeyondThreshold {
        /// In points.
        threshold: BigRational,
    },
    /// It got worse, but not by more than the threshold.
    WithinThreshold {
        /// In points.
        threshold: BigRational,
    },
    /// It got worse, but the standard is not missed.
    WorseButNotMissed,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held { value, numerator, denominator, unit, bound, met } => {
                if let (Some(numerator), Some(denominator)) = (numerator, denominator) {
                    write!(f, "{} of {} is ", parts_text(numerator), parts_text(denominator))?;
                } else {
                    f.write_str("The value is ")?;
                }
                let sign = if *unit == Unit::Percent { "%" } else { "" };
                let verdict = if *met { "meets" } else { "does not meet" };
                write!(
                    f,
                    "{}{sign}, which {verdict} the standard of {}{sign}.",
                    brief_text(value, &bounds(bound)),
                    bound_words(bound)
                )
            }
            Self::Incomplete { submitted, expected } => {
                write!(f, "Only {submitted} of the {expected} agencies below it have submitted.")
            }
            Self::NoCases => f.write_str("There are no cases, so there is nothing to judge."),
            Self::NotSubmitted => f.write_str("Nothing was submitted, so there is nothing to judge."),
            Self::NotApplicable => f.write_str("It was reported that this does not apply."),
            Self::NotSet => f.write_str("No number was set to judge by."),
            Self::BoundNotKnown { of } => {
                write!(f, "What it should reach is not known: {} has no value here.", of.join(" or "))
            }
            Self::Position(position) => write!(f, "It lies {} the expected range.", position.as_str()),
            Self::AnsweredFor { by } => write!(f, "{by} answers for it, and is judged in its place."),
            Self::Unverified => f.write_str("The standard is sample configuration: no source confirms it."),
            Self::Follows { title } => write!(f, "{title}."),
            Self::Undecided { why } => write!(f, "What follows is not decided: {why}."),
            Self::Needed { needed, unit_of_count } => {
                let how = if needed.fewer { "fewer" } else { "more" };
                let counted = if unit_of_count.is_empty() { "cases" } else { unit_of_count.as_str() };
                write!(f, "Counting {} {how} of the {counted} above the line would meet it.", needed.cases)
            }
            Self::OutOfReach => f.write_str("No numerator within this denominator would meet it."),
            Self::NoPrior => f.write_str("No value of the period before is known."),
            Self::PriorWithoutValue { period } => write!(f, "{period} has no value to compare with."),
            Self::Compared(comparison) => compared(comparison, f),
            Self::NoDirection => f.write_str("Neither way is better for this measure."),
            Self::BeyondThreshold { threshold } => {
                write!(f, "It got worse by more than {}, and the standard is missed.", decimal_text(threshold))
            }
            Self::WithinThreshold { threshold } => {
                write!(f, "It got worse by no more than {}, which is not called slippage.", decimal_text(threshold))
            }
            Self::WorseButNotMissed => {
                f.write_str("It got worse, but the standard is not missed, so this is not called slippage.")
            }
        }
    }
}

/// The numbers of a bound, beside which a value must not look like one of them.
fn bounds(bound: &Bound) -> Vec<BigRational> {
    match bound {
        Bound::AtLeast(one) | Bound::AtMost(one) => vec![big(one)],
        Bound::Between(least, most) => vec![big(least), big(most)],
        Bound::OfResults { .. } | Bound::None => Vec::new(),
    }
}

fn compared(comparison: &Comparison, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Comparison { prior_period, prior, points, prior_printed_places } = comparison;
    if points.is_zero() {
        write!(f, "That is the same as in {prior_period}")?;
    } else {
        let way = if points.is_positive() { "above" } else { "below" };
        let apart = brief_text(&points.abs(), &[BigRational::zero()]);
        write!(f, "That is {apart} {way} the {} of {prior_period}", brief_text(prior, &[]))?;
    }
    match prior_printed_places {
        Some(1) => f.write_str(", a figure known to 1 place only."),
        Some(places) => write!(f, ", a figure known to {places} places only."),
        None => f.write_str("."),
    }
}
