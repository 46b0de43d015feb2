use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::blocks::Writer;
use super::text::escaped;
use crate::document::{Block, Document, Entry};

const STYLE: &str = include_str!("style.css");
/// Nothing is fetched and nothing runs, whatever the text says.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The document as one HTML file.
pub fn page(document: &Document) -> String {
    let title = escaped(&document.title);
    let mut out = String::new();
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n<title>{title}</title>\n\
         <style>\n{STYLE}{}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#page.main\">Skip to the report</a>\n",
        escaped(&document.language),
        running_title(&document.title)
    );
    let mut writer = Writer::new();
    cover(document, &mut writer, &mut out);
    out.push_str("<div class=\"sheet\">\n");
    contents(&document.outline(), &mut out);
    out.push_str("<main id=\"page.main\" tabindex=\"-1\">\n");
    chapters(document, &mut writer, &mut out);
    notes(document, &mut writer, &mut out);
    out.push_str("</main>\n</div>\n");
    imprint(document, &mut out);
    out.push_str("</body>\n</html>\n");
    out
}

/// The title at the head of printed pages.
fn running_title(title: &str) -> String {
    let safe: String =
        title.chars().map(|c| if c.is_alphanumeric() || " ,.-()".contains(c) { c } else { ' ' }).collect();
    format!("@page {{ @top-left {{ content: \"{safe}\"; }} }}\n@page :first {{ @top-left {{ content: none; }} }}\n")
}

fn cover(document: &Document, writer: &mut Writer, out: &mut String) {
    writer.under.clone_from(&document.title);
    out.push_str("<header class=\"cover\"><div class=\"inside\">\n");
    if let Some((_, agency)) = document.imprint.iter().find(|(name, _)| name == "Agency") {
        let _ = writeln!(out, "<p class=\"agency\">{}</p>", escaped(agency));
    }
    let _ = writeln!(out, "<h1>{}</h1>", escaped(&document.title));
    if let Some((_, period)) = document.imprint.iter().find(|(name, _)| name == "Period") {
        let _ = writeln!(out, "<p class=\"period\">{}</p>", escaped(period));
    }
    if !document.cover.is_empty() {
        out.push_str("<div class=\"words\">\n");
        writer.blocks(&document.cover, out);
        out.push_str("</div>\n");
    }
    out.push_str("</div></header>\n");
}

/// Chapters, and below them their parts, unless chapters have parts of the same name: a table of contents
/// with `Measurement` fifteen times leads nowhere.
fn contents(outline: &[Entry], out: &mut String) {
    let parts: Vec<&str> = outline.iter().filter(|entry| entry.level == 3).map(|entry| entry.text.as_str()).collect();
    let different: BTreeSet<&str> = parts.iter().copied().collect();
    let deepest = if different.len() == parts.len() { 3 } else { 2 };
    let entries: Vec<&Entry> = outline.iter().filter(|entry| entry.level <= deepest).collect();
    if entries.is_empty() {
        return;
    }
    out.push_str("<nav aria-labelledby=\"page.contents\"><h2 id=\"page.contents\">Contents</h2>\n<ol>\n");
    let mut entries = entries.into_iter().peekable();
    while let Some(entry) = entries.next() {
        out.push_str("<li>");
        entry_link(entry, out);
        if entries.peek().is_some_and(|next| next.level == 3) {
            out.push_str("<ol>");
            while let Some(inner) = entries.next_if(|next| next.level == 3) {
                out.push_str("<li>");
                entry_link(inner, out);
                out.push_str("</li>");
            }
            out.push_str("</ol>");
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ol></nav>\n");
}

fn entry_link(entry: &Entry, out: &mut String) {
    let _ = match entry.text.split_once(": ").filter(|(lead, _)| lead.chars().count() <= 24) {
        Some((lead, rest)) => {
            write!(out, "<a href=\"#{}\"><b>{}</b> <span>{}</span></a>", entry.id, escaped(lead), escaped(rest))
        }
        None => write!(out, "<a href=\"#{}\">{}</a>", entry.id, escaped(&entry.text)),
    };
}

/// Each chapter is an element of its own, so that a printed one can begin on a new page.
fn chapters(document: &Document, writer: &mut Writer, out: &mut String) {
    let mut open = false;
    for section in &document.sections {
        for block in &section.blocks {
            if let Block::Heading(heading) = block
                && heading.level == 2
            {
                out.push_str(if open { "</section>\n" } else { "" });
                let _ = writeln!(out, "<section aria-labelledby=\"{}\">", heading.id);
                open = true;
            }
            writer.blocks(std::slice::from_ref(block), out);
        }
    }
    out.push_str(if open { "</section>\n" } else { "" });
}

fn notes(document: &Document, writer: &mut Writer, out: &mut String) {
    if document.notes.is_empty() {
        return;
    }
    out.push_str("<section class=\"notes\" aria-labelledby=\"page.notes\"><h2 id=\"page.notes\">Notes</h2>\n<ol>\n");
    writer.under = "Notes".into();
    for (number, note) in (1..).zip(&document.notes) {
        let _ = write!(out, "<li id=\"note.{number}\">");
        writer.blocks(&note.blocks, out);
        out.push_str("<p class=\"back\">Back to ");
        for occurrence in 1..=note.references {
            let comma = if occurrence > 1 { ", " } else { "" };
            let place = if note.references == 1 { "the text".to_owned() } else { format!("place {occurrence}") };
            let _ = write!(
                out,
                "{comma}<a href=\"#note.{number}.{occurrence}\" aria-label=\"Back to {place} of note {number}\">{place}</a>"
            );
        }
        out.push_str("</p></li>\n");
    }
    out.push_str("</ol></section>\n");
}

fn imprint(document: &Document, out: &mut String) {
    out.push_str("<footer><div class=\"inside\">");
    let _ = write!(out, "<p>{}</p><dl>", escaped(&document.title));
    for (name, text) in &document.imprint {
        let _ = write!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escaped(name), escaped(text));
    }
    out.push_str("</dl></div></footer>\n");
}
