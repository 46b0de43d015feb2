use std::collections::BTreeMap;

use milepost_calendar::{Period, PeriodKind};
use milepost_measure::{
    AsOf, Cells, ResultProblem, Results, RollUp, RolledUp, Submitted, complete_with_published, measures_in_use,
    published, published_dataset, roll_up, slices_needed,
};
use milepost_pack::Pack;
use milepost_store::{Computation, ComputationInput, NewComputation, SliceCells};
use serde::Serialize;

use crate::home::{Installed, calendar_of, meaning, period_of};
use crate::plan::{PackPlan, SlicePlan};
use crate::reason::Reason;
use crate::results::write_results;
use crate::slices::{Standing, rows_of, slice_row};
use crate::watch::Watch;
use crate::{AppError, Home};

/// What a computation did.
#[derive(Clone, Debug)]
pub struct Computed {
    /// Id of the pack.
    pub pack: String,
    /// Label of the period.
    pub period: String,
    /// Id of the computation; empty where there was nothing to compute from.
    pub computation: String,
    /// Slices counted anew.
    pub counted: usize,
    /// Slices whose cells were still good.
    pub reused: usize,
    /// Rows in all slices.
    pub rows: u64,
    /// Results made.
    pub results: usize,
    /// The latest computation already says all this; nothing was recorded.
    pub unchanged: bool,
    /// Data that kept results from being made.
    pub problems: Vec<ResultProblem>,
    /// Rows that could not be counted, in words.
    pub faults: Vec<String>,
    /// The slices that its results are made of.
    pub slices: Vec<SliceStep>,
    /// What differs from the inputs of the results before; none where they are unchanged.
    pub reasons: Vec<Reason>,
}

/// What was done for a slice, and why.
#[derive(Clone, Debug, Serialize)]
pub struct SliceStep {
    /// Id of the dataset.
    pub dataset: String,
    /// Label of the slice's period.
    pub period: String,
    /// Rows that count.
    pub rows: u64,
    /// It was counted, or could not be; otherwise its cells were reused.
    pub counted: bool,
    /// Why it was.
    pub reasons: Vec<Reason>,
}

impl SliceStep {
    fn of(slice: &SlicePlan, counted: bool) -> Self {
        let Standing { dataset, period, .. } = &*slice.standing;
        Self {
            dataset: dataset.clone(),
            period: period.label.clone(),
            rows: slice.standing.rows(),
            counted,
            // A slice that was counted for an earlier period of the same run is reused for this one.
            reasons: if counted { slice.reasons.clone() } else { Vec::new() },
        }
    }
}

impl Home {
    /// Computes the measures of one period, or of every period for which there are data, of one pack
    /// or of all. What is counted is remembered slice by slice, so that an interrupted computation goes on where it
    /// was.
    ///
    /// # Errors
    /// The pack or period is unknown, [`AppError::Interrupted`], or the world broke.
    pub async fn compute(
        &self,
        pack: Option<&str>,
        period: Option<&str>,
        watch: &dyn Watch,
    ) -> Result<Vec<Computed>, AppError> {
        // A process that was killed may have left files that nothing speaks of.
        self.store.sweep_orphans().await?;
        let packs: Vec<&Installed> = match pack {
            Some(_) => vec![self.pack_with(pack, "measures", |_| true)?],
            None => self.packs().collect(),
        };
        let mut plans = Vec::new();
        for installed in packs {
            let periods = match period {
                Some(label) => vec![period_of(&installed.pack, label)?],
                None => self.periods_with_data(&installed.pack).await?,
            };
            plans.push(self.plan(installed, periods).await?);
        }
        watch.planned(plans.iter().map(PackPlan::rows).sum());
        let mut done = Vec::new();
        for mut plan in plans {
            for at in 0..plan.periods.len() {
                done.push(self.compute_period(&mut plan, at, watch).await?);
            }
        }
        Ok(done)
    }

