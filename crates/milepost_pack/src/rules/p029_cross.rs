use super::examples::cross_of;
use super::{Checker, Rule};
use crate::Severity;
use crate::build;
use crate::format::Target;
use crate::read::{Entry, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "P029",
    name: "cross of what isn't a stratifier",
    severity: Severity::Error,
    what: "A cross names two or more different stratifiers of the measure's dataset.",
    why: "Results by two groupings at once are counted in places that are known beforehand.",
    wrong: &[("measures.toml", cross_of!("\"language\", \"count\""))],
    mended: &[("measures.toml", cross_of!("\"language\", \"county\""))],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    for measure in checker.declared.of("measure") {
        if measure.form.key("crosses", measure.variant()).is_none() {
            continue;
        }
        let Some(dataset) = measure.text("dataset") else { continue };
        let Some(dataset) = build::entry(checker.declared, Target::Dataset, &dataset.text) else { continue };
        let known: Vec<&str> = dataset.entries("stratifier").iter().map(Entry::id).collect();
        for cross in measure.list("crosses") {
            let names: Vec<_> = cross.list().iter().filter_map(|item| item.text()).collect();
            for (index, name) in names.iter().enumerate() {
                let again = names[..index].iter().any(|other| other.text == name.text);
                if known.contains(&name.text.as_str()) && !again {
                    continue;
                }
                let help = match nearest(&name.text, known.iter().copied()) {
                    _ if again => "name it once".to_owned(),
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("stratifiers of dataset `{}`: {}", dataset.id(), known.join(", ")),
                };
                let message = if again {
                    format!("the cross names `{}` twice", name.text)
                } else {
                    format!("dataset `{}` has no stratifier `{}`", dataset.id(), name.text)
                };
                checker.problems.push(RULE.problem(name.span.clone(), message, "in a cross", help));
            }
            if names.len() < 2 {
                checker.problems.push(RULE.problem(
                    cross.span.clone(),
                    "a cross has two stratifiers or more",
                    "fewer than two",
                    "results by a single one are given by `stratifiers`",
                ));
            }
        }
    }
}
