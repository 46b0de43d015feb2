//! Makes the reports of a pack on trial, so that what is wrong with their texts shows when the pack is checked.

use std::sync::Arc;

use jiff::civil::Date;
use milepost_calendar::Period;
use milepost_pack::{
    Agency, Dataset, Kind, Measure, Pack, Problem, Report, SampleRows, Severity, Standard, report_problem,
};
use milepost_report::{
    AgencyTitle, Asked, Bound, Change, FactError, Facts, GroupTitle, Judgement, Level, MeasureText, Outcome, Row,
    SectionText, Shown, State, Status, compose,
};
use num_rational::BigRational;

use crate::facts::{self, About, unanswerable, unknown};
use crate::home::calendar_of;

/// The day that stands for "now" in a pack without any dated standard.
const SOME_DAY: Date = Date::constant(2020, 1, 1);

/// Problems of the texts of a pack's reports: each is made once with a value for every measure, a
/// determination for every standard and, in every dataset, the rows of its sample's file or a made-up one.
pub(crate) fn report_problems(pack: &Arc<Pack>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for report in &pack.reports {
        let Some(about) = about(pack, report) else { continue };
        let sections: Vec<(&str, String)> =
            report.sections.iter().map(|path| (path.as_str(), text_of(pack, path))).collect();
        let sections: Vec<SectionText<'_>> = sections.iter().map(|(file, text)| SectionText { file, text }).collect();
        let composed = compose(&report.title, &report.language, &sections, Arc::new(Trial(about)));
        problems.extend(composed.problems.iter().map(|found| {
            let severity = if found.level == Level::Error { Severity::Error } else { Severity::Warning };
            let place = (found.file.as_str(), found.line);
            report_problem(report, &pack.files, severity, place, &found.what, &found.help)
        }));
    }
    problems
}

pub(crate) fn text_of(pack: &Pack, path: &str) -> String {
    String::from_utf8_lossy(pack.files.get(path).map_or(&[], Vec::as_slice)).into_owned()
}

/// A report for the last period that the pack knows something about, and an agency that it is made for.
fn about(pack: &Arc<Pack>, report: &Report) -> Option<About> {
    let calendar = calendar_of(pack, &report.calendar).ok()?;
    let fits = |period: &Period| period.calendar == report.calendar && period.kind == report.period;
    let sampled =
        pack.samples.iter().filter_map(|s| calendar.period(&s.period).ok()).filter(fits).max_by_key(|p| p.end);
    let day = pack.standards.iter().filter_map(|s| s.validity.from).max().unwrap_or(SOME_DAY);
    let period = sampled.or_else(|| calendar.containing(report.period, day).ok())?;
    let exists = |agency: &&Agency| report.agency_types.contains(&agency.kind) && agency.validity.holds_on(period.end);
    let agency = pack.agencies.iter().find(exists)?.id.clone();
    let prior = calendar.previous(&period);
    Some(About { pack: pack.clone(), report: report.clone(), period, prior, agency })
}

struct Trial(About);

impl Trial {
    fn standard(&self, asked: &Asked<'_>, named: Option<&str>) -> Result<&Standard, FactError> {
        let of_measure = |s: &&Standard| s.measure == asked.measure;
        let all: Vec<&Standard> = self.0.pack.standards.iter().filter(of_measure).collect();
        if let Some(name) = named {
            let named = self.0.standards_named(asked.measure, name)?;
            let found = all.iter().find(|s| named.contains(&s.id.as_str())).copied();
            return found.ok_or_else(|| unknown("standard", name, all.iter().map(|s| s.id.clone()).collect()));
        }
        let end = self.0.period.end;
        let in_force: Vec<&Standard> = all.iter().filter(|s| s.validity.holds_on(end)).copied().collect();
        let kinds = in_force.iter().map(|s| s.kind);
        match (in_force.first(), kinds.collect::<std::collections::HashSet<_>>().len()) {
            (Some(first), 1) => Ok(first),
            (Some(_), _) => {
                Err(unanswerable(format!("`{}` has several standards", asked.measure), "say which with standard="))
            }
            (None, _) => Err(unanswerable(
                format!("`{}` has no standard that holds on {end}", asked.measure),
                "declare one, or ask for what needs none",
            )),
        }
    }

    /// The first outcome of the standard's consequence.
    fn outcome(&self, standard: &Standard) -> Option<Outcome> {
        let id = standard.consequence.as_ref()?;
        let first = self.0.pack.consequences.iter().find(|c| c.id == *id)?.outcomes.first()?;
        Some(Outcome { code: first.code.clone(), title: first.title.clone() })
    }

