use std::collections::BTreeMap;

use crate::format::Target;
use crate::read::{Declared, Entry, Text};
use crate::{Agency, Span};

/// Every id that can be named from elsewhere, with the place where it is declared.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeMap<Target, BTreeMap<String, Span>>);

/// The declarations that have an id, agencies aside, which also come from files.
pub(crate) const TARGETS: [Target; 10] = [
    Target::Citation,
    Target::Calendar,
    Target::AgencyType,
    Target::CodeList,
    Target::Dataset,
    Target::Measure,
    Target::Standard,
    Target::Consequence,
    Target::Setting,
    Target::Report,
];

impl Names {
    pub(crate) fn new(declared: &Declared, agencies: &[Agency]) -> Self {
        let mut names = Self::default();
        for target in TARGETS {
            for entry in declared.of(target.declaration()) {
                if let Some(id) = entry.text("id") {
                    names.add(target, &id.text, &id.span);
                }
            }
        }
        for agency in agencies {
            names.add(Target::Agency, &agency.id, &agency.span);
        }
        names
    }

    /// Where an id is declared first.
    pub(crate) fn find(&self, target: Target, id: &str) -> Option<&Span> {
        self.0.get(&target)?.get(id)
    }

    pub(crate) fn has(&self, target: Target, id: &str) -> bool {
        self.find(target, id).is_some()
    }

    pub(crate) fn of(&self, target: Target) -> impl Iterator<Item = &str> {
        self.0.get(&target).into_iter().flatten().map(|(id, _)| id.as_str())
    }

    fn add(&mut self, target: Target, id: &str, span: &Span) {
        self.0.entry(target).or_default().entry(id.to_owned()).or_insert_with(|| span.clone());
    }
}

/// The first of the declarations with an id.
pub(crate) fn entry<'a>(declared: &'a Declared, target: Target, id: &str) -> Option<&'a Entry> {
    declared.find(target.declaration(), id)
}

/// The text of an id, for problems that point at it; the header when there is none.
pub(crate) fn id_span(entry: &Entry) -> Span {
    entry.text("id").map_or_else(|| entry.span.clone(), |text: &Text| text.span.clone())
}
