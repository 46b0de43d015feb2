use std::fmt::Write as _;

use super::text::{escaped, inlines, line};
use super::{figure, marks, table};
use crate::document::{Block, Callout, Heading, Inline, List, Term, plain};

/// Longest text of a key fact, in characters.
const LONGEST_FACT: usize = 28;
/// Longest beginning of a heading, up to a colon, that is set apart.
const LONGEST_LEAD: usize = 24;

/// Blocks as HTML. `under` is the text of the last heading, which names what has no name.
pub(super) struct Writer {
    pub(super) under: String,
    /// Tables without captions so far, so that no two have the same name.
    nameless: u32,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { under: String::new(), nameless: 0 }
    }

    pub(super) fn blocks(&mut self, blocks: &[Block], out: &mut String) {
        for block in blocks {
            self.block(block, out);
        }
    }

    fn block(&mut self, block: &Block, out: &mut String) {
        match block {
            Block::Heading(heading) => {
                self.under = plain(&heading.text);
                let _ = writeln!(
                    out,
                    "<h{level} id=\"{}\">{}</h{level}>",
                    heading.id,
                    heading_text(heading),
                    level = heading.level
                );
            }
            Block::Paragraph(text) => {
                let _ = writeln!(out, "<p>{}</p>", line(text));
            }
            Block::List(list) => self.list(list, out),
            Block::Terms(terms) => self.terms(terms, out),
            Block::Table(rows) => {
                self.nameless += u32::from(rows.caption.is_empty());
                let label = format!("Table {} without caption, under {}", self.nameless, self.under);
                table::table(rows, &rows.id, &label, out);
            }
            Block::Figure(chart) => figure::figure(chart, out),
            Block::Callout(callout) => self.callout(callout, out),
            Block::Quote(inner) => self.wrapped("blockquote", inner, out),
            Block::Code { text, .. } => {
                let _ = writeln!(out, "<pre tabindex=\"0\"><code>{}</code></pre>", escaped(text));
            }
            Block::Rule => out.push_str("<hr>\n"),
        }
    }

    fn wrapped(&mut self, element: &str, inner: &[Block], out: &mut String) {
        let _ = writeln!(out, "<{element}>");
        self.blocks(inner, out);
        let _ = writeln!(out, "</{element}>");
    }

    /// What stands in an item or a definition: a single paragraph needs no element of its own.
    fn tight(&mut self, blocks: &[Block], out: &mut String) {
        match blocks {
            [Block::Paragraph(text)] => inlines(text, out),
            [Block::Paragraph(text), rest @ ..] if rest.iter().all(|block| matches!(block, Block::List(_))) => {
                inlines(text, out);
                self.blocks(rest, out);
            }
            _ => self.blocks(blocks, out),
        }
    }

    fn list(&mut self, list: &List, out: &mut String) {
        let checks = list.items.iter().any(|item| item.done.is_some());
        match list.start {
            None if checks => out.push_str("<ul class=\"checks\">"),
            None => out.push_str("<ul>"),
            Some(1) => out.push_str("<ol>"),
            Some(start) => {
                let _ = write!(out, "<ol start=\"{}\">", start.min(1_000_000_000));
            }
        }
        for item in &list.items {
            out.push_str("<li>");
            match item.done {
                Some(true) => out.push_str("<span class=\"box done\"><span class=\"unseen\">done: </span></span>"),
                Some(false) => out.push_str("<span class=\"box\"><span class=\"unseen\">open: </span></span>"),
                None => {}
            }
            self.tight(&item.blocks, out);
            out.push_str("</li>\n");
        }
        out.push_str(if list.start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn terms(&mut self, terms: &[Term], out: &mut String) {
        let short = |term: &Term| match term.said.as_slice() {
            [said] => match said.as_slice() {
                [Block::Paragraph(text)] => plain(text).chars().count() <= LONGEST_FACT,
                _ => false,
            },
            _ => false,
        };
        let facts = terms.len() > 1 && terms.len() <= 8 && terms.iter().all(short);
        out.push_str(if facts { "<dl class=\"facts\">" } else { "<dl>" });
        for term in terms {
            let _ = write!(out, "<div><dt>{}</dt>", line(&term.term));
            for said in &term.said {
                out.push_str("<dd>");
                self.tight(said, out);
                out.push_str("</dd>");
            }
            out.push_str("</div>");
        }
        out.push_str("</dl>\n");
    }

    /// Words of the callout's own run into its first paragraph; the name of its kind stands above it.
    fn callout(&mut self, callout: &Callout, out: &mut String) {
        let (class, name, sign) = marks::callout(callout.kind);
        let _ = write!(
            out,
            "<div class=\"callout {class}\"><svg viewBox=\"0 0 20 20\" aria-hidden=\"true\" focusable=\"false\">{sign}</svg><div>"
        );
        match (callout.title.is_empty(), callout.blocks.split_first()) {
            (false, Some((Block::Paragraph(first), rest))) => {
                let _ =
                    writeln!(out, "<p><strong class=\"lead\">{}:</strong> {}</p>", line(&callout.title), line(first));
                self.blocks(rest, out);
            }
            (titled, _) => {
                let title = if titled { escaped(name) } else { line(&callout.title) };
                let _ = writeln!(out, "<p class=\"lead\">{title}</p>");
                self.blocks(&callout.blocks, out);
            }
        }
        out.push_str("</div></div>\n");
    }
}

/// A heading that begins with a short name and a colon (`Indicator 1: …`) shows the name apart.
fn heading_text(heading: &Heading) -> String {
    let lead = match heading.text.first() {
        Some(Inline::Text(text)) => text.split_once(": ").filter(|(lead, _)| lead.chars().count() <= LONGEST_LEAD),
        _ => None,
    };
    match lead {
        Some((lead, rest)) if heading.level == 2 => {
            let mut html = format!(
                "<span class=\"lead\">{}<span class=\"unseen\">:</span></span> {}",
                escaped(lead),
                escaped(rest)
            );
            inlines(&heading.text[1..], &mut html);
            html
        }
        _ => line(&heading.text),
    }
}
