use super::{Checker, Rule};
use crate::Severity;
use crate::build;
use crate::format::Target;
use crate::read::Entry;

pub(crate) static RULE: Rule = Rule {
    code: "P019",
    name: "period that the calendar doesn't name",
    severity: Severity::Error,
    what: "The calendar of a dataset, measure or report has labels for its kind of period: `year_label`, `quarter_label`, \
           `month_label`, or waves.",
    why: "Without a label nobody could say for which period a file is submitted or a result holds.",
    wrong: &[(
        "reports.toml",
        "[[calendar]]\nid = \"school\"\nyear_starts = \"09-01\"\nyear_label = \"{start}-{end}\"\n\n\
         [[report]]\nid = \"brief\"\ntitle = \"Brief\"\ncalendar = \"school\"\nperiod = \"quarter\"\nfor = \"state\"\n\
         language = \"en\"\ncites = [\"act\"]\nsections = []\n",
    )],
    mended: &[(
        "reports.toml",
        "[[calendar]]\nid = \"school\"\nyear_starts = \"09-01\"\nyear_label = \"{start}-{end}\"\n\n\
         [[report]]\nid = \"brief\"\ntitle = \"Brief\"\ncalendar = \"school\"\nperiod = \"year\"\nfor = \"state\"\n\
         language = \"en\"\ncites = [\"act\"]\nsections = []\n",
    )],
};

pub(crate) fn check(checker: &mut Checker<'_>) {
    let declared = checker.declared;
    for entry in ["dataset", "measure", "report"].into_iter().flat_map(|word| declared.of(word)) {
        let (Some(calendar), Some(period)) = (entry.text("calendar"), entry.text("period")) else { continue };
        let Some(calendar) = build::entry(declared, Target::Calendar, &calendar.text) else { continue };
        let key = match period.text.as_str() {
            "year" => "year_label",
            "quarter" => "quarter_label",
            "month" => "month_label",
            _ => "wave",
        };
        if names_none(calendar, key) {
            let id = calendar.id();
            checker.problems.push(RULE.problem(
                period.span.clone(),
                format!("calendar `{id}` has no labels for periods of kind {}", period.text),
                format!("no `{key}` in the calendar"),
                format!("add `{key}` to calendar `{id}`, or take another kind of period"),
            ));
        }
    }
}

fn names_none(calendar: &Entry, key: &str) -> bool {
    !calendar.mentions(key) || (key == "wave" && calendar.has(key) && calendar.entries(key).is_empty())
}
