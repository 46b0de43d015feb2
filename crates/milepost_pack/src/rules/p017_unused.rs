use std::collections::BTreeSet;

use super::p037_setting_value::READ_BY_THE_PROGRAM;
use super::{Checker, Rule};
use crate::Severity;
use crate::build::{id_span, mentioned};
use crate::format::{Shape, Target};
use crate::read::Text;

pub(crate) static RULE: Rule = Rule {
    code: "P017",
    name: "declared and never used",
    severity: Severity::Warning,
    what: "Every citation, code list and setting is used by something: named in a declaration or an expression, or in a \
           Markdown file of the pack.",
    why: "What nobody uses is either left over, and misleads a reader, or was meant to be used where a misspelled name \
          stands now.",
    wrong: &[(
        "code_lists.toml",
        "[[code_list]]\nid = \"outcome\"\ntitle = \"Outcome\"\ncodes = [{ code = \"met\", title = \"Met\" }]\n",
    )],
    mended: &[("code_lists.toml", "# `outcome` is declared together with the dataset that will use it.\n")],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    let declared = checker.declared;
    let mut used: BTreeSet<(Target, &str)> = READ_BY_THE_PROGRAM.map(|(id, ..)| (Target::Setting, id)).into();
    for entry in declared.every() {
        for key in entry.form.keys_for(entry.variant()) {
            let texts =
                || entry.text(key.name).into_iter().chain(entry.texts(key.name)).map(|text: &Text| text.text.as_str());
            match key.shape {
                Shape::Cites => used.extend(texts().map(|id| (Target::Citation, id))),
                Shape::Name(target) | Shape::Names(target) => used.extend(texts().map(|id| (target, id))),
                Shape::Formula | Shape::Formulas => {
                    used.extend(texts().flat_map(settings).map(|id| (Target::Setting, id)))
                }
                _ => {}
            }
        }
    }
    let in_prose: BTreeSet<&str> = checker
        .files
        .iter()
        .filter(|(path, _)| path.ends_with(".md"))
        .filter_map(|(_, content)| std::str::from_utf8(content).ok())
        .flat_map(quoted)
        .collect();
    for target in [Target::Citation, Target::CodeList, Target::Setting] {
        for entry in declared.of(target.declaration()) {
            let id = entry.id();
            if id.is_empty() || used.contains(&(target, id)) || in_prose.contains(id) {
                continue;
            }
            checker.problems.push(RULE.problem(
                id_span(entry),
                format!("{} `{id}` is never used", target.noun()),
                "never used",
                "take it out, or look where its name should stand",
            ));
        }
    }
}

fn settings(expression: &str) -> Vec<&str> {
    mentioned(expression).into_iter().filter_map(|(name, _)| name.strip_prefix("setting.")).collect()
}

/// What stands in quotes in a text, of the length that ids have.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'']).filter(|part| !part.is_empty() && part.len() <= 64)
}
