//! Sums of slots times constants.

use std::collections::BTreeMap;

use num_traits::{CheckedAdd, CheckedMul, Zero};

use crate::node::Arithmetic;
use crate::{Node, Number, Slot, Type, Value, number};

/// A sum: coefficients by slot, and a constant.
struct Sum {
    slots: BTreeMap<Slot, Number>,
    constant: Number,
}

/// See [`crate::Expression::linear`].
pub(crate) fn coefficients(node: &Node) -> Option<Vec<(Slot, Number)>> {
    let sum = sum(node)?;
    sum.constant.is_zero().then(|| sum.slots.into_iter().collect())
}

fn sum(node: &Node) -> Option<Sum> {
    match node {
        Node::Literal(Value::Integer(value)) => Some(Sum::of_constant(Number::from_integer(i128::from(*value)))),
        Node::Literal(Value::Decimal(value)) => Some(Sum::of_constant(*value)),
        Node::Slot { slot, kind, .. } if kind.is_number() => {
            Some(Sum { slots: BTreeMap::from([(*slot, Number::from_integer(1))]), constant: Number::zero() })
        }
        Node::Cast(Type::Decimal, inner) => sum(inner),
        Node::Negate(inner) => sum(inner)?.times(&Number::from_integer(-1)),
        Node::Arithmetic(Arithmetic::Add, left, right) => sum(left)?.plus(sum(right)?),
        Node::Arithmetic(Arithmetic::Subtract, left, right) => {
            sum(left)?.plus(sum(right)?.times(&Number::from_integer(-1))?)
        }
        Node::Arithmetic(Arithmetic::Multiply, left, right) => {
            let (left, right) = (sum(left)?, sum(right)?);
            if right.slots.is_empty() {
                left.times(&right.constant)
            } else if left.slots.is_empty() {
                right.times(&left.constant)
            } else {
                None
            }
        }
        Node::Arithmetic(Arithmetic::Divide, left, right) => {
            let (left, right) = (sum(left)?, sum(right)?);
            let divides = right.slots.is_empty() && !right.constant.is_zero();
            let factor =
                if divides { number::divide(&Number::from_integer(1), &right.constant)? } else { return None };
            left.times(&factor)
        }
        _ => None,
    }
}

impl Sum {
    fn of_constant(constant: Number) -> Self {
        Sum { slots: BTreeMap::new(), constant }
    }

    fn times(mut self, factor: &Number) -> Option<Self> {
        self.constant = self.constant.checked_mul(factor)?;
        for coefficient in self.slots.values_mut() {
            *coefficient = coefficient.checked_mul(factor)?;
        }
        Some(self)
    }

    fn plus(mut self, other: Self) -> Option<Self> {
        self.constant = self.constant.checked_add(&other.constant)?;
        for (slot, more) in other.slots {
            let coefficient = self.slots.entry(slot).or_insert_with(Number::zero);
            *coefficient = coefficient.checked_add(&more)?;
        }
        Some(self)
    }
}
