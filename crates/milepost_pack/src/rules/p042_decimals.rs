use milepost_expression::Type;

use super::examples::mean_of;
use super::{Checker, Rule};
use crate::{Formula, Kind, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P042",
    name: "digits kept not said",
    severity: Severity::Error,
    what: "A ratio, mean or quantile of decimal numbers says with `decimals` how many digits after the point it keeps.",
    why: "Sums are kept as whole numbers, so each value is first rounded to the digits kept. Without `decimals` that \
          would be none, and a mean of 0.4 and 0.4 would be 0.",
    wrong: &[("measures.toml", mean_of!("minutes / 60.0", ""))],
    mended: &[("measures.toml", mean_of!("minutes / 60.0", "decimals = 2\n"))],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    for measure in &checker.pack.measures {
        let observed: &[(&str, &Formula)] = match &measure.kind {
            Kind::Ratio { numerator, denominator, .. } => &[("numerator", numerator), ("denominator", denominator)],
            Kind::Mean { observation, .. } | Kind::Quantile { observation, .. } => &[("observation", observation)],
            _ => continue,
        };
        let said =
            checker.declared.of("measure").iter().any(|entry| entry.span == measure.span && entry.mentions("decimals"));
        let decimal = observed.iter().find(|(_, formula)| formula.expression.kind() == Type::Decimal);
        let Some((key, formula)) = decimal.filter(|_| !said) else { continue };
        checker.problems.push(RULE.problem(
            formula.span.clone(),
            format!("measure `{}` doesn't say how many digits of its {key} it keeps", measure.id),
            "a decimal number",
            "write `decimals = 2` to keep cents or hundredths; `decimals = 0` rounds each value to a whole number",
        ));
    }
}
