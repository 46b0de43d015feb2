use jiff::civil::Date;
use milepost_calendar::Period;
use milepost_pack::{Kind, Measure, Pack};

use crate::gather::{Gathered, Trees};
use crate::grouping::declared_groups;
use crate::outcome::{Impossible, Outcome, outcome};
use crate::plan::{groupings, measures_in_use};
use crate::rolling::Rolling;
use crate::{AgencyTree, Cells, Group, MeasureResult, ResultProblem, ResultState, Results, Tally, counted};

/// What a roll-up is made from.
#[derive(Clone, Copy, Debug)]
pub struct RollUp<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The period whose results are wanted.
    pub period: &'a Period,
    /// Which day's memberships hold.
    pub memberships: AsOf,
    /// Cells of all slices of [`crate::slices_needed`] for which anything was submitted, be it "nothing
    /// to report"; parts of one slice may stand apart. What was submitted and has no cells could not be
    /// counted, and gives problems instead of results.
    pub cells: &'a [Cells],
    /// Who submitted what, "nothing to report" included.
    pub submitted: &'a [Submitted],
}

/// Which day's memberships hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// Those of each slice's last day: an agency that moves in March leaves January where it was. An
    /// agency that ended within a slice has those of its own last day.
    SliceEnd,
    /// Those of one day, for all slices.
    Day(Date),
}

impl AsOf {
    /// The agencies of a slice with the memberships that hold for it, and the day on which they were asked.
    pub(crate) fn of_slice(self, pack: &Pack, slice: &Period) -> (Date, AgencyTree) {
        match self {
            Self::SliceEnd => (slice.end, AgencyTree::during(pack, slice.start, slice.end)),
            Self::Day(day) => (day, AgencyTree::on(pack, day)),
        }
    }
}

/// An accepted submission, or a report that there is nothing to submit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Submitted {
    /// Dataset.
    pub dataset: String,
    /// Label of the slice's period.
    pub period: String,
    /// Agency that submitted, for itself and all below it.
    pub agency: String,
}

/// Results, and what kept others from being results.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RolledUp {
    /// Results: measures in the pack's order, agencies in the pack's order, groups as declared, the total first.
    pub results: Results,
    /// Problems with the data. What they speak of has no result.
    pub problems: Vec<ResultProblem>,
}

/// Rolls cells up to results: for every measure of the period, every agency from the lowest to the
/// state, and every declared group.
///
/// A measure has results for the agencies of the types that are expected to report its dataset, of
/// the types that its rows name, and for all larger ones; a measure whose dataset has no agency
/// column only for the state agency. A derived measure has them where all its inputs have.
pub fn roll_up(request: &RollUp<'_>) -> RolledUp {
    let mut rolling = Rolling::new(request);
    let measures: Vec<&Measure> = measures_in_use(request.pack, request.period).collect();
    let (of_results, counted): (Vec<&Measure>, Vec<&Measure>) =
        measures.iter().partition(|measure| matches!(measure.kind, Kind::Derived(_)));
    for measure in counted.into_iter().chain(of_results) {
        rolling.roll(measure, request.period);
    }
    let results = measures.iter().filter_map(|measure| rolling.take(measure, request.period)).flatten().collect();
    RolledUp { results, problems: rolling.problems }
}

/// The results of one measure that is counted from rows.
pub(crate) fn counted_results(
    request: &RollUp<'_>,
    trees: &Trees,
    measure: &Measure,
    problems: &mut Vec<ResultProblem>,
) -> Results {
    let pack = request.pack;
    let Some(counted) = counted(&measure.kind) else { return Results::new() };
    let Some(dataset) = pack.datasets.iter().find(|d| d.id == counted.dataset) else { return Results::new() };
    let gathered = match Gathered::new(request, trees, measure, dataset) {
        Ok(gathered) => gathered,
        Err(error) => {
            problems.push(ResultProblem::Kinds { measure: measure.id.clone(), error });
            return Results::new();
        }
    };
    let Some(empty) = Tally::empty(&measure.kind) else { return Results::new() };
    let groups: Vec<Group> = groupings(dataset, measure).iter().flat_map(|g| declared_groups(g)).collect();
    let mut results = Results::new();
    for agency in gathered.nodes() {
        let parts = |group: &Group| gathered.tally(agency, group).unwrap_or(&empty);
        for group in &groups {
            let outcome = if gathered.is_submitted(agency) {
                outcome(measure, parts(group), parts(&Group::total()))
            } else {
                Ok(Outcome::without_value(ResultState::NotSubmitted))
            };
            match outcome.and_then(|o| if is_share(&measure.kind) { o.within_denominator(measure) } else { Ok(o) }) {
                Ok(outcome) => {
                    results.push(result(request, measure, agency, group, outcome, gathered.coverage(agency)));
                }
                Err(why) => problems.push(impossible(why, measure, agency, group)),
            }
        }
    }
    results
}

/// True for kinds whose numerator is a part of their denominator.
fn is_share(kind: &Kind) -> bool {
    matches!(kind, Kind::Proportion(_) | Kind::WeightedProportion { .. } | Kind::Reported { .. })
}

pub(crate) fn result(
    request: &RollUp<'_>,
    measure: &Measure,
    agency: &str,
    group: &Group,
    outcome: Outcome,
    coverage: (u32, u32),
) -> MeasureResult {
    MeasureResult {
        measure: measure.id.clone(),
        period: request.period.label.clone(),
        agency: agency.to_owned(),
        group: group.clone(),
        state: outcome.state,
        numerator: outcome.numerator,
        denominator: outcome.denominator,
        value: outcome.value,
        parts: outcome.parts,
        printed_places: None,
        coverage,
    }
}

/// Words for parts that come to nothing.
pub(crate) fn impossible(why: Impossible, measure: &Measure, agency: &str, group: &Group) -> ResultProblem {
    let (measure, agency, group) = (measure.id.clone(), agency.to_owned(), group_text(group));
    match why {
        Impossible::OutsideDenominator { numerator, denominator } => {
            ResultProblem::OutsideDenominator { measure, agency, group, numerator, denominator }
        }
        Impossible::SeveralValues => ResultProblem::SeveralValues { measure, agency, group },
    }
}

pub(crate) fn group_text(group: &Group) -> String {
    if group.is_total() { String::new() } else { format!(" {group}") }
}
