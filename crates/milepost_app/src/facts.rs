use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use milepost_calendar::Period;
use milepost_expression::Value;
use milepost_measure::{AgencyTree, MeasureResult, ResultState};
use milepost_pack::{Pack, Report, Standard, StandardKind};
use milepost_report::figures::{Display, Rounding, Unit};
use milepost_report::{
    AgencyTitle, Asked, Bound, Change, FactError, Facts, GroupTitle, Judgement, MeasureText, Outcome, Row, Shown,
    State, Status,
};
use milepost_store::{Determination, FileArea};
use num_rational::BigRational;

use crate::home::calendar_of;
use crate::slices::{Standing, rows_of};
use crate::values;

/// What a report may ask, answered from one state of the home.
pub(crate) struct ReportFacts {
    pub(crate) about: About,
    pub(crate) results: HashMap<ResultKey, MeasureResult>,
    /// The latest computation of each period.
    pub(crate) latest: HashMap<String, String>,
    pub(crate) determinations: HashMap<ResultKey, Vec<Determination>>,
    pub(crate) standings: BTreeMap<(String, String), Standing>,
    pub(crate) files: FileArea,
    pub(crate) read: Mutex<RowsRead>,
}

/// Rows that were read before, by dataset and period.
pub(crate) type RowsRead = HashMap<(String, String), Arc<Vec<Row>>>;

/// Measure, period, agency, group.
pub(crate) type ResultKey = (String, String, String, String);

/// What a report is about, and what its pack declares: all that can be answered without data.
pub(crate) struct About {
    pub(crate) pack: Arc<Pack>,
    pub(crate) report: Report,
    pub(crate) period: Period,
    pub(crate) prior: Option<Period>,
    pub(crate) agency: String,
}

impl About {
    pub(crate) fn declared(&self, id: &str) -> Result<&milepost_pack::Measure, FactError> {
        let known = || self.pack.measures.iter().map(|m| m.id.clone()).collect();
        let found = self.pack.measures.iter().find(|m| m.id == id);
        found.ok_or_else(|| unknown("measure", id, known()))
    }

    pub(crate) fn dataset(&self, id: &str) -> Result<&milepost_pack::Dataset, FactError> {
        let known = || self.pack.datasets.iter().map(|d| d.id.clone()).collect();
        let found = self.pack.datasets.iter().find(|d| d.id == id);
        found.ok_or_else(|| unknown("dataset", id, known()))
    }

    /// The dataset, if it has the columns by which rows are chosen.
    pub(crate) fn filtered(
        &self,
        id: &str,
        filters: &[(String, String)],
    ) -> Result<&milepost_pack::Dataset, FactError> {
        let declared = self.dataset(id)?;
        match filters.iter().find(|(column, _)| !declared.columns.iter().any(|c| c.id == *column)) {
            Some((column, _)) => {
                Err(unknown("column", column, declared.columns.iter().map(|c| c.id.clone()).collect()))
            }
            None => Ok(declared),
        }
    }

    pub(crate) fn groups(&self, dataset: &str, stratifier: &str) -> Result<Vec<GroupTitle>, FactError> {
        let declared = self.dataset(dataset)?;
        let known = || declared.stratifiers.iter().map(|s| s.id.clone()).collect();
        let found = declared.stratifiers.iter().find(|s| s.id == stratifier);
        let found = found.ok_or_else(|| unknown("stratifier", stratifier, known()))?;
        Ok(found.groups.iter().map(|g| GroupTitle { code: g.code.clone(), title: g.title.clone() }).collect())
    }

    pub(crate) fn agencies(&self, kind: &str, within: Option<&str>) -> Result<Vec<AgencyTitle>, FactError> {
        let pack = &self.pack;
        if !pack.agency_types.iter().any(|t| t.id == kind) {
            return Err(unknown("agency type", kind, pack.agency_types.iter().map(|t| t.id.clone()).collect()));
        }
        if let Some(within) = within.filter(|id| !pack.agencies.iter().any(|a| a.id == *id)) {
            return Err(unknown("agency", within, pack.agencies.iter().map(|a| a.id.clone()).collect()));
        }
        let tree = AgencyTree::on(pack, self.period.end);
        let belongs = |id: &str| within.is_none_or(|larger| tree.is_within(id, larger));
        let of_kind = pack.agencies.iter().filter(|a| tree.kind(&a.id) == Some(kind) && belongs(&a.id));
        Ok(of_kind.map(|a| AgencyTitle { id: a.id.clone(), title: a.title.clone() }).collect())
    }

