use std::collections::BTreeMap;

use milepost_calendar::Period;
use milepost_expression::Value;
use milepost_pack::{Dataset, DerivedForm, Kind, Measure, Pack};
use thiserror::Error;

use crate::grouping::codes_of;
use crate::inputs::compiled_texts;
use crate::row::{RowError, RowForm};
use crate::standing::observe;
use crate::{
    AsOf, Aspect, CalculationError, DatasetPlan, Group, MeasureResult, RowFault, Slice, Standing, measure_slices,
};

/// Which number is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The period of the result.
    pub period: &'a Period,
    /// Id of the measure.
    pub measure: &'a str,
    /// Id of the agency.
    pub agency: &'a str,
    /// Group.
    pub group: &'a Group,
    /// The memberships by which the results were rolled up.
    pub memberships: AsOf,
    /// The results of the computation.
    pub results: &'a [MeasureResult],
}

/// Where rows and submissions come from.
pub trait Sources {
    /// A slice; without rows if there is none.
    fn slice(&self, dataset: &str, period: &str) -> Box<dyn Slice + '_>;

    /// The submissions that the computation of a slice read.
    fn submissions(&self, dataset: &str, period: &str) -> Vec<SubmissionNote>;
}

/// A submission as an explanation names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionNote {
    /// Dataset.
    pub dataset: String,
    /// Label of the slice's period.
    pub period: String,
    /// Agency that submitted.
    pub agency: String,
    /// By what it can be found again: an id, a hash, a file name.
    pub reference: String,
    /// Rows accepted.
    pub rows: u64,
}

/// Why a number is what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The result.
    pub result: MeasureResult,
    /// Name of the measure.
    pub title: String,
    /// Its definition in words.
    pub definition: String,
    /// What is counted.
    pub unit_of_count: String,
    /// The authorities, as they are written in the field.
    pub citations: Vec<String>,
    /// The measure as compiled: role and canonical text of each formula, in the order in which they are asked.
    pub compiled: Vec<(&'static str, String)>,
    /// The submissions that were read.
    pub submissions: Vec<SubmissionNote>,
    /// How many rows are left at every step.
    pub steps: Vec<Step>,
    /// For a derived measure: its inputs, explained.
    pub inputs: Vec<Explanation>,
}

/// Rows at one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Dataset whose rows these are.
    pub dataset: String,
    /// What the step is: `rows`, `initial_population`, `numerator`…
    pub name: &'static str,
    /// How many rows.
    pub count: u64,
}

/// A row behind a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<'a> {
    /// Measure that it counts for: the one asked about, or an input of it.
    pub measure: &'a str,
    /// Dataset.
    pub dataset: &'a str,
    /// Label of the slice's period.
    pub period: &'a str,
    /// Agency that it is about.
    pub agency: &'a str,
    /// Its key: column and value.
    pub key: Vec<(&'a str, Value)>,
    /// Where it stands.
    pub standing: Standing,
}

