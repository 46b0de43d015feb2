use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;

use super::{Checker, Rule};
use crate::build::id_span;
use crate::{Severity, Span, Validity};

pub(crate) static RULE: Rule = Rule {
    code: "P014",
    name: "overlapping validity",
    severity: Severity::Error,
    what: "On every day a setting has one value at most, an agency belongs to one parent of a type at most, and a measure \
           has one standard of a kind at most for the same agency. Both ends of a validity count.",
    why: "On a day with two of them nobody knows which holds, and the figure would depend on their order.",
    wrong: &[(
        "standards.toml",
        "[[standard]]\nid = \"target_old\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"90\"\nvalid_to = 2024-12-31\ncites = [\"act\"]\n\n\
         [[standard]]\nid = \"target_new\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"95\"\nvalid_from = 2024-12-31\ncites = [\"act\"]\n",
    )],
    mended: &[(
        "standards.toml",
        "[[standard]]\nid = \"target_old\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"90\"\nvalid_to = 2024-12-31\ncites = [\"act\"]\n\n\
         [[standard]]\nid = \"target_new\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"95\"\nvalid_from = 2025-01-01\ncites = [\"act\"]\n",
    )],
};

/// Validities by what they are the validity of, each with its place.
type Stretches = BTreeMap<String, Vec<(Validity, Span)>>;

pub(crate) fn check(checker: &mut Checker<'_>) {
    let mut stretches = Stretches::new();
    for setting in checker.declared.of("setting") {
        let whose = format!("setting `{}` has two values", setting.id());
        let values = setting.entries("value").iter().map(|value| (value.validity(), value.place("value")));
        stretches.entry(whose).or_default().extend(values);
    }
    for standard in checker.declared.of("standard") {
        let mut whom = standard.text("agency").map_or(String::new(), |agency| format!(" for agency `{}`", agency.text));
        if standard.has("for") {
            let _ = write!(whom, " for agencies of type {}", standard.strings("for").join(", "));
        }
        let (measure, kind) = (standard.word("measure"), standard.word("kind"));
        if measure.is_empty() || kind.is_empty() {
            continue;
        }
        let whose = format!("measure `{measure}` has two standards of kind {kind}{whom}");
        stretches.entry(whose).or_default().push((standard.validity(), id_span(standard)));
    }
    memberships(checker, &mut stretches);
    for (whose, stretch) in stretches {
        one(checker, &whose, stretch);
    }
}

fn memberships(checker: &Checker<'_>, stretches: &mut Stretches) {
    let kinds: BTreeMap<&str, &str> =
        checker.pack.agencies.iter().map(|agency| (agency.id.as_str(), agency.kind.as_str())).collect();
    for membership in &checker.pack.memberships {
        let Some(kind) = kinds.get(membership.parent.as_str()) else { continue };
        let whose = format!("agency `{}` has two parents of type {kind}", membership.member);
        stretches.entry(whose).or_default().push((membership.validity, membership.span.clone()));
    }
}

fn one(checker: &mut Checker<'_>, whose: &str, mut stretch: Vec<(Validity, Span)>) {
    // What ends before it begins is told by another rule and overlaps nothing.
    stretch.retain(|(validity, _)| !matches!(validity, Validity { from: Some(from), to: Some(to) } if to < from));
    stretch.sort_by_key(|(validity, _)| validity.from);
    let mut reach: Option<(Option<Date>, Span)> = None;
    for (validity, span) in stretch {
        let overlapped = reach.as_ref().filter(|(end, _)| match (end, validity.from) {
            (Some(end), Some(from)) => from <= *end,
            _ => true,
        });
        if let Some((_, before)) = overlapped {
            // The later of the two in the file is the one to mend.
            let (later, earlier) = if before.file == span.file && before.range.start > span.range.start {
                (before.clone(), &span)
            } else {
                (span.clone(), before)
            };
            let day = validity.from.map_or_else(|| "at the same time".to_owned(), |from| format!("on {from}"));
            let there = checker.place(earlier);
            checker.problems.push(RULE.problem(
                later,
                format!("{whose} {day}; the other is at {there}"),
                "overlaps",
                "let `valid_to` of the earlier one be the day before `valid_from` of the later one",
            ));
        }
        let further = match (&reach, validity.to) {
            (None, _) | (_, None) => true,
            (Some((None, _)), _) => false,
            (Some((Some(end), _)), Some(to)) => to > *end,
        };
        if further {
            reach = Some((validity.to, span));
        }
    }
}
