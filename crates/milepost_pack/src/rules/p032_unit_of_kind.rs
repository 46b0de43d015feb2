use super::{Checker, Rule};
use crate::Severity;

pub(crate) static RULE: Rule = Rule {
    code: "P032",
    name: "unit that doesn't fit the kind of measure",
    severity: Severity::Error,
    what: "A proportion is a percent or a ratio; a count, a number of different units and classes are counts.",
    why: "The unit decides how a value is scaled: a proportion in days would be printed as a fraction of a day.",
    wrong: &[(
        "measures.toml",
        "[[measure]]\nid = \"visits\"\ntitle = \"Visits\"\ndefinition = \"All visits.\"\ncites = [\"act\"]\nkind = \"count\"\n\
         calendar = \"civil\"\nperiod = \"year\"\ndirection = \"neutral\"\nunit_of_count = \"visits\"\nunit = \"percent\"\n\
         dataset = \"visit\"\n",
    )],
    mended: &[(
        "measures.toml",
        "[[measure]]\nid = \"visits\"\ntitle = \"Visits\"\ndefinition = \"All visits.\"\ncites = [\"act\"]\nkind = \"count\"\n\
         calendar = \"civil\"\nperiod = \"year\"\ndirection = \"neutral\"\nunit_of_count = \"visits\"\nunit = \"count\"\n\
         dataset = \"visit\"\n",
    )],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    for measure in checker.declared.of("measure") {
        let fitting: &[&str] = match measure.word("kind") {
            "proportion" | "weighted_proportion" => &["percent", "ratio"],
            "count" | "unduplicated" | "classes" => &["count"],
            _ => continue,
        };
        let Some(unit) = measure.text("unit").filter(|unit| !fitting.contains(&unit.text.as_str())) else { continue };
        checker.problems.push(RULE.problem(
            unit.span.clone(),
            format!("measure `{}` is of kind {} and can't be in {}", measure.id(), measure.word("kind"), unit.text),
            "doesn't fit",
            format!("write \"{}\"", fitting.join("\" or \"")),
        ));
    }
}
