use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use milepost_calendar::Period;
use milepost_pack::{Dataset, Kind, Measure};

use crate::cells::add_tally;
use crate::plan::{calendar_of, follow_up_slices};
use crate::{AgencyTree, Group, KindMismatch, ResultProblem, RollUp, Tally, measure_slices, slices_needed};

/// The memberships that hold for each slice.
pub(crate) struct Trees {
    of_slice: BTreeMap<(String, String), (Date, AgencyTree)>,
}

impl Trees {
    pub(crate) fn new(request: &RollUp<'_>) -> Self {
        let pack = request.pack;
        let cells = request.cells.iter().map(|c| (c.dataset.clone(), c.period.clone()));
        let needed = slices_needed(pack, request.period).into_iter().map(|(d, p)| (d, p.label));
        let keys: BTreeSet<(String, String)> = cells.chain(needed).collect();
        let period_of = |(dataset, label): &(String, String)| {
            let dataset = pack.datasets.iter().find(|d| d.id == *dataset)?;
            calendar_of(pack, &dataset.calendar)?.period(label).ok()
        };
        let dated = keys.into_iter().filter_map(|key| {
            let dated = request.memberships.of_slice(pack, &period_of(&key)?);
            Some((key, dated))
        });
        Self { of_slice: dated.collect() }
    }

    fn slice(&self, dataset: &str, period: &Period) -> Option<&AgencyTree> {
        self.of_slice.get(&(dataset.to_owned(), period.label.clone())).map(|(_, tree)| tree)
    }
}

/// Rows about agencies that did not exist, or did not belong to the state agency.
pub(crate) fn unplaced(request: &RollUp<'_>, trees: &Trees) -> Vec<ResultProblem> {
    let state = &request.pack.state_agency;
    let mut rows_of: BTreeMap<(&str, &str, &str), u64> = BTreeMap::new();
    for cells in request.cells {
        for (agency, rows) in &cells.agency_rows {
            *rows_of.entry((&cells.dataset, &cells.period, agency)).or_default() += rows;
        }
    }
    let problem = |((dataset, period, agency), rows): ((&str, &str, &str), u64)| {
        let (day, tree) = trees.of_slice.get(&(dataset.to_owned(), period.to_owned()))?;
        (!tree.is_within(agency, state)).then(|| ResultProblem::Unplaced {
            dataset: dataset.to_owned(),
            period: period.to_owned(),
            agency: agency.to_owned(),
            state: state.clone(),
            day: *day,
            rows,
        })
    };
    rows_of.into_iter().filter_map(problem).collect()
}

/// The slices of a measure that were submitted and have no cells.
pub(crate) fn uncounted(request: &RollUp<'_>, measure: &Measure) -> Vec<ResultProblem> {
    let has_cells =
        |id: &str, period: &Period| request.cells.iter().any(|c| c.dataset == id && c.period == period.label);
    measure_slices(request.pack, measure, request.period)
        .into_iter()
        .filter(|(id, period)| !submitters(request, id, period).is_empty() && !has_cells(id, period))
        .map(|(dataset, period)| ResultProblem::NotCounted {
            measure: measure.id.clone(),
            dataset,
            period: period.label,
        })
        .collect()
}

/// What the slices of one measure hold, carried up to every agency.
pub(crate) struct Gathered {
    nodes: Vec<String>,
    tallies: BTreeMap<(String, Group), Tally>,
    /// By dataset (the measure's own, its frame): agencies of which it may hold figures, because they, one above
    /// or one below submitted, or because rows are there; where rows are followed up, those who are followed.
    reached: BTreeMap<String, BTreeSet<String>>,
    coverage: BTreeMap<String, (u32, u32)>,
}

