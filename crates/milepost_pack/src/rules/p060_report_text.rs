use std::sync::Arc;

use super::Rule;
use crate::{Files, Problem, Report, Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P060",
    name: "report that can't be made",
    severity: Severity::Error,
    what: "The text of a report can be made with a value for every measure and, in every dataset, the rows of its \
           sample's file or a made-up row: its fields and statements can be read, and what they name is declared.",
    why: "Otherwise a section would be missing from the report on the day when it is due.",
    wrong: &[
        (
            "reports.toml",
            "[[report]]\nid = \"yearly\"\ntitle = \"Visits in {{ period.label }}\"\ncalendar = \"civil\"\nperiod = \"year\"\n\
             for = \"state\"\nlanguage = \"en\"\ncites = [\"act\"]\nsections = [\"reports/a.md\"]\n",
        ),
        ("reports/a.md", "# Visits\n\n{{ shown(\"timly\") }} of families were visited in time.\n"),
    ],
    mended: &[
        (
            "reports.toml",
            "[[report]]\nid = \"yearly\"\ntitle = \"Visits in {{ period.label }}\"\ncalendar = \"civil\"\nperiod = \"year\"\n\
             for = \"state\"\nlanguage = \"en\"\ncites = [\"act\"]\nsections = [\"reports/a.md\"]\n",
        ),
        ("reports/a.md", "# Visits\n\n{{ shown(\"timely\") }} of families were visited in time.\n"),
    ],
};

/// What a trial found wrong with the text of a report. Whoever can compose reports makes the trial;
/// this crate can't. `line` counts from 1; a problem of no line, or of no file of the pack, stands at the
/// report's declaration.
pub fn report_problem(
    report: &Report,
    files: &Files,
    severity: Severity,
    (file, line): (&str, Option<u32>),
    message: &str,
    help: &str,
) -> Problem {
    let span = files.get(file).and_then(|bytes| line_of(bytes, file, line?)).unwrap_or_else(|| report.span.clone());
    Problem { severity, ..RULE.problem(span, message, "in this report", help) }
}

/// The text of a line without the blanks around it.
fn line_of(bytes: &[u8], file: &str, line: u32) -> Option<Span> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines = text.split_inclusive('\n').scan(0, |start, line| {
        *start += line.len();
        Some((*start - line.len(), line))
    });
    let (start, line) = lines.nth(usize::try_from(line.checked_sub(1)?).ok()?)?;
    let start = start + (line.len() - line.trim_start().len()).min(line.trim_end().len());
    Some(Span::new(&Arc::from(file), start..start + line.trim().len()))
}
