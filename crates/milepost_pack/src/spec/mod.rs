//! The literate spec: Markdown files whose fenced blocks are declarations, rows and what must come out.
//! Parsing alone; whoever runs the cases has a calculator.
//!
//! `# Chapter` begins a chapter, whose blocks before its first `## Case` belong to all its cases. A block
//! is told by the words after its fence:
//!
//! | fence | block |
//! | --- | --- |
//! | `toml` | declarations; `toml ignore` is shown and not read |
//! | `toml file=NAME`, `csv file=data/NAME.csv`, `markdown file=NAME.md` | a file of the pack |
//! | `csv DATASET period=LABEL` | rows that are submitted; also `agency=ID`, `dialect=NAME` |
//! | `nothing DATASET period=LABEL` | "nothing to report" is submitted; also `agency=ID` |
//! | `csv results`, `csv determinations` | lines that must be among those that come out |
//! | `csv rejects` | what is sent back |
//! | `csv values` | a grid: an `expression`, names with their values, and the `value` it must have |
//! | `text problems` | codes, each with a part of its message, that the checker must report |
//! | `text outcome` | the outcome of each submission, a line each |
//!
//! Any other block is prose.

mod block;
mod table;

use std::collections::BTreeSet;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

pub use table::Table;

use crate::problem::Problems;
use crate::rules::p050_spec;
use crate::{Files, Problem, Span};
use block::Block;

/// A file of the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecFile {
    /// Path, as it was handed in.
    pub path: String,
    /// Text of the first `#` heading.
    pub title: String,
    /// Its cases in order.
    pub cases: Vec<Case>,
}

/// A case: declarations, rows in, and what must come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Text of the `##` heading.
    pub name: String,
    /// Text of the `#` heading that it stands under; empty without one.
    pub chapter: String,
    /// Line of the heading, from 1.
    pub line: usize,
    /// Files of a pack, the chapter's first. A block without a name is called after its line.
    pub declarations: Files,
    /// What is submitted, in order, the chapter's first.
    pub loads: Vec<Load>,
    /// What must come out; at least one.
    pub expectations: Vec<Expectation>,
}

/// A submission of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// Line of the fence.
    pub line: usize,
    /// Id of the dataset.
    pub dataset: String,
    /// Label of the period.
    pub period: String,
    /// Id of the agency that submits.
    pub agency: Option<String>,
    /// Name of the dialect in which the rows are written.
    pub dialect: Option<String>,
    /// The rows as a file, or nothing to report.
    pub rows: Option<String>,
}

/// Something that must come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// Line of the fence.
    pub line: usize,
    /// What.
    pub what: Expected,
}

/// What must come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Lines of results, by the columns that the table names.
    Results(Table),
    /// Lines of determinations.
    Determinations(Table),
    /// What is sent back to the submitter.
    Rejects(Table),
    /// Expressions with the values of the names in them, and the value that comes out. The first column
    /// is `expression`, the last `value`; those between are names.
    Values(Table),
    /// Problems that the checker reports.
    Problems(Vec<ExpectedProblem>),
    /// Outcomes of the submissions, in order.
    Outcome(Vec<String>),
}

/// A problem that the checker must report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedProblem {
    /// Its line in the file.
    pub line: usize,
    /// Code of the rule.
    pub code: String,
    /// A part of the message; may be empty.
    pub fragment: String,
}

/// The largest file of a spec, in bytes.
const LARGEST_FILE: usize = 2 << 20;
/// The most bytes that the declarations and rows of a file's cases have together, a chapter's once for
/// each of its cases.
const LARGEST_CASES: usize = 64 << 20;

/// Reads a file of the spec. What can't be read becomes a problem, and the rest is read all the same.
pub fn parse(path: &str, text: &str) -> (SpecFile, Vec<Problem>) {
    let mut problems = Problems::default();
    let file: Arc<str> = Arc::from(path);
    let is_too_large = text.len() > LARGEST_FILE;
    if is_too_large {
        problems.push(p050_spec::too_large(text.len(), LARGEST_FILE, Span::new(&file, 0..0)));
    }
    let mut reader = Reader::new(file, if is_too_large { "" } else { text }, &mut problems);
    reader.read();
    let spec = SpecFile { path: path.to_owned(), title: reader.title, cases: reader.cases };
    (spec, problems.into_sorted())
}

/// What the blocks under a heading say.
#[derive(Clone, Debug, Default)]
struct Section {
    heading: String,
    place: std::ops::Range<usize>,
    declarations: Files,
    loads: Vec<Load>,
    expectations: Vec<Expectation>,
}

impl Section {
    fn bytes(&self) -> usize {
        let rows = self.loads.iter().map(|load| load.rows.as_ref().map_or(0, String::len));
        self.declarations.values().map(Vec::len).chain(rows).sum()
    }
}

