//! Counters of one plan in dense arrays.
//!
//! Measures that are grouped alike share a *space*: its cells are all combinations of the sets of groups that rows
//! belong to, agency by agency. A row then adds to one cell for each measure, whatever the number of groupings; they
//! are added up from the cells at the end.

use std::collections::BTreeMap;

use milepost_measure::{CellKey, Group, Tally};

use crate::evaluate::{Batch, Evaluator, Stop};
use crate::outcome::{self, NOTHING, Outcomes};
use crate::program::{Program, Shape};
use crate::sets::Sets;

/// Cells that a space may have for counters to stay in the processor's cache.
const LARGEST_SPACE: usize = 1 << 16;
/// Rows after which counters of 32 bits are emptied.
const MOST_ROWS: u64 = u32::MAX as u64;

/// What was counted so far.
pub(crate) struct Counters<'p> {
    /// Bytes that counters may take.
    memory: usize,
    program: &'p Program<'p>,
    sets: Vec<Sets<'p>>,
    /// Places of the stratifiers that measures are grouped by.
    grouped_by: Vec<usize>,
    spaces: Vec<Space>,
    /// By counting: the spaces in which it counts.
    places: Vec<Vec<Place>>,
    rows: u64,
    /// By counting and grouping.
    totals: Vec<Vec<Totals>>,
}

/// Combinations of sets, the last stratifier's fastest, then agencies.
struct Space {
    stratifiers: Vec<usize>,
    room: Vec<usize>,
    /// Cells of one agency.
    size: usize,
}

/// One measure's counters in a space, and the groupings that are added up from them.
struct Place {
    space: usize,
    groupings: Vec<usize>,
    counts: Vec<u32>,
    sums: Vec<Vec<i128>>,
}

/// Sums of a grouping: by agency, then by group, the last stratifier's fastest.
#[derive(Default)]
struct Totals {
    groups: usize,
    outcomes: Vec<u64>,
    sums: Vec<Vec<i128>>,
}

impl<'p> Counters<'p> {
    pub(crate) fn new(program: &'p Program<'p>, memory: usize) -> Self {
        let dataset = program.plan.dataset();
        let blank = program.form.blank();
        let sets = dataset.stratifiers.iter().zip(&program.conditions).map(|(s, c)| Sets::new(s, c, blank)).collect();
        let used = |place: &usize| program.countings.iter().any(|c| c.groupings.iter().flatten().any(|s| s == place));
        let groups = |grouping: &Vec<usize>| grouping.iter().map(|s| dataset.stratifiers[*s].groups.len()).product();
        let totals = program.countings.iter().map(|counting| {
            let sums = sums(&counting.shape);
            let totals =
                |grouping| Totals { groups: groups(grouping), sums: vec![Vec::new(); sums], ..Totals::default() };
            counting.groupings.iter().map(totals).collect()
        });
        let totals = totals.collect();
        let grouped_by = (0..dataset.stratifiers.len()).filter(used).collect();
        let mut counters =
            Self { memory, program, sets, grouped_by, spaces: Vec::new(), places: Vec::new(), rows: 0, totals };
        counters.lay_out(1);
        counters
    }

    /// Adds a batch, whose rows are about these agencies, numbered from 0.
    pub(crate) fn add(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        batch: &mut Batch,
        agencies: &[u32],
        all_agencies: usize,
        odd: &mut impl FnMut(usize, &mut Batch) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let mut sets = vec![Vec::new(); self.sets.len()];
        for place in &self.grouped_by {
            sets[*place] = self.sets[*place].of(evaluator, batch)?;
        }
        let outgrown =
            self.spaces.iter().any(|s| s.stratifiers.iter().zip(&s.room).any(|(p, r)| self.sets[*p].room() > *r));
        if outgrown || self.rows + batch.rows as u64 > MOST_ROWS {
            self.empty();
            self.lay_out(all_agencies);
        }
        self.rows += batch.rows as u64;
        let cells: Vec<Vec<u32>> = self.spaces.iter().map(|space| space.cells(agencies, &sets)).collect();
        for (index, counting) in self.program.countings.iter().enumerate() {
            let outcomes = outcome::of(evaluator, batch, counting)?;
            if matches!(outcomes, Outcomes::Rows) || self.places[index].is_empty() {
                odd(index, batch)?;
                continue;
            }
            let states = outcome::states(&counting.shape);
            for place in &mut self.places[index] {
                let size = self.spaces[place.space].size * all_agencies;
                place.count(&cells[place.space], &outcomes, states, size);
            }
        }
        Ok(())
    }

