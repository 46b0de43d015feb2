//! Proofs that a share lies between 0 and 1, from what is known about its parts.
//!
//! Every part that is known to be bounded is written as a sum of quantities that are never negative and
//! otherwise free: the denominator of a proportion is its additions, plus the other rows of its
//! numerator, plus the rest. A sum of parts is never negative if no such quantity has a negative
//! coefficient in it; the converse holds as well, because the quantities are free.

use std::collections::BTreeMap;
use std::fmt;

use milepost_expression::{Expression, Node, Number, Slot, Type, Value, compile};
use num_traits::{CheckedAdd, CheckedMul, Zero};

use crate::{Check, Dataset, DerivedForm, DerivedKind, Formula, Kind, Level, Measure, Pack};

/// What could be proven about a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// It lies between 0 and 1.
    Proven,
    /// The numerator may be below zero.
    MayBeNegative,
    /// The numerator may be larger than the denominator.
    MayExceed,
    /// A row may have a numerator and no denominator.
    MayLackDenominator,
}

impl Proof {
    pub(crate) fn is_proven(self) -> bool {
        self == Self::Proven
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Proven => "the numerator stays within the denominator",
            Self::MayBeNegative => "nothing keeps the numerator from being negative",
            Self::MayExceed => "nothing keeps the numerator from being larger than the denominator",
            Self::MayLackDenominator => "a row may have a numerator and no denominator",
        })
    }
}

/// A measure that divides one sum by another, with what could be proven about it.
#[derive(Debug)]
pub(crate) struct Share {
    /// Its place among the measures of the pack.
    pub(crate) measure: usize,
    pub(crate) proof: Proof,
    /// Texts of what is divided.
    pub(crate) numerator: String,
    pub(crate) denominator: String,
    /// The dataset of its rows; empty for a derived measure.
    pub(crate) dataset: String,
}

/// A quantity that is never negative: its measure and its number there.
type Quantity = (usize, usize);

/// What a part is made of; `None` for a part of which nothing is known.
type Made = Option<Vec<(Quantity, Number)>>;

/// Proves what can be proven about every derived, reported and summed share.
pub(crate) fn shares(pack: &Pack) -> Vec<Share> {
    let mut parts: BTreeMap<String, Made> = BTreeMap::new();
    let mut shares = Vec::new();
    for index in pack.measure_order.iter().copied() {
        let measure = &pack.measures[index];
        let texts = match &measure.kind {
            Kind::Derived(DerivedKind { scope, form: DerivedForm::Share { numerator, denominator }, .. }) => {
                let made =
                    |formula: &Formula| sum(formula, |slot| parts.get(scope.names().nth(slot.0)?.0).cloned().flatten());
                let (above, below) = (made(numerator), made(denominator));
                let proof = compare(above.as_ref(), below.as_ref());
                name(&mut parts, measure, [("numerator", above), ("denominator", below)]);
                Some((proof, numerator, denominator, String::new()))
            }
            Kind::Reported {
                counted,
                numerator: Some(numerator),
                denominator: Some(denominator),
                not_applicable,
                ..
            } => {
                let dataset = pack.datasets.iter().find(|dataset| dataset.id == counted.dataset);
                let rows = dataset.map(|dataset| Rows { dataset, not_applicable: not_applicable.as_ref() });
                Some(received(&mut parts, index, measure, rows, numerator, denominator))
            }
            Kind::Ratio { counted, numerator, denominator, .. } => {
                let dataset = pack.datasets.iter().find(|dataset| dataset.id == counted.dataset);
                let rows = dataset.map(|dataset| Rows { dataset, not_applicable: None });
                Some(received(&mut parts, index, measure, rows, numerator, denominator))
            }
            _ => {
                name_counted(&mut parts, index, measure);
                None
            }
        };
        if let Some((proof, numerator, denominator, dataset)) = texts {
            let (numerator, denominator) = (numerator.text.clone(), denominator.text.clone());
            shares.push(Share { measure: index, proof, numerator, denominator, dataset });
        }
    }
    shares
}

