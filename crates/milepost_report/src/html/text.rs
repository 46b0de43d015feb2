use std::fmt::Write as _;

use super::marks;
use crate::document::Inline;

/// Text that can stand in an element or an attribute. Control characters, which HTML forbids, are
/// replaced.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\t' => safe.push(character),
            c if c.is_control() => safe.push(char::REPLACEMENT_CHARACTER),
            c => safe.push(c),
        }
    }
    safe
}

/// Pieces of text as HTML.
pub(super) fn inlines(pieces: &[Inline], out: &mut String) {
    for piece in pieces {
        match piece {
            Inline::Text(text) => out.push_str(&escaped(text)),
            Inline::Emphasis(inner) => wrapped("em", inner, out),
            Inline::Strong(inner) => wrapped("strong", inner, out),
            Inline::Strikeout(inner) => wrapped("s", inner, out),
            Inline::Code(text) => {
                let _ = write!(out, "<code>{}</code>", escaped(text));
            }
            Inline::Link { to, text } => {
                let _ = write!(out, "<a href=\"{}\">", escaped(to));
                inlines(text, out);
                out.push_str("</a>");
            }
            Inline::Status { code, text } => marks::chip(code, text, out),
            Inline::Note { number, occurrence } => note_reference(*number, *occurrence, out),
            Inline::Break => out.push_str("<br>"),
        }
    }
}

/// Pieces of text as HTML on their own.
pub(super) fn line(pieces: &[Inline]) -> String {
    let mut out = String::new();
    inlines(pieces, &mut out);
    out
}

fn wrapped(element: &str, inner: &[Inline], out: &mut String) {
    let _ = write!(out, "<{element}>");
    inlines(inner, out);
    let _ = write!(out, "</{element}>");
}

fn note_reference(number: u32, occurrence: u32, out: &mut String) {
    let _ = write!(
        out,
        "<sup><a class=\"note-ref\" id=\"note.{number}.{occurrence}\" href=\"#note.{number}\" \
         aria-label=\"Note {number}\">{number}</a></sup>"
    );
}
