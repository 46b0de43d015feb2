use milepost_expression::{DecisionTable, Type, compile};

use super::Build;
use super::formula::{View, Wanted};
use super::rows::{Rows, State, decision_rows, value_type};
use crate::rules::{p021_expression, p023_decision};
use crate::{Derived, Source};

impl<'a> Build<'a> {
    /// Makes the derived values of a dataset, in order, and notes the type of each for those after it.
    pub(super) fn derived(&mut self, rows: &mut [Rows<'a>], dataset: usize) -> Vec<Derived> {
        let mut made = Vec::new();
        for index in 0..rows[dataset].derived.len() {
            let source = match rows[dataset].derived[index].entry.form.name {
                "dataset.derived" => self.expression(&rows[dataset], index),
                "dataset.decision" => self.decision(&rows[dataset], index),
                _ => self.lookup(rows, dataset, index),
            };
            let making = &mut rows[dataset].derived[index];
            making.state = source.as_ref().map_or(State::Broken, |(_, state)| *state);
            let (entry, slot) = (making.entry, rows[dataset].derived_slot(index));
            if let Some((source, state)) = source {
                let (id, about) = (entry.string("id"), entry.string("about"));
                let looked_up = state.looked_up();
                made.push(Derived { id, about, slot, source, looked_up, span: entry.span.clone() });
            }
        }
        made
    }

    fn expression(&mut self, rows: &Rows<'a>, index: usize) -> Option<(Source, State)> {
        let text = rows.derived[index].entry.text("value")?;
        let formula = self.formula(text, View::before(rows, index), Wanted::Anything)?;
        let state = state(formula.expression.kind(), rows.reads_lookup(&formula.expression));
        Some((Source::Expression(formula), state))
    }

    fn decision(&mut self, rows: &Rows<'a>, index: usize) -> Option<(Source, State)> {
        let entry = rows.derived[index].entry;
        let kind = value_type(entry.word("type"))?;
        let view = View::before(rows, index);
        let scope = rows.scope(view.before, view.with_lookups);
        let mut inputs = Vec::new();
        let mut usable = entry.has("inputs") && entry.has("rows");
        for text in entry.texts("inputs") {
            if self.is_unusable(text, &[view]) {
                usable = false;
                continue;
            }
            match compile(&text.text, &scope) {
                Ok(input) => inputs.push(input),
                Err(faults) => {
                    faults.iter().for_each(|fault| self.problems.push(p021_expression::problem(text, fault)));
                    usable = false;
                }
            }
        }
        if !usable {
            return None;
        }
        let looked_up = inputs.iter().any(|input| rows.reads_lookup(input));
        let table = decision_rows(entry);
        let texts: Vec<_> = table.iter().map(|(row, _)| row.clone()).collect();
        match DecisionTable::compile(inputs, &texts, kind, &scope) {
            Ok(table) => Some((Source::Decision(table), state(kind, looked_up))),
            Err(faults) => {
                for (row, cell, fault) in &faults {
                    self.problems.push(p023_decision::problem(entry, &table, *row, *cell, fault));
                }
                None
            }
        }
    }
}

pub(super) fn state(kind: Type, looked_up: bool) -> State {
    if looked_up { State::LookedUp(kind) } else { State::FromRow(kind) }
}