    fn value(&self, measure: &str, period: Option<&str>) -> Result<Shown, FactError> {
        let measure = self.0.declared(measure)?;
        if let Some(label) = period {
            let calendar = calendar_of(&self.0.pack, &measure.calendar).map_err(|e| unanswerable(e.to_string(), ""))?;
            calendar
                .period(label)
                .map_err(|e| unanswerable(e.to_string(), "write a label of the measure's calendar"))?;
        }
        Ok(Shown {
            state: State::Value,
            value: Some(one()),
            numerator: Some(one()),
            denominator: Some(one()),
            parts: parts(measure).into_iter().map(|part| (part, one())).collect(),
            coverage: (1, 1),
            display: facts::display(&measure.display, None),
        })
    }
}

impl Facts for Trial {
    fn result(&self, asked: &Asked<'_>) -> Result<Shown, FactError> {
        self.value(asked.measure, asked.period)
    }

    fn judgement(&self, asked: &Asked<'_>, standard: Option<&str>) -> Result<Judgement, FactError> {
        let shown = self.value(asked.measure, asked.period)?;
        let standard = self.standard(asked, standard)?;
        let bound = facts::bound(&standard.bound);
        Ok(Judgement {
            status: if bound == Bound::NotSet { Status::NotApplicable } else { Status::NotMet },
            change: Some(Change::Maintained),
            needed: Some(one()),
            unit: facts::unit(standard.unit),
            bound,
            certainty: standard.certainty.as_str().to_owned(),
            position: String::new(),
            outcome: self.outcome(standard),
            prior: Some(shown),
            points: Some(one()),
            reason: "A trial.".to_owned(),
        })
    }

    fn rows(&self, dataset: &str, filters: &[(String, String)], _: Option<&str>) -> Result<Vec<Row>, FactError> {
        let dataset = self.0.filtered(dataset, filters)?;
        let sample = self.0.pack.samples.iter().find_map(|sample| match &sample.rows {
            SampleRows::File(path) if sample.dataset == dataset.id => self.0.pack.files.get(path),
            _ => None,
        });
        let mut rows = sample.map_or_else(Vec::new, |text| rows_of(text));
        rows.retain(|row| filters.iter().all(|(column, value)| row.get(column) == Some(value)));
        if rows.is_empty() && sample.is_none() {
            let mut row = made_up(&self.0.pack, dataset);
            row.extend(filters.iter().cloned());
            rows.push(row);
        }
        Ok(rows)
    }

    fn agencies(&self, kind: &str, within: Option<&str>) -> Result<Vec<AgencyTitle>, FactError> {
        self.0.agencies(kind, within)
    }

    fn groups(&self, dataset: &str, stratifier: &str) -> Result<Vec<GroupTitle>, FactError> {
        self.0.groups(dataset, stratifier)
    }

    fn periods(&self, asked: &Asked<'_>, most: usize) -> Result<Vec<String>, FactError> {
        self.0.declared(asked.measure)?;
        let labels = self.0.prior.iter().chain([&self.0.period]).map(|period| period.label.clone());
        Ok(labels.take(most).collect())
    }

    fn measure(&self, id: &str) -> Result<MeasureText, FactError> {
        self.0.measure(id)
    }

    fn setting(&self, id: &str) -> Result<String, FactError> {
        self.0.setting(id)
    }

    fn context(&self) -> serde_json::Map<String, serde_json::Value> {
        self.0.context()
    }
}

fn one() -> BigRational {
    BigRational::from_integer(1.into())
}

/// All parts that a result of the measure may have, those of its strata too.
fn parts(measure: &Measure) -> Vec<String> {
    let mut parts = milepost_pack::parts(measure);
    if let Kind::WeightedProportion { strata, .. } = &measure.kind {
        let names = ["met", "scored", "responded", "frame", "weight"];
        parts.extend(strata.iter().flat_map(|s| names.map(|name| format!("{name}.{}", s.code))));
        parts.push("frame".to_owned());
    }
    parts
}

/// The rows of a sample's file.
fn rows_of(text: &[u8]) -> Vec<Row> {
    csv::Reader::from_reader(text).into_deserialize().filter_map(Result::ok).collect()
}

/// A row in which every column has a value of its type.
fn made_up(pack: &Pack, dataset: &Dataset) -> Row {
    let field = |column: &milepost_pack::Column| {
        let listed = column.codes.as_ref().and_then(|id| pack.code_lists.iter().find(|list| list.id == *id));
        match listed.and_then(|list| list.codes.first()) {
            Some(code) => code.code.clone(),
            None => match column.kind {
                milepost_expression::Type::Date => SOME_DAY.to_string(),
                milepost_expression::Type::Boolean => "true".to_owned(),
                _ => "1".to_owned(),
            },
        }
    };
    dataset.columns.iter().map(|column| (column.id.clone(), field(column))).collect()
}
