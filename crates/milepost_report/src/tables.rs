//! Tables of a document as CSV.

use crate::document::{Block, Document, Table, plain};
use crate::figures;

impl Document {
    /// Every table and the data of every figure in reading order: id and CSV (UTF-8, comma, quotes
    /// where needed, LF).
    pub fn tables(&self) -> Vec<(String, String)> {
        let mut tables = Vec::new();
        add(&self.cover, &mut tables);
        self.sections.iter().for_each(|section| add(&section.blocks, &mut tables));
        self.notes.iter().for_each(|note| add(&note.blocks, &mut tables));
        tables
    }
}

fn add(blocks: &[Block], tables: &mut Vec<(String, String)>) {
    for block in blocks {
        match block {
            Block::Table(table) => tables.push((table.id.clone(), csv(table))),
            Block::Figure(chart) => tables.push((chart.id.clone(), csv(&chart.table()))),
            Block::List(list) => list.items.iter().for_each(|item| add(&item.blocks, tables)),
            Block::Terms(terms) => terms.iter().flat_map(|term| &term.said).for_each(|said| add(said, tables)),
            Block::Callout(callout) => add(&callout.blocks, tables),
            Block::Quote(inner) => add(inner, tables),
            Block::Heading(_) | Block::Paragraph(_) | Block::Code { .. } | Block::Rule => {}
        }
    }
}

fn csv(table: &Table) -> String {
    let mut text = String::new();
    for row in std::iter::once(&table.header).chain(&table.rows) {
        let fields: Vec<String> = row.iter().map(|cell| field(plain(cell).trim())).collect();
        text.push_str(&fields.join(","));
        text.push('\n');
    }
    text
}

/// A field as CSV. What a spreadsheet would run as a formula gets an apostrophe in front, numbers
/// excepted; a typographic minus becomes the one that programs read.
fn field(text: &str) -> String {
    let number = figures::parse(text).is_some();
    let text = if number { text.replace('\u{2212}', "-") } else { text.to_owned() };
    let formula = !number && text.starts_with(['=', '+', '-', '@', '\t']) && text.len() > 1;
    let text = if formula { format!("'{text}") } else { text };
    if text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
