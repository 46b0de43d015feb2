use milepost_expression::{Fault, RowText};

use super::Rule;
use super::examples::dataset_with;
use crate::read::{Entry, Text};
use crate::{Problem, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P023",
    name: "fault in a decision table",
    severity: Severity::Error,
    what: "Each row of a decision table has a cell for every input and an outcome, each cell can be compared with its \
           input, and no row is made unreachable by those above it.",
    why: "The first row that fits decides. A row that can never be reached is a case that its author believes to be \
          decided and that isn't.",
    wrong: &[(
        "datasets/survey.toml",
        dataset_with!(
            "[[dataset.decision]]\nid = \"length\"\ninputs = [\"minutes\"]\ntype = \"text\"\n\
             rows = [\n  [\"*\", \"any\"],\n  [\"60..\", \"long\"],\n]\n"
        ),
    )],
    mended: &[(
        "datasets/survey.toml",
        dataset_with!(
            "[[dataset.decision]]\nid = \"length\"\ninputs = [\"minutes\"]\ntype = \"text\"\n\
             rows = [\n  [\"60..\", \"long\"],\n  [\"*\", \"any\"],\n]\n"
        ),
    )],
};

pub(crate) fn problem(
    entry: &Entry,
    table: &[(RowText, Vec<&Text>)],
    row: usize,
    cell: usize,
    fault: &Fault,
) -> Problem {
    let cells = table.get(row).map_or(&[][..], |(_, cells)| cells);
    let span = match cells.get(cell) {
        Some(text) if fault.range.start < fault.range.end => text.part(fault.range.clone()),
        Some(text) => text.span.clone(),
        None => entry.list("rows").get(row).map_or_else(|| entry.place("rows"), |row| row.span.clone()),
    };
    RULE.problem(span, fault.message.clone(), fault.label.clone(), fault.help.clone())
}
