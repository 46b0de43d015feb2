//! Live fields: the functions that a section's text may call.

mod presence;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use minijinja::value::{Kwargs, Object, Serde, Value};
use minijinja::{Environment, Error, ErrorKind, State};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::facts::{Asked, Bound, FactError, Facts, Judgement, Shown, State as ResultState};

use crate::figures::{self, Display, Rounding, Unit};
use crate::words;

/// Digits of exact values in text, as in files.
const SIGNIFICANT_DIGITS: u8 = 12;

/// Unanswerable questions of the section that is being rendered. A question that has been reported
/// is answered with a mark from then on, so that the next one can be found.
#[derive(Default)]
pub(crate) struct Reported(Mutex<BTreeSet<String>>);

impl Reported {
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(crate) fn add(&self, error: &FactError) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(error.to_string());
    }

    fn holds(&self, error: &FactError) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&error.to_string())
    }
}

/// What every field needs.
#[derive(Clone)]
struct Desk {
    facts: Arc<dyn Facts>,
    reported: Arc<Reported>,
}

/// Adds all live fields.
pub(crate) fn add_to(env: &mut Environment<'_>, facts: Arc<dyn Facts>, reported: Arc<Reported>) {
    let desk = Desk { facts, reported };
    add_results(env, &desk);
    add_judgements(env, &desk);
    presence::add_to(env, &desk);
    add_texts(env, &desk);
    add_rows(env, &desk);
    add_wording(env);
}

/// The plain names of templates. One that is also a field, as `prior` is, can be asked both ways:
/// `prior.label`, `prior("c1")`.
pub(crate) fn names(env: &Environment<'_>, context: &serde_json::Map<String, serde_json::Value>) -> Value {
    let fields: BTreeMap<&str, Value> = env.globals().collect();
    let name = |(name, value): (&String, &serde_json::Value)| {
        let plain = Value::from(Serde(value));
        let value = match fields.get(name.as_str()) {
            Some(field) => Value::from_object(Both { plain, field: field.clone() }),
            None => plain,
        };
        (name.clone(), value)
    };
    Value::from_pairs(context.iter().map(name))
}

/// A plain name that is also a field.
#[derive(Debug)]
struct Both {
    plain: Value,
    field: Value,
}

impl Object for Both {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.plain.get_item(key).ok().filter(|value| !value.is_undefined())
    }

    fn call(self: &Arc<Self>, state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
        self.field.call(state, args)
    }
}

fn add_results(env: &mut Environment<'_>, desk: &Desk) {
    let result = |desk: &Desk, words: fn(&Shown, &Kwargs) -> Result<Value, Error>| {
        let desk = desk.clone();
        move |measure: String, group: Option<String>, options: Kwargs| {
            let shown = desk.result(&measure, group, &options);
            desk.answer(shown, |shown| words(&shown, &options), &options)
        }
    };
    env.add_function("shown", result(desk, |shown, options| Ok(shown_text(shown, options.get("places")?).into())));
    env.add_function("num", result(desk, |shown, options| count(shown, shown.numerator.as_ref(), options)));
    env.add_function("den", result(desk, |shown, options| count(shown, shown.denominator.as_ref(), options)));
    env.add_function("value", result(desk, |shown, _| Ok(value_text(shown))));
    env.add_function("state", result(desk, |shown, _| Ok(shown.state.code().into())));
    env.add_function("submitted", result(desk, |shown, _| Ok(shown.coverage.0.into())));
    env.add_function("expected", result(desk, |shown, _| Ok(shown.coverage.1.into())));
    let desk = desk.clone();
    env.add_function("part", move |measure: String, part: String, group: Option<String>, options: Kwargs| {
        let found = desk.result(&measure, group, &options).map(|found| {
            found.and_then(|shown| match shown.parts.get(&part) {
                None if shown.state == ResultState::Value => Err(FactError::Unknown {
                    kind: "part",
                    id: part.clone(),
                    known: shown.parts.keys().cloned().collect(),
                }),
                value => Ok((value.cloned(), shown)),
            })
        });
        desk.answer(found, |(value, shown)| count(&shown, value.as_ref(), &options), &options)
    });
}

