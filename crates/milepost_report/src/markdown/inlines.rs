use pulldown_cmark::{Event, LinkType, Tag};

use super::{DEEPEST, Reader};
use crate::document::{Inline, plain};
use crate::inert::revealed;

/// Marks of checklist items until the item is complete; U+0001 and U+0002 occur in no Markdown text.
pub(super) const DONE: &str = "\u{1}";
pub(super) const NOT_DONE: &str = "\u{2}";

const SCHEMES: [&str; 4] = ["https:", "http:", "mailto:", "tel:"];
const STATUSES: [&str; 9] =
    ["met", "not_met", "no_data", "not_applicable", "progress", "slippage", "maintained", "none", "not_set"];

impl<'a> Reader<'a> {
    /// Text up to the end of what surrounds it.
    pub(super) fn inlines(&mut self) -> Vec<Inline> {
        let mut inlines = Vec::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(_) => break,
                other => self.inline(other, range.start, &mut inlines),
            }
        }
        inlines
    }

    pub(super) fn inline(&mut self, event: Event<'a>, at: usize, inlines: &mut Vec<Inline>) {
        match event {
            Event::Text(text) => add_text(inlines, &revealed(&text)),
            Event::Code(text) => inlines.push(Inline::Code(revealed(&text))),
            Event::SoftBreak => add_text(inlines, " "),
            Event::HardBreak => inlines.push(Inline::Break),
            Event::InlineHtml(html) | Event::Html(html) => self.inline_html(at, &html, inlines),
            Event::FootnoteReference(label) => {
                let label = revealed(&label);
                let number = self.labels.iter().position(|known| *known == label).unwrap_or_else(|| {
                    self.labels.push(label.clone());
                    self.labels.len() - 1
                });
                let number = u32::try_from(number + 1).unwrap_or(u32::MAX);
                inlines.push(Inline::Note { number, occurrence: 0 });
            }
            Event::TaskListMarker(done) => inlines.push(Inline::Text(if done { DONE } else { NOT_DONE }.into())),
            Event::Start(tag) => self.marked(tag, at, inlines),
            _ => {}
        }
    }

    fn marked(&mut self, tag: Tag<'a>, at: usize, inlines: &mut Vec<Inline>) {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.warn(at, "marks are nested too deep", "what lies deeper is shown as plain text");
            let text = self.flat_text();
            add_text(inlines, &text);
        } else {
            let text = self.inlines();
            match tag {
                Tag::Emphasis => inlines.push(Inline::Emphasis(text)),
                Tag::Strong => inlines.push(Inline::Strong(text)),
                Tag::Strikethrough => inlines.push(Inline::Strikeout(text)),
                Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                    self.link(&format!("mailto:{}", revealed(&dest_url)), text, at, inlines);
                }
                Tag::Link { dest_url, .. } => self.link(&revealed(&dest_url), text, at, inlines),
                Tag::Image { .. } => {
                    self.warn(at, "a report holds no pictures", "draw a chart from data, or describe it in words");
                    inlines.extend(text);
                }
                _ => inlines.extend(text),
            }
        }
        self.depth -= 1;
    }

    fn link(&mut self, to: &str, text: Vec<Inline>, at: usize, inlines: &mut Vec<Inline>) {
        if let Some(code) = to.strip_prefix("status:") {
            if STATUSES.contains(&code) {
                return inlines.push(Inline::Status { code: code.to_owned(), text: plain(&text) });
            }
            self.warn(at, format!("`{code}` is no status"), &format!("known: {}", STATUSES.join(", ")));
            return inlines.extend(text);
        }
        let scheme = SCHEMES.iter().any(|s| to.get(..s.len()).is_some_and(|start| start.eq_ignore_ascii_case(s)));
        if let Some(id) = to.strip_prefix('#') {
            self.places.links.push((id.to_owned(), self.lines.line(at)));
        }
        if scheme || to.starts_with('#') {
            return inlines.push(Inline::Link { to: to.to_owned(), text });
        }
        let help = "a report is one file: link to `#id` in it, or to https:, http:, mailto: or tel:";
        self.warn(at, format!("the link `{}` leads nowhere", to.chars().take(60).collect::<String>()), help);
        inlines.extend(text);
    }

    /// `<br>` is the one tag that cells of tables can't do without.
    fn inline_html(&mut self, at: usize, html: &str, inlines: &mut Vec<Inline>) {
        let tag: String = html.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        if tag == "<br>" || tag == "<br/>" {
            return inlines.push(Inline::Break);
        }
        self.refuse_html(at, html);
        add_text(inlines, &revealed(html));
    }
}

/// Adds text to the text before it, if it stands there.
pub(super) fn add_text(inlines: &mut Vec<Inline>, more: &str) {
    match inlines.last_mut() {
        Some(Inline::Text(text)) if text != DONE && text != NOT_DONE => text.push_str(more),
        _ => inlines.push(Inline::Text(more.to_owned())),
    }
}
