//! A report as values, before any page: what HTML, CSV and JSON are made from.

use serde::Serialize;

use crate::chart::Chart;

/// A report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// Title.
    pub title: String,
    /// Language tag of its text.
    pub language: String,
    /// What it is about and what it was made from, as pairs of name and text: agency, period, pack.
    pub imprint: Vec<(String, String)>,
    /// What stands below the title on the first page.
    pub cover: Vec<Block>,
    /// Chapters in order.
    pub sections: Vec<Section>,
    /// Notes in the order in which the text refers to them; the first has number 1.
    pub notes: Vec<Note>,
}

/// What was made from one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Section {
    /// Path in the pack.
    pub file: String,
    /// Content.
    pub blocks: Vec<Block>,
}

/// A note at the foot of the report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Note {
    /// Content.
    pub blocks: Vec<Block>,
    /// How many places refer to it.
    pub references: u32,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Heading.
    Heading(Heading),
    /// Paragraph.
    Paragraph(Vec<Inline>),
    /// List.
    List(List),
    /// Terms, each with what is said of it.
    Terms(Vec<Term>),
    /// Table.
    Table(Table),
    /// Chart with its data.
    Figure(Chart),
    /// Set off from the text.
    Callout(Callout),
    /// Quotation.
    Quote(Vec<Block>),
    /// Text as it stands.
    Code {
        /// Language, if the author named one.
        language: String,
        /// The text.
        text: String,
    },
    /// A break between thoughts.
    Rule,
}

/// A heading. The title of the report has level 1, its chapters level 2.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// Unique in the document: ASCII letters, digits, `-` and `_`.
    pub id: String,
    /// Text.
    pub text: Vec<Inline>,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct List {
    /// First number of a numbered list.
    pub start: Option<u64>,
    /// Items.
    pub items: Vec<Item>,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// Whether the box of a checklist is ticked.
    pub done: Option<bool>,
    /// Content.
    pub blocks: Vec<Block>,
}

/// A term and what is said of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Term {
    /// The term.
    pub term: Vec<Inline>,
    /// What is said of it.
    pub said: Vec<Vec<Block>>,
}

/// A table. Every row has as many cells as the header.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// Unique in the document; names its CSV.
    pub id: String,
    /// Caption, empty when the author gave none.
    pub caption: Vec<Inline>,
    /// Header row.
    pub header: Vec<Cell>,
    /// Body.
    pub rows: Vec<Vec<Cell>>,
    /// Alignment of each column.
    pub alignment: Vec<Align>,
    /// The first cell of a row says what the row is about.
    pub row_headers: bool,
}

/// Content of a cell.
pub type Cell = Vec<Inline>;

/// Alignment of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Text.
    Start,
    /// Marks.
    Center,
    /// Numbers.
    End,
}

/// Text set off from the rest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Callout {
    /// Its weight.
    pub kind: CalloutKind,
    /// Its own words up to the first colon, if it begins so; otherwise the page names its kind.
    pub title: Vec<Inline>,
    /// Content.
    pub blocks: Vec<Block>,
}

/// Weight of a callout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CalloutKind {
    /// By the way.
    Note,
    /// Advice.
    Tip,
    /// Not to be missed.
    Important,
    /// Something differs from what one would expect.
    Warning,
    /// Something is wrong.
    Caution,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// No longer valid.
    Strikeout(Vec<Inline>),
    /// Code.
    Code(String),
    /// A link to a heading, table or figure (`#id`), or to the web, mail or telephone.
    Link {
        /// Where it leads; its scheme is one of the above.
        to: String,
        /// What is shown.
        text: Vec<Inline>,
    },
    /// Outcome of a judgement: shape, word and color.
    Status {
        /// The word in files: `met`, `not_met`, `progress`…
        code: String,
        /// The word on the page.
        text: String,
    },
    /// Reference to a note.
    Note {
        /// Number of the note, from 1.
        number: u32,
        /// 1 for the first reference to it.
        occurrence: u32,
    },
    /// A new line in the same paragraph.
    Break,
}

/// An entry of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Level of the heading.
    pub level: u8,
    /// Its id.
    pub id: String,
    /// Its text.
    pub text: String,
}

impl Document {
    /// All headings in order.
    pub fn outline(&self) -> Vec<Entry> {
        let headings = self.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
            Block::Heading(heading) => Some(heading),
            _ => None,
        });
        headings.map(|h| Entry { level: h.level, id: h.id.clone(), text: plain(&h.text) }).collect()
    }
}

/// Text without any marks; a new line becomes a space.
pub fn plain(inlines: &[Inline]) -> String {
    let mut text = String::new();
    add_plain(inlines, &mut text);
    text
}

fn add_plain(inlines: &[Inline], text: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(more) | Inline::Code(more) | Inline::Status { text: more, .. } => text.push_str(more),
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strikeout(inner)
            | Inline::Link { text: inner, .. } => add_plain(inner, text),
            Inline::Note { .. } => {}
            Inline::Break => text.push(' '),
        }
    }
}
