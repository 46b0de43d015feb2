//! Which groups of a stratifier a row belongs to, as a small number: a row may belong to none, one or several.

use std::collections::HashMap;

use milepost_expression::{Slot, Value};
use milepost_measure::codes_of;
use milepost_pack::{GroupBy, Stratifier};

use crate::column::Column;
use crate::evaluate::{Batch, Evaluator, Stop};
use crate::program::StepId;
use crate::truth;

const UNKNOWN: u16 = u16::MAX;

/// The sets of groups that occur, numbered as they come; the empty one is 0.
pub(crate) struct Sets<'p> {
    stratifier: &'p Stratifier,
    conditions: &'p [StepId],
    sets: Vec<Vec<usize>>,
    numbers: HashMap<Vec<usize>, u16>,
    /// By code of the slot's column.
    by_code: Vec<u16>,
    row: Vec<Value>,
}

impl<'p> Sets<'p> {
    pub(crate) fn new(stratifier: &'p Stratifier, conditions: &'p [StepId], blank: &[Value]) -> Self {
        let (sets, numbers) = (vec![Vec::new()], HashMap::from([(Vec::new(), 0)]));
        Self { stratifier, conditions, sets, numbers, by_code: Vec::new(), row: blank.to_vec() }
    }

    /// The groups of a set, as places in the stratifier's list.
    pub(crate) fn groups(&self, set: usize) -> &[usize] {
        &self.sets[set]
    }

    /// Room for the sets so far, and for some more.
    pub(crate) fn room(&self) -> usize {
        let expected = match self.stratifier.by {
            GroupBy::Text(_) => self.stratifier.groups.len() + 1,
            GroupBy::Codes(_) | GroupBy::Conditions(_) => 4,
        };
        expected.max(self.sets.len().next_power_of_two())
    }

    pub(crate) fn stratifier(&self) -> &'p Stratifier {
        self.stratifier
    }

    /// The set of each row.
    pub(crate) fn of(&mut self, evaluator: &mut Evaluator<'_>, batch: &mut Batch) -> Result<Vec<u16>, Stop> {
        match &self.stratifier.by {
            GroupBy::Text(slot) | GroupBy::Codes(slot) => self.by_value(batch, *slot),
            GroupBy::Conditions(_) => {
                let truths = self.conditions.iter().map(|step| evaluator.condition(batch, Some(*step), truth::TRUE));
                let truths = truths.collect::<Result<Vec<_>, _>>()?;
                self.by_conditions(&truths, batch.rows)
            }
        }
    }

    fn by_value(&mut self, batch: &Batch, slot: Slot) -> Result<Vec<u16>, Stop> {
        match batch.column(slot).ok_or(Stop::Fault)? {
            Column::Coded(coded) => {
                self.by_code.resize(coded.values.len().max(self.by_code.len()), UNKNOWN);
                let mut sets = Vec::with_capacity(batch.rows);
                for code in &coded.codes {
                    let code = usize::from(*code);
                    if self.by_code[code] == UNKNOWN {
                        self.by_code[code] = self.of_value(slot, coded.values[code].clone())?;
                    }
                    sets.push(self.by_code[code]);
                }
                Ok(sets)
            }
            Column::Truth(bytes) => {
                let mut known = [0; truth::STATES as usize];
                for (byte, set) in (0..).zip(&mut known) {
                    *set = self.of_value(slot, truth::value(byte))?;
                }
                Ok(bytes.iter().map(|byte| known[usize::from(*byte)]).collect())
            }
            Column::Constant(value) => Ok(vec![self.of_value(slot, value.clone())?; batch.rows]),
            column => (0..batch.rows).map(|row| self.of_value(slot, column.value(row))).collect(),
        }
    }

    fn of_value(&mut self, slot: Slot, value: Value) -> Result<u16, Stop> {
        self.row[slot.0] = value;
        let stratifier = self.stratifier;
        let codes = codes_of(stratifier, &self.row).map_err(|_| Stop::Fault)?;
        let place = |code: &str| stratifier.groups.iter().position(|group| group.code == code);
        self.number(codes.into_iter().filter_map(place).collect())
    }

    fn by_conditions(&mut self, truths: &[Vec<u8>], rows: usize) -> Result<Vec<u16>, Stop> {
        let mut sets = Vec::with_capacity(rows);
        // Rows in a row are often alike, and a few sets are all there are.
        let mut known: HashMap<u64, u16> = HashMap::new();
        let mut last = (0_u64, 0_u16);
        let few = truths.len() <= 64;
        for row in 0..rows {
            let holds = truths.iter().map(|truth| truth[row] == truth::TRUE);
            if !few {
                let set = holds.enumerate().filter(|(_, holds)| *holds).map(|(place, _)| place).collect();
                sets.push(self.number(set)?);
                continue;
            }
            let bits = holds.enumerate().fold(0, |bits, (place, holds)| bits | u64::from(holds) << place);
            if bits != last.0 {
                let set = match known.get(&bits) {
                    Some(set) => *set,
                    None => self.number((0..truths.len()).filter(|place| bits >> place & 1 == 1).collect())?,
                };
                known.insert(bits, set);
                last = (bits, set);
            }
            sets.push(last.1);
        }
        Ok(sets)
    }

    fn number(&mut self, set: Vec<usize>) -> Result<u16, Stop> {
        if let Some(number) = self.numbers.get(&set) {
            return Ok(*number);
        }
        let number = u16::try_from(self.sets.len()).ok().filter(|number| *number < UNKNOWN).ok_or(Stop::Fault)?;
        self.sets.push(set.clone());
        self.numbers.insert(set, number);
        Ok(number)
    }
}
