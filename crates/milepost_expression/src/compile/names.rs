use std::sync::Arc;

use sqlparser::ast::Ident;
use sqlparser::tokenizer::Span;

use super::{Compiler, Typed};
use crate::{Node, reference};

impl Compiler<'_> {
    pub(super) fn name(&mut self, words: &[Ident]) -> Option<Typed> {
        let name = words.iter().map(|word| word.value.as_str()).collect::<Vec<_>>().join(".");
        let span = words.iter().map(|word| word.span).reduce(|all, next| all.union(&next)).unwrap_or_else(Span::empty);
        if let Some((slot, kind)) = self.scope.find(&name) {
            return Some(Typed::new(Node::Slot { slot, name: Arc::from(name), kind }, kind, span));
        }
        if self.has_enough_faults() {
            return None;
        }
        let shown = crate::source::shorten(&name);
        let help = if let Some(similar) = closest(&name, self.scope.names().map(|(name, _)| name)) {
            format!("Did you mean `{similar}`?")
        } else if words.iter().any(|word| word.quote_style.is_some()) {
            format!("If `{shown}` is text, put it in single quotes: '{shown}'. Double quotes stand around names.")
        } else if let Some(entry) = reference::find(&name).filter(|entry| entry.is_function) {
            format!("`{}` is a function; write `{}`.", entry.name, entry.form)
        } else {
            self.some_names()
        };
        self.fault(span, format!("There is nothing called `{shown}` here."), "unknown name", help);
        None
    }

    fn some_names(&self) -> String {
        let mut names = self.scope.names().map(|(name, _)| format!("`{name}`"));
        let mut shown: Vec<String> = names.by_ref().take(12).collect();
        if shown.is_empty() {
            return "No names can be used here.".to_owned();
        }
        if names.next().is_some() {
            shown.push("…".to_owned());
        }
        format!("Names that can be used here: {}.", shown.join(", "))
    }
}

/// The candidate that a misspelt name most likely meant.
pub(super) fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Long garbage has no near neighbour, and measuring it takes time that grows with its length.
    if name.len() > 100 {
        return None;
    }
    let wanted = name.to_lowercase();
    let reach = (wanted.chars().count() / 3).max(1);
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= reach)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
