use std::collections::{BTreeMap, BTreeSet};

use milepost_measure::{Group, MeasureResult, ResultState, Results, decimal_text, parts_text};
use milepost_pack::Pack;
use milepost_store::Computation;
use num_rational::BigRational;
use serde::{Deserialize, Serialize};

use crate::home::{Installed, listed, period_of};
use crate::{AppError, Home};

/// Which results are wanted; what is left out is not asked.
#[derive(Clone, Debug, Default)]
pub struct ResultQuery {
    /// Id of a pack.
    pub pack: Option<String>,
    /// Id of a measure.
    pub measure: Option<String>,
    /// Label of a period.
    pub period: Option<String>,
    /// Id of an agency.
    pub agency: Option<String>,
    /// A group as files write it; empty text for the total.
    pub group: Option<String>,
    /// Id of a computation, for results that are no longer the latest.
    pub computation: Option<String>,
}

/// Results of one computation.
#[derive(Clone, Debug)]
pub struct Found {
    /// The pack as it is installed now.
    pub pack: std::sync::Arc<Pack>,
    /// Where they come from.
    pub computation: Computation,
    /// The results.
    pub results: Results,
}

impl Home {
    /// Results of the latest computations, or of the one that is named.
    ///
    /// # Errors
    /// A name is unknown, or the world broke.
    pub async fn results(&self, query: &ResultQuery) -> Result<Vec<Found>, AppError> {
        let mut found = Vec::new();
        if let Some(id) = &query.computation {
            let computation = self.store.computation(id).await?;
            let computation = computation.ok_or_else(|| AppError::Usage(format!("there is no computation `{id}`")))?;
            found.push(self.read_results(computation, query)?);
            return Ok(found);
        }
        self.known_names(query)?;
        for installed in self.packs_asked(query)? {
            for computation in self.latest(&installed.pack.id).await? {
                if query.period.as_ref().is_none_or(|period| *period == computation.period) {
                    found.push(self.read_results(computation, query)?);
                }
            }
        }
        Ok(found)
    }

    pub(crate) fn packs_asked(&self, query: &ResultQuery) -> Result<Vec<&Installed>, AppError> {
        let pack = query.pack.as_deref();
        Ok(match pack {
            Some(_) => vec![self.pack_with(pack, "results", |_| true)?],
            None => self.packs().collect(),
        })
    }

    /// A filter by a name that nobody declares finds nothing, which would look like an answer.
    pub(crate) fn known_names(&self, query: &ResultQuery) -> Result<(), AppError> {
        let pack = query.pack.as_deref();
        if let Some(measure) = &query.measure {
            let ids = |p: &Pack| p.measures.iter().any(|m| m.id == *measure);
            if !self.packs().any(|i| ids(&i.pack)) {
                return Err(AppError::Usage(format!("no pack installed here has a measure `{measure}`")));
            }
        }
        if let Some(agency) = &query.agency
            && !self.packs().any(|i| i.pack.agencies.iter().any(|a| a.id == *agency))
        {
            return Err(AppError::Usage(format!("no pack installed here has an agency `{agency}`")));
        }
        if let Some(label) = &query.period
            && !self.packs().any(|i| pack.is_none_or(|id| id == i.pack.id) && period_of(&i.pack, label).is_ok())
        {
            return Err(AppError::Usage(format!("no calendar of a pack installed here has a period `{label}`")));
        }
        match query.group.as_deref() {
            Some(group) if !group.is_empty() => self.known_group(group),
            _ => Ok(()),
        }
    }

    fn known_group(&self, group: &str) -> Result<(), AppError> {
        let stratifiers = || self.packs().flat_map(|i| &i.pack.datasets).flat_map(|d| &d.stratifiers);
        for part in group.split('+') {
            let Some((id, code)) = part.split_once('=') else {
                let how = "write it as `race=black`, a cross as `age=0+race=black`, the total as empty text";
                return Err(AppError::Usage(format!("`{part}` is no group: {how}")));
            };
            if !stratifiers().any(|s| s.id == id) {
                let known: BTreeSet<&str> = stratifiers().map(|s| s.id.as_str()).collect();
                let known = listed(known.into_iter().collect());
                return Err(AppError::Usage(format!("no pack installed here groups by `{id}`{known}")));
            }
            if !stratifiers().any(|s| s.id == id && s.groups.iter().any(|g| g.code == code)) {
                let codes = stratifiers().filter(|s| s.id == id).flat_map(|s| &s.groups).map(|g| g.code.as_str());
                let known = listed(codes.collect::<BTreeSet<&str>>().into_iter().collect());
                return Err(AppError::Usage(format!("`{id}` has no group `{code}`{known}")));
            }
        }
        Ok(())
    }

