//! What has to be counted, and why: decided before anything is.

use std::collections::BTreeMap;
use std::sync::Arc;

use milepost_calendar::Period;
use milepost_measure::{DatasetPlan, slices_needed};
use milepost_pack::Pack;
use milepost_store::{CellInput, SliceCells};

use crate::home::Installed;
use crate::reason::{Change, Reason, differences};
use crate::slices::Standing;
use crate::{AppError, Home};

/// What is to be done for some periods of a pack.
pub(crate) struct PackPlan<'h> {
    pub(crate) installed: &'h Installed,
    /// Every slice that any period needs, once.
    pub(crate) slices: Vec<SlicePlan>,
    pub(crate) periods: Vec<PeriodPlan>,
}

/// A period for which results are made.
pub(crate) struct PeriodPlan {
    pub(crate) period: Period,
    /// What was submitted for its slices, those without rows among them.
    pub(crate) standings: Vec<Arc<Standing>>,
    /// Its slices that have rows, as places in the pack's.
    pub(crate) slices: Vec<usize>,
}

/// A slice whose cells are known, or have to be counted.
pub(crate) struct SlicePlan {
    pub(crate) standing: Arc<Standing>,
    /// The slices in which its lookups look.
    pub(crate) reached: Vec<Arc<Standing>>,
    pub(crate) input_hash: String,
    pub(crate) made_of: Vec<CellInput>,
    /// Cells of the same inputs.
    pub(crate) known: Option<SliceCells>,
    /// Why it has to be counted; none where it is known.
    pub(crate) reasons: Vec<Reason>,
    /// Why it could not be counted.
    pub(crate) fault: Option<String>,
}

impl PackPlan<'_> {
    /// Rows of the slices that have to be counted.
    pub(crate) fn rows(&self) -> u64 {
        self.slices.iter().filter(|slice| slice.known.is_none()).map(|slice| slice.standing.rows()).sum()
    }
}

impl Home {
    pub(crate) async fn plan<'h>(
        &self,
        installed: &'h Installed,
        periods: Vec<Period>,
    ) -> Result<PackPlan<'h>, AppError> {
        let pack = &*installed.pack;
        let mut standings = Standings::default();
        let mut plan = PackPlan { installed, slices: Vec::new(), periods: Vec::new() };
        let mut places: BTreeMap<(String, String), usize> = BTreeMap::new();
        for period in periods {
            let mut planned = PeriodPlan { period, standings: Vec::new(), slices: Vec::new() };
            for (dataset, slice) in slices_needed(pack, &planned.period) {
                let standing = standings.of(self, pack, &dataset, &slice).await?;
                planned.standings.push(Arc::clone(&standing));
                if standing.sources.is_empty() {
                    continue;
                }
                let key = (dataset, slice.label);
                let place = match places.get(&key) {
                    Some(place) => *place,
                    None => {
                        plan.slices.push(self.plan_slice(pack, standing, &mut standings).await?);
                        places.insert(key, plan.slices.len() - 1);
                        plan.slices.len() - 1
                    }
                };
                planned.slices.push(place);
            }
            plan.periods.push(planned);
        }
        Ok(plan)
    }

    async fn plan_slice(
        &self,
        pack: &Pack,
        standing: Arc<Standing>,
        standings: &mut Standings,
    ) -> Result<SlicePlan, AppError> {
        let (dataset, period) = (&standing.dataset, &standing.period);
        let plan = DatasetPlan::new(pack, dataset, period)
            .ok_or_else(|| AppError::Input(format!("pack `{}` has no dataset `{dataset}`", pack.id)))?;
        let mut inputs = plan.canonical_text() + &standing.canonical_text();
        let named = |kind: &str, name: String, text: &str| CellInput {
            kind: kind.to_owned(),
            name,
            hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
        };
        let mut made_of: Vec<CellInput> =
            plan.inputs().into_iter().map(|input| named(input.kind.as_str(), input.name, &input.text)).collect();
        for source in &standing.sources {
            made_of.push(named("submission", source.submission.id.clone(), &Standing::source_text(source)));
        }
        let mut reached = Vec::new();
        for (other, period) in plan.reach() {
            let other = standings.of(self, pack, &other, &period).await?;
            let text = other.canonical_text();
            made_of.push(named("reached", format!("{} {}", other.dataset, other.period.label), &text));
            inputs += &text;
            reached.push(other);
        }
        let input_hash = blake3::hash(inputs.as_bytes()).to_hex().to_string();
        let known = self.store.cells_for(&input_hash).await?;
        let reasons = match &known {
            Some(_) => Vec::new(),
            None => match self.store.latest_cells(&pack.id, dataset, &period.label).await? {
                Some(before) => differences(&before.made_of, &made_of),
                None => vec![Reason::new("cells", "", Change::New)],
            },
        };
        Ok(SlicePlan { standing, reached, input_hash, made_of, known, reasons, fault: None })
    }
}

/// What stands for slices, each looked up once.
#[derive(Default)]
struct Standings(BTreeMap<(String, String), Arc<Standing>>);

impl Standings {
    async fn of(
        &mut self,
        home: &Home,
        pack: &Pack,
        dataset: &str,
        period: &Period,
    ) -> Result<Arc<Standing>, AppError> {
        let key = (dataset.to_owned(), period.label.clone());
        if let Some(known) = self.0.get(&key) {
            return Ok(Arc::clone(known));
        }
        let standing = Arc::new(home.standing(pack, dataset, period).await?);
        self.0.insert(key, Arc::clone(&standing));
        Ok(standing)
    }
}
