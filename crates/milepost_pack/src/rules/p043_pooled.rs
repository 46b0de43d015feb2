use super::examples::{mean_of, over_periods};
use super::{Checker, Rule};
use crate::build::{self, parts};
use crate::format::Target;
use crate::{DerivedForm, DerivedKind, Kind, OverPeriods, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P043",
    name: "nothing that could be pooled",
    severity: Severity::Error,
    what: "Only a measure with a numerator and a denominator is pooled over periods.",
    why: "Pooling adds up what is above and what is below the line; a number without them can only be averaged.",
    wrong: &[("mean.toml", mean_of!("minutes", "decimals = 0\n")), ("measures.toml", over_periods!("length"))],
    mended: &[("measures.toml", over_periods!("timely"))],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    let pack = checker.pack;
    for measure in &pack.measures {
        let Kind::Derived(DerivedKind {
            inputs, form: DerivedForm::OverPeriods { take: OverPeriods::Pooled, .. }, ..
        }) = &measure.kind
        else {
            continue;
        };
        let has_parts = |id: &String| {
            let input = pack.measures.iter().find(|m| m.id == *id);
            input.is_none_or(|input| parts(input).iter().any(|part| part == "denominator"))
        };
        let Some(entry) = build::entry(checker.declared, Target::Measure, &measure.id) else { continue };
        if let Some(input) = inputs.iter().find(|id| !has_parts(id)) {
            checker.problems.push(RULE.problem(
                entry.place("take"),
                format!("measure `{input}` has no numerator and denominator that could be pooled"),
                "can't be pooled",
                "write take = \"mean\", or name a measure that has them",
            ));
        }
    }
}
