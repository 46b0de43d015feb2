use std::collections::BTreeSet;

use super::{Checker, Rule};
use crate::Severity;
use crate::read::Text;

pub(crate) static RULE: Rule = Rule {
    code: "P027",
    name: "code twice in a list",
    severity: Severity::Error,
    what: "A code list, the groups of a stratifier, the classes or strata of a measure, the choices of a setting and \
           the outcomes of a consequence have each code once.",
    why: "Two lines of a table would stand for the same rows.",
    wrong: &[(
        "settings.toml",
        "[[setting]]\nid = \"change_rule\"\ntitle = \"What counts as slippage\"\nabout = \"As the guidance has it.\"\n\
         type = \"text\"\nchoices = [\"any_change\", \"any_change\"]\ncites = [\"act\"]\n\
         [[setting.value]]\nvalue = \"any_change\"\n",
    )],
    mended: &[(
        "settings.toml",
        "[[setting]]\nid = \"change_rule\"\ntitle = \"What counts as slippage\"\nabout = \"As the guidance has it.\"\n\
         type = \"text\"\nchoices = [\"any_change\", \"threshold_when_missed\"]\ncites = [\"act\"]\n\
         [[setting.value]]\nvalue = \"any_change\"\n",
    )],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    for entry in checker.declared.every() {
        for key in ["codes", "groups", "classes", "strata", "outcomes"] {
            if entry.form.key(key, entry.variant()).is_some() {
                once(checker, entry.entries(key).iter().filter_map(|code| code.text("code")));
            }
        }
        if entry.form.name == "setting" {
            once(checker, entry.texts("choices"));
        }
    }
}

fn once<'t>(checker: &mut Checker<'_>, codes: impl Iterator<Item = &'t Text>) {
    let mut seen = BTreeSet::new();
    for code in codes {
        if !seen.insert(code.text.as_str()) {
            checker.problems.push(RULE.problem(
                code.span.clone(),
                format!("code `{}` stands in the list twice", code.text),
                "again",
                "take one of them out",
            ));
        }
    }
}
