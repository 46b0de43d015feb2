use std::collections::BTreeMap;

use milepost_calendar::Period;
use milepost_expression::Number;
use milepost_measure::{AgencyTree, Group, MeasureResult};
use milepost_pack::{Bound, Pack, Standard};
use num_rational::BigRational;

use crate::consequence::{Before, Question, decide};
use crate::judge::answered_for;
use crate::{Case, ChangeRule, Determination, RuleError, judge, standards_in_force};

/// What is needed to judge a period.
#[derive(Clone, Copy, Debug)]
pub struct Judging<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The period. Standards and the rule of change are those of its last day.
    pub period: &'a Period,
    /// Its results; those of other periods are passed over.
    pub results: &'a [MeasureResult],
    /// Results of the period before, computed or published.
    pub prior: &'a [MeasureResult],
    /// Who belonged to whom: standards of a larger agency hold for those within it.
    pub tree: &'a AgencyTree,
}

/// Judges every result of a published measure by every standard that holds for it, in the order of
/// the results, and decides what follows. An agency that a larger one answers for is not judged, and
/// its determination says so.
///
/// # Errors
/// The pack's settings name no rule of change.
pub fn determine(judging: &Judging<'_>) -> Result<Vec<Determination>, RuleError> {
    let Judging { pack, period, results, prior, tree } = *judging;
    let rule = ChangeRule::on(pack, period.end)?;
    let earlier = prior.iter().filter(|p| p.period != period.label);
    let before: BTreeMap<_, &MeasureResult> = earlier.map(|p| (place(p), p)).collect();
    let before_this = Before::of(pack, period);
    let mut determinations = Vec::new();
    for result in results.iter().filter(|r| r.period == period.label) {
        let Some(measure) = pack.measures.iter().find(|m| m.id == result.measure && m.published) else { continue };
        let before = before.get(&place(result)).copied();
        for standard in standards_in_force(pack, &measure.id, &result.agency, tree, period.end) {
            let standard = &with_known_bound(standard, result, results);
            if let Some(by) = answering(pack, tree, &result.agency) {
                determinations.push(answered_for(result, standard, by));
                continue;
            }
            let mut made = judge(&Case { result, prior: before, measure, standard, rule: &rule });
            let consequence = standard.consequence.as_ref();
            if let Some(consequence) = consequence.and_then(|id| pack.consequences.iter().find(|c| c.id == *id)) {
                let question = Question {
                    pack,
                    period,
                    measure,
                    standard,
                    result,
                    prior: before,
                    prior_results: prior,
                    before: before_this.as_ref(),
                    agency_type: tree.kind(&result.agency),
                };
                decide(consequence, &question, &mut made);
            }
            determinations.push(made);
        }
    }
    Ok(determinations)
}

/// The standard with numbers in the place of the measures that its bound names, if all of them have a
/// value for the agency and period of the result.
pub(crate) fn with_known_bound(standard: &Standard, result: &MeasureResult, results: &[MeasureResult]) -> Standard {
    let mut known = standard.clone();
    let value = |measure: &String| {
        let is_bound = |r: &&MeasureResult| {
            r.measure == *measure && r.period == result.period && r.agency == result.agency && r.group.is_total()
        };
        results.iter().find(is_bound).and_then(|r| r.value.as_ref()).and_then(small)
    };
    if let Bound::OfResults { low, high } = &standard.bound {
        let (at_least, at_most) = (low.as_ref().and_then(value), high.as_ref().and_then(value));
        known.bound = match (low, high, at_least, at_most) {
            (Some(_), None, Some(low), _) => Bound::AtLeast(low),
            (None, Some(_), _, Some(high)) => Bound::AtMost(high),
            (Some(_), Some(_), Some(low), Some(high)) => Bound::Between(low, high),
            _ => standard.bound.clone(),
        };
    }
    known
}

/// A number of standards; `None` for one of more digits than any bound has.
pub(crate) fn small(value: &BigRational) -> Option<Number> {
    Some(Number::new(i128::try_from(value.numer()).ok()?, i128::try_from(value.denom()).ok()?))
}

/// The title of the agency that answers for another one, if there is one: the nearest larger one of a
/// type that answers for its members.
pub fn answering<'p>(pack: &'p Pack, tree: &AgencyTree, agency: &str) -> Option<&'p str> {
    let answers = |kind: &str| pack.agency_types.iter().any(|t| t.id == kind && t.answers_for_members);
    let by = tree.line(agency).iter().skip(1).find(|larger| tree.kind(larger).is_some_and(answers))?;
    pack.agencies.iter().find(|a| a.id == *by).map(|a| a.title.as_str())
}

fn place(result: &MeasureResult) -> (&str, &str, &Group) {
    (&result.measure, &result.agency, &result.group)
}
