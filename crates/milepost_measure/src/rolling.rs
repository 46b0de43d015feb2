use std::collections::BTreeMap;

use milepost_calendar::Period;
use milepost_pack::{DerivedKind, Kind, Measure};

use crate::derived::derive;
use crate::gather::{Trees, uncounted, unplaced};
use crate::plan::{input_periods, is_in_use};
use crate::roll_up::counted_results;
use crate::{ResultProblem, Results, RollUp};

/// A roll-up under way: what is known so far, each measure and period once.
pub(crate) struct Rolling<'a> {
    request: &'a RollUp<'a>,
    trees: Trees,
    /// By measure and label of the period; `None` where there can't be results.
    known: BTreeMap<(String, String), Option<Results>>,
    pub(crate) problems: Vec<ResultProblem>,
}

impl<'a> Rolling<'a> {
    pub(crate) fn new(request: &'a RollUp<'a>) -> Self {
        let trees = Trees::new(request);
        let problems = unplaced(request, &trees);
        Self { request, trees, known: BTreeMap::new(), problems }
    }

    /// Makes the results of a measure for a period, and of whatever it reads.
    pub(crate) fn roll(&mut self, measure: &Measure, period: &Period) {
        let key = (measure.id.clone(), period.label.clone());
        if self.known.contains_key(&key) {
            return;
        }
        let results = match &measure.kind {
            _ if !is_in_use(measure, period) => None,
            Kind::Derived(derived) => self.made_of_results(measure, derived, period),
            _ => self.made_of_rows(measure, period),
        };
        self.known.insert(key, results);
    }

    /// The results of a measure, which are then no longer known.
    pub(crate) fn take(&mut self, measure: &Measure, period: &Period) -> Option<Results> {
        self.known.remove(&(measure.id.clone(), period.label.clone())).flatten()
    }

    fn made_of_rows(&mut self, measure: &Measure, period: &Period) -> Option<Results> {
        let request = RollUp { period, ..*self.request };
        let uncounted = uncounted(&request, measure);
        if !uncounted.is_empty() {
            self.problems.extend(uncounted);
            return None;
        }
        Some(counted_results(&request, &self.trees, measure, &mut self.problems))
    }

    fn made_of_results(&mut self, measure: &Measure, derived: &DerivedKind, period: &Period) -> Option<Results> {
        let pack = self.request.pack;
        let periods = input_periods(pack, measure, derived, period);
        let find = |id: &String| pack.measures.iter().find(|m| m.id == *id);
        for period in &periods {
            for input in derived.inputs.iter().filter_map(find) {
                self.roll(input, period);
            }
        }
        let mut of_periods: Vec<(&Period, Vec<&Results>)> = Vec::new();
        for of_period in &periods {
            let mut inputs = Vec::new();
            for input in &derived.inputs {
                let known = self.known.get(&(input.clone(), of_period.label.clone()));
                let Some(results) = known.and_then(Option::as_ref) else {
                    self.problems.push(ResultProblem::MissingInput {
                        measure: measure.id.clone(),
                        input: input.clone(),
                        period: of_period.label.clone(),
                    });
                    return None;
                };
                inputs.push(results);
            }
            of_periods.push((of_period, inputs));
        }
        let request = RollUp { period, ..*self.request };
        Some(derive(&request, measure, derived, &of_periods, &mut self.problems))
    }
}
