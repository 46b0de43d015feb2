//! Which agency a row is about, and whether the submitter answers for it.

use std::collections::{HashMap, HashSet};

use milepost_calendar::Period;
use milepost_pack::{Dataset, Pack, Validity};

use crate::check;
use crate::problem::{Failure, FileProblem, Stop};
use crate::rules::Breach;

/// The agencies of a pack as rows may name them.
pub(crate) struct Agencies<'p> {
    pack: &'p Pack,
    by_id: HashMap<&'p [u8], usize>,
    submitter: Option<usize>,
    state: usize,
    /// What is known of each agency in each slice.
    standings: Vec<Vec<Option<Standing>>>,
    /// Agencies that the submitter answers for, in each slice.
    scopes: Vec<Option<HashSet<&'p str>>>,
    /// The agency of the row before, since rows come in heaps.
    last: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Standing {
    Good,
    NotInPeriod,
    OutOfScope,
}

impl<'p> Agencies<'p> {
    pub(crate) fn new(pack: &'p Pack, dataset: &Dataset, submitter: Option<&str>) -> Result<Self, Stop> {
        let by_id: HashMap<_, _> = pack.agencies.iter().enumerate().map(|(i, a)| (a.id.as_bytes(), i)).collect();
        let state = by_id.get(pack.state_agency.as_bytes()).copied();
        let state = state.ok_or_else(|| Failure::Pack(format!("there is no agency `{}`", pack.state_agency)))?;
        let submitter = match submitter {
            None => None,
            Some(id) => {
                let unknown = || FileProblem::error(check::NO_AGENCY, format!("there is no agency `{id}`"));
                Some(*by_id.get(id.as_bytes()).ok_or_else(unknown)?)
            }
        };
        if dataset.agency_column.is_none() && submitter.is_some_and(|s| s != state) {
            let message = format!("the rows of `{}` are about `{}` alone", dataset.id, pack.state_agency);
            return Err(FileProblem::error(check::NO_AGENCY, message).into());
        }
        Ok(Self { pack, by_id, submitter, state, standings: Vec::new(), scopes: Vec::new(), last: state })
    }

    /// The agency of rows without an agency column.
    pub(crate) fn state(&self) -> usize {
        self.state
    }

    pub(crate) fn id(&self, agency: usize) -> &'p str {
        &self.pack.agencies[agency].id
    }

    /// The number of the agency with an id.
    pub(crate) fn find(&mut self, id: &[u8]) -> Option<usize> {
        if self.pack.agencies[self.last].id.as_bytes() != id {
            self.last = *self.by_id.get(id)?;
        }
        Some(self.last)
    }

    /// Whether rows of a slice may be about an agency, and be submitted by the submitter.
    pub(crate) fn judge(&mut self, agency: usize, slice: usize, period: &Period) -> Option<Breach> {
        if self.standings.len() <= slice {
            self.standings.resize_with(slice + 1, Vec::new);
            self.scopes.resize_with(slice + 1, || None);
        }
        if self.standings[slice].is_empty() {
            self.standings[slice] = vec![None; self.pack.agencies.len()];
        }
        let standing = match self.standings[slice][agency] {
            Some(standing) => standing,
            None => {
                let standing = self.standing(agency, slice, period);
                self.standings[slice][agency] = Some(standing);
                standing
            }
        };
        let id = self.id(agency);
        match standing {
            Standing::Good => None,
            Standing::NotInPeriod => {
                Some(Breach::new(check::AGENCY_NOT_IN_PERIOD, format!("agency `{id}` does not exist in {period}")))
            }
            Standing::OutOfScope => {
                let submitter = self.submitter.map_or("", |s| self.id(s));
                let message = format!("agency `{id}` is not `{submitter}` nor one of its members in {period}");
                Some(Breach::new(check::AGENCY_OUT_OF_SCOPE, message))
            }
        }
    }

    fn standing(&mut self, agency: usize, slice: usize, period: &Period) -> Standing {
        let during = Validity { from: Some(period.start), to: Some(period.end) };
        if !self.pack.agencies[agency].validity.overlaps(&during) {
            return Standing::NotInPeriod;
        }
        let Some(submitter) = self.submitter else { return Standing::Good };
        let (pack, top) = (self.pack, self.id(submitter));
        let scope = self.scopes[slice].get_or_insert_with(|| below(pack, top, &during));
        if scope.contains(pack.agencies[agency].id.as_str()) { Standing::Good } else { Standing::OutOfScope }
    }
}

/// An agency with all that are below it on some day of a time.
fn below<'p>(pack: &'p Pack, top: &'p str, during: &Validity) -> HashSet<&'p str> {
    let mut found = HashSet::from([top]);
    let mut open = vec![top];
    while let Some(parent) = open.pop() {
        let members = pack.memberships.iter().filter(|m| m.parent == parent && m.validity.overlaps(during));
        for member in members {
            if found.insert(&member.member) {
                open.push(&member.member);
            }
        }
    }
    found
}
