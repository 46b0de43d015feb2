use std::collections::BTreeMap;

use super::{Checker, Rule};
use crate::build::{TARGETS, id_span};
use crate::read::Entry;
use crate::{Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P008",
    name: "id declared twice",
    severity: Severity::Error,
    what: "Within a pack no two citations, calendars, datasets, measures and so on have the same id, whichever files they \
           are in; within a dataset no two columns, derived values, decisions or lookups, no two checks, no two stratifiers.",
    why: "What names the id could mean either.",
    wrong: &[("agencies.toml", "[[agency]]\nid = \"C1\"\ntitle = \"Second county\"\ntype = \"county\"\n")],
    mended: &[("agencies.toml", "[[agency]]\nid = \"C2\"\ntitle = \"Second county\"\ntype = \"county\"\n")],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    for target in TARGETS {
        let entries = checker.declared.of(target.declaration()).iter();
        unique(checker, target.noun(), entries.map(|entry| (entry.id(), id_span(entry))).collect());
    }
    let agencies = checker.pack.agencies.iter().map(|agency| (agency.id.as_str(), agency.span.clone())).collect();
    unique(checker, "agency", agencies);
    for dataset in checker.declared.of("dataset") {
        for (noun, keys) in [
            ("name", &["column", "derived", "decision", "lookup"][..]),
            ("check", &["check"][..]),
            ("stratifier", &["stratifier"][..]),
        ] {
            let mut entries: Vec<&Entry> = keys.iter().flat_map(|key| dataset.entries(key)).collect();
            entries.sort_by_key(|entry| entry.span.range.start);
            unique(checker, noun, entries.into_iter().map(|entry| (entry.id(), id_span(entry))).collect());
        }
    }
}

fn unique(checker: &mut Checker<'_>, noun: &str, ids: Vec<(&str, Span)>) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for (id, span) in ids.into_iter().filter(|(id, _)| !id.is_empty()) {
        match first.get(id) {
            None => {
                first.insert(id, span);
            }
            Some(before) if !checker.problems.is_full() => {
                let there = checker.place(before);
                checker.problems.push(RULE.problem(
                    span,
                    format!("{noun} `{id}` is declared a second time; the first is at {there}"),
                    "the same id",
                    "give it another id, or take out one of them",
                ));
            }
            Some(_) => return,
        }
    }
}
