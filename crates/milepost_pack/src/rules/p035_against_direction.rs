use super::{Checker, Rule};
use crate::Severity;
use crate::build;
use crate::format::Target;

pub(crate) static RULE: Rule = Rule {
    code: "P035",
    name: "standard against the direction of its measure",
    severity: Severity::Error,
    what: "A measure of which more is better has standards that say `at_least` or `between`; one of which less is better, \
           `at_most` or `between`.",
    why: "Otherwise doing better would mean missing the standard. Either the bound or the direction is a slip.",
    wrong: &[(
        "standards.toml",
        "[[standard]]\nid = \"timely_target\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_most = \"95\"\ncites = [\"act\"]\n",
    )],
    mended: &[(
        "standards.toml",
        "[[standard]]\nid = \"timely_target\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"95\"\ncites = [\"act\"]\n",
    )],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    for standard in checker.declared.of("standard") {
        let Some(name) = standard.text("measure") else { continue };
        let Some(measure) = build::entry(checker.declared, Target::Measure, &name.text) else { continue };
        let (wrong, right, better) = match measure.word("direction") {
            "higher" => ("at_most", "at_least", "more"),
            "lower" => ("at_least", "at_most", "less"),
            _ => continue,
        };
        if let Some(field) = standard.field(wrong) {
            checker.problems.push(RULE.problem(
                field.key_span.clone(),
                format!("of measure `{}` {better} is better, but standard `{}` says {wrong}", name.text, standard.id()),
                "the other way round",
                format!("write `{right}`, or mend the measure's `direction`"),
            ));
        }
    }
}
