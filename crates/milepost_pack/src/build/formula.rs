use milepost_expression::{Scope, Type, compile};

use super::Build;
use super::rows::{Rows, Unusable};
use crate::Formula;
use crate::read::Text;
use crate::rules::{p021_expression, p022_type_of_place, p024_lookup_of_lookup};

/// What an expression must be for the place where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// True or false.
    Condition,
    /// A whole or decimal number.
    Number,
    /// Text.
    Text,
    /// A date.
    Day,
    /// Whatever it is.
    Anything,
}

impl Wanted {
    pub(crate) fn admits(self, kind: Type) -> bool {
        match self {
            Self::Condition => kind == Type::Boolean,
            Self::Number => matches!(kind, Type::Integer | Type::Decimal),
            Self::Text => kind == Type::Text,
            Self::Day => kind == Type::Date,
            Self::Anything => true,
        }
    }
}

/// Which names of a row an expression may use.
#[derive(Clone, Copy)]
pub(crate) struct View<'r, 'e> {
    pub(crate) rows: &'r Rows<'e>,
    /// Derived values that stand before this one.
    pub(crate) before: usize,
    /// Whether values that are looked up are among them.
    pub(crate) with_lookups: bool,
    /// What comes before each name: nothing, or `this.`.
    pub(crate) prefix: &'static str,
}

impl<'r, 'e> View<'r, 'e> {
    /// All names of a row.
    pub(crate) fn whole(rows: &'r Rows<'e>) -> Self {
        Self { rows, before: rows.derived.len(), with_lookups: true, prefix: "" }
    }

    /// All names that can be made from the row alone.
    pub(crate) fn alone(rows: &'r Rows<'e>) -> Self {
        Self { with_lookups: false, ..Self::whole(rows) }
    }

    /// The names before a derived value.
    pub(crate) fn before(rows: &'r Rows<'e>, index: usize) -> Self {
        Self { before: index, ..Self::whole(rows) }
    }
}

impl Build<'_> {
    /// Compiles an expression over a row. Nothing when it has faults, or uses names that have.
    pub(crate) fn formula(&mut self, text: &Text, view: View<'_, '_>, wanted: Wanted) -> Option<Formula> {
        match view.rows.finished(view.with_lookups) {
            Some(scope) if view.before == view.rows.derived.len() => self.formula_over(text, &[view], scope, wanted),
            _ => self.formula_over(text, &[view], &view.rows.scope(view.before, view.with_lookups), wanted),
        }
    }

    /// Compiles an expression over a scope that the views make up.
    pub(crate) fn formula_over(
        &mut self,
        text: &Text,
        views: &[View<'_, '_>],
        scope: &Scope,
        wanted: Wanted,
    ) -> Option<Formula> {
        if self.is_unusable(text, views) {
            return None;
        }
        match compile(&text.text, scope) {
            Ok(expression) if wanted.admits(expression.kind()) => {
                Some(Formula { text: text.text.clone(), span: text.span.clone(), expression })
            }
            Ok(expression) => {
                self.problems.push(p022_type_of_place::expression(text, wanted, expression.kind()));
                None
            }
            Err(faults) => {
                for fault in &faults {
                    self.problems.push(p021_expression::problem(text, fault));
                }
                None
            }
        }
    }

    /// True when a text mentions a name that can't be used, for a reason that is told here or elsewhere.
    pub(crate) fn is_unusable(&mut self, text: &Text, views: &[View<'_, '_>]) -> bool {
        for view in views {
            match view.rows.unusable(&text.text, view.prefix, view.before, view.with_lookups) {
                None => continue,
                Some((Unusable::Broken, ..)) => {}
                Some((Unusable::Later, name, range)) => {
                    self.problems.push(p021_expression::later(text.part(range), name));
                }
                Some((Unusable::LookedUp, name, range)) => {
                    self.problems.push(p024_lookup_of_lookup::problem(text.part(range), name));
                }
            }
            return true;
        }
        false
    }

    /// Compiles an expression if it was declared.
    pub(crate) fn optional_formula(
        &mut self,
        text: Option<&Text>,
        view: View<'_, '_>,
        wanted: Wanted,
    ) -> Result<Option<Formula>, Broken> {
        match text {
            None => Ok(None),
            Some(text) => self.formula(text, view, wanted).map(Some).ok_or(Broken),
        }
    }
}

/// Something could not be built; a problem says why.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Broken;
