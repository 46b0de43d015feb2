//! An invented program with every kind of block, field and chart that a report can have.

use std::collections::BTreeMap;
use std::sync::Arc;

use milepost_report::figures::{Display, Rounding, Unit, parse};
use milepost_report::{
    AgencyTitle, Asked, Bound, Change, Composed, FactError, Facts, GroupTitle, Judgement, MeasureText, Outcome, Row,
    SectionText, Shown, State, Status, compose,
};
use serde_json::{Map, Value, json};

pub(crate) const COVER: SectionText<'static> = SectionText { file: "010_cover.md", text: include_str!("010_cover.md") };
pub(crate) const TIMELY: SectionText<'static> =
    SectionText { file: "020_timely.md", text: include_str!("020_timely.md") };
pub(crate) const TITLE: &str = "{{ pack.title }} Annual Performance Report";

/// The whole sample report.
pub(crate) fn report() -> Composed {
    compose(TITLE, "en", &[COVER, TIMELY], Arc::new(Invented))
}

/// One section of its own.
pub(crate) fn section(text: &str) -> Composed {
    compose("Report", "en", &[SectionText { file: "a.md", text }], Arc::new(Invented))
}

/// Facts of the invented program: the counts are those that its sections speak of.
pub(crate) struct Invented;

fn shown(numerator: &str, denominator: &str, places: u8) -> Shown {
    let (numerator, denominator) = (parse(numerator), parse(denominator));
    let value = match (&numerator, &denominator) {
        (Some(n), Some(d)) => Some(n / d * parse("100").unwrap()),
        _ => None,
    };
    let display = Display { unit: Unit::Percent, places, rounding: Rounding::HalfAwayFromZero };
    let parts = BTreeMap::from([("additions".to_owned(), parse("49").unwrap())]);
    Shown { state: State::Value, value, numerator, denominator, parts, coverage: (3, 4), display }
}

fn printed(value: &str, places: u8) -> Shown {
    Shown { value: parse(value), parts: BTreeMap::new(), ..shown("", "", places) }
}

impl Facts for Invented {
    fn result(&self, asked: &Asked<'_>) -> Result<Shown, FactError> {
        match (asked.measure, asked.group) {
            ("c1", "") => Ok(shown("396", "397", 2)),
            ("c2", "") => Ok(shown("4867", "5077", 1)),
            ("c2", "age=0") => Ok(shown("594", "597", 1)),
            ("c2", "age=1") => Ok(shown("1500", "1518", 1)),
            ("c2", "age=2") => Ok(shown("2773", "2962", 1)),
            ("c2", group) => Err(unknown("group", group, &["age=0", "age=1", "age=2"])),
            ("c4a", "") => Ok(printed("82.7", 1)),
            ("c5", "") => Ok(shown("597", "68412", 3)),
            ("c12", "") => Ok(Shown { state: State::NotApplicable, value: None, ..shown("", "", 1) }),
            ("c13", "") => Ok(Shown { state: State::NoCases, value: None, ..shown("0", "1", 1) }),
            ("c14", "") => Ok(shown("61.8", "61.8", 1)),
            (measure, _) => Err(unknown("measure", measure, &["c1", "c2", "c4a", "c5", "c12", "c13", "c14"])),
        }
    }

    fn judgement(&self, asked: &Asked<'_>, _standard: Option<&str>) -> Result<Judgement, FactError> {
        let result = self.result(asked)?;
        if asked.measure == "c4a" {
            return Err(FactError::Unanswerable { what: "not determined".into(), help: "determine it".into() });
        }
        let at_least = |bound: &str| Bound::AtLeast(parse(bound).unwrap());
        let (status, change, needed, bound, prior) = match asked.measure {
            "c1" => (Status::NotMet, Some(Change::Progress), Some("1"), at_least("100"), Some(printed("97.6", 1))),
            "c2" => (Status::Met, None, None, at_least("95"), None),
            "c5" => (Status::NotMet, None, Some("2"), at_least("0.875"), None),
            "c14" => (Status::NotMet, None, None, at_least("95"), None),
            "c13" => (Status::NoData, Some(Change::None), None, at_least("87"), None),
            _ => (Status::NotApplicable, None, None, Bound::NotSet, None),
        };
        let points = match (&result.value, prior.as_ref().and_then(|p| p.value.as_ref())) {
            (Some(value), Some(prior)) => Some(value - prior),
            _ => None,
        };
        let needed = needed.and_then(parse);
        let unsure = asked.measure == "c14";
        Ok(Judgement {
            status,
            change,
            needed,
            bound,
            unit: Unit::Percent,
            certainty: if unsure { "unverified".into() } else { "stated".into() },
            position: if unsure { "below".into() } else { String::new() },
            outcome: unsure.then(|| Outcome { code: "plan".into(), title: "A plan is owed".into() }),
            prior,
            points,
            reason: "Invented.".into(),
        })
    }

