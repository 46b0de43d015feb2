use std::collections::BTreeMap;

use super::{Checker, Rule};
use crate::read::Entry;
use crate::{Severity, Validity};

pub(crate) static RULE: Rule = Rule {
    code: "P016",
    name: "cited law that isn't in force",
    severity: Severity::Warning,
    what: "A dataset, measure or standard holds while the law that it cites is in force: on its first and its last day, \
           where these are declared; and it doesn't go on until further notice after the law has ended.",
    why: "Whoever is judged by a rule will look whether the law behind it held at the time.",
    wrong: &[(
        "standards.toml",
        "[[citation]]\nid = \"old_rule\"\ntext = \"Rule 7 of 1990\"\nvalid_to = 2019-12-31\n\n\
         [[standard]]\nid = \"timely_target\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"95\"\nvalid_from = 2015-01-01\ncites = [\"old_rule\"]\n",
    )],
    mended: &[(
        "standards.toml",
        "[[citation]]\nid = \"old_rule\"\ntext = \"Rule 7 of 1990\"\nvalid_to = 2019-12-31\n\n\
         [[standard]]\nid = \"timely_target\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"95\"\nvalid_from = 2015-01-01\nvalid_to = 2019-12-31\ncites = [\"old_rule\"]\n",
    )],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    let declared = checker.declared;
    let laws: BTreeMap<&str, Validity> = declared.of("citation").iter().map(|law| (law.id(), law.validity())).collect();
    for entry in ["dataset", "measure", "standard"].into_iter().flat_map(|word| declared.of(word)) {
        for cited in entry.texts("cites") {
            let Some(law) = laws.get(cited.text.as_str()) else { continue };
            if let Some(what) = not_in_force(entry, *law) {
                checker.problems.push(RULE.problem(
                    cited.span.clone(),
                    format!("`{}` {what}, while {} `{}` holds", cited.text, entry.form.name, entry.id()),
                    "not in force",
                    "cite the law that held then, or mend a `valid_from` or `valid_to`",
                ));
            }
        }
    }
}

fn not_in_force(entry: &Entry, law: Validity) -> Option<String> {
    let held = entry.validity();
    match (held.from, held.to, law.to) {
        (Some(from), _, _) if !law.holds_on(from) => Some(format!("isn't in force on {from}")),
        (_, Some(to), _) if !law.holds_on(to) => Some(format!("isn't in force on {to}")),
        (_, None, Some(end)) => Some(format!("ended on {end}")),
        _ => None,
    }
}
