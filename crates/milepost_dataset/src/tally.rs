//! What came of a submission: counts, the first problems, and the verdict.

use std::collections::BTreeMap;

use milepost_pack::{Dataset, Level};

use crate::outcome::{CheckCount, Counts};
use crate::problem::{RowProblem, shortened};
use crate::record::Record;
use crate::rules::Breach;

/// Code, column, declared check and derived value of a breach.
type Kind = (&'static str, Option<usize>, Option<usize>, Option<usize>);

/// Counts breaches while rows pass, and keeps the first of them whole.
pub(crate) struct Tally<'p> {
    dataset: &'p Dataset,
    most_shown: usize,
    pub(crate) counts: Counts,
    pub(crate) shown: Vec<RowProblem>,
    counted: BTreeMap<Kind, (Level, u64)>,
}

impl<'p> Tally<'p> {
    pub(crate) fn new(dataset: &'p Dataset, most_shown: usize) -> Self {
        Self { dataset, most_shown, counts: Counts::default(), shown: Vec::new(), counted: BTreeMap::new() }
    }

    /// Counts a breach. `value` is what the field holds.
    pub(crate) fn breach(&mut self, line: u64, value: &[u8], breach: &Breach) {
        let place = (breach.code, breach.column, breach.check, breach.derived);
        self.counted.entry(place).or_insert((breach.level, 0)).1 += 1;
        self.counts.problems += 1;
        if self.shown.len() < self.most_shown {
            self.shown.push(RowProblem {
                line,
                column: breach.column.map(|c| self.dataset.columns[c].id.clone()),
                value: shortened(value),
                code: breach.code,
                check: self.declared(breach.check, breach.derived),
                message: breach.message.clone(),
                cure: breach.cure.clone(),
                level: breach.level,
            });
        }
    }

    fn declared(&self, check: Option<usize>, derived: Option<usize>) -> Option<String> {
        let check = check.map(|c| self.dataset.checks[c].id.clone());
        check.or_else(|| derived.map(|d| self.dataset.derived[d].id.clone()))
    }

    /// How many rows broke each check.
    pub(crate) fn checks(&self) -> Vec<CheckCount> {
        let count = |((code, column, check, derived), (level, rows)): (&Kind, &(Level, u64))| CheckCount {
            code,
            column: column.map(|c| self.dataset.columns[c].id.clone()),
            check: self.declared(*check, *derived),
            level: *level,
            rows: *rows,
        };
        self.counted.iter().map(count).collect()
    }
}

/// What stands in the field that a breach speaks of.
pub(crate) fn field_of<'r>(record: &'r Record, fields: &[usize], breach: &Breach) -> &'r [u8] {
    let field = breach.column.and_then(|c| fields.get(c)).filter(|f| **f < record.len());
    field.map_or(&[], |f| record.field(*f))
}