struct Reader<'t, 'p> {
    file: Arc<str>,
    text: &'t str,
    /// Where each line begins.
    lines: Vec<usize>,
    problems: &'p mut Problems,
    title: String,
    chapter: Section,
    /// The case being read, once a `##` heading was seen.
    case: Option<Section>,
    names: BTreeSet<String>,
    cases: Vec<Case>,
    /// Bytes that the cases hold so far.
    held: usize,
}

impl<'t, 'p> Reader<'t, 'p> {
    fn new(file: Arc<str>, text: &'t str, problems: &'p mut Problems) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let (title, chapter, names) = (String::new(), Section::default(), BTreeSet::new());
        Self { file, text, lines, problems, title, chapter, case: None, names, cases: Vec::new(), held: 0 }
    }

    fn read(&mut self) {
        let mut heading: Option<(HeadingLevel, String, std::ops::Range<usize>)> = None;
        let mut fence: Option<(String, String, std::ops::Range<usize>)> = None;
        for (event, range) in Parser::new(self.text).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { level, .. }) => heading = Some((level, String::new(), range)),
                Event::End(TagEnd::Heading(_)) => {
                    if let Some((level, text, range)) = heading.take() {
                        self.heading(level, text.trim().to_owned(), range);
                    }
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    fence = Some((info.to_string(), String::new(), range));
                }
                Event::End(TagEnd::CodeBlock) => {
                    if let Some((info, content, range)) = fence.take() {
                        self.block(&info, content, range);
                    }
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some((_, content, _)) = &mut fence {
                        content.push_str(&text);
                    } else if let Some((_, words, _)) = &mut heading {
                        words.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        self.finish_case();
    }

    fn heading(&mut self, level: HeadingLevel, heading: String, place: std::ops::Range<usize>) {
        match level {
            HeadingLevel::H1 => {
                self.finish_case();
                if self.title.is_empty() {
                    self.title.clone_from(&heading);
                }
                self.chapter = Section { heading, place, ..Section::default() };
            }
            HeadingLevel::H2 => {
                self.finish_case();
                self.case = Some(Section { heading, place, ..Section::default() });
            }
            _ => {}
        }
    }

    fn block(&mut self, info: &str, content: String, range: std::ops::Range<usize>) {
        let fence = self.fence(&range);
        let line = self.line(fence.start);
        let block = match Block::read(info, content, line, &self.span(fence.clone())) {
            Ok(block) => block,
            Err(problems) => {
                problems.into_iter().for_each(|problem| self.problems.push(problem));
                // The block was meant to expect something; that it can't be read is problem enough.
                self.section().expectations.push(Expectation { line, what: Expected::Outcome(Vec::new()) });
                return;
            }
        };
        match block {
            Block::Prose => {}
            Block::File(name, content) => {
                let known = self.section().declarations.insert(name.clone(), content.into_bytes()).is_some();
                if known {
                    self.problems.push(p050_spec::file_twice(&name, self.span(fence)));
                }
            }
            Block::Load(load) => self.section().loads.push(load),
            Block::Expectation(_) if self.case.is_none() => {
                self.problems.push(p050_spec::outside_a_case(self.span(fence)));
            }
            Block::Expectation(what) => self.section().expectations.push(Expectation { line, what }),
        }
    }

    fn section(&mut self) -> &mut Section {
        self.case.as_mut().unwrap_or(&mut self.chapter)
    }

    fn finish_case(&mut self) {
        let Some(section) = self.case.take() else { return };
        let is_prose = section.declarations.is_empty() && section.loads.is_empty() && section.expectations.is_empty();
        if is_prose {
            return;
        }
        let place = self.fence(&section.place);
        if section.expectations.is_empty() {
            self.problems.push(p050_spec::expects_nothing(&section.heading, self.span(place.clone())));
        }
        if !self.names.insert(section.heading.clone()) {
            self.problems.push(p050_spec::name_twice(&section.heading, self.span(place.clone())));
        }
        self.held += self.chapter.bytes() + section.bytes();
        if self.held > LARGEST_CASES {
            self.problems.push(p050_spec::too_large(self.held, LARGEST_CASES, self.span(place)));
            return;
        }
        let mut declarations = self.chapter.declarations.clone();
        declarations.extend(section.declarations);
        self.cases.push(Case {
            name: section.heading,
            chapter: self.chapter.heading.clone(),
            line: self.line(place.start),
            declarations,
            loads: self.chapter.loads.iter().cloned().chain(section.loads).collect(),
            expectations: section.expectations,
        });
    }

    /// The first line of a place.
    fn fence(&self, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let rest = &self.text[range.start..range.end.max(range.start).min(self.text.len())];
        range.start..range.start + rest.find('\n').unwrap_or(rest.len())
    }

    fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at)
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(&self.file, range)
    }
}
