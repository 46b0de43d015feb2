use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::civil::Date;
use milepost_pack::Pack;

/// Who belonged to whom on a day.
#[derive(Clone, Debug)]
pub struct AgencyTree {
    kinds: BTreeMap<String, String>,
    lines: BTreeMap<String, Vec<String>>,
}

impl AgencyTree {
    /// The agencies that existed on a day, with the memberships that held on it.
    pub fn on(pack: &Pack, date: Date) -> Self {
        let existing = pack.agencies.iter().filter(|a| a.validity.holds_on(date));
        let kinds: BTreeMap<String, String> = existing.map(|a| (a.id.clone(), a.kind.clone())).collect();
        let mut parents: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for membership in pack.memberships.iter().filter(|m| m.validity.holds_on(date)) {
            parents.entry(&membership.member).or_default().insert(&membership.parent);
        }
        let lines = kinds.keys().map(|agency| (agency.clone(), line(&parents, agency))).collect();
        Self { kinds, lines }
    }

    /// All agencies, by id.
    pub fn agencies(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }

    /// True when the agency existed.
    pub fn exists(&self, agency: &str) -> bool {
        self.kinds.contains_key(agency)
    }

    /// Id of an agency's type.
    pub fn kind(&self, agency: &str) -> Option<&str> {
        self.kinds.get(agency).map(String::as_str)
    }

    /// The agency itself, then the larger ones it belongs to, nearest first, each once even if
    /// several ways lead to it. Empty for an agency that did not exist.
    pub fn line(&self, agency: &str) -> &[String] {
        self.lines.get(agency).map_or(&[], Vec::as_slice)
    }

    /// True when `agency` is `larger` or belongs to it.
    pub fn is_within(&self, agency: &str, larger: &str) -> bool {
        self.line(agency).iter().any(|a| a == larger)
    }
}

fn line(parents: &BTreeMap<&str, BTreeSet<&str>>, agency: &str) -> Vec<String> {
    let mut line = vec![agency.to_owned()];
    let mut waiting = VecDeque::from([agency]);
    while let Some(next) = waiting.pop_front() {
        for parent in parents.get(next).into_iter().flatten() {
            if !line.iter().any(|a| a == parent) {
                line.push((*parent).to_owned());
                waiting.push_back(parent);
            }
        }
    }
    line
}
