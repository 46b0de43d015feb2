use std::collections::BTreeSet;

use super::examples::cross_of;
use super::{Checker, Rule};
use crate::Severity;
use crate::read::{Entry, Field};

pub(crate) static RULE: Rule = Rule {
    code: "P045",
    name: "named twice",
    severity: Severity::Error,
    what: "The stratifiers of a measure, its crosses (in whatever order a cross names its groupings) and the key columns of a \
           dataset are each named once.",
    why: "What is named twice would be counted twice.",
    wrong: &[("measures.toml", cross_of!("\"language\", \"county\"], [\"county\", \"language\""))],
    mended: &[("measures.toml", cross_of!("\"language\", \"county\""))],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    let declared = checker.declared;
    let lists = declared.of("measure").iter().flat_map(|measure| [(measure, "stratifiers"), (measure, "crosses")]);
    for (entry, key) in lists.chain(declared.of("dataset").iter().map(|dataset| (dataset, "key"))) {
        if entry.form.key(key, entry.variant()).is_some() {
            check_list(entry, key, checker);
        }
    }
}

fn check_list(entry: &Entry, key: &str, checker: &mut Checker<'_>) {
    let mut named: Vec<BTreeSet<&str>> = Vec::new();
    for item in entry.list(key) {
        let names = names(item);
        if named.contains(&names) {
            let what = names.into_iter().collect::<Vec<_>>().join(" with ");
            let message = format!("`{}` of {} `{}` names `{what}` twice", key, entry.form.name, entry.id());
            checker.problems.push(RULE.problem(item.span.clone(), message, "again", "name it once"));
        } else {
            named.push(names);
        }
    }
}

/// The name that an item is, or those of a cross, whatever their order.
fn names(item: &Field) -> BTreeSet<&str> {
    let of_cross = item.list().iter().filter_map(Field::text);
    item.text().into_iter().chain(of_cross).map(|text| text.text.as_str()).collect()
}
