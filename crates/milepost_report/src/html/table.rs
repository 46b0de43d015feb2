use std::fmt::Write as _;

use super::text::{escaped, inlines, line};
use crate::document::{Align, Cell, Inline, Table, plain};

/// Longest text that a line break would tear apart, in characters: dates, `2006–2013`, `FFY 2011`.
const TIGHT: usize = 14;
/// Columns that a printed page holds without breaking dates.
const MANY: usize = 6;
/// Text from which on a cell is prose, in characters.
const PROSE: usize = 120;

/// A table in a group that can be scrolled with the keyboard when it is wider than the page. A group,
/// not a region: fifty regions would drown the landmarks by which people find their way in a page.
/// `label` names it where the table has no caption.
pub(super) fn table(table: &Table, id: &str, label: &str, out: &mut String) {
    let named = if table.caption.is_empty() {
        format!("aria-label=\"{}\"", escaped(label))
    } else {
        format!("aria-labelledby=\"{id}.caption\"")
    };
    let prose = table.rows.iter().flatten().any(|cell| plain(cell).chars().count() > PROSE);
    let many = table.header.len() > MANY;
    let region = format!("table{}{}", if prose { " prose" } else { "" }, if many { " many" } else { "" });
    let _ = write!(out, "<div class=\"{region}\" role=\"group\" {named} tabindex=\"0\"><table id=\"{id}\">");
    if !table.caption.is_empty() {
        let _ = write!(out, "<caption id=\"{id}.caption\"><span>{}</span></caption>", line(&table.caption));
    }
    let columns: Vec<&str> = (0..table.header.len()).map(|column| class(table, column)).collect();
    out.push_str("<thead><tr>");
    for (cell, class) in table.header.iter().zip(&columns) {
        head(cell, class, out);
    }
    out.push_str("</tr></thead><tbody>");
    for row in &table.rows {
        let sum = matches!(row.first().map(Vec::as_slice), Some([Inline::Strong(_)]));
        out.push_str(if sum { "<tr class=\"sum\">" } else { "<tr>" });
        for (column, (cell, class)) in row.iter().zip(&columns).enumerate() {
            body(cell, class, column == 0 && table.row_headers, out);
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>\n");
}

fn class(table: &Table, column: usize) -> &'static str {
    let mut texts = table.rows.iter().filter_map(|row| row.get(column)).map(|cell| plain(cell).chars().count());
    match (table.alignment.get(column), texts.all(|length| length <= TIGHT)) {
        (Some(Align::End), _) => " class=\"end\"",
        (Some(Align::Center), false) => " class=\"mid\"",
        (Some(Align::Center), true) => " class=\"mid tight\"",
        (_, true) => " class=\"tight\"",
        (_, false) => " class=\"text\"",
    }
}

/// An empty corner is no header of anything.
fn head(cell: &Cell, class: &str, out: &mut String) {
    if cell.is_empty() {
        out.push_str("<td></td>");
        return;
    }
    let _ = write!(out, "<th scope=\"col\"{class}>");
    inlines(cell, out);
    out.push_str("</th>");
}

fn body(cell: &Cell, class: &str, heads_row: bool, out: &mut String) {
    let element = if heads_row { "th" } else { "td" };
    let scope = if heads_row { " scope=\"row\"" } else { "" };
    let _ = write!(out, "<{element}{scope}{class}>");
    inlines(cell, out);
    let _ = write!(out, "</{element}>");
}