    /// Shares out spaces: one for all groupings of a measure if it stays small, or one for each grouping. A measure
    /// that finds no room in memory has none, and is counted row by row.
    fn lay_out(&mut self, agencies: usize) {
        self.spaces.clear();
        let agencies = agencies.max(self.program.plan.pack().agencies.len());
        let mut places = Vec::new();
        let mut left = self.memory;
        for counting in &self.program.countings {
            let mut own: Vec<Place> = Vec::new();
            let mut all: Vec<usize> = counting.groupings.iter().flatten().copied().collect();
            all.sort_unstable();
            all.dedup();
            let together = self.size(&all).saturating_mul(agencies) <= LARGEST_SPACE;
            let sizes = counting.groupings.iter().map(|grouping| self.size(grouping));
            let size = if together { self.size(&all) } else { sizes.fold(0, usize::saturating_add) };
            let sums = sums(&counting.shape);
            let of_cell = outcome::states(&counting.shape) * size_of::<u32>() + sums * size_of::<i128>();
            let bytes = size.saturating_mul(agencies).saturating_mul(of_cell);
            if !matches!(counting.shape, Shape::Rows) && bytes <= left {
                left -= bytes;
                for (index, grouping) in counting.groupings.iter().enumerate() {
                    let space = self.space(if together { &all } else { grouping });
                    match own.iter_mut().find(|place| place.space == space) {
                        Some(place) => place.groupings.push(index),
                        None => own.push(Place {
                            space,
                            groupings: vec![index],
                            counts: Vec::new(),
                            sums: vec![Vec::new(); sums],
                        }),
                    }
                }
            }
            places.push(own);
        }
        self.places = places;
        self.rows = 0;
    }

    fn size(&self, stratifiers: &[usize]) -> usize {
        stratifiers.iter().fold(1, |size: usize, place| size.saturating_mul(self.sets[*place].room()))
    }

    fn space(&mut self, stratifiers: &[usize]) -> usize {
        if let Some(known) = self.spaces.iter().position(|space| space.stratifiers == stratifiers) {
            return known;
        }
        let room = stratifiers.iter().map(|place| self.sets[*place].room()).collect();
        self.spaces.push(Space { stratifiers: stratifiers.to_vec(), room, size: self.size(stratifiers) });
        self.spaces.len() - 1
    }

    /// Adds the counters up by grouping and takes their place away.
    fn empty(&mut self) {
        for (index, places) in std::mem::take(&mut self.places).into_iter().enumerate() {
            let counting = &self.program.countings[index];
            let states = outcome::states(&counting.shape);
            for place in places {
                let space = &self.spaces[place.space];
                for cell in 0..place.counts.len() / states.max(1) {
                    let counts = &place.counts[cell * states..][..states];
                    if counts[1..].iter().all(|n| *n == 0) {
                        continue;
                    }
                    let (agency, own) = (cell / space.size, space.sets(cell % space.size));
                    for grouping in &place.groupings {
                        let totals = &mut self.totals[index][*grouping];
                        let sets = counting.groupings[*grouping].iter().map(|stratifier| {
                            let at = space.stratifiers.iter().position(|s| s == stratifier).unwrap_or(0);
                            (self.sets[*stratifier].groups(own[at]), self.sets[*stratifier].stratifier().groups.len())
                        });
                        let mut groups = vec![0];
                        for (members, all) in sets {
                            groups = groups.iter().flat_map(|g| members.iter().map(move |m| g * all + m)).collect();
                        }
                        for group in groups {
                            totals.add(agency, group, counts, place.sums.iter().map(|sums| sums[cell]));
                        }
                    }
                }
            }
        }
    }