    /// Ids of a measure's standards with an id or of a kind.
    pub(crate) fn standards_named(&self, measure: &str, name: &str) -> Result<Vec<&str>, FactError> {
        let of_measure = || self.pack.standards.iter().filter(|s| s.measure == measure);
        let named: Vec<&str> =
            of_measure().filter(|s| s.id == name || s.kind.as_str() == name).map(|s| s.id.as_str()).collect();
        if named.is_empty() && StandardKind::ALL.iter().any(|kind| kind.as_str() == name) {
            return Err(unanswerable(format!("`{measure}` has no standard of kind `{name}`"), "ask `judged(…)` first"));
        }
        if named.is_empty() {
            return Err(unknown("standard", name, of_measure().map(|s| s.id.clone()).collect()));
        }
        Ok(named)
    }

    pub(crate) fn measure(&self, id: &str) -> Result<MeasureText, FactError> {
        let measure = self.declared(id)?;
        let text = |id: &String| self.pack.citations.iter().find(|c| c.id == *id).map(|c| c.text.clone());
        Ok(MeasureText {
            title: measure.title.clone(),
            definition: measure.definition.clone(),
            cites: measure.cites.iter().filter_map(text).collect(),
        })
    }

    pub(crate) fn setting(&self, id: &str) -> Result<String, FactError> {
        let known = || self.pack.settings.iter().map(|s| s.id.clone()).collect();
        let found = self.pack.settings.iter().find(|s| s.id == id);
        Ok(values::text(&found.ok_or_else(|| unknown("setting", id, known()))?.on(self.period.end)))
    }

    pub(crate) fn context(&self) -> serde_json::Map<String, serde_json::Value> {
        let period = |p: &Period| serde_json::json!({ "label": p.label, "start": p.start.to_string(), "end": p.end.to_string() });
        let mut context = serde_json::Map::new();
        context.insert("period".into(), period(&self.period));
        context.insert("prior".into(), self.prior.as_ref().map_or(serde_json::Value::Null, period));
        context.insert("agency".into(), self.agency_context());
        let (id, title, released) = (&self.report.id, &self.report.title, self.released());
        context.insert(
            "report".into(),
            serde_json::json!({ "id": id, "title": title, "release": self.pack.release, "released": released }),
        );
        let pack = &self.pack;
        context.insert(
            "pack".into(),
            serde_json::json!({ "id": pack.id, "title": pack.title, "release": pack.release, "authority": pack.authority }),
        );
        context
    }

    /// The agency, those above and below it on the period's last day, and the one that answers for it.
    fn agency_context(&self) -> serde_json::Value {
        let pack = &self.pack;
        let tree = AgencyTree::on(pack, self.period.end);
        let named = |id: &str| {
            let agency = pack.agencies.iter().find(|a| a.id == id);
            serde_json::json!({ "id": id, "title": agency.map(|a| &a.title), "type": agency.map(|a| &a.kind) })
        };
        let above: Vec<_> = tree.line(&self.agency).iter().skip(1).map(|id| named(id)).collect();
        let below = |id: &&str| **id != *self.agency && tree.is_within(id, &self.agency);
        let members: Vec<_> = tree.agencies().filter(below).map(named).collect();
        let mut context = named(&self.agency);
        context["above"] = above.into();
        context["members"] = members.into();
        context["answered_by"] = milepost_oversight::answering(pack, &tree, &self.agency).into();
        context
    }

    /// The month in which the report is released: `April 2025`.
    fn released(&self) -> Option<String> {
        let months = jiff::Span::new().try_months(self.report.months_after?).ok()?;
        let month = self.period.end.first_of_month().checked_add(months).ok()?;
        Some(month.strftime("%B %Y").to_string())
    }
}

impl ReportFacts {
    /// An outcome that was recorded, with its title.
    fn outcome(&self, standard: Option<&Standard>, code: &str) -> Option<Outcome> {
        let consequence = standard.and_then(|s| s.consequence.as_ref());
        let consequence = consequence.and_then(|id| self.about.pack.consequences.iter().find(|c| c.id == *id));
        let declared = consequence.and_then(|c| c.outcomes.iter().find(|outcome| outcome.code == code));
        let title = declared.map_or(code, |outcome| &outcome.title).to_owned();
        (!code.is_empty()).then(|| Outcome { code: code.to_owned(), title })
    }

    fn key(&self, asked: &Asked<'_>) -> ResultKey {
        (
            asked.measure.to_owned(),
            asked.period.unwrap_or(&self.about.period.label).to_owned(),
            asked.agency.unwrap_or(&self.about.agency).to_owned(),
            asked.group.to_owned(),
        )
    }

