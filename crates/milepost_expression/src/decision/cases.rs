//! Sets of values, and whether rows of a table leave anything to a later row.

use std::cmp::Ordering;

use crate::{Value, evaluate};

/// A point between values of one type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cut {
    /// Below all.
    Start,
    /// Just below a value.
    Before(Value),
    /// Just above a value.
    After(Value),
    /// Above all.
    End,
}

impl Cut {
    /// The cut above a value. Where values are discrete it is the cut below the next one, so that
    /// neighbouring ranges meet.
    pub(super) fn above(value: &Value) -> Cut {
        match value {
            Value::Integer(number) => number.checked_add(1).map_or(Cut::End, |next| Cut::Before(Value::Integer(next))),
            Value::Date(date) => date.tomorrow().map_or(Cut::End, |next| Cut::Before(Value::Date(next))),
            Value::Boolean(false) => Cut::Before(Value::Boolean(true)),
            Value::Boolean(true) => Cut::End,
            _ => Cut::After(value.clone()),
        }
    }

    /// The cut below a value; the one below the smallest is the start.
    pub(super) fn below(value: &Value) -> Cut {
        match value {
            Value::Boolean(false) | Value::Integer(i64::MIN) => Cut::Start,
            Value::Text(text) if text.is_empty() => Cut::Start,
            Value::Date(date) if *date == jiff::civil::Date::MIN => Cut::Start,
            _ => Cut::Before(value.clone()),
        }
    }

    pub(super) fn is_before(&self, value: &Value) -> bool {
        match self {
            Cut::Start => true,
            Cut::Before(cut) => order(cut, value).is_le(),
            Cut::After(cut) => order(cut, value).is_lt(),
            Cut::End => false,
        }
    }

    fn cmp(&self, other: &Cut) -> Ordering {
        match (self, other) {
            (Cut::Start, Cut::Start) | (Cut::End, Cut::End) => Ordering::Equal,
            (Cut::Start, _) | (_, Cut::End) => Ordering::Less,
            (_, Cut::Start) | (Cut::End, _) => Ordering::Greater,
            (Cut::Before(one), Cut::Before(other)) | (Cut::After(one), Cut::After(other)) => order(one, other),
            (Cut::Before(one), Cut::After(other)) => order(one, other).then(Ordering::Less),
            (Cut::After(one), Cut::Before(other)) => order(one, other).then(Ordering::Greater),
        }
    }

    fn min(self, other: &Cut) -> Cut {
        if self.cmp(other).is_le() { self } else { other.clone() }
    }

    fn max(self, other: &Cut) -> Cut {
        if self.cmp(other).is_ge() { self } else { other.clone() }
    }
}

/// Values of one table have the type of their input, so they can be compared; absent ones aren't here.
fn order(one: &Value, other: &Value) -> Ordering {
    evaluate::compare(one, other).ok().flatten().unwrap_or(Ordering::Equal)
}

/// Values of one input: ranges from a cut to a cut, disjoint and in order, and perhaps absence.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cases {
    pub(super) present: Vec<(Cut, Cut)>,
    pub(super) absent: bool,
}

impl Cases {
    /// The union of ranges, in any order.
    pub(super) fn new(mut ranges: Vec<(Cut, Cut)>, absent: bool) -> Cases {
        ranges.retain(|(low, high)| low.cmp(high).is_lt());
        ranges.sort_by(|one, other| one.0.cmp(&other.0));
        let mut present: Vec<(Cut, Cut)> = Vec::with_capacity(ranges.len());
        for (low, high) in ranges {
            match present.last_mut() {
                Some((_, end)) if low.cmp(end).is_le() => *end = high.max(end),
                _ => present.push((low, high)),
            }
        }
        Cases { present, absent }
    }

    fn is_empty(&self) -> bool {
        self.present.is_empty() && !self.absent
    }

    fn and(&self, other: &Cases) -> Cases {
        let mut ranges = Vec::new();
        for (low, high) in &self.present {
            for (other_low, other_high) in &other.present {
                ranges.push((low.clone().max(other_low), high.clone().min(other_high)));
            }
        }
        Cases::new(ranges, self.absent && other.absent)
    }

    fn without(&self, other: &Cases) -> Cases {
        let mut gaps = Vec::with_capacity(other.present.len() + 1);
        let mut from = Cut::Start;
        for (low, high) in &other.present {
            gaps.push((from, low.clone()));
            from = high.clone();
        }
        gaps.push((from, Cut::End));
        self.and(&Cases::new(gaps, !other.absent))
    }
}

/// What a row takes: a set of values for each input.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Case(pub(super) Vec<Cases>);

/// Pieces that a proof may look at. A table that needs more is taken to be reachable: the check is a
/// courtesy to authors, and must not hang on a hostile table.
const MOST_PIECES: usize = 20_000;

impl Case {
    /// True when every case of the other is one of this.
    pub(super) fn covers(&self, other: &Case) -> bool {
        self.0.iter().zip(&other.0).all(|(own, other)| other.without(own).is_empty())
    }

    /// True when every case is one of some other row's.
    pub(super) fn is_covered_by(&self, others: &[&Case]) -> bool {
        let mut pieces = vec![self.clone()];
        let mut made = 0;
        for other in others {
            let mut left = Vec::new();
            for piece in pieces {
                piece.without(other, &mut left);
            }
            made += left.len();
            if left.is_empty() {
                return true;
            }
            if made > MOST_PIECES {
                return false;
            }
            pieces = left;
        }
        false
    }

    /// Adds what is left of this case when another is taken out: one piece an input.
    fn without(mut self, other: &Case, left: &mut Vec<Case>) {
        let apart = self.0.iter().zip(&other.0).any(|(own, other)| own.and(other).is_empty());
        if apart {
            left.push(self);
            return;
        }
        for index in 0..self.0.len() {
            let rest = self.0[index].without(&other.0[index]);
            if !rest.is_empty() {
                let mut piece = self.clone();
                piece.0[index] = rest;
                left.push(piece);
            }
            self.0[index] = self.0[index].and(&other.0[index]);
        }
    }
}
