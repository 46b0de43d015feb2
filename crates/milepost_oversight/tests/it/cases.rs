//! Results, standards and measures for tests, from figures as text.

use milepost_calendar::PeriodKind;
use milepost_expression::{Number, Type, Value};
use milepost_measure::{Group, MeasureResult, Parts, ResultState};
use milepost_oversight::{Case, ChangeRule, Determination, judge};
use milepost_pack::{
    Agency, Bound, Certainty, Counted, Direction, Display, Files, Kind, Measure, Membership, Pack, Rounding, Setting,
    SettingValue, Span, Standard, StandardKind, Unit, Validity,
};
use num_bigint::BigInt;
use num_rational::BigRational;

/// `12`, `-0.875` or `1/3`, exactly.
pub(crate) fn ratio(text: &str) -> BigRational {
    let (numer, denom) = number(text).into();
    BigRational::new(BigInt::from(numer), BigInt::from(denom))
}

pub(crate) fn number(text: &str) -> Number {
    let Some((whole, fraction)) = text.split_once('.') else { return text.parse().expect(text) };
    let digits: i128 = format!("{whole}{fraction}").parse().expect(text);
    Number::new(digits, 10_i128.pow(u32::try_from(fraction.len()).expect("few digits")))
}

fn result(state: ResultState, value: Option<BigRational>) -> MeasureResult {
    MeasureResult {
        measure: "m".to_owned(),
        period: "FFY2011".to_owned(),
        agency: "ST".to_owned(),
        group: Group::total(),
        state,
        numerator: None,
        denominator: None,
        value,
        parts: Parts::new(),
        printed_places: None,
        coverage: (1, 1),
    }
}

/// A percentage with its parts; 0 of 0 is no cases.
pub(crate) fn share(numerator: &str, denominator: &str) -> MeasureResult {
    let (above, below) = (ratio(numerator), ratio(denominator));
    let value = (below != ratio("0")).then(|| &above / &below * ratio("100"));
    let state = if value.is_some() { ResultState::Value } else { ResultState::NoCases };
    MeasureResult { numerator: Some(above), denominator: Some(below), ..result(state, value) }
}

/// A value without parts.
pub(crate) fn value(text: &str) -> MeasureResult {
    result(ResultState::Value, Some(ratio(text)))
}

/// No value at all.
pub(crate) fn state(state: ResultState) -> MeasureResult {
    result(state, None)
}

/// The year before, with the digits to which it was printed, if that is all that is known.
pub(crate) fn before(result: MeasureResult, printed_places: Option<u8>) -> MeasureResult {
    MeasureResult { period: "FFY2010".to_owned(), printed_places, ..result }
}

pub(crate) fn standard(bound: Bound) -> Standard {
    let kind = if bound == Bound::None { StandardKind::NotSet } else { StandardKind::Target };
    Standard {
        id: "target".to_owned(),
        measure: "m".to_owned(),
        kind,
        unit: Unit::Percent,
        bound,
        agency: None,
        agency_types: Vec::new(),
        consequence: None,
        validity: Validity::default(),
        cites: Vec::new(),
        certainty: Certainty::Stated,
        span: Span::default(),
    }
}

pub(crate) fn at_least(text: &str) -> Bound {
    Bound::AtLeast(number(text))
}

pub(crate) fn at_most(text: &str) -> Bound {
    Bound::AtMost(number(text))
}

pub(crate) fn between(low: &str, high: &str) -> Bound {
    Bound::Between(number(low), number(high))
}

pub(crate) fn measure(direction: Direction) -> Measure {
    let counted = Counted { dataset: "visit".to_owned(), initial_population: None, period_offset: 0, follow_up: None };
    Measure {
        id: "m".to_owned(),
        title: "A measure".to_owned(),
        definition: String::new(),
        cites: Vec::new(),
        validity: Validity::default(),
        calendar: "ffy".to_owned(),
        period: PeriodKind::Year,
        direction,
        unit_of_count: "records".to_owned(),
        display: Display { unit: Unit::Percent, places: 1, rounding: Rounding::HalfAwayFromZero },
        stratifiers: Vec::new(),
        crosses: Vec::new(),
        kind: Kind::Count(counted),
        published: true,
        may_exceed: false,
        span: Span::default(),
    }
}

/// Judges by the rule by which any change counts.
pub(crate) fn judged(
    result: &MeasureResult,
    prior: Option<&MeasureResult>,
    bound: Bound,
    direction: Direction,
) -> Determination {
    judged_by(result, prior, bound, direction, &ChangeRule::AnyChange)
}

pub(crate) fn judged_by(
    result: &MeasureResult,
    prior: Option<&MeasureResult>,
    bound: Bound,
    direction: Direction,
    rule: &ChangeRule,
) -> Determination {
    let (measure, standard) = (measure(direction), standard(bound));
    judge(&Case { result, prior, measure: &measure, standard: &standard, rule })
}

/// How many cases are needed, with a minus where so many fewer are; empty when none is told.
pub(crate) fn needed_text(determination: &Determination) -> String {
    determination.needed.as_ref().map_or(String::new(), |n| format!("{}{}", if n.fewer { "-" } else { "" }, n.cases))
}

/// A program with a state `ST`, units `U1` and `U2` in it, a site `L1` in `U1` and one measure `m`.
pub(crate) fn pack() -> Pack {
    let agency = |id: &str| Agency {
        id: id.to_owned(),
        title: id.to_owned(),
        kind: "agency".to_owned(),
        validity: Validity::default(),
        span: Span::default(),
    };
    let membership = |(member, parent): (&str, &str)| Membership {
        member: member.to_owned(),
        parent: parent.to_owned(),
        validity: Validity::default(),
        reason: String::new(),
        span: Span::default(),
    };
    Pack {
        id: "tiny".to_owned(),
        title: String::new(),
        release: "1".to_owned(),
        about: String::new(),
        authority: String::new(),
        state_agency: "ST".to_owned(),
        cites: Vec::new(),
        citations: Vec::new(),
        calendars: Vec::new(),
        agency_types: Vec::new(),
        agencies: ["ST", "U1", "U2", "L1"].map(agency).to_vec(),
        memberships: [("U1", "ST"), ("U2", "ST"), ("L1", "U1")].map(membership).to_vec(),
        code_lists: Vec::new(),
        datasets: Vec::new(),
        measures: vec![measure(Direction::Higher)],
        measure_order: vec![0],
        standards: Vec::new(),
        consequences: Vec::new(),
        synthetic: Vec::new(),
        settings: Vec::new(),
        reports: Vec::new(),
        samples: Vec::new(),
        files: Files::default(),
        hash: String::new(),
    }
}

/// Adds a setting with values by date.
pub(crate) fn setting(pack: &mut Pack, id: &str, values: &[(Value, Validity)]) {
    pack.settings.push(Setting {
        id: id.to_owned(),
        title: String::new(),
        about: String::new(),
        kind: Type::Text,
        choices: Vec::new(),
        values: values
            .iter()
            .map(|(value, validity)| SettingValue { value: value.clone(), validity: *validity })
            .collect(),
        cites: Vec::new(),
        certainty: Certainty::Stated,
        span: Span::default(),
    });
}