/// Why a number can't be explained.
#[derive(Debug, Error)]
pub enum ExplainError {
    /// The pack has no such measure.
    #[error("the pack has no measure `{0}`")]
    UnknownMeasure(String),
    /// The computation has no such result.
    #[error("there is no result of {measure} for {agency} in {period}{group}")]
    NoResult {
        /// Measure.
        measure: String,
        /// Agency.
        agency: String,
        /// Period.
        period: String,
        /// Group, with a blank before it; empty for the total.
        group: String,
    },
    /// Its rows can't be evaluated or read.
    #[error(transparent)]
    Calculation(#[from] CalculationError),
}

/// Explains a result. `records` is called with every row of the initial population of the measure
/// and its inputs that belongs to the agency and the group.
///
/// # Errors
/// No such measure or result, or rows that can't be read.
pub fn explain(
    question: &Question<'_>,
    sources: &dyn Sources,
    records: &mut dyn FnMut(&Record<'_>),
) -> Result<Explanation, ExplainError> {
    let Question { pack, period, agency, group, .. } = *question;
    let find = |id: &str| pack.measures.iter().find(|m| m.id == id);
    let measure = find(question.measure).ok_or_else(|| ExplainError::UnknownMeasure(question.measure.to_owned()))?;
    let is_asked = |r: &&MeasureResult| {
        r.measure == measure.id && r.period == period.label && r.agency == agency && r.group == *group
    };
    let result = question.results.iter().find(is_asked).cloned().ok_or_else(|| ExplainError::NoResult {
        measure: measure.id.clone(),
        agency: agency.to_owned(),
        period: period.label.clone(),
        group: crate::roll_up::group_text(group),
    })?;
    let citation = |id: &String| pack.citations.iter().find(|c| c.id == *id).map(|c| c.text.clone());
    let mut explanation = Explanation {
        result,
        title: measure.title.clone(),
        definition: measure.definition.clone(),
        unit_of_count: measure.unit_of_count.clone(),
        citations: measure.cites.iter().filter_map(citation).collect(),
        compiled: compiled_texts(&measure.kind),
        submissions: Vec::new(),
        steps: Vec::new(),
        inputs: Vec::new(),
    };
    if let Kind::Derived(derived) = &measure.kind {
        for input in &derived.inputs {
            let question = Question { measure: input, ..*question };
            match explain(&question, sources, records) {
                // Of other periods, and of the state agency alone, the parts of the result tell.
                Err(ExplainError::NoResult { .. }) if !is_formula(&derived.form) => {}
                explained => explanation.inputs.push(explained?),
            }
        }
        return Ok(explanation);
    }
    let mut counts = Counts::default();
    for (dataset, slice) in measure_slices(pack, measure, period) {
        explanation.submissions.extend(sources.submissions(&dataset, &slice.label));
        count_slice(question, measure, &dataset, &slice, sources, &mut counts, records)?;
    }
    explanation.steps = steps(measure, &counts);
    Ok(explanation)
}

fn is_formula(form: &DerivedForm) -> bool {
    matches!(form, DerivedForm::Share { .. } | DerivedForm::Value(_))
}

/// Rows by dataset, aspect and standing.
#[derive(Default)]
struct Counts(BTreeMap<(String, bool, Standing), u64>);

fn count_slice(
    question: &Question<'_>,
    measure: &Measure,
    dataset: &str,
    period: &Period,
    sources: &dyn Sources,
    counts: &mut Counts,
    records: &mut dyn FnMut(&Record<'_>),
) -> Result<(), CalculationError> {
    let Some(plan) = DatasetPlan::new(question.pack, dataset, period) else { return Ok(()) };
    let (_, tree) = question.memberships.of_slice(question.pack, period);
    let form = RowForm::new(question.pack, plan.dataset(), period);
    let slice = sources.slice(dataset, &period.label);
    for row in slice.rows() {
        let row = row.map_err(CalculationError::Failure)?;
        if !tree.is_within(&row.agency, question.agency) {
            continue;
        }
        let fault = |what, error| one_fault(RowFault { key: form.key_text(&row.values), what, error });
        let completed = match form.complete(&row.values, &*slice) {
            Ok(completed) => completed,
            Err(RowError::Failure(failure)) => return Err(CalculationError::Failure(failure)),
            Err(RowError::Fault(what, error)) => return Err(fault(what, error)),
        };
        for task in plan.tasks().iter().filter(|t| t.measure.id == measure.id) {
            let is_frame = task.aspect == Aspect::Frame;
            let inside = is_frame
                || in_group(plan.dataset(), question.group, &completed).map_err(|e| fault("group".to_owned(), e))?;
            if !inside {
                continue;
            }
            let standing = observe(&measure.kind, task.aspect, &completed)
                .map_err(|(role, error)| fault(format!("{}.{role}", measure.id), error))?
                .standing;
            *counts.0.entry((dataset.to_owned(), is_frame, standing)).or_default() += 1;
            if standing != Standing::NotInitialPopulation {
                records(&Record {
                    measure: &measure.id,
                    dataset,
                    period: &period.label,
                    agency: &row.agency,
                    key: key(plan.dataset(), &row.values),
                    standing,
                });
            }
        }
    }
    Ok(())
}

fn one_fault(fault: RowFault) -> CalculationError {
    CalculationError::Faults { faults: vec![fault], total: 1 }
}

fn in_group(dataset: &Dataset, group: &Group, row: &[Value]) -> Result<bool, milepost_expression::EvaluationError> {
    for (id, code) in &group.0 {
        let Some(stratifier) = dataset.stratifiers.iter().find(|s| s.id == *id) else { return Ok(false) };
        if !codes_of(stratifier, row)?.contains(&code.as_str()) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn key<'a>(dataset: &'a Dataset, values: &[Value]) -> Vec<(&'a str, Value)> {
    let field = |slot: &milepost_expression::Slot| {
        let column = dataset.columns.get(slot.0)?;
        Some((column.id.as_str(), values.get(slot.0).cloned().unwrap_or(Value::Null)))
    };
    dataset.key.iter().filter_map(field).collect()
}

/// The rows of the measure step by step, then those of its frame.
fn steps(measure: &Measure, counts: &Counts) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut seen: Vec<(&str, bool)> =
        counts.0.keys().map(|(dataset, is_frame, _)| (dataset.as_str(), *is_frame)).collect();
    seen.dedup();
    seen.sort_by_key(|(_, is_frame)| *is_frame);
    for (dataset, is_frame) in seen {
        let of = |standings: &[Standing]| -> u64 {
            standings.iter().filter_map(|s| counts.0.get(&(dataset.to_owned(), is_frame, *s))).sum()
        };
        let all: u64 = counts.0.iter().filter(|((d, f, _), _)| d == dataset && *f == is_frame).map(|(_, n)| n).sum();
        let mut add = |name, count| steps.push(Step { dataset: dataset.to_owned(), name, count });
        add("rows", all);
        if is_frame {
            add("frame", of(&[Standing::Frame]));
            continue;
        }
        let initial = all - of(&[Standing::NotInitialPopulation]);
        add("initial_population", initial);
        match measure.kind {
            Kind::Proportion(_) | Kind::WeightedProportion { .. } => {
                add("in_denominator", initial - of(&[Standing::NotDenominator]));
                add("exclusions", of(&[Standing::Excluded]));
                add("numerator_without_additions", of(&[Standing::Numerator]));
                add("additions", of(&[Standing::Addition]));
                add("exceptions", of(&[Standing::Excepted]));
                add("numerator", of(&[Standing::Numerator, Standing::Addition]));
                add("denominator", of(&[Standing::Numerator, Standing::Addition, Standing::DenominatorOnly]));
            }
            Kind::Count(_) => add("counted", of(&[Standing::Counted])),
            _ => {
                add("counted", of(&[Standing::Counted]));
                add("unobserved", of(&[Standing::Unobserved]));
                add("not_applicable", of(&[Standing::NotApplicable]));
            }
        }
    }
    steps
}