    /// The latest computation of each period of a pack, in the order of the periods' labels.
    pub(crate) async fn latest(&self, pack: &str) -> Result<Vec<Computation>, AppError> {
        let mut latest = BTreeMap::new();
        for computation in self.store.computations(pack).await? {
            latest.insert(computation.period.clone(), computation);
        }
        Ok(latest.into_values().collect())
    }

    fn read_results(&self, computation: Computation, query: &ResultQuery) -> Result<Found, AppError> {
        let pack = self.pack_with(Some(&computation.pack), "results", |_| true)?.pack.clone();
        let mut results = self.stored_results(&computation)?;
        let wanted = |asked: &Option<String>, is: &str| asked.as_ref().is_none_or(|asked| asked == is);
        results.retain(|result| {
            wanted(&query.measure, &result.measure)
                && wanted(&query.agency, &result.agency)
                && wanted(&query.group, &result.group.to_string())
        });
        Ok(Found { pack, computation, results })
    }

    pub(crate) fn stored_results(&self, computation: &Computation) -> Result<Results, AppError> {
        read_results(&self.store.files().read(computation.results)?)
    }
}

/// A result as it is stored: one JSON object a line, figures as exact text.
#[derive(Serialize, Deserialize)]
struct Stored {
    measure: String,
    period: String,
    agency: String,
    group: Vec<(String, String)>,
    state: String,
    numerator: Option<String>,
    denominator: Option<String>,
    value: Option<String>,
    parts: Vec<(String, String)>,
    printed_places: Option<u8>,
    coverage: (u32, u32),
}

pub(crate) fn write_results(results: &Results) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    for result in results {
        let text = |number: &Option<BigRational>| number.as_ref().map(ToString::to_string);
        let stored = Stored {
            measure: result.measure.clone(),
            period: result.period.clone(),
            agency: result.agency.clone(),
            group: result.group.0.clone(),
            state: result.state.as_str().to_owned(),
            numerator: text(&result.numerator),
            denominator: text(&result.denominator),
            value: text(&result.value),
            parts: result.parts.iter().map(|(name, part)| (name.clone(), part.to_string())).collect(),
            printed_places: result.printed_places,
            coverage: result.coverage,
        };
        serde_json::to_writer(&mut bytes, &stored).map_err(|e| AppError::world("results can't be written", e))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn read_results(bytes: &[u8]) -> Result<Results, AppError> {
    let damaged = || AppError::World { what: "stored results can't be read".to_owned(), source: None };
    let number = |text: String| text.parse::<BigRational>().map_err(|_| damaged());
    let mut results = Results::new();
    for stored in serde_json::Deserializer::from_slice(bytes).into_iter::<Stored>() {
        let stored = stored.map_err(|error| AppError::world("stored results can't be read", error))?;
        let parts = stored.parts.into_iter().map(|(name, part)| Ok((name, number(part)?)));
        results.push(MeasureResult {
            measure: stored.measure,
            period: stored.period,
            agency: stored.agency,
            group: Group(stored.group),
            state: state_of(&stored.state).ok_or_else(damaged)?,
            numerator: stored.numerator.map(number).transpose()?,
            denominator: stored.denominator.map(number).transpose()?,
            value: stored.value.map(number).transpose()?,
            parts: parts.collect::<Result<_, AppError>>()?,
            printed_places: stored.printed_places,
            coverage: stored.coverage,
        });
    }
    Ok(results)
}

fn state_of(word: &str) -> Option<ResultState> {
    [ResultState::Value, ResultState::NoCases, ResultState::NotSubmitted, ResultState::NotApplicable]
        .into_iter()
        .find(|state| state.as_str() == word)
}

/// A result for programs to read.
pub(crate) fn result_json(result: &MeasureResult) -> serde_json::Value {
    let part = |number: &Option<BigRational>| number.as_ref().map(parts_text);
    let parts: BTreeMap<&str, String> =
        result.parts.iter().map(|(name, part)| (name.as_str(), parts_text(part))).collect();
    serde_json::json!({
        "measure": result.measure,
        "period": result.period,
        "agency": result.agency,
        "group": result.group.to_string(),
        "state": result.state.as_str(),
        "numerator": part(&result.numerator),
        "denominator": part(&result.denominator),
        "value": result.value.as_ref().map(decimal_text),
        "parts": parts,
        "printed_places": result.printed_places,
        "agencies_submitted": result.coverage.0,
        "agencies_expected": result.coverage.1,
    })
}