    /// All cells.
    pub(crate) fn finish(mut self, agencies: &[String]) -> BTreeMap<CellKey, Tally> {
        self.empty();
        let mut parts: Vec<(CellKey, Tally)> = Vec::new();
        for (counting, totals) in self.program.countings.iter().zip(&self.totals) {
            let states = outcome::states(&counting.shape);
            for (grouping, totals) in counting.groupings.iter().zip(totals) {
                for (place, outcomes) in totals.outcomes.chunks_exact(states.max(1)).enumerate() {
                    let sums: Vec<i128> = totals.sums.iter().map(|sums| sums[place]).collect();
                    let Some(tally) = outcome::tally(&counting.task.measure.kind, outcomes, &sums) else { continue };
                    let agency = agencies[place / totals.groups].clone();
                    let group = self.group(grouping, place % totals.groups);
                    parts.push((CellKey { agency, group, measure: counting.task.measure.id.clone() }, tally));
                }
            }
        }
        parts.sort_by(|one, other| one.0.cmp(&other.0));
        // A grouping that a measure names twice counts twice.
        parts.dedup_by(|later, earlier| later.0 == earlier.0 && earlier.1.add(&later.1).is_ok());
        parts.into_iter().collect()
    }

    fn group(&self, grouping: &[usize], mut place: usize) -> Group {
        let mut parts = Vec::with_capacity(grouping.len());
        for stratifier in grouping.iter().rev() {
            let stratifier = self.sets[*stratifier].stratifier();
            let groups = &stratifier.groups;
            parts.push((stratifier.id.clone(), groups[place % groups.len()].code.clone()));
            place /= groups.len();
        }
        parts.reverse();
        Group(parts)
    }
}

impl Space {
    fn cells(&self, agencies: &[u32], sets: &[Vec<u16>]) -> Vec<u32> {
        // Spaces are small, so a cell's number has 32 bits unless there are tens of thousands of agencies.
        let mut cells = agencies.to_vec();
        for (place, room) in self.stratifiers.iter().zip(&self.room) {
            let room = *room as u32;
            cells.iter_mut().zip(&sets[*place]).for_each(|(cell, set)| *cell = *cell * room + u32::from(*set));
        }
        cells
    }

    /// The sets of a cell, one for each stratifier.
    fn sets(&self, mut cell: usize) -> Vec<usize> {
        let mut sets = vec![0; self.room.len()];
        for (set, room) in sets.iter_mut().zip(&self.room).rev() {
            *set = cell % room;
            cell /= room;
        }
        sets
    }
}

impl Place {
    fn count(&mut self, cells: &[u32], outcomes: &Outcomes, states: usize, size: usize) {
        if self.counts.len() < size * states {
            self.counts.resize(size * states, 0);
            self.sums.iter_mut().for_each(|sums| sums.resize(size, 0));
        }
        let bytes = match outcomes {
            Outcomes::Bytes(bytes) | Outcomes::Sums(bytes, _) => bytes,
            Outcomes::Rows => return,
        };
        for (cell, outcome) in cells.iter().zip(bytes) {
            self.counts[*cell as usize * states + usize::from(*outcome)] += 1;
        }
        let Outcomes::Sums(_, values) = outcomes else { return };
        for (sums, values) in self.sums.iter_mut().zip(values) {
            for ((cell, outcome), value) in cells.iter().zip(bytes).zip(values) {
                if *outcome != NOTHING {
                    sums[*cell as usize] += value;
                }
            }
        }
    }
}

impl Totals {
    fn add(&mut self, agency: usize, group: usize, counts: &[u32], sums: impl Iterator<Item = i128>) {
        let states = counts.len();
        let size = (agency + 1) * self.groups;
        if self.outcomes.len() < size * states {
            self.outcomes.resize(size * states, 0);
            self.sums.iter_mut().for_each(|sums| sums.resize(size, 0));
        }
        let place = agency * self.groups + group;
        self.outcomes[place * states..].iter_mut().zip(counts).for_each(|(total, more)| *total += u64::from(*more));
        self.sums.iter_mut().zip(sums).for_each(|(total, more)| total[place] += more);
    }
}

/// How many sums a measure has.
fn sums(shape: &Shape) -> usize {
    if let Shape::Sums { values, .. } = shape { values.len() } else { 0 }
}
