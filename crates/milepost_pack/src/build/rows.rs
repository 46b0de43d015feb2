use std::collections::BTreeMap;

use milepost_expression::{Expression, RowText, Scope, Slot, Type, compile};

use super::words::mentioned;
use crate::read::{Entry, Text};

/// The most names of a dataset's rows. No table that people fill in has a tenth of it.
pub(crate) const MOST_NAMES: usize = 1_000;

/// The names of a dataset's rows with their slots, while its derived values are still being made.
#[derive(Debug)]
pub(crate) struct Rows<'e> {
    pub(crate) entry: &'e Entry,
    columns: Vec<(String, Option<Type>)>,
    /// Derived values, decisions and lookups in the order of the file.
    pub(crate) derived: Vec<Making<'e>>,
    settings: Vec<(String, Option<Type>)>,
    /// All names, without and with looked-up values, once all derived values are made.
    finished: Option<[Scope; 2]>,
}

/// A derived value on its way.
#[derive(Debug)]
pub(crate) struct Making<'e> {
    pub(crate) id: String,
    pub(crate) entry: &'e Entry,
    pub(crate) state: State,
}

/// What is known about a derived value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It hasn't been made, and can't be made from the row alone because something is wrong with it.
    Waiting,
    /// It hasn't been made, and needs other rows.
    Asking,
    /// It can be made from the row alone.
    FromRow(Type),
    /// It needs other rows.
    LookedUp(Type),
    /// It has a problem of its own.
    Broken,
}

/// Why an expression that mentions a name can't be compiled.
#[derive(Debug)]
pub(crate) enum Unusable {
    /// The name has a problem of its own; nothing more is said.
    Broken,
    /// It is derived further down.
    Later,
    /// It is looked up, which has no place here.
    LookedUp,
}

impl<'e> Rows<'e> {
    pub(crate) fn new(entry: &'e Entry, settings: &[(String, Option<Type>)]) -> Self {
        let columns = entry
            .entries("column")
            .iter()
            .take(MOST_NAMES)
            .map(|column| (column.id().to_owned(), value_type(column.word("type"))))
            .collect();
        let mut derived: Vec<Making<'e>> = ["derived", "decision", "lookup"]
            .into_iter()
            .flat_map(|key| entry.entries(key))
            .take(MOST_NAMES)
            .map(|entry| Making { id: entry.id().to_owned(), entry, state: State::Waiting })
            .collect();
        derived.sort_by_key(|making| making.entry.span.range.start);
        let mut rows = Self { entry, columns, derived, settings: settings.to_vec(), finished: None };
        rows.settle();
        rows
    }

    /// Finds the types of what can be made from the row alone, without saying anything about faults.
    fn settle(&mut self) {
        for index in 0..self.derived.len() {
            let scope = self.scope(index, false);
            let making = &self.derived[index];
            let fits = |text: &Text| compile(&text.text, &scope).ok();
            let asks = |text: &Text| {
                let names = mentioned(&text.text);
                self.derived.iter().any(|d| d.state == State::Asking && names.iter().any(|(name, _)| *name == d.id))
            };
            let asks = making.entry.form.name == "dataset.lookup"
                || making.entry.form.name == "dataset.derived" && making.entry.text("value").is_some_and(asks)
                || making.entry.form.name == "dataset.decision" && making.entry.texts("inputs").any(asks);
            self.derived[index].state = match making.entry.form.name {
                "dataset.derived" => making.entry.text("value").and_then(fits).map(|e| State::FromRow(e.kind())),
                "dataset.decision" => {
                    let inputs = making.entry.texts("inputs").all(|text| fits(text).is_some());
                    value_type(making.entry.word("type")).filter(|_| inputs).map(State::FromRow)
                }
                _ => None,
            }
            .unwrap_or(if asks { State::Asking } else { State::Waiting });
        }
    }

    /// Notes that all derived values are made.
    pub(crate) fn finish(&mut self) {
        self.finished = Some([false, true].map(|with_lookups| self.scope(self.derived.len(), with_lookups)));
    }

    /// All names, when all derived values are made.
    pub(crate) fn finished(&self, with_lookups: bool) -> Option<&Scope> {
        self.finished.as_ref().map(|scopes| &scopes[usize::from(with_lookups)])
    }

    /// The names that stand before a derived value, each in the slot of the whole row. Looked-up values
    /// are left out on demand.
    pub(crate) fn scope(&self, before: usize, with_lookups: bool) -> Scope {
        let mut scope = Scope::new();
        self.add_names(&mut scope, "", before, with_lookups);
        for (id, kind) in &self.settings {
            match kind {
                Some(kind) => scope.add(format!("setting.{id}"), *kind),
                None => scope.add_unnamed(),
            };
        }
        scope.add("period.start", Type::Date);
        scope.add("period.end", Type::Date);
        scope
    }

    /// The names of another row, then those of this row that stand before a lookup: `this.NAME`.
    /// This row's slots follow the other's, all of them, so that the two rows can be put end to end.
    pub(crate) fn lookup_scope(&self, other: &Rows<'_>, before: usize) -> Scope {
        let mut scope = other.scope(other.derived.len(), false);
        self.add_names(&mut scope, "this.", before, true);
        for _ in 0..self.settings.len() + 2 {
            scope.add_unnamed();
        }
        scope
    }