fn add_judgements(env: &mut Environment<'_>, desk: &Desk) {
    let judgement = |desk: &Desk, words: fn(&Judgement, &Kwargs) -> Result<Value, Error>| {
        let desk = desk.clone();
        move |measure: String, group: Option<String>, options: Kwargs| {
            let judgement = desk.judgement(&measure, group, &options);
            desk.answer(judgement, |judgement| words(&judgement, &options), &options)
        }
    };
    env.add_function("status", judgement(desk, |j, _| Ok(j.status.code().into())));
    env.add_function("change", judgement(desk, |j, _| Ok(j.change.map(|change| change.code()).into())));
    env.add_function("needed", judgement(desk, |j, _| Ok(j.needed.as_ref().map_or(String::new(), figure).into())));
    env.add_function("target", judgement(desk, |j, _| Ok(target_text(j).into())));
    env.add_function("certainty", judgement(desk, |j, _| Ok(j.certainty.clone().into())));
    env.add_function("position", judgement(desk, |j, _| Ok(j.position.clone().into())));
    env.add_function("outcome", judgement(desk, |j, _| Ok(j.outcome.as_ref().map(|o| o.code.clone()).into())));
    env.add_function("follows", judgement(desk, |j, _| Ok(j.outcome.as_ref().map(|o| o.title.clone()).into())));
    env.add_function("reason", judgement(desk, |j, _| Ok(j.reason.clone().into())));
    env.add_function(
        "prior",
        judgement(desk, |j, options| {
            let places = options.get("places")?;
            Ok(j.prior.as_ref().map(|prior| shown_text(prior, places)).into())
        }),
    );
    env.add_function("chip", judgement(desk, chip));
    let desk = desk.clone();
    env.add_function("points", move |measure: String, places: Option<u8>, options: Kwargs| {
        let judgement = desk.judgement(&measure, None, &options);
        let words = |judgement: Judgement| {
            let sign = options.get::<Option<bool>>("sign")?.unwrap_or(true);
            Ok(judgement.points.map(|points| points_text(&points, places.unwrap_or(1), sign)).into())
        };
        desk.answer(judgement, words, &options)
    });
}

fn add_texts(env: &mut Environment<'_>, desk: &Desk) {
    let text = |desk: &Desk, words: fn(&dyn Facts, &str) -> Result<String, FactError>| {
        let desk = desk.clone();
        move |id: String| {
            let answer = words(desk.facts.as_ref(), &id);
            desk.settle(answer, "?".into(), |text| Ok(text.into()))
        }
    };
    env.add_function("title", text(desk, |facts, id| Ok(facts.measure(id)?.title)));
    env.add_function("definition", text(desk, |facts, id| Ok(facts.measure(id)?.definition)));
    env.add_function("cites", text(desk, |facts, id| Ok(facts.measure(id)?.cites.join("; "))));
    env.add_function("setting", text(desk, |facts, id| facts.setting(id)));
}

fn add_rows(env: &mut Environment<'_>, desk: &Desk) {
    let nothing = || Value::from(Vec::<Value>::new());
    let asked = desk.clone();
    env.add_function("rows", move |dataset: String, options: Kwargs| {
        let period: Option<String> = options.get("period")?;
        let mut filters = Vec::new();
        for name in options.args().filter(|name| *name != "period") {
            filters.push((name.to_owned(), options.get::<Value>(name)?.to_string()));
        }
        let rows = asked.facts.rows(&dataset, &filters, period.as_deref());
        asked.settle(rows, nothing(), |rows| Ok(Value::from(Serde(rows))))
    });
    let asked = desk.clone();
    env.add_function("agencies", move |kind: String, options: Kwargs| {
        let within: Option<String> = options.get("within")?;
        options.assert_all_used()?;
        asked.settle(asked.facts.agencies(&kind, within.as_deref()), nothing(), |agencies| {
            let agency = |a: crate::facts::AgencyTitle| Value::from_pairs([("id", a.id), ("title", a.title)]);
            Ok(agencies.into_iter().map(agency).collect::<Vec<_>>().into())
        })
    });
    let desk = desk.clone();
    env.add_function("groups", move |dataset: String, stratifier: String| {
        let groups = desk.facts.groups(&dataset, &stratifier);
        desk.settle(groups, nothing(), |groups| {
            let group = |g: crate::facts::GroupTitle| Value::from_pairs([("code", g.code), ("title", g.title)]);
            Ok(groups.into_iter().map(group).collect::<Vec<_>>().into())
        })
    });
}