impl Gathered {
    /// # Errors
    /// Cells of the measure hold parts of unlike kinds.
    pub(crate) fn new(
        request: &RollUp<'_>,
        trees: &Trees,
        measure: &Measure,
        dataset: &Dataset,
    ) -> Result<Self, KindMismatch> {
        let mut tallies = BTreeMap::new();
        let mut reached: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let slices = measure_slices(request.pack, measure, request.period);
        let followed = follow_up_slices(request.pack, measure, request.period);
        let followed: Vec<(&str, &Period, &AgencyTree)> =
            followed.iter().filter_map(|(id, p)| Some((id.as_str(), p, trees.slice(id, p)?))).collect();
        let is_followed = |agency: &str| {
            followed.iter().all(|(id, period, tree)| {
                let submitters = submitters(request, id, period);
                tree.line(agency).iter().any(|a| submitters.contains(a.as_str()))
            })
        };
        let is_share = matches!(&measure.kind, Kind::Reported { numerator: Some(_), denominator: Some(_), .. });
        for (id, period) in &slices {
            let Some(tree) = trees.slice(id, period) else { continue };
            for ((agency, group), tally) in slice_tallies(request, measure, id, period)? {
                if !is_followed(&agency) {
                    continue;
                }
                carry_up(&mut tallies, tree, (&agency, &group), &tally, is_share)?;
            }
            let told = told_of(request, tree, id, period).into_iter().filter(|agency| is_followed(agency));
            let above = told.flat_map(|agency| tree.line(agency).iter().cloned());
            reached.entry(id.clone()).or_default().extend(above);
        }
        let own: Vec<(&str, &Period, &AgencyTree)> = slices
            .iter()
            .filter(|(id, _)| *id == dataset.id)
            .filter_map(|(id, p)| Some((id.as_str(), p, trees.slice(id, p)?)))
            .collect();
        let nodes = nodes(request, dataset, &own);
        let awaited: Vec<(&str, &Period, &AgencyTree)> = own.iter().chain(&followed).copied().collect();
        let coverage = coverage(request, dataset, &awaited, &nodes);
        Ok(Self { nodes, tallies, reached, coverage })
    }

    /// The agencies that have results, in the order of the pack.
    pub(crate) fn nodes(&self) -> &[String] {
        &self.nodes
    }

    pub(crate) fn tally(&self, agency: &str, group: &Group) -> Option<&Tally> {
        self.tallies.get(&(agency.to_owned(), group.clone()))
    }

    /// True when every dataset that the measure reads holds what was submitted about the agency.
    pub(crate) fn is_submitted(&self, agency: &str) -> bool {
        !self.reached.is_empty() && self.reached.values().all(|agencies| agencies.contains(agency))
    }

    pub(crate) fn coverage(&self, agency: &str) -> (u32, u32) {
        self.coverage.get(agency).copied().unwrap_or_default()
    }
}

/// The parts of one slice by agency and group, its cells put together.
fn slice_tallies(
    request: &RollUp<'_>,
    measure: &Measure,
    dataset: &str,
    period: &Period,
) -> Result<BTreeMap<(String, Group), Tally>, KindMismatch> {
    let mut tallies = BTreeMap::new();
    for cells in request.cells.iter().filter(|c| c.dataset == dataset && c.period == period.label) {
        for (key, tally) in cells.parts.iter().filter(|(key, _)| key.measure == measure.id) {
            add_tally(&mut tallies, (key.agency.clone(), key.group.clone()), tally)?;
        }
    }
    Ok(tallies)
}

/// Adds an agency's parts to its own and to every larger agency's. What was received as such is
/// first turned into what it is up there.
fn carry_up(
    tallies: &mut BTreeMap<(String, Group), Tally>,
    tree: &AgencyTree,
    (agency, group): (&str, &Group),
    tally: &Tally,
    is_share: bool,
) -> Result<(), KindMismatch> {
    for node in tree.line(agency) {
        let key = (node.clone(), group.clone());
        match tally {
            Tally::Reported(sums) => {
                add_tally(tallies, key, &Tally::Reported(sums.carried_up(is_share, node == agency)))?;
            }
            _ => add_tally(tallies, key, tally)?,
        }
    }
    Ok(())
}

