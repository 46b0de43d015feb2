//! Few different values as small numbers, which keep their meaning from batch to batch.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Int32Type;
use milepost_dataset::stored_value;
use milepost_expression::{Type, Value};

use crate::column::{Coded, Numbers};

/// A list of different values, the absent one first.
#[derive(Debug)]
pub(crate) struct Dictionary {
    values: Arc<Vec<Value>>,
    index: HashMap<String, u16>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self { values: Arc::new(vec![Value::Null]), index: HashMap::new() }
    }
}

impl Dictionary {
    /// The code of a value; `None` when there are too many already.
    pub(crate) fn code(&mut self, value: Value) -> Option<u16> {
        if value == Value::Null {
            return Some(0);
        }
        // Values of one column have one type, and so different values have different texts.
        let text = value.to_string();
        if let Some(code) = self.index.get(&text) {
            return Some(*code);
        }
        let code = u16::try_from(self.values.len()).ok().filter(|code| *code < u16::MAX)?;
        Arc::make_mut(&mut self.values).push(value);
        self.index.insert(text, code);
        Some(code)
    }

    pub(crate) fn values(&self) -> &Arc<Vec<Value>> {
        &self.values
    }
}

/// Codes of a column that is stored with a dictionary for each row group.
#[derive(Debug)]
pub(crate) struct StoredCodes {
    kind: Type,
    most: usize,
    dictionary: Dictionary,
    /// The last row group's dictionary, and what its places mean here.
    last: Option<(ArrayRef, Vec<u16>)>,
}

impl StoredCodes {
    /// For values of a type, `most` different ones.
    pub(crate) fn new(kind: Type, most: usize) -> Self {
        Self { kind, most, dictionary: Dictionary::default(), last: None }
    }

    /// The codes of a batch; `None` when there are too many different values, or no dictionary.
    pub(crate) fn of(&mut self, array: &ArrayRef) -> Option<Coded> {
        let array = array.as_dictionary_opt::<Int32Type>()?;
        let known = self.last.as_ref().is_some_and(|(last, _)| last.to_data().ptr_eq(&array.values().to_data()));
        if !known {
            let meanings = self.meanings(array.values())?;
            self.last = Some((Arc::clone(array.values()), meanings));
        }
        let meanings = self.last.as_ref().map_or(&[][..], |(_, meanings)| meanings);
        let meaning = |place: &i32| usize::try_from(*place).ok().and_then(|place| meanings.get(place)).copied();
        let places = array.keys().values().iter();
        let codes = match array.keys().nulls() {
            None => places.map(|place| meaning(place).unwrap_or(0)).collect(),
            Some(present) => places
                .zip(present)
                .map(|(place, present)| if present { meaning(place).unwrap_or(0) } else { 0 })
                .collect(),
        };
        Some(Coded { codes, values: Arc::clone(self.dictionary.values()) })
    }

    fn meanings(&mut self, values: &ArrayRef) -> Option<Vec<u16>> {
        if values.len() > self.most {
            return None;
        }
        let meanings =
            (0..values.len()).map(|place| self.dictionary.code(stored_value(values, place, self.kind, 0))).collect();
        (self.dictionary.values().len() <= self.most).then_some(meanings)?
    }
}

/// A range of whole numbers that a memo can look up: 0 stands for absent, 1 for the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) low: i64,
    /// How many codes there are, the absent one included.
    pub(crate) size: u32,
}

/// Codes of a window, at most.
pub(crate) const WIDEST: u32 = 1 << 16;

impl Window {
    /// A window that holds the numbers of a batch, and those of an earlier window; `None` when it would be too wide.
    pub(crate) fn over(numbers: &Numbers, before: Option<Self>) -> Option<Self> {
        let (mut low, mut high) = (i64::MAX, i64::MIN);
        match &numbers.present {
            None => numbers.values.iter().for_each(|n| (low, high) = (low.min(*n), high.max(*n))),
            Some(present) => numbers
                .values
                .iter()
                .zip(present)
                .filter(|(_, present)| *present)
                .for_each(|(n, _)| (low, high) = (low.min(*n), high.max(*n))),
        }
        if low > high {
            return Some(before.unwrap_or(Self { low: 0, size: 2 }));
        }
        if let Some(before) = before {
            let last = before.low.checked_add(i64::from(before.size) - 2)?;
            if before.low <= low && high <= last {
                return Some(before);
            }
            (low, high) = (low.min(before.low), high.max(last));
        }
        // Room for more, so that the next batch seldom needs another window.
        let size = u32::try_from(high.checked_sub(low)?).ok()?.checked_add(2)?.checked_next_power_of_two()?;
        (size <= WIDEST).then_some(Self { low, size })
    }

    pub(crate) fn code(self, number: i64) -> u32 {
        // The number lies in the window, whose size fits.
        (number.wrapping_sub(self.low)) as u32 + 1
    }
}
