use super::Rule;
use crate::format::Declaration;
use crate::read::Entry;
use crate::{Problem, Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P015",
    name: "missing citation",
    severity: Severity::Error,
    what: "Pack, datasets, measures, standards, settings and reports name at least one citation in `cites`.",
    why: "Whoever is judged by a figure may ask where its rule is written. A rule without a source is somebody's \
          opinion; where it is one, cite the paper that says so and set `status = \"unverified\"`.",
    wrong: &[(
        "standards.toml",
        "[[standard]]\nid = \"timely_target\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"95\"\n",
    )],
    mended: &[(
        "standards.toml",
        "[[standard]]\nid = \"timely_target\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"95\"\ncites = [\"act\"]\n",
    )],
};

const HELP: &str = "add `cites = [\"…\"]` with the id of a `[[citation]]`: the law, paper or document that says so";

pub(crate) fn none(form: &Declaration, entry: &Entry) -> Problem {
    let message = match entry.id() {
        "" => format!("this `{}` cites nothing", form.name),
        id => format!("`{}` `{id}` cites nothing", form.name),
    };
    RULE.problem(entry.span.clone(), message, "`cites` is missing", HELP)
}

pub(crate) fn empty(span: Span) -> Problem {
    RULE.problem(span, "`cites` is an empty list", "nothing cited", HELP)
}
