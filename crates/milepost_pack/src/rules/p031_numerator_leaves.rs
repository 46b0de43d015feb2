use super::examples::share_of;
use super::{Checker, Rule};
use crate::build;
use crate::format::Target;
use crate::proof::{self, Proof};
use crate::{Kind, Severity, Unit};

pub(crate) static RULE: Rule = Rule {
    code: "P031",
    name: "numerator that can leave its denominator",
    severity: Severity::Error,
    what: "A percent that is made of two figures lies between 0 and 100 whatever the rows hold, and the checker can see \
           why; where it can't, `may_exceed` says why not.",
    why: "A rate above 100 percent is the commonest sign that two figures don't belong together, and whoever sees one \
          believes none of the others.\n\n\
          For a derived measure the checker knows that the parts of a proportion lie within each other (additions, \
          numerator, denominator), each class within `n`, met within scored within responded, and that counts aren't \
          negative. The numerator must then be a part of the denominator.\n\n\
          For figures that are received or summed it looks at the dataset. It takes columns with `min = 0` of which the \
          denominator adds up what the numerator does and more, or an edit check at level error that expects `NUMERATOR \
          <= DENOMINATOR`, alone or beside others joined by AND. And the denominator must be there whenever the numerator \
          is: its columns are required, or a check expects `DENOMINATOR IS NOT NULL` or `NUMERATOR IS NULL OR DENOMINATOR \
          IS NOT NULL`, or the measure is not applicable where `DENOMINATOR IS NULL`.\n\n\
          Figures from two sources can't be compared so. Then say in `may_exceed` why; it stays on record with the measure.",
    wrong: &[("measures.toml", share_of!("timely.numerator + timely.exclusions", "timely.denominator"))],
    mended: &[("measures.toml", share_of!("timely.numerator - timely.additions", "timely.denominator"))],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    for proof in proof::shares(checker.pack) {
        let measure = &checker.pack.measures[proof.measure];
        let Some(entry) = build::entry(checker.declared, Target::Measure, &measure.id) else { continue };
        if proof.proof.is_proven() || measure.display.unit != Unit::Percent || entry.mentions("may_exceed") {
            continue;
        }
        let help = match (&measure.kind, &proof.proof) {
            (Kind::Derived(_), _) => {
                "take the numerator's parts from those of the denominator, or say in `may_exceed` why they \
                                      can't be compared"
                    .to_owned()
            }
            (_, Proof::MayLackDenominator) => format!(
                "make the columns of the denominator required, or add to dataset `{}` an edit check at level error: expect = \
                 \"{} IS NULL OR {} IS NOT NULL\"",
                proof.dataset, proof.numerator, proof.denominator
            ),
            (_, Proof::MayBeNegative) => {
                "give the numerator's columns `min = 0`, or say in `may_exceed` why not".to_owned()
            }
            _ => format!(
                "add to dataset `{}` an edit check at level error: expect = \"{} <= {}\", or say in `may_exceed` why there \
                 can't be one",
                proof.dataset, proof.numerator, proof.denominator
            ),
        };
        let problem = RULE.problem(
            entry.place("numerator"),
            format!("measure `{}`: {}", measure.id, proof.proof),
            "can leave the denominator",
            help,
        );
        checker.problems.push(problem);
    }
}