fn submitters<'a>(request: &RollUp<'a>, dataset: &str, period: &Period) -> BTreeSet<&'a str> {
    let of_slice = |s: &&crate::Submitted| s.dataset == dataset && s.period == period.label;
    request.submitted.iter().filter(of_slice).map(|s| s.agency.as_str()).collect()
}

fn row_agencies<'a>(request: &RollUp<'a>, dataset: &str, period: &Period) -> BTreeSet<&'a str> {
    let of_slice = request.cells.iter().filter(|c| c.dataset == dataset && c.period == period.label);
    of_slice.flat_map(|c| c.agency_rows.keys()).map(String::as_str).collect()
}

/// The agencies of which something was told: they or one above them submitted, or rows name them.
fn told_of<'a>(request: &RollUp<'a>, tree: &'a AgencyTree, dataset: &str, period: &Period) -> BTreeSet<&'a str> {
    let submitters = submitters(request, dataset, period);
    let covered = tree.agencies().filter(|a| tree.line(a).iter().any(|a| submitters.contains(a.as_str())));
    covered.chain(row_agencies(request, dataset, period)).collect()
}

/// Agencies of the types that report the dataset or that its rows name, and all larger ones; the
/// state agency alone where rows name none.
fn nodes(request: &RollUp<'_>, dataset: &Dataset, slices: &[(&str, &Period, &AgencyTree)]) -> Vec<String> {
    let pack = request.pack;
    if dataset.agency_column.is_none() {
        return vec![pack.state_agency.clone()];
    }
    let mut nodes: BTreeSet<&str> = BTreeSet::new();
    for (id, period, tree) in slices {
        let named = row_agencies(request, id, period).into_iter().filter_map(|agency| tree.kind(agency));
        let kinds: BTreeSet<&str> = named.chain([dataset.reported_by.as_str()]).collect();
        let lowest = tree.agencies().filter(|agency| tree.kind(agency).is_some_and(|kind| kinds.contains(kind)));
        nodes.extend(lowest.flat_map(|agency| tree.line(agency)).map(String::as_str));
    }
    pack.agencies.iter().map(|a| a.id.clone()).filter(|id| nodes.contains(id.as_str())).collect()
}

/// How many of the agencies expected to report within each agency did so for every slice in which
/// they existed. For an agency below those that report: the nearest one above it.
fn coverage(
    request: &RollUp<'_>,
    dataset: &Dataset,
    slices: &[(&str, &Period, &AgencyTree)],
    nodes: &[String],
) -> BTreeMap<String, (u32, u32)> {
    let mut complete: BTreeMap<&str, bool> = BTreeMap::new();
    for (id, period, tree) in slices {
        let submitters = submitters(request, id, period);
        for reporter in tree.agencies().filter(|a| tree.kind(a) == Some(dataset.reported_by.as_str())) {
            let submitted = tree.line(reporter).iter().any(|a| submitters.contains(a.as_str()));
            let all = complete.entry(reporter).or_insert(true);
            *all = *all && submitted;
        }
    }
    let mut within: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, _, tree) in slices {
        for reporter in complete.keys() {
            for node in tree.line(reporter) {
                within.entry(node).or_default().insert(reporter);
            }
        }
    }
    let nearest = |node: &str| {
        let (_, _, tree) = slices.last()?;
        tree.line(node).iter().map(String::as_str).find(|a| complete.contains_key(a))
    };
    let count = |node: &String| {
        let reporters = within.get(node.as_str()).cloned().or_else(|| nearest(node).map(|a| BTreeSet::from([a])));
        let reporters = reporters.unwrap_or_default();
        let submitted = reporters.iter().filter(|a| complete.get(**a) == Some(&true)).count();
        (u32::try_from(submitted).unwrap_or(u32::MAX), u32::try_from(reporters.len()).unwrap_or(u32::MAX))
    };
    nodes.iter().map(|node| (node.clone(), count(node))).collect()
}