fn add_wording(env: &mut Environment<'_>) {
    env.add_function("words", |number: Value| {
        let text = number.to_string();
        let whole = figures::parse(&text).filter(BigRational::is_integer).and_then(|n| n.to_integer().to_i64());
        whole.map(words::number).ok_or_else(|| wrong(format!("`{text}` is not a whole number that has words")))
    });
    env.add_function("when", |date: Value| {
        let text = date.to_string();
        let date: Result<Date, _> = text.trim().parse();
        date.map(words::date).map_err(|_| wrong(format!("`{text}` is not a date like 2011-07-01")))
    });
    env.add_function("percent", |part: Value, whole: Value, places: Option<u8>| {
        let (part, whole) = (number_of(&part)?, number_of(&whole)?);
        if whole.is_zero() {
            return Ok(Value::from(()));
        }
        let share = part / whole * BigRational::from_integer(100.into());
        let display =
            Display { unit: Unit::Percent, places: places.unwrap_or(1), rounding: Rounding::HalfAwayFromZero };
        Ok(display.text(&share).into())
    });
    env.add_filter("figure", |number: Value, places: Option<u8>| {
        let value = number_of(&number)?;
        Ok::<_, Error>(match places {
            Some(places) => figures::grouped(&figures::rounded(&value, places, Rounding::HalfAwayFromZero)),
            None => figure(&value),
        })
    });
    env.add_filter("total", |rows: Value, column: String| {
        let mut sum = BigRational::zero();
        for row in rows.try_iter()? {
            sum += number_of(&row.get_attr(&column)?)?;
        }
        Ok::<_, Error>(figure(&sum))
    });
}

impl Desk {
    /// Asks for a result; the outer error is a wrong option, the inner one a question without answer.
    fn result(
        &self,
        measure: &str,
        group: Option<String>,
        options: &Kwargs,
    ) -> Result<Result<Shown, FactError>, Error> {
        let options = Options::of(group, options)?;
        Ok(self.facts.result(&options.asked(measure)))
    }

    fn judgement(
        &self,
        measure: &str,
        group: Option<String>,
        options: &Kwargs,
    ) -> Result<Result<Judgement, FactError>, Error> {
        let standard: Option<String> = options.get("standard")?;
        let options = Options::of(group, options)?;
        Ok(self.facts.judgement(&options.asked(measure), standard.as_deref()))
    }

    /// Words an answer, and checks that every option was one that the field knows.
    fn answer<T>(
        &self,
        answer: Result<Result<T, FactError>, Error>,
        words: impl FnOnce(T) -> Result<Value, Error>,
        options: &Kwargs,
    ) -> Result<Value, Error> {
        let answer = answer?;
        let answered = answer.is_ok();
        let worded = self.settle(answer, "?".into(), words)?;
        // Without an answer nobody has looked at the options of its wording.
        if answered {
            options.assert_all_used()?;
        }
        Ok(worded)
    }

    fn settle<T>(
        &self,
        answer: Result<T, FactError>,
        instead: Value,
        words: impl FnOnce(T) -> Result<Value, Error>,
    ) -> Result<Value, Error> {
        match answer {
            Ok(answer) => words(answer),
            Err(error) if self.reported.holds(&error) => Ok(instead),
            Err(error) => Err(wrong(error.to_string()).with_source(error)),
        }
    }
}

/// The options that every question about a result has.
struct Options {
    group: String,
    period: Option<String>,
    agency: Option<String>,
}

impl Options {
    fn of(group: Option<String>, options: &Kwargs) -> Result<Self, Error> {
        // Which of these a field words with is its own affair; that they exist is every field's.
        let _ = options.get::<Option<Value>>("places")?;
        let named: Option<String> = options.get("group")?;
        Ok(Self {
            group: group.or(named).unwrap_or_default(),
            period: options.get("period")?,
            agency: options.get("agency")?,
        })
    }