    fn add_names(&self, scope: &mut Scope, prefix: &str, before: usize, with_lookups: bool) {
        for (id, kind) in &self.columns {
            match kind {
                Some(kind) if !id.is_empty() => scope.add(format!("{prefix}{id}"), *kind),
                _ => scope.add_unnamed(),
            };
        }
        for (index, making) in self.derived.iter().enumerate() {
            let usable = making.state.kind().filter(|_| index < before && (with_lookups || !making.state.looked_up()));
            match usable {
                Some(kind) if !making.id.is_empty() => scope.add(format!("{prefix}{}", making.id), kind),
                _ => scope.add_unnamed(),
            };
        }
    }

    /// The slot of a column or a derived value of the finished row, with its type.
    pub(crate) fn find(&self, name: &str) -> Option<(Slot, Option<Type>)> {
        let column = self.columns.iter().position(|(id, _)| id == name);
        let column = column.map(|index| (Slot(index), self.columns[index].1));
        column.or_else(|| {
            let index = self.derived.iter().position(|making| making.id == name)?;
            Some((Slot(self.columns.len() + index), self.derived[index].state.kind()))
        })
    }

    /// The slot of a column.
    pub(crate) fn column(&self, name: &str) -> Option<(Slot, Option<Type>)> {
        self.find(name).filter(|(slot, _)| slot.0 < self.columns.len())
    }

    /// The slot of a derived value.
    pub(crate) fn derived_slot(&self, index: usize) -> Slot {
        Slot(self.columns.len() + index)
    }

    pub(crate) fn setting_slots(&self) -> BTreeMap<String, Slot> {
        let first = self.columns.len() + self.derived.len();
        self.settings.iter().enumerate().map(|(i, (id, _))| (id.clone(), Slot(first + i))).collect()
    }

    pub(crate) fn period_slots(&self) -> (Slot, Slot) {
        let first = self.columns.len() + self.derived.len() + self.settings.len();
        (Slot(first), Slot(first + 1))
    }

    /// The names of columns and derived values, for "did you mean".
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(id, _)| id.as_str()).chain(self.derived.iter().map(|making| making.id.as_str()))
    }

    /// True when an expression reads a value that is looked up.
    pub(crate) fn reads_lookup(&self, expression: &Expression) -> bool {
        expression.reads().iter().any(|slot| {
            let index = slot.0.checked_sub(self.columns.len());
            index.and_then(|i| self.derived.get(i)).is_some_and(|making| making.state.looked_up())
        })
    }

    /// Why a text that mentions names of this row can't be compiled, if that is known better here than
    /// by the compiler; with the place of the name.
    pub(crate) fn unusable<'t>(
        &self,
        text: &'t str,
        prefix: &str,
        before: usize,
        with_lookups: bool,
    ) -> Option<(Unusable, &'t str, std::ops::Range<usize>)> {
        let mut found = None;
        for (name, range) in mentioned(text) {
            let Some(bare) = (if prefix.is_empty() { Some(name) } else { name.strip_prefix(prefix) }) else { continue };
            if let Some(id) = bare.strip_prefix("setting.") {
                if self.settings.iter().any(|(setting, kind)| setting == id && kind.is_none()) {
                    return Some((Unusable::Broken, name, range));
                }
                continue;
            }
            if self.columns.iter().any(|(id, kind)| id == bare && kind.is_none()) {
                return Some((Unusable::Broken, name, range));
            }
            let Some(index) = self.derived.iter().position(|making| making.id == bare) else { continue };
            if self.columns.iter().any(|(id, _)| id == bare) {
                continue;
            }
            match self.derived[index].state {
                _ if index >= before => found = found.or(Some((Unusable::Later, name, range))),
                State::Broken | State::Waiting => return Some((Unusable::Broken, name, range)),
                State::LookedUp(_) | State::Asking if !with_lookups => {
                    found = found.or(Some((Unusable::LookedUp, name, range)));
                }
                _ => {}
            }
        }
        found
    }
}

impl State {
    fn kind(self) -> Option<Type> {
        match self {
            Self::FromRow(kind) | Self::LookedUp(kind) => Some(kind),
            Self::Waiting | Self::Asking | Self::Broken => None,
        }
    }

    pub(crate) fn looked_up(self) -> bool {
        matches!(self, Self::LookedUp(_))
    }
}

/// The type of a word of the format.
pub(crate) fn value_type(word: &str) -> Option<Type> {
    Some(match word {
        "text" => Type::Text,
        "integer" => Type::Integer,
        "decimal" => Type::Decimal,
        "date" => Type::Date,
        "boolean" => Type::Boolean,
        "codes" => Type::Codes,
        _ => return None,
    })
}

/// The rows of a decision table as its compiler wants them, with the texts that its faults speak of.
pub(crate) fn decision_rows(entry: &Entry) -> Vec<(RowText, Vec<&Text>)> {
    let rows = entry.list("rows").iter().map(|row| {
        let cells: Vec<&Text> = row.list().iter().filter_map(|cell| cell.text()).collect();
        let mut words: Vec<String> = cells.iter().map(|cell| cell.text.clone()).collect();
        let outcome = words.pop().unwrap_or_default();
        (RowText { cells: words, outcome }, cells)
    });
    rows.collect()
}
