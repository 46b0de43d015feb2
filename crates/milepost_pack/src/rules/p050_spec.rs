use super::Rule;
use crate::problem::Problems;
use crate::read::nearest;
use crate::{Files, Problem, Severity, Span, spec};

pub(crate) static RULE: Rule = Rule {
    code: "P050",
    name: "case of the spec that can't be run",
    severity: Severity::Error,
    what: "Every case of a pack's `spec/` expects something, has a name of its own, and its fenced blocks can be read.",
    why: "A block that is skipped because of a misspelled word is a test that always passes.",
    wrong: &[(
        "spec/visits.md",
        "# Visits\n\n## A visit in time\n\n```csv visit period=2024\n\
         visit_id,family,county,language,asked_on,visited_on,minutes\nV1,F1,C1,en,2024-01-02,2024-01-09,60\n```\n\n\
         ```csv result\nmeasure,numerator,denominator\ntimely,1,1\n```\n",
    )],
    mended: &[(
        "spec/visits.md",
        "# Visits\n\n## A visit in time\n\n```csv visit period=2024\n\
         visit_id,family,county,language,asked_on,visited_on,minutes\nV1,F1,C1,en,2024-01-02,2024-01-09,60\n```\n\n\
         ```csv results\nmeasure,numerator,denominator\ntimely,1,1\n```\n",
    )],
};

/// Reads the spec of a pack for what is wrong with it.
pub(crate) fn check(files: &Files, problems: &mut Problems) {
    for (path, content) in files.iter().filter(|(path, _)| path.starts_with("spec/") && path.ends_with(".md")) {
        match std::str::from_utf8(content) {
            Ok(text) => problems.extend(spec::parse(path, text).1),
            Err(error) => problems.push(super::p002_unreadable::not_utf8(&path.as_str().into(), error.valid_up_to())),
        }
    }
}

pub(crate) fn unknown_word(word: &str, known: &[&str], span: Span) -> Problem {
    let help = match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "a block with `file=` has no other word".to_owned(),
        None => format!("known here: {}", known.join(", ")),
    };
    said(span, format!("`{word}` says nothing here"), help)
}

pub(crate) fn unknown_option(name: &str, known: &[&str], span: Span) -> Problem {
    let help = match (nearest(name, known.iter().copied()), known) {
        (Some(near), _) => format!("did you mean `{near}=`?"),
        (None, []) => "this block has no options".to_owned(),
        (None, known) => format!("known here: {}", known.join("=, ") + "="),
    };
    said(span, format!("`{name}=` isn't an option of this block"), help)
}

pub(crate) fn no_period(word: &str, tables: &[&str], span: Span) -> Problem {
    let help = match nearest(word, tables.iter().copied()) {
        Some(near) => {
            format!("rows that are submitted need `period=`; if something is expected, did you mean `csv {near}`?")
        }
        None => "say for which period the rows are submitted: `period=2024`".to_owned(),
    };
    said(span, format!("nobody knows for which period `{word}` is submitted"), help)
}

pub(crate) fn no_dataset(span: Span) -> Problem {
    said(
        span,
        "nobody knows for which dataset there is nothing to report".to_owned(),
        "write `nothing DATASET period=LABEL`",
    )
}

pub(crate) fn unknown_code(code: &str, line: usize, span: Span) -> Problem {
    let message = format!("line {line}: there is no rule with code `{code}`");
    said(span, message, "write a rule's code, a space and a part of the message")
}

pub(crate) fn empty(what: &str, span: Span) -> Problem {
    said(span, format!("the {what} block is empty"), "write what must come out, or take the block out")
}

pub(crate) fn not_a_grid(span: Span) -> Problem {
    said(
        span,
        "a grid of values begins with the column `expression` and ends with `value`".to_owned(),
        "write the names that the expressions use as the columns between",
    )
}

pub(crate) fn no_csv(error: &str, span: Span) -> Problem {
    said(span, format!("the table can't be read: {error}"), "write comma-separated values with a header")
}

pub(crate) fn uneven(line: usize, fields: usize, columns: usize, span: Span) -> Problem {
    let message = format!("line {line} has {fields} fields, the header {columns}");
    said(span, message, "keep the commas of empty fields, and quotes around a comma that is meant")
}

pub(crate) fn file_twice(name: &str, span: Span) -> Problem {
    said(span, format!("the file `{name}` is there a second time"), "write both blocks in one, or give it another name")
}

pub(crate) fn outside_a_case(span: Span) -> Problem {
    said(
        span,
        "nothing is run before the first case".to_owned(),
        "write a heading `## Name of the case` above the block",
    )
}

pub(crate) fn too_large(bytes: usize, most: usize, span: Span) -> Problem {
    said(span, format!("{bytes} bytes of cases are too many to be read"), format!("up to {most} are; part the file"))
}

pub(crate) fn expects_nothing(name: &str, span: Span) -> Problem {
    said(
        span,
        format!("case `{name}` expects nothing"),
        "add a block like `csv results`, `text problems` or `csv values`",
    )
}

pub(crate) fn name_twice(name: &str, span: Span) -> Problem {
    said(span, format!("a second case is called `{name}`"), "give it a name of its own")
}

fn said(span: Span, message: String, help: impl Into<String>) -> Problem {
    RULE.problem(span, message, "here", help)
}
