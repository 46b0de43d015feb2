use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::caption::Caption;
use super::{MOST_CELLS, Reader};
use crate::document::{Align, Cell, Table, plain};
use crate::figures;

/// Longest text that still reads as the head of a row, in characters.
const LONGEST_HEAD: usize = 80;
/// Words that stand in a column of numbers where there is none.
const NO_NUMBER: [&str; 9] =
    ["", "-", "\u{2013}", "\u{2014}", "n/a", "not available", "not applicable", "no cases", "not submitted"];

impl Reader<'_> {
    pub(super) fn table(&mut self, alignment: &[Alignment], caption: Option<Caption>, at: usize) -> Table {
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        let mut dropped = false;
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead | Tag::TableRow) => {
                    let row = self.row();
                    self.cells += row.len();
                    if self.cells <= MOST_CELLS {
                        rows.push(row);
                    } else {
                        dropped = true;
                    }
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        if dropped {
            let what =
                format!("the tables of this section have more than {MOST_CELLS} cells; the last rows are left out");
            self.problem(crate::problem::Level::Error, at, what, "rows in bulk belong in a file of their own");
        }
        let header = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        let caption = caption.unwrap_or_default();
        let id = if caption.id.is_empty() { String::new() } else { self.checked_id(&caption.id, at) };
        let row_headers = self.row_headers(&caption.classes, &header, &rows, at);
        let alignment = alignments(alignment, &rows);
        Table { id, caption: caption.text, header, rows, alignment, row_headers }
    }

    fn row(&mut self) -> Vec<Cell> {
        let mut cells = Vec::new();
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::TableCell) => cells.push(self.inlines()),
                Event::End(TagEnd::TableHead | TagEnd::TableRow) => break,
                _ => {}
            }
        }
        cells
    }

    /// Whether first cells are heads of their rows: as the caption says, or if every first cell is short text.
    fn row_headers(&mut self, classes: &[String], header: &[Cell], rows: &[Vec<Cell>], at: usize) -> bool {
        let mut said = None;
        for class in classes {
            match class.as_str() {
                "row-headers" => said = Some(true),
                "no-row-headers" => said = Some(false),
                other => {
                    let what = format!("a table knows no `.{other}`");
                    self.warn(at, what, "known: `.row-headers`, `.no-row-headers`");
                }
            }
        }
        said.unwrap_or_else(|| {
            let heads = rows.iter().map(|row| row.first().map(|cell| plain(cell)).unwrap_or_default());
            let fits = |head: &str| {
                let head = head.trim();
                !head.is_empty() && head.chars().count() <= LONGEST_HEAD
            };
            header.len() > 1 && !rows.is_empty() && heads.into_iter().all(|head| fits(&head))
        })
    }
}

/// As the author aligned them; a column that the author left open and that holds numbers ends at the
/// right.
fn alignments(written: &[Alignment], rows: &[Vec<Cell>]) -> Vec<Align> {
    let align = |(column, written): (usize, &Alignment)| match written {
        Alignment::Left => Align::Start,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::End,
        Alignment::None => {
            let texts = rows.iter().filter_map(|row| row.get(column)).map(|cell| plain(cell).trim().to_lowercase());
            let (words, numbers): (Vec<_>, Vec<_>) = texts.partition(|text| figures::parse(text).is_none());
            let numeric = !numbers.is_empty() && words.iter().all(|word| NO_NUMBER.contains(&word.as_str()));
            if numeric { Align::End } else { Align::Start }
        }
    };
    written.iter().enumerate().map(align).collect()
}
