use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

use crate::rules::rules;
use crate::{Files, Problem, Severity};

/// Lines of the file shown before and after the offending one.
const LINES_AROUND: usize = 1;
/// The longest line that is shown whole, in bytes; of a longer one, what is around the place.
const LONGEST_LINE: usize = 400;

/// Problems as a person reads them on a terminal: the place, the offending text underlined, what is
/// wrong, how to mend it, the rule's code; then a line that counts them. `width` is the terminal's, in
/// columns.
pub fn render(problems: &[Problem], files: &Files, color: bool, width: usize) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(width.max(40))
        .with_links(false)
        .with_context_lines(LINES_AROUND)
        .without_cause_chain();
    let mut text = String::new();
    let mut lines: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for problem in problems {
        let content = files.get(&*problem.span.file).map_or(&[][..], Vec::as_slice);
        let lines = lines.entry(&problem.span.file).or_insert_with(|| line_starts(content));
        if handler.render_report(&mut text, &Shown::new(problem, content, lines)).is_err() {
            text.push_str(&format!("{}: {}\n", problem.code, problem.message));
        }
        text.push('\n');
    }
    text.push_str(&summary(problems));
    text.push('\n');
    text
}

/// How many there are: `3 errors, 1 warning`.
pub fn summary(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let count = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    match (errors, problems.len() - errors) {
        (0, 0) => "no problems".to_owned(),
        (errors, 0) => count(errors, "error"),
        (0, warnings) => count(warnings, "warning"),
        (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    }
}

/// A problem with the lines around it.
#[derive(Debug)]
struct Shown {
    code: String,
    severity: Severity,
    message: String,
    label: String,
    help: String,
    span: SourceSpan,
    excerpt: Excerpt,
}

impl Shown {
    fn new(problem: &Problem, content: &[u8], lines: &[usize]) -> Self {
        let name = rules().iter().find(|rule| rule.code == problem.code).map_or("", |rule| rule.name);
        let word = if problem.is_error() { "error" } else { "warning" };
        let (excerpt, span) = Excerpt::around(problem, content, lines);
        Self {
            code: format!("{word}[{}] {name}", problem.code),
            severity: problem.severity,
            message: harmless(&problem.message),
            label: harmless(&problem.label),
            help: harmless(&problem.help),
            span,
            excerpt,
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.excerpt.file.is_empty()).then_some(&self.excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_primary_with_span(Some(self.label.clone()), self.span);
        Some(Box::new(std::iter::once(label)))
    }
}

/// A few lines of a file, which remember where they stand in it. Only they are handed on, so that a
/// thousand problems in a large file don't read it a thousand times.
#[derive(Debug)]
struct Excerpt {
    file: String,
    text: String,
    /// Lines of the file before the text.
    lines_before: usize,
    /// Columns of the file's line before the text, when its first line is cut.
    columns_before: usize,
}

impl Excerpt {
    /// The lines around a problem, and the problem's place in them: on one line, so that what is
    /// underlined can be taken in at a glance.
    fn around(problem: &Problem, content: &[u8], lines: &[usize]) -> (Self, SourceSpan) {
        let begin = problem.span.range.start.min(content.len());
        let at = lines.partition_point(|start| *start <= begin).saturating_sub(1);
        let whole = |at: usize| line(content, lines, at);
        let here = whole(at);
        let end = problem.span.range.end.clamp(begin, here.end.max(begin));
        let (mut shown, mut columns_before, mut lines_before) = (here.clone(), 0, at);
        if here.len() > LONGEST_LINE {
            let reach = LONGEST_LINE / 2;
            let (from, to) = (begin.saturating_sub(reach).max(here.start), (begin + reach).min(here.end));
            shown = at_character(content, from)..at_character(content, to);
            columns_before = String::from_utf8_lossy(&content[here.start..shown.start]).chars().count();
        } else {
            if at > 0 && whole(at - 1).len() <= LONGEST_LINE {
                (shown.start, lines_before) = (whole(at - 1).start, at - 1);
            }
            if at + 1 < lines.len() && (1..=LONGEST_LINE).contains(&whole(at + 1).len()) {
                shown.end = whole(at + 1).end;
            }
        }
        if content.starts_with("\u{feff}".as_bytes()) {
            shown = shown.start.max(3)..shown.end.max(3);
        }
        let (begin, end) = (begin.clamp(shown.start, shown.end), end.clamp(shown.start, shown.end));
        let lossy = |range: Range<usize>| harmless(&String::from_utf8_lossy(&content[range]));
        let (before, marked, after) = (lossy(shown.start..begin), lossy(begin..end), lossy(end..shown.end));
        let span = SourceSpan::from((before.len(), marked.len()));
        let text = format!("{before}{marked}{after}");
        (Self { file: harmless(&problem.span.file), text, lines_before, columns_before }, span)
    }
}

/// Where the lines of a file begin.
fn line_starts(content: &[u8]) -> Vec<usize> {
    let breaks = content.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect()
}

/// A line of a file, without its end.
fn line(content: &[u8], lines: &[usize], at: usize) -> Range<usize> {
    let start = lines.get(at).copied().unwrap_or(content.len());
    start..lines.get(at + 1).map_or(content.len(), |next| next - 1)
}

/// The last place at or before a byte where a character begins.
fn at_character(content: &[u8], at: usize) -> usize {
    (at.saturating_sub(3)..=at).rev().find(|i| content.get(*i).is_none_or(|b| b & 0xC0 != 0x80)).unwrap_or(at)
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let found = self.text.read_span(span, before, after)?;
        // The library counts bytes; people count characters.
        let before = &self.text[..found.span().offset().min(self.text.len())];
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
        let cut = if found.line() == 0 { self.columns_before } else { 0 };
        Ok(Box::new(MietteSpanContents::new_named(
            self.file.clone(),
            found.data(),
            *found.span(),
            found.line() + self.lines_before,
            column + cut,
            found.line_count(),
        )))
    }
}

/// A text without characters that would move a terminal's cursor or turn the reading direction, in as
/// many bytes as before.
fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            '\r' => ' ',
            c if c.is_control() && c.len_utf8() == 1 => '?',
            c if c.is_control() => '¿',
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => '\u{fffd}',
            c => c,
        })
        .collect()
}
