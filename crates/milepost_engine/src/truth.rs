//! Three-valued logic, a byte a row.
//!
//! The bytes are ordered false, absent, true: so Kleene's AND is the smaller of two, OR the larger, and NOT the
//! distance from true. Loops over them have no branches.

use milepost_expression::Value;

pub(crate) const FALSE: u8 = 0;
pub(crate) const ABSENT: u8 = 1;
pub(crate) const TRUE: u8 = 2;

/// How many bytes there are.
pub(crate) const STATES: u32 = 3;

pub(crate) fn and(into: &mut [u8], other: &[u8]) {
    into.iter_mut().zip(other).for_each(|(one, other)| *one = (*one).min(*other));
}

pub(crate) fn or(into: &mut [u8], other: &[u8]) {
    into.iter_mut().zip(other).for_each(|(one, other)| *one = (*one).max(*other));
}

pub(crate) fn not(truth: &[u8]) -> Vec<u8> {
    truth.iter().map(|one| TRUE - one).collect()
}

/// True where the byte is the wanted one, and false elsewhere: `IS TRUE`, `IS NULL`, `IS FALSE`.
pub(crate) fn is(truth: &[u8], wanted: u8) -> Vec<u8> {
    truth.iter().map(|one| u8::from(*one == wanted) * TRUE).collect()
}

/// The byte of a boolean; `None` for any other value.
pub(crate) fn of(value: &Value) -> Option<u8> {
    match value {
        Value::Boolean(true) => Some(TRUE),
        Value::Boolean(false) => Some(FALSE),
        Value::Null => Some(ABSENT),
        _ => None,
    }
}

/// The boolean of a byte.
pub(crate) fn value(byte: u8) -> Value {
    match byte {
        FALSE => Value::Boolean(false),
        TRUE => Value::Boolean(true),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kleene's tables, in the order false, absent, true.
    #[test]
    fn and_or_not_are_kleenes() {
        let all = [FALSE, ABSENT, TRUE];
        let mut conjunctions = Vec::new();
        let mut disjunctions = Vec::new();
        for one in all {
            let (mut both, mut either) = ([one; 3], [one; 3]);
            and(&mut both, &all);
            or(&mut either, &all);
            conjunctions.extend(both);
            disjunctions.extend(either);
        }
        assert_eq!(conjunctions, [FALSE, FALSE, FALSE, FALSE, ABSENT, ABSENT, FALSE, ABSENT, TRUE]);
        assert_eq!(disjunctions, [FALSE, ABSENT, TRUE, ABSENT, ABSENT, TRUE, TRUE, TRUE, TRUE]);
        assert_eq!(not(&all), [TRUE, ABSENT, FALSE]);
        assert_eq!(is(&all, ABSENT), [FALSE, TRUE, FALSE]);
        assert!(all.iter().all(|byte| of(&value(*byte)) == Some(*byte)));
    }
}