    fn read_rows(&self, dataset: &str, period: &str) -> Result<Arc<Vec<Row>>, FactError> {
        let key = (dataset.to_owned(), period.to_owned());
        if let Some(rows) = self.read.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(rows.clone());
        }
        let declared = self.about.dataset(dataset)?;
        let rows = match self.standings.get(&key) {
            None => Vec::new(),
            Some(standing) => {
                let read = rows_of(&self.files, declared, standing).map_err(|error| FactError::Unanswerable {
                    what: error.to_string(),
                    help: "the home's files are damaged".to_owned(),
                })?;
                let mut read = read;
                read.sort_by_key(|row| row.line);
                read.iter().map(|row| as_submitted(declared, &row.values)).collect()
            }
        };
        let rows = Arc::new(rows);
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(key, rows.clone());
        Ok(rows)
    }

    /// What must be reached, where it is another measure's value too.
    fn bound(&self, declared: &milepost_pack::Bound, key: &ResultKey) -> Bound {
        let milepost_pack::Bound::OfResults { low, high } = declared else { return bound(declared) };
        let value = |measure: &Option<String>| {
            let key = (measure.clone()?, key.1.clone(), key.2.clone(), String::new());
            self.results.get(&key)?.value.clone()
        };
        match (low, high, value(low), value(high)) {
            (Some(_), None, Some(low), _) => Bound::AtLeast(low),
            (None, Some(_), _, Some(high)) => Bound::AtMost(high),
            (_, _, Some(low), Some(high)) => Bound::Between(low, high),
            _ => Bound::NotSet,
        }
    }

    fn shown(&self, result: &MeasureResult) -> Result<Shown, FactError> {
        let measure = self.about.declared(&result.measure)?;
        Ok(Shown {
            state: state(result.state),
            value: result.value.clone(),
            numerator: result.numerator.clone(),
            denominator: result.denominator.clone(),
            parts: result.parts.clone(),
            coverage: result.coverage,
            display: display(&measure.display, result.printed_places),
        })
    }
}

impl Facts for ReportFacts {
    fn result(&self, asked: &Asked<'_>) -> Result<Shown, FactError> {
        self.about.declared(asked.measure)?;
        let key = self.key(asked);
        let found = self.results.get(&key).ok_or_else(|| FactError::Unanswerable {
            what: format!("`{}` has no result for {}, agency {}, group `{}`", key.0, key.1, key.2, key.3),
            help: "groups are written as files write them, such as `race=black`; is the period computed?".to_owned(),
        })?;
        self.shown(found)
    }

    fn judgement(&self, asked: &Asked<'_>, standard: Option<&str>) -> Result<Judgement, FactError> {
        let measure = self.about.declared(asked.measure)?;
        let key = self.key(asked);
        let made = self.determinations.get(&key).map(Vec::as_slice).unwrap_or_default();
        let found = match standard {
            Some(name) => {
                let named = self.about.standards_named(asked.measure, name)?;
                made.iter().find(|d| named.contains(&d.standard.as_str())).ok_or_else(|| {
                    unanswerable(
                        format!("`{}` was not determined by `{name}` for {}", key.0, key.1),
                        "run `determine` first",
                    )
                })?
            }
            None => match made {
                [one] => one,
                [] => {
                    return Err(unanswerable(
                        format!("`{}` was not determined for {}", key.0, key.1),
                        "run `determine` first",
                    ));
                }
                _ => {
                    return Err(unanswerable(format!("`{}` has several standards", key.0), "say which with standard="));
                }
            },
        };
        if self.latest.get(&key.1).is_some_and(|latest| *latest != found.computation) {
            let what = format!("`{}` was determined on results that are no longer the latest", key.0);
            return Err(unanswerable(what, "run `determine` again"));
        }
        let standard = self.about.pack.standards.iter().find(|s| s.id == found.standard);
        let prior_key = |period: &str| (key.0.clone(), period.to_owned(), key.2.clone(), key.3.clone());
        let prior = self.about.prior.as_ref().and_then(|p| self.results.get(&prior_key(&p.label)));
        Ok(Judgement {
            status: status(&found.status),
            change: change(&found.change),
            needed: found.needed.as_ref().and_then(|n| n.parse().ok()),
            bound: standard.map_or(Bound::NotSet, |s| self.bound(&s.bound, &key)),
            unit: unit(measure.display.unit),
            certainty: found.certainty.clone(),
            position: found.position.clone(),
            outcome: self.outcome(standard, &found.outcome),
            prior: prior.map(|result| self.shown(result)).transpose()?,
            points: found.prior.get("points").and_then(|p| p.as_str()?.parse().ok()),
            reason: found.reason.clone(),
        })
    }

    fn periods(&self, asked: &Asked<'_>, most: usize) -> Result<Vec<String>, FactError> {
        let measure = self.about.declared(asked.measure)?;
        let calendar = calendar_of(&self.about.pack, &measure.calendar).map_err(|e| unanswerable(e.to_string(), ""))?;
        let mut labels = Vec::new();
        let mut period = Some(self.about.period.clone());
        while let Some(at) = period.filter(|_| labels.len() < most) {
            if !self.results.contains_key(&self.key(&Asked { period: Some(&at.label), ..*asked })) {
                break;
            }
            labels.push(at.label.clone());
            period = calendar.previous(&at);
        }
        labels.reverse();
        Ok(labels)
    }