    fn rows(&self, dataset: &str, filters: &[(String, String)], _period: Option<&str>) -> Result<Vec<Row>, FactError> {
        if dataset != "replies" {
            return Err(unknown("dataset", dataset, &["replies", "child_count"]));
        }
        let row = |group: &str, asked: &str, replied: &str, remark: &str| -> Row {
            let fields = [
                ("group", group),
                ("asked", asked),
                ("replied", replied),
                ("first", "2012-03-01"),
                ("last", "2012-05-31"),
                ("remark", remark),
            ];
            fields.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
        };
        let rows = [
            row("Asian", "132", "45", ""),
            row("Hawaiian or Pacific (incl. *other* | islands)", "6", "2", "<script>alert(1)</script> & few"),
            row("White", "1976", "634", "one_of_many_names"),
        ];
        let fits = |row: &Row| filters.iter().all(|(column, value)| row.get(column) == Some(value));
        Ok(rows.into_iter().filter(fits).collect())
    }

    fn agencies(&self, kind: &str, within: Option<&str>) -> Result<Vec<AgencyTitle>, FactError> {
        let town = |id: &str, title: &str| AgencyTitle { id: id.into(), title: title.into() };
        match (kind, within) {
            ("town", None) => Ok(vec![town("T1", "Alder"), town("T2", "Birch")]),
            ("town", Some("EAST")) => Ok(vec![town("T2", "Birch")]),
            _ => Err(unknown("agency type", kind, &["town"])),
        }
    }

    fn groups(&self, dataset: &str, stratifier: &str) -> Result<Vec<GroupTitle>, FactError> {
        match (dataset, stratifier) {
            ("child_count", "age") => {
                let group = |code: &str, title: &str| GroupTitle { code: code.into(), title: title.into() };
                Ok(vec![group("0", "Under 1"), group("1", "1"), group("2", "2")])
            }
            _ => Err(unknown("stratifier", stratifier, &["age"])),
        }
    }

    fn periods(&self, asked: &Asked<'_>, most: usize) -> Result<Vec<String>, FactError> {
        self.result(asked)?;
        let all = ["FFY2009", "FFY2010", "FFY2011"];
        Ok(all[all.len() - most.min(all.len())..].iter().map(|label| (*label).to_owned()).collect())
    }

    fn measure(&self, id: &str) -> Result<MeasureText, FactError> {
        match id {
            "c1" => Ok(MeasureText {
                title: "Timely services".into(),
                definition: "Children whose services began in time, among all children with plans.".into(),
                cites: vec!["20 U.S.C. 1416(a)(3)(A)".into(), "20 U.S.C. 1442".into()],
            }),
            _ => Err(unknown("measure", id, &["c1"])),
        }
    }

    fn setting(&self, id: &str) -> Result<String, FactError> {
        match id {
            "family_delay_method" => Ok("count_as_timely".into()),
            _ => Err(unknown("setting", id, &["family_delay_method"])),
        }
    }

    fn context(&self) -> Map<String, Value> {
        let context = json!({
            "period": { "label": "FFY2011", "start": "2011-07-01", "end": "2012-06-30" },
            "prior": { "label": "FFY2010", "start": "2010-07-01", "end": "2011-06-30" },
            "agency": { "id": "ST", "title": "State Department of Education" },
            "report": { "id": "apr", "title": "Annual Performance Report", "release": "2011.1" },
            "pack": { "id": "invented", "title": "Early Intervention" },
        });
        context.as_object().cloned().unwrap_or_default()
    }
}

fn unknown(kind: &'static str, id: &str, known: &[&str]) -> FactError {
    FactError::Unknown { kind, id: id.to_owned(), known: known.iter().map(|name| (*name).to_owned()).collect() }
}
