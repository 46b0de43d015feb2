//! Markdown to blocks. Raw HTML is not a mark here: it is shown as the text that it is and reported.

mod blocks;
mod caption;
mod inlines;
mod lines;
mod table;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

use crate::document::Block;
use crate::problem::{Level, Problem};

pub(crate) use caption::safe_id;
pub(crate) use lines::Lines;

/// Deepest nesting of lists, quotes and marks; what lies deeper is kept as plain text.
const DEEPEST: usize = 24;
/// Most cells of all tables of one section.
const MOST_CELLS: usize = 200_000;

/// What a section's Markdown became.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// Blocks; ids are as written or empty, levels as written, notes not yet numbered.
    pub blocks: Vec<Block>,
    /// Labels of notes: a reference's number, less one, is the place of its label here.
    pub labels: Vec<String>,
    /// Notes by label.
    pub notes: BTreeMap<String, Vec<Block>>,
    /// Where things stand, for problems that only the whole document shows.
    pub places: Places,
}

/// Lines of the section's file.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Of each heading, in order.
    pub headings: Vec<Option<u32>>,
    /// Ids that the author gave.
    pub ids: Vec<(String, Option<u32>)>,
    /// Links to ids.
    pub links: Vec<(String, Option<u32>)>,
}

/// Parses a section in which live fields have been answered.
pub(crate) fn parse(text: &str, file: &str, lines: &Lines, problems: &mut Vec<Problem>) -> Parsed {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let events = Parser::new_ext(text, options).into_offset_iter();
    let mut reader = Reader {
        events: Box::new(events),
        file,
        lines,
        problems,
        labels: Vec::new(),
        notes: BTreeMap::new(),
        places: Places::default(),
        cells: 0,
        depth: 0,
    };
    let blocks = reader.blocks();
    Parsed { blocks, labels: reader.labels, notes: reader.notes, places: reader.places }
}

/// Reads events into blocks.
struct Reader<'a> {
    events: Box<dyn Iterator<Item = (Event<'a>, Range<usize>)> + 'a>,
    file: &'a str,
    lines: &'a Lines,
    problems: &'a mut Vec<Problem>,
    /// Labels of notes in the order of first reference; a reference holds its place in this list.
    labels: Vec<String>,
    notes: BTreeMap<String, Vec<Block>>,
    places: Places,
    cells: usize,
    depth: usize,
}

impl Reader<'_> {
    fn problem(&mut self, level: Level, at: usize, what: impl Into<String>, help: &str) {
        self.problems.push(Problem {
            level,
            file: self.file.to_owned(),
            line: self.lines.line(at),
            what: what.into(),
            help: help.to_owned(),
        });
    }

    fn warn(&mut self, at: usize, what: impl Into<String>, help: &str) {
        self.problem(Level::Warning, at, what, help);
    }
}
