use std::sync::Arc;

use milepost_calendar::Period;
use milepost_expression::Value;
use milepost_measure::{AgencyTree, MeasureResult};
use milepost_pack::{Consequence, JudgedName, Measure, Pack, Standard, StandardKind};
use num_rational::BigRational;

use crate::determine::{small, with_known_bound};
use crate::judge::status;
use crate::{Determination, Outcome, Reason, Status, standards_in_force};

/// The period before: its last day's standards judge what was so then.
pub(crate) struct Before {
    pub(crate) period: Period,
    pub(crate) tree: AgencyTree,
}

impl Before {
    /// The period before another one, if its calendar has one.
    pub(crate) fn of(pack: &Pack, period: &Period) -> Option<Self> {
        let before = pack.calendars.iter().find(|c| c.id == period.calendar)?.previous(period)?;
        Some(Self { tree: AgencyTree::on(pack, before.end), period: before })
    }
}

/// What a consequence is asked about.
pub(crate) struct Question<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) period: &'a Period,
    pub(crate) measure: &'a Measure,
    pub(crate) standard: &'a Standard,
    pub(crate) result: &'a MeasureResult,
    pub(crate) prior: Option<&'a MeasureResult>,
    pub(crate) prior_results: &'a [MeasureResult],
    pub(crate) before: Option<&'a Before>,
    pub(crate) agency_type: Option<&'a str>,
}

/// Lets the consequence that a standard names decide what follows, and notes it with its reason.
pub(crate) fn decide(consequence: &Consequence, question: &Question<'_>, made: &mut Determination) {
    let row = row(question, made);
    match consequence.table.evaluate(&row) {
        Ok(Value::Text(code)) => {
            let title = consequence.outcomes.iter().find(|o| *o.code == *code).map_or("", |o| o.title.as_str());
            made.reasons.push(Reason::Follows { title: title.to_owned() });
            made.outcome =
                Some(Outcome { consequence: consequence.id.clone(), code: code.to_string(), title: title.to_owned() });
        }
        Ok(_) => {}
        Err(error) => made.reasons.push(Reason::Undecided { why: error.to_string() }),
    }
}

/// The values of all names, in the layout of [`Consequence::table`].
fn row(question: &Question<'_>, made: &Determination) -> Vec<Value> {
    let Question { pack, period, result, prior, .. } = *question;
    let number = |number: Option<&BigRational>| number.and_then(small).map_or(Value::Null, Value::Decimal);
    let word = |word: Option<&str>| word.map_or(Value::Null, |word| Value::Text(Arc::from(word)));
    let mut row: Vec<Value> = JudgedName::ALL
        .into_iter()
        .map(|name| match name {
            JudgedName::Status => word(Some(made.status.as_str())),
            JudgedName::State => word(Some(result.state.as_str())),
            JudgedName::Value => number(result.value.as_ref()),
            JudgedName::Numerator => number(result.numerator.as_ref()),
            JudgedName::Denominator => number(result.denominator.as_ref()),
            JudgedName::Position => word(made.position.map(|position| position.as_str())),
            JudgedName::Change => word(made.change.map(|change| change.as_str())),
            JudgedName::AgencyType => word(question.agency_type),
            JudgedName::PriorStatus => word(prior_status(question).map(Status::as_str)),
            JudgedName::PriorStatusNow => {
                word(prior.map(|prior| status(prior, question.measure, question.standard).0.as_str()))
            }
            JudgedName::PriorValue => number(prior.and_then(|prior| prior.value.as_ref())),
            JudgedName::PriorNumerator => number(prior.and_then(|prior| prior.numerator.as_ref())),
            JudgedName::PriorDenominator => number(prior.and_then(|prior| prior.denominator.as_ref())),
        })
        .collect();
    row.extend(pack.settings.iter().map(|setting| setting.on(period.end)));
    row.extend([Value::Date(period.start), Value::Date(period.end)]);
    row
}

/// How the result of the period before stood to the standard of the same kind that held for the agency
/// on that period's last day.
fn prior_status(question: &Question<'_>) -> Option<Status> {
    let (prior, before) =
        (question.prior?, question.before.filter(|b| Some(&b.period.label) == question.prior.map(|p| &p.period))?);
    let same_kind = |standard: &StandardKind| *standard == question.standard.kind;
    let then = standards_in_force(question.pack, &prior.measure, &prior.agency, &before.tree, before.period.end);
    let then = then.into_iter().find(|standard| same_kind(&standard.kind))?;
    let then = with_known_bound(then, prior, question.prior_results);
    Some(status(prior, question.measure, &then).0)
}
