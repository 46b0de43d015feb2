//! Entries to the model: names resolved, expressions compiled. What can't be built is left out after a
//! problem said why, and what depends on it says nothing more.

mod agencies;
mod consequence;
mod dataset;
mod derived;
mod formula;
mod judgement;
mod lookup;
mod measure;
mod names;
mod program;
mod results;
mod rows;
mod sample;
mod stratifier;
mod words;

pub(crate) use agencies::{Seat, agencies};
pub(crate) use formula::Wanted;
pub(crate) use judgement::bound;
pub(crate) use names::{Names, TARGETS, entry, id_span};
pub(crate) use program::calendar;
pub use results::parts;
pub(crate) use rows::value_type;
pub(crate) use sample::columns_of;
pub(crate) use words::mentioned;

use milepost_expression::Type;
use rows::Rows;

use crate::problem::Problems;
use crate::read::{Declared, Entry};
use crate::rules::p010_one_pack;
use crate::{CodeList, Files, Pack};

/// What building needs to know.
pub(crate) struct Build<'a> {
    pub(crate) files: &'a Files,
    pub(crate) declared: &'a Declared,
    pub(crate) names: &'a Names,
    pub(crate) problems: &'a mut Problems,
}

impl<'a> Build<'a> {
    /// The rows of a dataset.
    pub(crate) fn rows_of<'r>(&self, rows: &'r [Rows<'a>], id: &str) -> Option<&'r Rows<'a>> {
        self.declared.place("dataset", id).and_then(|place| rows.get(place))
    }

    /// A code list; they stand in the pack as they are declared.
    pub(crate) fn code_list<'p>(&self, lists: &'p [CodeList], id: &str) -> Option<&'p CodeList> {
        self.declared.place("code_list", id).and_then(|place| lists.get(place))
    }

    /// Builds as much of the pack as can be built.
    pub(crate) fn pack(mut self, seat: Seat, hash: String) -> Pack {
        let settings: Vec<(String, Option<Type>)> = self
            .declared
            .of("setting")
            .iter()
            .filter(|entry| !entry.id().is_empty())
            .map(|entry| (entry.id().to_owned(), rows::value_type(entry.word("type"))))
            .collect();
        let mut pack = self.program(hash);
        pack.agencies = seat.agencies;
        pack.memberships = seat.memberships;
        pack.settings = self.settings();
        let mut rows: Vec<Rows<'a>> =
            self.declared.of("dataset").iter().map(|entry| Rows::new(entry, &settings)).collect();
        pack.datasets = self.datasets(&mut rows, &pack);
        self.measures(&rows, &mut pack);
        pack.standards = self.standards();
        pack.consequences = self.consequences(&settings);
        pack.reports = self.reports();
        pack.samples = self.samples(&pack, &rows);
        pack.synthetic = self.synthetic(&pack, &rows);
        pack
    }

    fn program(&mut self, hash: String) -> Pack {
        let declared = self.declared.of("pack");
        p010_one_pack::check(declared, self.problems);
        let text = |key: &str| declared.first().map(|entry: &Entry| entry.string(key)).unwrap_or_default();
        Pack {
            id: text("id"),
            title: text("title"),
            release: text("release"),
            about: text("about"),
            authority: text("authority"),
            state_agency: text("state_agency"),
            cites: declared.first().map(|entry| entry.strings("cites")).unwrap_or_default(),
            citations: program::citations(self.declared),
            calendars: program::calendars(self.declared),
            agency_types: program::agency_types(self.declared),
            agencies: Vec::new(),
            memberships: Vec::new(),
            code_lists: program::code_lists(self.declared),
            datasets: Vec::new(),
            measures: Vec::new(),
            measure_order: Vec::new(),
            standards: Vec::new(),
            consequences: Vec::new(),
            settings: Vec::new(),
            reports: Vec::new(),
            samples: Vec::new(),
            synthetic: Vec::new(),
            files: self.files.clone(),
            hash,
        }
    }
}
