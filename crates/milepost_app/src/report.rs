use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use milepost_pack::{Pack, Report};
use milepost_report::{Composed, SectionText, compose};
use milepost_store::DeterminationQuery;

use crate::facts::{About, ReportFacts};
use crate::home::{calendar_of, listed, not_computed, period_of};
use crate::results::result_json;
use crate::trial::text_of;
use crate::{AppError, Home, ResultQuery};

impl Home {
    /// Composes a report for a period and an agency (the one that supervises the program, if none is
    /// named) from the latest results and determinations.
    ///
    /// # Errors
    /// A name is unknown, the period is not of the report's kind, or the world broke.
    pub async fn report(
        &self,
        report: &str,
        pack: Option<&str>,
        period: &str,
        agency: Option<&str>,
    ) -> Result<Composed, AppError> {
        let installed = self.pack_declaring(pack, "report", report, report_ids)?;
        let pack = installed.pack.clone();
        let Some(declared) = pack.reports.iter().find(|r| r.id == report).cloned() else {
            return Err(AppError::Usage(format!("pack `{}` has no report `{report}`", pack.id)));
        };
        let facts = self.facts(pack.clone(), declared.clone(), period, agency).await?;
        let texts: Vec<(&str, String)> =
            declared.sections.iter().map(|path| (path.as_str(), text_of(&pack, path))).collect();
        let sections: Vec<SectionText<'_>> = texts.iter().map(|(file, text)| SectionText { file, text }).collect();
        let mut composed = compose(&declared.title, &declared.language, &sections, Arc::new(facts));
        if let Some(computation) = self.store.latest_computation(&pack.id, period, None).await? {
            let later = self.later_than(&pack, &computation).await?;
            composed.problems.extend((!later.is_empty()).then(|| milepost_report::Problem {
                level: milepost_report::Level::Warning,
                file: declared.id.clone(),
                line: None,
                what: format!(
                    "rows of {} came in after {period} was computed and are not in the report",
                    later.join(", ")
                ),
                help: "run `compute` and `determine`".to_owned(),
            }));
        }
        Ok(composed)
    }

    /// The results behind a report, as JSON: every result of its agency and period, groups included,
    /// with its determinations. Figures are exact text.
    ///
    /// # Errors
    /// As [`report`](Self::report).
    pub async fn report_json(
        &self,
        report: &str,
        pack: Option<&str>,
        period: &str,
        agency: Option<&str>,
    ) -> Result<serde_json::Value, AppError> {
        let pack = &self.pack_declaring(pack, "report", report, report_ids)?.pack;
        let agency = agency.unwrap_or(&pack.state_agency);
        let query = ResultQuery {
            pack: Some(pack.id.clone()),
            period: Some(period.to_owned()),
            agency: Some(agency.to_owned()),
            ..ResultQuery::default()
        };
        let made = DeterminationQuery {
            period: Some(period.to_owned()),
            agency: Some(agency.to_owned()),
            ..DeterminationQuery::default()
        };
        let found = self.results(&query).await?;
        let computation = found.first().map(|f| f.computation.id.clone());
        let published = |id: &str| pack.measures.iter().any(|m| m.id == id && m.published);
        let results = found.iter().flat_map(|f| &f.results).filter(|r| published(&r.measure)).map(result_json);
        let determinations = self.store.determinations(&pack.id, &made).await?;
        Ok(serde_json::json!({
            "pack": pack.id,
            "release": pack.release,
            "report": report,
            "period": period,
            "agency": agency,
            "computation": computation,
            "results": results.collect::<Vec<_>>(),
            "determinations": determinations,
        }))
    }

    /// Reports of a pack, each with the periods that it can be made for: those computed from rows.
    ///
    /// # Errors
    /// The world broke.
    pub async fn reportable(&self, pack: &Pack) -> Result<Vec<(String, String)>, AppError> {
        let mut found = Vec::new();
        for computation in self.latest(&pack.id).await? {
            let Ok(period) = period_of(pack, &computation.period) else { continue };
            if computation.rows_read == 0 {
                continue;
            }
            let fits = |r: &&Report| (&r.calendar, r.period) == (&period.calendar, period.kind);
            found.extend(pack.reports.iter().filter(fits).map(|r| (r.id.clone(), computation.period.clone())));
        }
        Ok(found)
    }

    async fn facts(
        &self,
        pack: Arc<Pack>,
        report: Report,
        period: &str,
        agency: Option<&str>,
    ) -> Result<ReportFacts, AppError> {
        let period = period_of(&pack, period)?;
        if (&period.calendar, period.kind) != (&report.calendar, report.period) {
            let what =
                format!("report `{}` is made for a {} of calendar `{}`", report.id, report.period, report.calendar);
            return Err(AppError::Usage(format!("{what}; {period} is not one")));
        }
        let agency = agency.unwrap_or(&pack.state_agency).to_owned();
        let fits = |a: &&milepost_pack::Agency| report.agency_types.contains(&a.kind);
        if !pack.agencies.iter().filter(fits).any(|a| a.id == agency) {
            let ids = pack.agencies.iter().filter(fits).take(12).map(|a| a.id.as_str()).collect();
            let types = report.agency_types.join("`, `");
            let what = format!("report `{}` is made for agencies of type `{types}`", report.id);
            return Err(AppError::Usage(format!("{what}; `{agency}` is not one{}", listed(ids))));
        }
        if self.store.latest_computation(&pack.id, &period.label, None).await?.is_none() {
            return Err(not_computed(&pack, &period));
        }
        let prior = calendar_of(&pack, &period.calendar)?.previous(&period);
        let mut facts = ReportFacts {
            about: About { pack: pack.clone(), report, period, prior, agency },
            results: HashMap::new(),
            latest: HashMap::new(),
            determinations: HashMap::new(),
            standings: BTreeMap::new(),
            files: self.store.files().clone(),
            read: Mutex::default(),
        };
        for computation in self.latest(&pack.id).await? {
            facts.latest.insert(computation.period.clone(), computation.id.clone());
            for result in self.stored_results(&computation)? {
                let key =
                    (result.measure.clone(), result.period.clone(), result.agency.clone(), result.group.to_string());
                facts.results.insert(key, result);
            }
        }
        for made in self.store.determinations(&pack.id, &DeterminationQuery::default()).await? {
            let key = (made.measure.clone(), made.period.clone(), made.agency.clone(), made.group.clone());
            facts.determinations.entry(key).or_default().push(made);
        }
        for dataset in &pack.datasets {
            let calendar = calendar_of(&pack, &dataset.calendar)?;
            for label in self.store.submitted_labels(&pack.id, &dataset.id, None).await? {
                let Ok(slice) = calendar.period(&label) else { continue };
                let standing = self.standing(&pack, &dataset.id, &slice).await?;
                facts.standings.insert((dataset.id.clone(), label), standing);
            }
        }
        Ok(facts)
    }
}

fn report_ids(pack: &Pack) -> Vec<&str> {
    pack.reports.iter().map(|r| r.id.as_str()).collect()
}
