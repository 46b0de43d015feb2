use jiff::civil::Date;
use milepost_calendar::Period;
use milepost_measure::{AgencyTree, Results};
use milepost_oversight::{Comparison, Judging};
use milepost_pack::Pack;
use milepost_store::{Determination, DeterminationQuery, NewDetermination};

use crate::home::{calendar_of, not_computed, period_of};
use crate::{AppError, Home, ResultQuery};

/// What a determination run did.
#[derive(Clone, Debug)]
pub struct Determined {
    /// Id of the pack.
    pub pack: String,
    /// Label of the period.
    pub period: String,
    /// The day on which it was determined.
    pub on: Date,
    /// Determinations that are new or differ from before.
    pub recorded: usize,
    /// Determinations that stand as they were.
    pub unchanged: usize,
    /// How many of the new ones, by status.
    pub met: usize,
    /// See `met`.
    pub not_met: usize,
}

impl Home {
    /// Holds the latest results of a period against the standards in force on its last day.
    ///
    /// Totals are judged; what holds for a whole agency is not said of a group of its people.
    ///
    /// # Errors
    /// The pack or period is unknown or not computed, the pack's rule of change is none, or the
    /// world broke.
    pub async fn determine(&self, pack: Option<&str>, period: &str, on: Option<Date>) -> Result<Determined, AppError> {
        let installed = self.pack_with(pack, "standards", |p| !p.standards.is_empty())?;
        let pack = &*installed.pack;
        let period = period_of(pack, period)?;
        let on = on.unwrap_or_else(|| self.clock.today());
        let Some(computation) = self.store.latest_computation(&pack.id, &period.label, None).await? else {
            return Err(not_computed(pack, &period));
        };
        let later = self.later_than(pack, &computation).await?;
        if !later.is_empty() {
            let what = format!("rows of {} came in after {period} was computed: run `compute` first", later.join(", "));
            return Err(AppError::Input(what));
        }
        let mut results = self.stored_results(&computation)?;
        results.retain(|result| result.group.is_total());
        let prior = self.prior_results(pack, &period).await?;
        let tree = AgencyTree::on(pack, period.end);
        let judging = Judging { pack, period: &period, results: &results, prior: &prior, tree: &tree };
        let judged = milepost_oversight::determine(&judging).map_err(|error| AppError::Input(error.to_string()))?;
        let new = judged.into_iter().map(|d| NewDetermination {
            computation: computation.id.clone(),
            pack: pack.id.clone(),
            group: d.group.to_string(),
            status: d.status.as_str().to_owned(),
            change: d.change.map_or("", |c| c.as_str()).to_owned(),
            needed: d.needed.as_ref().map(|n| n.cases.to_string()),
            certainty: d.certainty.as_str().to_owned(),
            position: d.position.map_or("", |p| p.as_str()).to_owned(),
            outcome: d.outcome.as_ref().map_or("", |o| o.code.as_str()).to_owned(),
            reason: d.reason_text(),
            prior: prior_json(d.comparison.as_ref()),
            measure: d.measure,
            period: d.period,
            agency: d.agency,
            standard: d.standard,
            target: d.target,
            made_on: on,
        });
        let mut unit = self.begin("determine").await?;
        let recorded = unit.record_determinations(new.collect()).await?;
        unit.commit().await?;
        let count = |status: &str| recorded.new.iter().filter(|d| d.status == status).count();
        Ok(Determined {
            pack: pack.id.clone(),
            period: period.label,
            on,
            recorded: recorded.new.len(),
            unchanged: recorded.unchanged,
            met: count("met"),
            not_met: count("not_met"),
        })
    }

    /// Determinations that stand of the results that are asked for.
    ///
    /// # Errors
    /// A name is unknown, or the world broke.
    pub async fn determinations(&self, of: &ResultQuery) -> Result<Vec<Determination>, AppError> {
        self.known_names(of)?;
        let query = DeterminationQuery {
            period: of.period.clone(),
            measure: of.measure.clone(),
            agency: of.agency.clone(),
            computation: of.computation.clone(),
            ..DeterminationQuery::default()
        };
        let mut all = Vec::new();
        for installed in self.packs_asked(of)? {
            all.extend(self.store.determinations(&installed.pack.id, &query).await?);
        }
        all.retain(|made| of.group.as_ref().is_none_or(|group| *group == made.group));
        Ok(all)
    }

    /// Totals of the period before, computed or published; none if there are none.
    async fn prior_results(&self, pack: &Pack, period: &Period) -> Result<Results, AppError> {
        let Some(before) = calendar_of(pack, &period.calendar)?.previous(period) else { return Ok(Results::new()) };
        let Some(computation) = self.store.latest_computation(&pack.id, &before.label, None).await? else {
            return self.published_results(pack, &before).await;
        };
        let mut results = self.stored_results(&computation)?;
        results.retain(|result| result.group.is_total());
        Ok(results)
    }
}

fn prior_json(comparison: Option<&Comparison>) -> serde_json::Value {
    let Some(comparison) = comparison else { return serde_json::Value::Null };
    serde_json::json!({
        "period": comparison.prior_period,
        "value": comparison.prior.to_string(),
        "points": comparison.points.to_string(),
        "printed_places": comparison.prior_printed_places,
    })
}