    fn rows(&self, dataset: &str, filters: &[(String, String)], period: Option<&str>) -> Result<Vec<Row>, FactError> {
        self.about.filtered(dataset, filters)?;
        let rows = self.read_rows(dataset, period.unwrap_or(&self.about.period.label))?;
        let fits = |row: &&Row| filters.iter().all(|(column, value)| row.get(column) == Some(value));
        Ok(rows.iter().filter(fits).cloned().collect())
    }

    fn agencies(&self, kind: &str, within: Option<&str>) -> Result<Vec<AgencyTitle>, FactError> {
        self.about.agencies(kind, within)
    }

    fn groups(&self, dataset: &str, stratifier: &str) -> Result<Vec<GroupTitle>, FactError> {
        self.about.groups(dataset, stratifier)
    }

    fn measure(&self, id: &str) -> Result<MeasureText, FactError> {
        self.about.measure(id)
    }

    fn setting(&self, id: &str) -> Result<String, FactError> {
        self.about.setting(id)
    }

    fn context(&self) -> serde_json::Map<String, serde_json::Value> {
        self.about.context()
    }
}

/// A row's fields as text. The number that means "not applicable" is read as absent; where a field
/// must not be empty, an absent one can only have been that number, and is shown as such.
fn as_submitted(dataset: &milepost_pack::Dataset, row: &[Value]) -> Row {
    let field = |(column, value): (&milepost_pack::Column, &Value)| {
        let text = match (value, column.not_applicable) {
            (Value::Null, Some(code)) if column.required => code.to_string(),
            _ => values::text(value),
        };
        (column.id.clone(), text)
    };
    dataset.columns.iter().zip(row).map(field).collect()
}

pub(crate) fn unknown(kind: &'static str, id: &str, known: Vec<String>) -> FactError {
    FactError::Unknown { kind, id: id.to_owned(), known }
}

pub(crate) fn unanswerable(what: String, help: &str) -> FactError {
    FactError::Unanswerable { what, help: help.to_owned() }
}

fn state(state: ResultState) -> State {
    match state {
        ResultState::Value => State::Value,
        ResultState::NoCases => State::NoCases,
        ResultState::NotSubmitted => State::NotSubmitted,
        ResultState::NotApplicable => State::NotApplicable,
    }
}

fn status(word: &str) -> Status {
    match word {
        "met" => Status::Met,
        "not_met" => Status::NotMet,
        "no_data" => Status::NoData,
        _ => Status::NotApplicable,
    }
}

fn change(word: &str) -> Option<Change> {
    match word {
        "progress" => Some(Change::Progress),
        "slippage" => Some(Change::Slippage),
        "maintained" => Some(Change::Maintained),
        "none" => Some(Change::None),
        _ => None,
    }
}

pub(crate) fn bound(bound: &milepost_pack::Bound) -> Bound {
    let big =
        |number: &milepost_expression::Number| BigRational::new((*number.numer()).into(), (*number.denom()).into());
    match bound {
        milepost_pack::Bound::AtLeast(number) => Bound::AtLeast(big(number)),
        milepost_pack::Bound::AtMost(number) => Bound::AtMost(big(number)),
        milepost_pack::Bound::Between(low, high) => Bound::Between(big(low), big(high)),
        milepost_pack::Bound::OfResults { .. } | milepost_pack::Bound::None => Bound::NotSet,
    }
}

pub(crate) fn display(display: &milepost_pack::Display, printed: Option<u8>) -> Display {
    Display {
        unit: unit(display.unit),
        places: printed.unwrap_or(display.places),
        rounding: match display.rounding {
            milepost_pack::Rounding::HalfAwayFromZero => Rounding::HalfAwayFromZero,
            milepost_pack::Rounding::HalfEven => Rounding::HalfEven,
            milepost_pack::Rounding::Truncate => Rounding::Truncate,
        },
    }
}

pub(crate) fn unit(unit: milepost_pack::Unit) -> Unit {
    match unit {
        milepost_pack::Unit::Percent => Unit::Percent,
        milepost_pack::Unit::Ratio => Unit::Ratio,
        milepost_pack::Unit::Count => Unit::Count,
        milepost_pack::Unit::Points => Unit::Points,
        milepost_pack::Unit::Dollars => Unit::Dollars,
        milepost_pack::Unit::Days => Unit::Days,
        milepost_pack::Unit::Hours => Unit::Hours,
        milepost_pack::Unit::Minutes => Unit::Minutes,
        milepost_pack::Unit::Months => Unit::Months,
    }
}