fn received<'f>(
    parts: &mut BTreeMap<String, Made>,
    index: usize,
    measure: &Measure,
    rows: Option<Rows<'_>>,
    numerator: &'f Formula,
    denominator: &'f Formula,
) -> (Proof, &'f Formula, &'f Formula, String) {
    let proof = rows.as_ref().map_or(Proof::MayExceed, |rows| rows.prove(numerator, denominator));
    let positive = |formula: &Formula| rows.as_ref().is_some_and(|rows| rows.is_positive(formula));
    let below = if proof.is_proven() {
        Some(quantities(index, &[0, 1]))
    } else {
        positive(denominator).then(|| quantities(index, &[1]))
    };
    let above = (proof.is_proven() || positive(numerator)).then(|| quantities(index, &[0]));
    name(parts, measure, [("numerator", above), ("denominator", below)]);
    (proof, numerator, denominator, rows.map_or_else(String::new, |rows| rows.dataset.id.clone()))
}

fn name<const N: usize>(parts: &mut BTreeMap<String, Made>, measure: &Measure, named: [(&str, Made); N]) {
    parts.extend(named.map(|(part, made)| (format!("{}.{part}", measure.id), made)));
}

fn quantities(measure: usize, numbers: &[usize]) -> Vec<(Quantity, Number)> {
    numbers.iter().map(|number| ((measure, *number), Number::from_integer(1))).collect()
}

/// Writes the parts of a measure that is counted from rows as sums of free quantities.
fn name_counted(parts: &mut BTreeMap<String, Made>, index: usize, measure: &Measure) {
    let of = |numbers: &[usize]| Some(quantities(index, numbers));
    match &measure.kind {
        Kind::Count(_) | Kind::Unduplicated { .. } => name(parts, measure, [("count", of(&[0])), ("value", of(&[0]))]),
        Kind::Proportion(_) => name(
            parts,
            measure,
            [
                ("additions", of(&[0])),
                ("numerator", of(&[0, 1])),
                ("denominator", of(&[0, 1, 2])),
                ("exclusions", of(&[3])),
                ("exceptions", of(&[4])),
                ("value", of(&[5])),
            ],
        ),
        Kind::WeightedProportion { .. } => {
            name(
                parts,
                measure,
                [("met", of(&[0])), ("scored", of(&[0, 1])), ("responded", of(&[0, 1, 2])), ("value", of(&[3]))],
            );
        }
        Kind::Classes { classes, .. } => {
            // What is in no class is counted in `n` as well, if it is counted at all.
            name(parts, measure, [("n", of(&(0..=classes.len()).collect::<Vec<_>>()))]);
            for (number, class) in classes.iter().enumerate() {
                name(parts, measure, [(class.code.as_str(), of(&[number]))]);
            }
        }
        Kind::Mean { .. } | Kind::Quantile { .. } => name(parts, measure, [("n", of(&[0]))]),
        Kind::Reported { .. } | Kind::Ratio { .. } | Kind::Derived(_) => {}
    }
}

/// A formula as a sum of free quantities, if it is a sum of parts that are.
fn sum(formula: &Formula, part: impl Fn(Slot) -> Made) -> Made {
    let mut all: BTreeMap<Quantity, Number> = BTreeMap::new();
    for (slot, factor) in formula.expression.linear()? {
        if factor.is_zero() {
            continue;
        }
        for (quantity, times) in part(slot)? {
            let entry = all.entry(quantity).or_insert_with(Number::zero);
            *entry = entry.checked_add(&times.checked_mul(&factor)?)?;
        }
    }
    Some(all.into_iter().collect())
}

fn compare(above: Option<&Vec<(Quantity, Number)>>, below: Option<&Vec<(Quantity, Number)>>) -> Proof {
    let Some((above, below)) = above.zip(below) else { return Proof::MayExceed };
    if above.iter().any(|(_, factor)| *factor < Number::zero()) {
        return Proof::MayBeNegative;
    }
    let below: BTreeMap<Quantity, Number> = below.iter().copied().collect();
    let zero = Number::zero();
    let within = above.iter().all(|(quantity, factor)| factor <= below.get(quantity).unwrap_or(&zero))
        && below.values().all(|factor| *factor >= zero);
    if within { Proof::Proven } else { Proof::MayExceed }
}

