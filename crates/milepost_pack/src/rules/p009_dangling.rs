use super::Rule;
use crate::build::{Names, Seat};
use crate::format::{Shape, Target};
use crate::problem::Problems;
use crate::read::{Declared, Entry, Text, nearest, shortened};
use crate::{Problem, Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P009",
    name: "name that nothing has",
    severity: Severity::Error,
    what: "What a declaration names is declared: citations, calendars, datasets and their columns, code lists, agencies \
           and their types, measures, stratifiers.",
    why: "A standard for a measure that doesn't exist judges nothing, and nobody notices what isn't judged.",
    wrong: &[(
        "standards.toml",
        "[[standard]]\nid = \"timely_target\"\nmeasure = \"timly\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"95\"\ncites = [\"act\"]\n",
    )],
    mended: &[(
        "standards.toml",
        "[[standard]]\nid = \"timely_target\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"95\"\ncites = [\"act\"]\n",
    )],
};

/// The most names that are compared with a misspelled one.
const MOST_COMPARED: usize = 2_000;

pub(crate) fn id<'n>(target: Target, id: &str, span: Span, known: impl Iterator<Item = &'n str>) -> Problem {
    let help = match nearest(id, known.take(MOST_COMPARED)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("declare it: [[{}]] with id = \"{}\"", target.declaration(), shortened(id)),
    };
    RULE.problem(span, format!("there is no {} `{}`", target.noun(), shortened(id)), "not declared", help)
}

/// Says that something of the declaration at hand isn't there, a column of a dataset, say.
pub(crate) fn local<'n>(what: &str, text: &Text, known: impl Iterator<Item = &'n str>, whose: &str) -> Problem {
    let known: Vec<&str> = known.take(MOST_COMPARED).collect();
    let help = match nearest(&text.text, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("{whose} has none"),
        None if known.len() <= 12 => format!("{whose} has {}", known.join(", ")),
        None => format!("{whose} has {} and others", known[..12].join(", ")),
    };
    RULE.problem(text.span.clone(), format!("{whose} has no {what} `{}`", shortened(&text.text)), "not declared", help)
}

/// Looks at everything that is named by id, wherever the format says that a key names something.
pub(crate) fn check(declared: &Declared, names: &Names, seat: &Seat, problems: &mut Problems) {
    for entry in declared.every() {
        for key in entry.form.keys_for(entry.variant()) {
            let target = match key.shape {
                Shape::Name(target) | Shape::Names(target) => target,
                Shape::Cites => Target::Citation,
                Shape::DatasetColumn => {
                    column_of_dataset(entry, key.name, declared, names, problems);
                    continue;
                }
                _ => continue,
            };
            for text in entry.text(key.name).into_iter().chain(entry.texts(key.name)) {
                one(target, &text.text, &text.span, names, problems);
            }
        }
    }
    // Inline declarations were looked at above; this reaches the lines of files, which say nothing twice.
    for agency in seat.agencies.iter().filter(|agency| is_data(&agency.span)) {
        one(Target::AgencyType, &agency.kind, &agency.span, names, problems);
    }
    for membership in seat.memberships.iter().filter(|membership| is_data(&membership.span)) {
        one(Target::Agency, &membership.member, &membership.span, names, problems);
        one(Target::Agency, &membership.parent, &membership.span, names, problems);
    }
}

fn is_data(span: &Span) -> bool {
    !span.file.ends_with(".toml")
}

fn one(target: Target, name: &str, span: &Span, names: &Names, problems: &mut Problems) {
    if !names.has(target, name) && !problems.is_full() {
        problems.push(id(target, name, span.clone(), names.of(target)));
    }
}

fn column_of_dataset(entry: &Entry, key: &str, declared: &Declared, names: &Names, problems: &mut Problems) {
    let Some(text) = entry.text(key) else { return };
    let Some((dataset, column)) = text.text.split_once('.') else { return };
    let Some(other) = crate::build::entry(declared, Target::Dataset, dataset) else {
        let span = text.part(0..dataset.len());
        problems.push(id(Target::Dataset, dataset, span, names.of(Target::Dataset)));
        return;
    };
    let columns = other.entries("column");
    if !columns.iter().any(|other| other.id() == column) {
        let span = text.part(dataset.len() + 1..text.text.len());
        let name = Text { text: column.to_owned(), span, places: crate::read::Places::Unknown };
        problems.push(local("column", &name, columns.iter().map(Entry::id), &format!("dataset `{dataset}`")));
    }
}
