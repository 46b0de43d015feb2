use milepost_expression::{DecisionTable, Scope, Type, compile};

use super::Build;
use super::judgement::certainty;
use super::program::codes;
use super::rows::decision_rows;
use crate::read::Entry;
use crate::rules::{p021_expression, p023_decision, p044_outcome};
use crate::{Consequence, JudgedName};

impl Build<'_> {
    pub(super) fn consequences(&mut self, settings: &[(String, Option<Type>)]) -> Vec<Consequence> {
        let scope = scope(settings);
        self.declared.of("consequence").iter().filter_map(|entry| self.consequence(entry, &scope)).collect()
    }

    fn consequence(&mut self, entry: &Entry, scope: &Scope) -> Option<Consequence> {
        let mut inputs = Vec::new();
        for text in entry.texts("inputs") {
            match compile(&text.text, scope) {
                Ok(input) => inputs.push(input),
                Err(faults) => faults.iter().for_each(|f| self.problems.push(p021_expression::problem(text, f))),
            }
        }
        let rows = decision_rows(entry);
        p044_outcome::check(entry, &rows, self.problems);
        if inputs.len() < entry.texts("inputs").count() || !entry.has("inputs") || !entry.has("rows") {
            return None;
        }
        let texts: Vec<_> = rows.iter().map(|(row, _)| row.clone()).collect();
        let table = match DecisionTable::compile(inputs, &texts, Type::Text, scope) {
            Ok(table) => table,
            Err(faults) => {
                for (row, cell, fault) in &faults {
                    self.problems.push(p023_decision::problem(entry, &rows, *row, *cell, fault));
                }
                return None;
            }
        };
        Some(Consequence {
            id: entry.string("id"),
            title: entry.string("title"),
            about: entry.string("about"),
            table,
            outcomes: codes(entry.entries("outcomes")),
            cites: entry.strings("cites"),
            certainty: certainty(entry),
            span: entry.span.clone(),
        })
    }
}

/// What the inputs of a consequence may name.
fn scope(settings: &[(String, Option<Type>)]) -> Scope {
    let mut scope = Scope::new();
    for name in JudgedName::ALL {
        scope.add(name.as_str(), name.kind());
    }
    for (id, kind) in settings {
        match kind {
            Some(kind) => scope.add(format!("setting.{id}"), *kind),
            None => scope.add_unnamed(),
        };
    }
    scope.add("period.start", Type::Date);
    scope.add("period.end", Type::Date);
    scope
}
