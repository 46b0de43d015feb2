use milepost_expression::Type;

use super::Build;
use super::formula::{View, Wanted};
use super::rows::{Rows, State};
use crate::read::Entry;
use crate::rules::p006_bad_value::read_days;
use crate::rules::{p004_missing_key, p009_dangling, p022_type_of_place};
use crate::{Formula, Lookup, Source, Take};

impl<'a> Build<'a> {
    pub(super) fn lookup(&mut self, rows: &[Rows<'a>], dataset: usize, index: usize) -> Option<(Source, State)> {
        let this = &rows[dataset];
        let entry = this.derived[index].entry;
        let name = entry.text("dataset");
        let other = name.and_then(|name| self.rows_of(rows, &name.text));
        let anchor = entry.text("anchor").and_then(|text| self.formula(text, View::before(this, index), Wanted::Day));
        let other = other?;
        let on = entry.text("on").and_then(|text| match other.column(&text.text) {
            Some((slot, Some(Type::Date))) => Some(slot),
            Some((_, Some(kind))) => {
                self.problems.push(p022_type_of_place::column(text, "the date of a lookup", "a date", kind));
                None
            }
            Some((_, None)) => None,
            None => {
                let columns = other.entry.entries("column").iter().map(Entry::id);
                self.problems.push(p009_dangling::local(
                    "column",
                    text,
                    columns,
                    &format!("dataset `{}`", other.entry.id()),
                ));
                None
            }
        });
        let condition = match entry.text("where") {
            None => Some(None),
            Some(text) => self.over_both(text, this, other, index, Wanted::Condition).map(Some),
        };
        let (take, kind) = self.take(entry, this, other, index)?;
        let days = |key: &str| entry.text(key).and_then(|text| read_days(&text.text));
        let lookup = Lookup {
            dataset: other.entry.string("id"),
            on: on?,
            anchor: anchor?,
            back_days: days("back")?,
            forward_days: days("forward")?,
            condition: condition?,
            take,
            itself: entry.flag("itself"),
        };
        Some((Source::Lookup(lookup), State::LookedUp(kind)))
    }

    fn take(&mut self, entry: &Entry, this: &Rows<'a>, other: &Rows<'a>, index: usize) -> Option<(Take, Type)> {
        let word = entry.text("take")?.text.as_str();
        let wanted = if word == "sum" { Wanted::Number } else { Wanted::Anything };
        if matches!(word, "sum" | "first" | "last") && !entry.mentions("value") {
            self.problems.push(p004_missing_key::one_of(entry, &["value"], "say what is summed or taken from a row"));
        }
        let mut value = || -> Option<(Formula, Type)> {
            let formula = self.over_both(entry.text("value")?, this, other, index, wanted)?;
            let kind = formula.expression.kind();
            Some((formula, kind))
        };
        Some(match word {
            "exists" => (Take::Exists, Type::Boolean),
            "count" => (Take::Count, Type::Integer),
            "sum" => value().map(|(formula, kind)| (Take::Sum(formula), kind))?,
            "first" => value().map(|(formula, kind)| (Take::First(formula), kind))?,
            _ => value().map(|(formula, kind)| (Take::Last(formula), kind))?,
        })
    }

    /// Compiles an expression over the other row's names and `this.NAME` for those of this row.
    fn over_both(
        &mut self,
        text: &crate::read::Text,
        this: &Rows<'a>,
        other: &Rows<'a>,
        index: usize,
        wanted: Wanted,
    ) -> Option<Formula> {
        let scope = this.lookup_scope(other, index);
        let views = [View { prefix: "this.", ..View::before(this, index) }, View::alone(other)];
        self.formula_over(text, &views, &scope, wanted)
    }
}
