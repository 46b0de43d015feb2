use std::collections::BTreeMap;
use std::ops::Range;

use crate::rules::p002_unreadable;

/// The files of a pack by their path inside it, with `/` between folders. Paths come from the
/// caller; this crate opens no file.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A place in a file of a pack: bytes of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// Path inside the pack.
    pub file: std::sync::Arc<str>,
    /// Bytes of the file's text.
    pub range: Range<usize>,
}

/// How bad a problem is. An error stops a pack from being installed; a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The pack can't be used.
    Error,
    /// The pack can be used; somebody should look.
    Warning,
}

/// Something wrong with what an author wrote. Problems are collected, never thrown one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The rule's permanent code, `P012`; its page of the reference has the same name.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, one sentence, naming the offending text.
    pub message: String,
    /// Where; the rendered message shows line, column and the text itself.
    pub span: Span,
    /// What stands there, a few words under the marked text.
    pub label: String,
    /// How to mend it.
    pub help: String,
}

/// A place as people count: line and column from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

impl Span {
    /// A span in a file.
    pub fn new(file: &std::sync::Arc<str>, range: Range<usize>) -> Self {
        Self { file: file.clone(), range }
    }

    /// Where it starts, or line 1, column 1 of a file that isn't there.
    pub fn line_column(&self, files: &Files) -> LineColumn {
        let bytes = files.get(&*self.file).map_or(&[][..], Vec::as_slice);
        let before = &bytes[..self.range.start.min(bytes.len())];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
        let text = String::from_utf8_lossy(&before[line_start..]);
        LineColumn { line, column: text.trim_start_matches('\u{feff}').chars().count() + 1 }
    }
}

impl Problem {
    /// Where it starts; see [`Span::line_column`].
    pub fn line_column(&self, files: &Files) -> LineColumn {
        self.span.line_column(files)
    }

    /// True for an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// How many problems are kept; who mends these sees the others in the next run.
const MOST_PROBLEMS: usize = 1_000;

/// Problems as they are found.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
    more: bool,
}

impl Problems {
    pub(crate) fn push(&mut self, problem: Problem) {
        if self.found.len() < MOST_PROBLEMS {
            self.found.push(problem);
            return;
        }
        self.more = true;
        // What stops the checker is never lost to a flood of others, nor an error to one of warnings.
        let place = match problem.code {
            code if code == p002_unreadable::RULE.code => self.found.iter().position(|p| p.code != code),
            _ if problem.is_error() => self.found.iter().position(|p| !p.is_error()),
            _ => None,
        };
        if let Some(place) = place {
            self.found[place] = problem;
        }
    }

    pub(crate) fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }

    pub(crate) fn is_full(&self) -> bool {
        self.more
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.found.iter().any(Problem::is_error)
    }

    pub(crate) fn has(&self, code: &str) -> bool {
        self.found.iter().any(|p| p.code == code)
    }

    /// All of them in the order of files and places, each once.
    pub(crate) fn into_sorted(mut self) -> Vec<Problem> {
        self.found.sort_by(|a, b| {
            let key = |p: &Problem| (p.span.file.clone(), p.span.range.start, p.span.range.end, p.code);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        self.found.dedup();
        if self.more {
            self.found.push(p002_unreadable::more_problems(MOST_PROBLEMS));
        }
        self.found
    }
}