/// The rows of a dataset of which two sums are divided.
struct Rows<'d> {
    dataset: &'d Dataset,
    not_applicable: Option<&'d Formula>,
}

impl Rows<'_> {
    fn prove(&self, numerator: &Formula, denominator: &Formula) -> Proof {
        if !self.is_positive(numerator) {
            Proof::MayBeNegative
        } else if !self.is_within(numerator, denominator) {
            Proof::MayExceed
        } else if !self.is_present_with(numerator, denominator) {
            Proof::MayLackDenominator
        } else {
            Proof::Proven
        }
    }

    /// True when no row's value of a formula is negative.
    fn is_positive(&self, formula: &Formula) -> bool {
        let zero = Number::zero();
        let by_columns = formula.expression.linear().is_some_and(|sum| {
            sum.iter().all(|(slot, factor)| factor.is_zero() || (*factor > zero && self.is_never_negative(*slot)))
        });
        by_columns || self.says(&format!("({}) >= 0", formula.text)) || self.says(&format!("0 <= ({})", formula.text))
    }

    /// True when in every row that has both values the numerator is at most the denominator.
    fn is_within(&self, numerator: &Formula, denominator: &Formula) -> bool {
        let (above, below) = (&numerator.text, &denominator.text);
        let zero = Number::zero();
        let by_columns = || {
            let above: BTreeMap<Slot, Number> = numerator.expression.linear()?.into_iter().collect();
            let below: BTreeMap<Slot, Number> = denominator.expression.linear()?.into_iter().collect();
            let mut slots = above.keys().chain(below.keys());
            Some(slots.all(|slot| {
                let (above, below) = (above.get(slot).unwrap_or(&zero), below.get(slot).unwrap_or(&zero));
                above == below || (above < below && self.is_never_negative(*slot))
            }))
        };
        by_columns() == Some(true)
            || self.says(&format!("({above}) <= ({below})"))
            || self.says(&format!("({below}) >= ({above})"))
    }

    /// True when a row that has a numerator has a denominator.
    fn is_present_with(&self, numerator: &Formula, denominator: &Formula) -> bool {
        let (above, below) = (&numerator.text, &denominator.text);
        let is_absent = self.compiled(&format!("({below}) IS NULL"));
        let columns = denominator.expression.linear();
        columns.is_some_and(|sum| sum.iter().all(|(slot, _)| self.is_always_present(*slot)))
            || self.says(&format!("({below}) IS NOT NULL"))
            || self.says(&format!("({above}) IS NULL OR ({below}) IS NOT NULL"))
            || self.not_applicable.zip(is_absent).is_some_and(|(said, absent)| said.expression.node() == absent.node())
    }

    fn is_never_negative(&self, slot: Slot) -> bool {
        let Some(column) = self.dataset.columns.get(slot.0) else { return false };
        column.level == Level::Error
            && match &column.minimum {
                Some(Value::Integer(least)) => *least >= 0,
                Some(Value::Decimal(least)) => *least >= Number::zero(),
                _ => false,
            }
    }

    fn is_always_present(&self, slot: Slot) -> bool {
        self.dataset.columns.get(slot.0).is_some_and(|column| column.required && column.not_applicable.is_none())
    }

    /// True when an edit check at level error expects a condition, alone or beside others.
    fn says(&self, condition: &str) -> bool {
        let Some(wanted) = self.compiled(condition) else { return false };
        let checks = self.dataset.checks.iter().filter(|check| check.level == Level::Error);
        checks.flat_map(conjuncts).any(|node| node == wanted.node())
    }

    fn compiled(&self, text: &str) -> Option<Expression> {
        compile(text, &self.dataset.scope).ok().filter(|expression| expression.kind() == Type::Boolean)
    }
}

/// The conditions that a check joins by AND. A check passes when it is true or absent, and then so does
/// each of them: none is false.
fn conjuncts(check: &Check) -> Vec<&Node> {
    let mut found = Vec::new();
    let mut waiting = vec![check.expect.expression.node()];
    while let Some(node) = waiting.pop() {
        match node {
            Node::And(parts) => waiting.extend(parts),
            _ => found.push(node),
        }
    }
    found
}
