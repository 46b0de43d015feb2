use super::{Checker, Rule};
use crate::Severity;
use crate::build;
use crate::format::Target;

pub(crate) static RULE: Rule = Rule {
    code: "P034",
    name: "standard in another unit than its measure",
    severity: Severity::Error,
    what: "A standard has the unit of the measure that it judges, and that measure has a value: one of kind `classes` has \
           none.",
    why: "95 as a ratio is 9,500 percent: every result would miss it by far, or meet it.",
    wrong: &[(
        "standards.toml",
        "[[standard]]\nid = \"timely_target\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"ratio\"\n\
         at_least = \"0.95\"\ncites = [\"act\"]\n",
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
        if measure.word("kind") == "classes" {
            checker.problems.push(RULE.problem(
                name.span.clone(),
                format!("measure `{}` counts classes and has no value to be judged", name.text),
                "has no value",
                "judge a derived measure made from its classes",
            ));
        }
        for bound in ["at_least_of", "at_most_of"]
            .into_iter()
            .filter_map(|key| standard.text(key))
            .chain(standard.texts("between_of"))
        {
            let Some(read) = build::entry(checker.declared, Target::Measure, &bound.text) else { continue };
            for key in ["unit", "calendar", "period"].into_iter().filter(|key| measure.has(key) && read.has(key)) {
                if measure.word(key) != read.word(key) {
                    checker.problems.push(RULE.problem(
                        bound.span.clone(),
                        format!(
                            "measure `{}` has {key} `{}`, but measure `{}`, whose bound it is, has `{}`",
                            bound.text,
                            read.word(key),
                            name.text,
                            measure.word(key)
                        ),
                        format!("another {key}"),
                        format!("name a measure with {key} = \"{}\"", measure.word(key)),
                    ));
                }
            }
        }
        let (Some(unit), Some(wanted)) = (standard.text("unit"), measure.text("unit")) else { continue };
        if unit.text != wanted.text {
            checker.problems.push(RULE.problem(
                unit.span.clone(),
                format!(
                    "standard `{}` is in {}, but measure `{}` is in {}",
                    standard.id(),
                    unit.text,
                    name.text,
                    wanted.text
                ),
                "another unit",
                format!("write unit = \"{}\" and the bound in it", wanted.text),
            ));
        }
    }
}
