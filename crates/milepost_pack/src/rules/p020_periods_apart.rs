use milepost_calendar::PeriodKind;

use super::examples::{dataset_with, survey_measure};
use super::{Checker, Rule};
use crate::build;
use crate::format::Target;
use crate::read::Entry;
use crate::{DerivedForm, DerivedKind, Kind, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P020",
    name: "periods that don't fit together",
    severity: Severity::Error,
    what: "A measure has the calendar of its dataset (and of its frame and follow-up) and a period that isn't shorter than theirs. A \
           measure made of results has the calendar and the kind of period of the measures that it reads; one of kind \
           `over_periods` may read shorter periods, but no waves.",
    why: "A year's figure can be counted from twelve months, but a month's can't be cut out of a year.",
    wrong: &[("datasets/survey.toml", dataset_with!("")), ("measures.toml", survey_measure!("month"))],
    mended: &[("datasets/survey.toml", dataset_with!("")), ("measures.toml", survey_measure!("year"))],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    let declared = checker.declared;
    for entry in declared.of("measure") {
        for key in
            ["dataset", "frame", "follow_up"].into_iter().filter(|key| entry.form.key(key, entry.variant()).is_some())
        {
            let Some(dataset) = entry.text(key) else { continue };
            let Some(dataset) = build::entry(declared, Target::Dataset, &dataset.text) else { continue };
            same_calendar(checker, entry, dataset, &format!("dataset `{}`", dataset.id()));
            if shorter(entry, dataset) {
                checker.problems.push(RULE.problem(
                    entry.place("period"),
                    format!(
                        "a {} can't be cut out of a {} of dataset `{}`",
                        entry.word("period"),
                        dataset.word("period"),
                        dataset.id()
                    ),
                    "too short",
                    format!("take a {} or longer", dataset.word("period")),
                ));
            }
        }
    }
    let derived: Vec<(String, DerivedKind)> = checker
        .pack
        .measures
        .iter()
        .filter_map(|measure| match &measure.kind {
            Kind::Derived(derived) => Some((measure.id.clone(), derived.clone())),
            _ => None,
        })
        .collect();
    for (id, derived) in derived {
        let Some(entry) = build::entry(declared, Target::Measure, &id) else { continue };
        for input in derived.inputs.iter().filter_map(|input| build::entry(declared, Target::Measure, input)) {
            let whose = format!("measure `{}`, which it reads,", input.id());
            same_calendar(checker, entry, input, &whose);
            let fits = match derived.form {
                DerivedForm::OverPeriods { .. } => {
                    length(entry).zip(length(input)).is_some_and(|(own, read)| read <= own)
                }
                _ => entry.word("period") == input.word("period"),
            };
            if entry.has("period") && input.has("period") && !fits {
                checker.problems.push(RULE.problem(
                    entry.place("period"),
                    format!("{whose} has results for a {}, this for a {}", input.word("period"), entry.word("period")),
                    "another kind of period",
                    format!("take a {}", input.word("period")),
                ));
            }
        }
    }
}

fn same_calendar(checker: &mut Checker<'_>, entry: &Entry, other: &Entry, whose: &str) {
    if entry.has("calendar") && other.has("calendar") && entry.word("calendar") != other.word("calendar") {
        checker.problems.push(RULE.problem(
            entry.place("calendar"),
            format!("{whose} has calendar `{}`, this has `{}`", other.word("calendar"), entry.word("calendar")),
            "another calendar",
            "take the same calendar",
        ));
    }
}

fn shorter(entry: &Entry, dataset: &Entry) -> bool {
    length(entry).zip(length(dataset)).is_some_and(|(entry, dataset)| entry < dataset)
}

/// A wave is as long as it is declared; months and quarters may lie in one, and it in a year.
fn length(entry: &Entry) -> Option<PeriodKind> {
    entry.word("period").parse().ok().filter(|kind| *kind != PeriodKind::Wave)
}
