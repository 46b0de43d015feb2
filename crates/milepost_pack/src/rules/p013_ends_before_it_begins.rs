use super::{Checker, Rule};
use crate::{Severity, Span, Validity};

pub(crate) static RULE: Rule = Rule {
    code: "P013",
    name: "valid_to before valid_from",
    severity: Severity::Error,
    what: "`valid_to` is the last day on which something holds, itself included; it doesn't lie before `valid_from`.",
    why: "Otherwise it holds on no day at all, and nothing would say so.",
    wrong: &[(
        "agencies.toml",
        "[[agency]]\nid = \"C2\"\ntitle = \"Second county\"\ntype = \"county\"\nvalid_from = 2011-07-01\n\
         valid_to = 2011-06-30\n",
    )],
    mended: &[(
        "agencies.toml",
        "[[agency]]\nid = \"C2\"\ntitle = \"Second county\"\ntype = \"county\"\nvalid_from = 2011-07-01\n\
         valid_to = 2011-07-01\n",
    )],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    for entry in checker.declared.every() {
        if entry.form.keys.iter().any(|key| key.name == "valid_to") {
            one(checker, entry.validity(), entry.place("valid_to"));
        }
    }
    let agencies = checker.pack.agencies.iter().map(|agency| (agency.validity, &agency.span));
    let memberships = checker.pack.memberships.iter().map(|membership| (membership.validity, &membership.span));
    let lines: Vec<_> = agencies.chain(memberships).filter(|(_, span)| !span.file.ends_with(".toml")).collect();
    for (validity, span) in lines {
        one(checker, validity, span.clone());
    }
}

fn one(checker: &mut Checker<'_>, validity: Validity, span: Span) {
    let Validity { from: Some(from), to: Some(to) } = validity else { return };
    if to < from {
        checker.problems.push(RULE.problem(
            span,
            format!("it ends on {to}, before it begins on {from}"),
            "ends before it begins",
            "exchange the two days, or mend one of them",
        ));
    }
}
