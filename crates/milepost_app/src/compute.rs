use std::collections::BTreeMap;
use std::sync::OnceLock;

use milepost_calendar::{Period, PeriodKind};
use milepost_measure::{
    AsOf, Cells, DatasetPlan, ResultProblem, Results, RollUp, RolledUp, Submitted, complete_with_published,
    measures_in_use, published, published_dataset, roll_up, slices_needed,
};
use milepost_pack::Pack;
use milepost_store::{Computation, ComputationInput, NewComputation, SliceCells};

use crate::home::{Installed, calendar_of, meaning, period_of};
use crate::results::write_results;
use crate::slices::{Standing, StoredSlice, rows_of, slice_row};
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
}

impl Home {
    /// Computes the measures of one period, or of every period for which there are data, of one pack
    /// or of all. Calls `progress` before each period.
    ///
    /// # Errors
    /// The pack or period is unknown, or the world broke.
    pub async fn compute(
        &self,
        pack: Option<&str>,
        period: Option<&str>,
        mut progress: impl FnMut(&str, &str),
    ) -> Result<Vec<Computed>, AppError> {
        let packs: Vec<&Installed> = match pack {
            Some(_) => vec![self.pack_with(pack, "measures", |_| true)?],
            None => self.packs().collect(),
        };
        let mut done = Vec::new();
        for installed in packs {
            let periods = match period {
                Some(label) => vec![period_of(&installed.pack, label)?],
                None => self.periods_with_data(&installed.pack).await?,
            };
            for period in periods {
                progress(&installed.pack.id, &period.label);
                done.push(self.compute_period(installed, &period).await?);
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

    async fn compute_period(&self, installed: &Installed, period: &Period) -> Result<Computed, AppError> {
        let pack = &*installed.pack;
        let started_at = self.clock.now();
        let mut work = Work::default();
        let mut submitted: Vec<Submitted> = Vec::new();
        let mut cells: Vec<Cells> = Vec::new();
        for (dataset, slice) in slices_needed(pack, period) {
            let standing = self.standing(pack, &dataset, &slice).await?;
            submitted.extend(standing.submitted(pack));
            if !standing.sources.is_empty() {
                cells.extend(self.count(pack, &standing, &mut work).await?);
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
        let mut done = Computed {
            pack: pack.id.clone(),
            period: period.label.clone(),
            computation: String::new(),
            counted: work.counted,
            reused: work.cells.len() - work.counted,
            rows: work.rows,
            results: results.len(),
            unchanged: false,
            problems: rolled.problems,
            faults: work.faults.clone(),
        };
        if submitted.is_empty() && results.is_empty() {
            return Ok(done);
        }
        let computation = self.record(installed, period, started_at, &results, work, &mut done.unchanged).await?;
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

    /// Cells of a slice: those of an earlier computation with the same inputs, or counted now.
    async fn count(&self, pack: &Pack, standing: &Standing, work: &mut Work) -> Result<Option<Cells>, AppError> {
        let (dataset, period) = (&standing.dataset, &standing.period);
        let Some(plan) = DatasetPlan::new(pack, dataset, period) else { return Ok(None) };
        let mut inputs = plan.canonical_text() + &standing.canonical_text();
        let mut reached = Vec::new();
        for (other, period) in plan.reach() {
            let other = self.standing(pack, &other, &period).await?;
            inputs += &other.canonical_text();
            reached.push(other);
        }
        let input_hash = blake3::hash(inputs.as_bytes()).to_hex().to_string();
        work.add_inputs(standing);
        if let Some(known) = self.store.cells_for(&input_hash).await? {
            let bytes = self.store.files().read(known.cells)?;
            if let Ok(cells) = serde_json::from_slice::<Cells>(&bytes) {
                work.rows += cells.rows_read;
                work.cells.push(SliceCells { dataset: dataset.clone(), period: period.label.clone(), ..known });
                return Ok(Some(cells));
            }
        }
        let slice = StoredSlice {
            home: self,
            pack,
            dataset: plan.dataset(),
            standing,
            reached: &reached,
            loaded: OnceLock::new(),
        };
        let cells = match self.calculator.cells(&plan, &slice) {
            Ok(cells) => cells,
            Err(error) => {
                work.faults.push(format!("{dataset}, {period}: {}", with_causes(&error)));
                return Ok(None);
            }
        };
        cells.check_total(standing.rows()).map_err(|error| AppError::world("rows were lost on the way", error))?;
        let bytes = serde_json::to_vec(&cells).map_err(|error| AppError::world("cells can't be written", error))?;
        work.rows += cells.rows_read;
        work.counted += 1;
        work.cells.push(SliceCells {
            dataset: dataset.clone(),
            period: period.label.clone(),
            input_hash,
            cells: self.store.files().put(&bytes)?,
            rows_read: cells.rows_read,
        });
        Ok(Some(cells))
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
        unchanged: &mut bool,
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
        if let Some(latest) = self.store.latest_computation(&pack.id, &period.label, None).await? {
            let same = latest.results == new.results && latest.release == new.release;
            if same && self.store.computation_inputs(&latest.id).await? == sorted(new.inputs.clone()) {
                *unchanged = true;
                return Ok(latest);
            }
        }
        let mut unit = self.begin("compute").await?;
        let computation = unit.record_computation(new).await?;
        unit.commit().await?;
        Ok(computation)
    }
}

/// An error with everything under it, in one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// What was read and made on the way.
#[derive(Default)]
struct Work {
    inputs: Vec<ComputationInput>,
    cells: Vec<SliceCells>,
    counted: usize,
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

/// The periods of measures that a slice can be part of.
fn measured_periods(pack: &Pack, slice: &Period) -> Vec<Period> {
    let mut kinds: Vec<(&str, PeriodKind)> = pack.measures.iter().map(|m| (m.calendar.as_str(), m.period)).collect();
    kinds.sort();
    kinds.dedup();
    kinds
        .into_iter()
        .filter_map(|(calendar, kind)| calendar_of(pack, calendar).ok()?.containing(kind, slice.end).ok())
        .collect()
}

fn settings(pack: &Pack, period: &Period) -> serde_json::Value {
    let text = |setting: &milepost_pack::Setting| match setting.on(period.end) {
        milepost_expression::Value::Null => serde_json::Value::Null,
        value => crate::values::text(&value).into(),
    };
    pack.settings.iter().map(|s| (s.id.clone(), text(s))).collect()
}
