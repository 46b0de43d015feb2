use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::civil::Date;
use milepost_pack::{Membership, Pack, Validity};

/// Who belonged to whom on a day, or in a slice.
#[derive(Clone, Debug)]
pub struct AgencyTree {
    kinds: BTreeMap<String, String>,
    lines: BTreeMap<String, Vec<String>>,
}

impl AgencyTree {
    /// The agencies that existed on a day, with the memberships that held on it.
    pub fn on(pack: &Pack, date: Date) -> Self {
        Self::during(pack, date, date)
    }

    /// The agencies that existed on any day from `first` to `last`, both included, with the
    /// memberships of the last day. An agency that ended before keeps those of its own last day: what
    /// it did until then belongs to somebody.
    pub fn during(pack: &Pack, first: Date, last: Date) -> Self {
        let stretch = Validity { from: Some(first), to: Some(last) };
        let existing = pack.agencies.iter().filter(|a| a.validity.overlaps(&stretch));
        let kinds: BTreeMap<String, String> = existing.map(|a| (a.id.clone(), a.kind.clone())).collect();
        let ends = pack.agencies.iter().filter_map(|a| Some((a.id.as_str(), a.validity.to?))).collect();
        let mut memberships: BTreeMap<&str, Vec<&Membership>> = BTreeMap::new();
        for membership in &pack.memberships {
            memberships.entry(&membership.member).or_default().push(membership);
        }
        let ladder = Ladder { memberships, ends };
        let lines = kinds.keys().map(|agency| (agency.clone(), ladder.line(agency, last))).collect();
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

/// The way up from an agency.
struct Ladder<'p> {
    memberships: BTreeMap<&'p str, Vec<&'p Membership>>,
    /// The last days of the agencies that end.
    ends: BTreeMap<&'p str, Date>,
}

impl Ladder<'_> {
    fn line(&self, agency: &str, last: Date) -> Vec<String> {
        let mut line = vec![agency.to_owned()];
        let mut waiting = VecDeque::from([(agency, last)]);
        while let Some((next, day)) = waiting.pop_front() {
            let day = self.ends.get(next).map_or(day, |end| day.min(*end));
            for parent in self.parents(next, day) {
                if !line.iter().any(|a| a == parent) {
                    line.push(parent.to_owned());
                    waiting.push_back((parent, day));
                }
            }
        }
        line
    }

    fn parents(&self, agency: &str, day: Date) -> BTreeSet<&str> {
        let held = self.memberships.get(agency).into_iter().flatten().filter(|m| m.validity.holds_on(day));
        held.map(|m| m.parent.as_str()).collect()
    }
}