    /// Every period of the pack's measures that has a slice with a submission, or a published result.
    pub(crate) async fn periods_with_data(&self, pack: &Pack) -> Result<Vec<Period>, AppError> {
        let mut periods: Vec<Period> = Vec::new();
        for dataset in &pack.datasets {
            let calendar = calendar_of(pack, &dataset.calendar)?;
            for label in self.store.submitted_labels(&pack.id, &dataset.id, None).await? {
                let Ok(slice) = calendar.period(&label) else { continue };
                for period in measured_periods(pack, &slice) {
                    if !periods.contains(&period) {
                        periods.push(period);
                    }
                }
            }
        }
        periods.sort_by(|a, b| (a.end, &a.label).cmp(&(b.end, &b.label)));
        Ok(periods)
    }

    async fn compute_period(
        &self,
        plan: &mut PackPlan<'_>,
        at: usize,
        watch: &dyn Watch,
    ) -> Result<Computed, AppError> {
        let PackPlan { installed, slices, periods } = plan;
        let (pack, planned) = (&*installed.pack, &periods[at]);
        let period = &planned.period;
        let started_at = self.clock.now();
        let mut work = Work::default();
        let submitted: Vec<Submitted> = planned.standings.iter().flat_map(|s| s.submitted(pack)).collect();
        let mut cells: Vec<Cells> = Vec::new();
        for place in &planned.slices {
            if watch.is_interrupted() {
                return Err(AppError::Interrupted);
            }
            let slice = &mut slices[*place];
            work.add_inputs(&slice.standing);
            let found = self.cells(pack, slice, watch).await?;
            let is_counted = found.as_ref().is_some_and(|(_, now)| *now);
            work.steps.push(SliceStep::of(slice, is_counted || found.is_none()));
            work.faults.extend(slice.fault.clone());
            if let (Some((found, _)), Some(known)) = (found, &slice.known) {
                let (dataset, period) = (found.dataset.clone(), found.period.clone());
                work.cells.push(SliceCells { dataset, period, ..known.clone() });
                work.rows += found.rows_read;
                cells.push(found);
            }
        }
        // Where nothing at all was submitted there is nothing to say but what was printed.
        let rolled = if submitted.is_empty() {
            RolledUp::default()
        } else {
            roll_up(&RollUp { pack, period, memberships: AsOf::SliceEnd, cells: &cells, submitted: &submitted })
        };
        let mut results = rolled.results;
        complete_with_published(&mut results, &self.read_published(pack, period, &mut work).await?);
        let counted = work.steps.iter().filter(|step| step.counted).count();
        let mut done = Computed {
            pack: pack.id.clone(),
            period: period.label.clone(),
            computation: String::new(),
            counted,
            reused: work.steps.len() - counted,
            rows: work.rows,
            results: results.len(),
            unchanged: false,
            problems: rolled.problems,
            faults: std::mem::take(&mut work.faults),
            slices: std::mem::take(&mut work.steps),
            reasons: Vec::new(),
        };
        if submitted.is_empty() && results.is_empty() {
            return Ok(done);
        }
        let computation = self.record(installed, period, started_at, &results, work, &mut done).await?;
        done.computation = computation.id;
        Ok(done)
    }

    /// Submissions that came in, or were set aside, since a period was computed: what has been computed of them is
    /// not what stands.
    pub(crate) async fn later_than(&self, pack: &Pack, computation: &Computation) -> Result<Vec<String>, AppError> {
        let period = period_of(pack, &computation.period)?;
        let mut now = Work::default();
        for (dataset, slice) in slices_needed(pack, &period) {
            now.add_inputs(&self.standing(pack, &dataset, &slice).await?);
        }
        let read = self.store.computation_inputs(&computation.id).await?;
        let mut datasets: Vec<String> =
            now.inputs.into_iter().filter(|i| !read.contains(i)).map(|i| i.dataset).collect();
        datasets.dedup();
        Ok(datasets)
    }

    /// Results that were printed for a period.
    pub(crate) async fn published_results(&self, pack: &Pack, period: &Period) -> Result<Results, AppError> {
        self.read_published(pack, period, &mut Work::default()).await
    }

