use super::Rule;
use crate::format::Declaration;
use crate::read::nearest;
use crate::{Problem, Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P003",
    name: "unknown key",
    severity: Severity::Error,
    what: "Every key is one that the format knows for its declaration.",
    why: "A misspelled optional key would otherwise be a rule that silently doesn't hold: `exclusions = …` where the \
          key is `exclusion` changes a published figure and nobody is told.",
    wrong: &[(
        "agencies.toml",
        "[[agency]]\nid = \"C2\"\ntitle = \"Second county\"\ntype = \"county\"\nvalid_form = 2011-07-01\n",
    )],
    mended: &[(
        "agencies.toml",
        "[[agency]]\nid = \"C2\"\ntitle = \"Second county\"\ntype = \"county\"\nvalid_from = 2011-07-01\n",
    )],
};

/// True when the key exists, but only for some kinds.
pub(crate) fn in_some_variant(form: &'static Declaration, name: &str) -> bool {
    form.variants.iter().flat_map(|v| v.of).any(|of| of.keys.iter().any(|key| key.name == name))
}

pub(crate) fn problem(form: &'static Declaration, variant: Option<&str>, name: &str, span: Span) -> Problem {
    let what = match variant {
        _ if form.name == "file" => "a declaration".to_owned(),
        Some(word) => format!("a key of a {} of kind {word}", form.name),
        None => format!("a key of `{}`", form.name),
    };
    let known: Vec<&str> = form.keys_for(variant).map(|key| key.name).collect();
    let others: Vec<&str> = form
        .variants
        .iter()
        .flat_map(|v| v.of)
        .filter(|of| of.keys.iter().any(|key| key.name == name))
        .map(|of| of.word)
        .collect();
    let help = if !others.is_empty() {
        format!("`{name}` belongs to {}", others.join(", "))
    } else if let Some(near) = nearest(name, known.iter().copied()) {
        format!("did you mean `{near}`?")
    } else {
        format!("known here: {}", known.join(", "))
    };
    RULE.problem(span, format!("`{}` isn't {what}", crate::read::shortened(name)), "unknown", help)
}