    fn asked<'a>(&'a self, measure: &'a str) -> Asked<'a> {
        Asked { measure, group: &self.group, period: self.period.as_deref(), agency: self.agency.as_deref() }
    }
}

fn wrong(what: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, what)
}

fn number_of(value: &Value) -> Result<BigRational, Error> {
    let text = value.to_string();
    figures::parse(&text).ok_or_else(|| wrong(format!("`{text}` is not a number")))
}

/// A number in full with separators; a fraction that doesn't end is cut to the digits of files.
fn figure(value: &BigRational) -> String {
    figures::grouped(&figures::exact(value).unwrap_or_else(|| figures::significant(value, SIGNIFICANT_DIGITS)))
}

fn shown_text(shown: &Shown, places: Option<u8>) -> String {
    match &shown.value {
        Some(value) => Display { places: places.unwrap_or(shown.display.places), ..shown.display }.text(value),
        None => spoken(shown.state.code()).to_owned(),
    }
}

fn value_text(shown: &Shown) -> Value {
    shown.value.as_ref().map(|value| figures::significant(value, SIGNIFICANT_DIGITS)).into()
}

/// A count with separators, or with so many places; `plain=true` gives the bare number for sums.
fn count(shown: &Shown, value: Option<&BigRational>, options: &Kwargs) -> Result<Value, Error> {
    let (places, plain): (Option<u8>, Option<bool>) = (options.get("places")?, options.get("plain")?);
    let Some(value) = value else {
        let stateless = shown.state == ResultState::Value;
        return Ok(if stateless { Value::from(()) } else { spoken(shown.state.code()).into() });
    };
    if plain == Some(true) {
        let whole = value.is_integer().then(|| value.to_integer().to_i64()).flatten();
        return whole.map(Value::from).ok_or_else(|| wrong("`plain` wants a whole number of at most 18 digits".into()));
    }
    Ok(match places {
        Some(places) => figures::grouped(&figures::rounded(value, places, shown.display.rounding)).into(),
        None => figure(value).into(),
    })
}

/// What must be reached, with a word beside it when no source confirms it.
fn target_text(judgement: &Judgement) -> String {
    let bound = bound_text(&judgement.bound, judgement.unit);
    let confirmed = judgement.certainty != "unverified" || judgement.bound == Bound::NotSet;
    if confirmed { bound } else { format!("{bound} (sample configuration)") }
}

fn bound_text(bound: &Bound, unit: Unit) -> String {
    match bound {
        Bound::AtLeast(value) | Bound::AtMost(value) => unit.around(&figure(value)),
        Bound::Between(low, high) => format!("{} to {}", unit.around(&figure(low)), unit.around(&figure(high))),
        Bound::NotSet => "not set".into(),
    }
}

fn points_text(points: &BigRational, places: u8, sign: bool) -> String {
    let digits = figures::rounded(&points.abs(), places, Rounding::HalfAwayFromZero);
    let zero = digits.bytes().all(|b| matches!(b, b'0' | b'.'));
    match sign && !zero {
        false => digits,
        true if points.is_negative() => format!("\u{2212}{digits}"),
        true => format!("+{digits}"),
    }
}

/// A mark of shape, word and color, as a link that only this crate's Markdown knows.
fn chip(judgement: &Judgement, options: &Kwargs) -> Result<Value, Error> {
    let code = match options.get::<Option<&str>>("of")?.unwrap_or("status") {
        "status" => Some(judgement.status.code()),
        "change" => judgement.change.map(|change| change.code()),
        other => return Err(wrong(format!("a chip is `of` status or change, not `{other}`"))),
    };
    let word = code.map_or("Not available".to_owned(), |code| capitalized(spoken(code)));
    Ok(Value::from_safe_string(format!("[{word}](status:{})", code.unwrap_or("none"))))
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Words for the codes that states and judgements have in files.
pub(crate) fn spoken(code: &str) -> &str {
    match code {
        "not_met" => "not met",
        "no_data" => "no data",
        "no_cases" => "no cases",
        "not_submitted" => "not submitted",
        "not_applicable" => "not applicable",
        other => other,
    }
}
