//! An expression of a few values that take few forms, evaluated once for each combination that occurs.
//!
//! Conditions on codes, lists, decision tables: whatever they are made of, a row costs one look into a table.

use std::sync::Arc;

use milepost_expression::Value;

use crate::coder::{Dictionary, WIDEST, Window};
use crate::column::{Coded, Column};
use crate::truth;

const UNKNOWN: u16 = u16::MAX;

/// What an expression came to, by the combination of its inputs' codes.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    inputs: Vec<Input>,
    table: Vec<u16>,
    results: Dictionary,
}

/// How an input is coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// By a list that has room for so many.
    Codes(u32),
    /// By a window.
    Numbers(Window),
    /// By the bytes of three-valued logic.
    Truth,
}

impl Input {
    fn size(self) -> u32 {
        match self {
            Self::Codes(size) => size,
            Self::Numbers(window) => window.size,
            Self::Truth => truth::STATES,
        }
    }
}

/// How many combinations the inputs have; `None` when too many to remember.
pub(crate) fn combinations(inputs: &[Input]) -> Option<u32> {
    inputs.iter().try_fold(1_u32, |product, input| product.checked_mul(input.size()).filter(|all| *all <= WIDEST))
}

impl Memo {
    /// The expression's value in all rows. `evaluate` is asked about one row of each new combination. `None` when it
    /// fails, or when the results are too many.
    pub(crate) fn apply(
        &mut self,
        inputs: &[(&Column, Input)],
        rows: usize,
        is_truth: bool,
        mut evaluate: impl FnMut(usize) -> Option<Value>,
    ) -> Option<Column> {
        if self.inputs.len() != inputs.len() || self.inputs.iter().zip(inputs).any(|(known, (_, now))| known != now) {
            self.inputs = inputs.iter().map(|(_, input)| *input).collect();
            self.table = vec![UNKNOWN; combinations(&self.inputs)? as usize];
        }
        let places = places(inputs, rows);
        let mut codes = Vec::with_capacity(rows);
        for (row, place) in places.iter().enumerate() {
            let place = *place as usize;
            let mut code = self.table[place];
            if code == UNKNOWN {
                let value = evaluate(row)?;
                code = if is_truth { u16::from(truth::of(&value)?) } else { self.results.code(value)? };
                self.table[place] = code;
            }
            codes.push(code);
        }
        Some(if is_truth {
            Column::Truth(codes.into_iter().map(|code| code as u8).collect())
        } else {
            Column::Coded(Coded { codes, values: Arc::clone(self.results.values()) })
        })
    }
}

/// The place of each row's combination in the table.
fn places(inputs: &[(&Column, Input)], rows: usize) -> Vec<u32> {
    let mut places = vec![0_u32; rows];
    for (column, input) in inputs {
        let size = input.size();
        match (column, input) {
            (Column::Coded(coded), _) => {
                places.iter_mut().zip(&coded.codes).for_each(|(place, code)| *place = *place * size + u32::from(*code));
            }
            (Column::Truth(bytes), _) => {
                places.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *place * size + u32::from(*byte));
            }
            (Column::Numbers(numbers), Input::Numbers(window)) => match &numbers.present {
                None => places
                    .iter_mut()
                    .zip(&numbers.values)
                    .for_each(|(place, number)| *place = *place * size + window.code(*number)),
                Some(present) => {
                    places.iter_mut().zip(&numbers.values).zip(present).for_each(|((place, n), present)| {
                        *place = *place * size + if present { window.code(*n) } else { 0 };
                    })
                }
            },
            _ => {}
        }
    }
    places
}