    async fn read_published(&self, pack: &Pack, period: &Period, work: &mut Work) -> Result<Results, AppError> {
        let Some(dataset) = published_dataset(pack) else { return Ok(Results::new()) };
        let Ok(slice) = calendar_of(pack, &dataset.calendar)?.containing(dataset.period, period.end) else {
            return Ok(Results::new());
        };
        let standing = self.standing(pack, &dataset.id, &slice).await?;
        if !work.inputs.iter().any(|i| i.dataset == dataset.id) {
            work.add_inputs(&standing);
        }
        let rows: Vec<_> = rows_of(self.store.files(), dataset, &standing)?.into_iter().map(slice_row).collect();
        let (mut printed, problems) = published(pack, &rows);
        work.faults.extend(problems.iter().map(ToString::to_string));
        printed.retain(|result| result.period == period.label);
        Ok(printed)
    }

    async fn record(
        &self,
        installed: &Installed,
        period: &Period,
        started_at: jiff::Timestamp,
        results: &Results,
        work: Work,
        done: &mut Computed,
    ) -> Result<Computation, AppError> {
        let pack = &*installed.pack;
        let measures: BTreeMap<&str, String> =
            measures_in_use(pack, period).map(|m| (m.id.as_str(), meaning(pack, m))).collect();
        let measures =
            serde_json::to_vec(&measures).map_err(|error| AppError::world("measures can't be named", error))?;
        let new = NewComputation {
            pack: pack.id.clone(),
            release: installed.release.id.clone(),
            period: period.label.clone(),
            started_at,
            cause: "compute".to_owned(),
            calculator: self.calculator.name().to_owned(),
            measures_hash: blake3::hash(&measures).to_hex().to_string(),
            settings: settings(pack, period),
            results: self.store.files().put(&write_results(results)?)?,
            rows_read: work.rows,
            result_count: results.len() as u64,
            inputs: work.inputs,
            cells: work.cells,
        };
        let latest = self.store.latest_computation(&pack.id, &period.label, None).await?;
        if let Some(latest) = &latest {
            let same = latest.results == new.results && latest.release == new.release;
            if same && self.store.computation_inputs(&latest.id).await? == sorted(new.inputs.clone()) {
                done.unchanged = true;
                return Ok(latest.clone());
            }
        }
        done.reasons = self.result_reasons(installed, latest.as_ref(), &new).await?;
        let mut unit = self.begin("compute").await?;
        let computation = unit.record_computation(new).await?;
        unit.commit().await?;
        Ok(computation)
    }
}

/// What was read and made on the way.
#[derive(Default)]
struct Work {
    inputs: Vec<ComputationInput>,
    cells: Vec<SliceCells>,
    steps: Vec<SliceStep>,
    rows: u64,
    faults: Vec<String>,
}

impl Work {
    fn add_inputs(&mut self, standing: &Standing) {
        self.inputs.extend(standing.sources.iter().map(|source| ComputationInput {
            dataset: standing.dataset.clone(),
            period: standing.period.label.clone(),
            submission: source.submission.id.clone(),
        }));
    }
}

fn sorted(mut inputs: Vec<ComputationInput>) -> Vec<ComputationInput> {
    inputs.sort_by(|a, b| (&a.dataset, &a.period, &a.submission).cmp(&(&b.dataset, &b.period, &b.submission)));
    inputs
}

/// The periods of measures that a slice is part of: a quarter's rows are in its year and in none of its months.
fn measured_periods(pack: &Pack, slice: &Period) -> Vec<Period> {
    let mut kinds: Vec<(&str, PeriodKind)> = pack.measures.iter().map(|m| (m.calendar.as_str(), m.period)).collect();
    kinds.sort();
    kinds.dedup();
    kinds
        .into_iter()
        .filter_map(|(calendar, kind)| calendar_of(pack, calendar).ok()?.containing(kind, slice.end).ok())
        .filter(|period| period.start <= slice.start)
        .collect()
}

fn settings(pack: &Pack, period: &Period) -> serde_json::Value {
    let text = |setting: &milepost_pack::Setting| match setting.on(period.end) {
        milepost_expression::Value::Null => serde_json::Value::Null,
        value => crate::values::text(&value).into(),
    };
    pack.settings.iter().map(|s| (s.id.clone(), text(s))).collect()
}
