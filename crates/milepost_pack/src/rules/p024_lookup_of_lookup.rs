use super::Rule;
use super::examples::dataset_with;
use crate::{Problem, Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P024",
    name: "looked-up value where only the row itself counts",
    severity: Severity::Error,
    what: "A lookup's `where` and `value`, as far as they speak of the other row, and the checks of a dataset use columns \
           and what is derived from them alone, not what is itself looked up.",
    why: "A row is checked while it is read, when the other rows aren't there yet; and a lookup into looked-up values \
          could go round in circles.",
    wrong: &[(
        "datasets/survey.toml",
        dataset_with!(
            "[[dataset.lookup]]\nid = \"asked_before\"\ndataset = \"survey\"\non = \"returned_on\"\n\
             anchor = \"returned_on\"\nback = \"366 days\"\nforward = \"0 days\"\ntake = \"exists\"\n\n\
             [[dataset.check]]\nid = \"once\"\nlevel = \"error\"\nexpect = \"NOT asked_before\"\n\
             message = \"The family answered before.\"\ncure = \"Leave the row out.\"\n"
        ),
    )],
    mended: &[(
        "datasets/survey.toml",
        dataset_with!(
            "[[dataset.lookup]]\nid = \"asked_before\"\ndataset = \"survey\"\non = \"returned_on\"\n\
             anchor = \"returned_on\"\nback = \"366 days\"\nforward = \"0 days\"\ntake = \"exists\"\n\n\
             [[dataset.check]]\nid = \"once\"\nlevel = \"error\"\nexpect = \"minutes < 600\"\n\
             message = \"An interview can't take so long.\"\ncure = \"Write minutes, not seconds.\"\n"
        ),
    )],
};

pub(crate) fn problem(span: Span, name: &str) -> Problem {
    RULE.problem(
        span,
        format!("`{name}` is looked up in other rows and can't be used here"),
        "looked up",
        "use columns and what is derived from them; exclude rows by looked-up values in a measure instead",
    )
}
