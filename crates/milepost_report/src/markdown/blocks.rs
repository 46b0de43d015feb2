use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::{DEEPEST, Reader, caption, safe_id};
use crate::chart;
use crate::document::{Block, Callout, CalloutKind, Heading, Inline, Item, List, Term};
use crate::inert::revealed;
use crate::problem::Level;

impl<'a> Reader<'a> {
    /// Blocks up to the end of what surrounds them.
    pub(super) fn blocks(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        // Text directly in a list item or a definition, without a paragraph around it.
        let mut loose: Vec<Inline> = Vec::new();
        let mut waiting = None;
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(_) => break,
                Event::Start(tag) if starts_block(&tag) => {
                    settle(&mut loose, &mut blocks);
                    if !matches!(tag, Tag::Table(_)) {
                        self.caption_without_table(waiting);
                    }
                    let paragraph = matches!(tag, Tag::Paragraph);
                    self.block(tag, range.start, &mut blocks);
                    let caption = matches!(blocks.last(), Some(Block::Paragraph(text)) if caption::is_caption(text));
                    waiting = (paragraph && caption).then_some(range.start);
                }
                Event::Rule => {
                    settle(&mut loose, &mut blocks);
                    blocks.push(Block::Rule);
                }
                Event::Html(html) => {
                    settle(&mut loose, &mut blocks);
                    self.refuse_html(range.start, &html);
                    blocks.push(Block::Paragraph(vec![Inline::Text(revealed(html.trim()))]));
                }
                other => self.inline(other, range.start, &mut loose),
            }
        }
        settle(&mut loose, &mut blocks);
        self.caption_without_table(waiting);
        blocks
    }

    fn caption_without_table(&mut self, caption: Option<usize>) {
        if let Some(at) = caption {
            self.warn(at, "a caption without a table", "a caption stands right before its table");
        }
    }

    fn block(&mut self, tag: Tag<'a>, at: usize, blocks: &mut Vec<Block>) {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.warn(at, "lists or quotations are nested too deep", "what lies deeper is shown as plain text");
            let text = self.flat_text();
            blocks.push(Block::Paragraph(vec![Inline::Text(text)]));
            self.depth -= 1;
            return;
        }
        match tag {
            Tag::Paragraph => blocks.push(Block::Paragraph(self.inlines())),
            Tag::Heading { level, id, .. } => blocks.push(self.heading(level, id.as_deref(), at)),
            Tag::BlockQuote(None) => blocks.push(Block::Quote(self.blocks())),
            Tag::BlockQuote(Some(kind)) => {
                let inner = self.blocks();
                blocks.push(Block::Callout(callout(kind, inner)));
            }
            Tag::CodeBlock(kind) => self.code_block(&kind, at, blocks),
            Tag::List(start) => blocks.push(Block::List(self.list(start))),
            Tag::DefinitionList => blocks.push(Block::Terms(self.terms())),
            Tag::FootnoteDefinition(label) => {
                let note = self.blocks();
                self.notes.insert(revealed(&label), note);
            }
            Tag::Table(alignment) => {
                let caption = caption::take_before(blocks);
                let table = self.table(&alignment, caption, at);
                blocks.push(Block::Table(table));
            }
            // An HTML block holds only lines of HTML; they are taken one by one.
            _ => blocks.append(&mut self.blocks()),
        }
        self.depth -= 1;
    }

    fn heading(&mut self, level: HeadingLevel, id: Option<&str>, at: usize) -> Block {
        let text = self.inlines();
        if self.depth > 1 {
            self.warn(at, "a heading inside a list, quotation or note", "it is shown as strong text");
            return Block::Paragraph(vec![Inline::Strong(text)]);
        }
        self.places.headings.push(self.lines.line(at));
        let id = id.map(|id| self.checked_id(&revealed(id), at)).unwrap_or_default();
        Block::Heading(Heading { level: level as u8, id, text })
    }

    /// An id as it can stand in a page; says so when it had to be changed.
    pub(super) fn checked_id(&mut self, id: &str, at: usize) -> String {
        let safe = safe_id(id);
        if safe != id {
            self.warn(at, format!("`{id}` is no id"), "an id has ASCII letters, digits, `-` and `_`");
        }
        self.places.ids.push((safe.clone(), self.lines.line(at)));
        safe
    }

    fn list(&mut self, start: Option<u64>) -> List {
        let mut items = Vec::new();
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::Item) => items.push(self.item()),
                Event::End(TagEnd::List(_)) => break,
                _ => {}
            }
        }
        List { start, items }
    }

    fn item(&mut self) -> Item {
        let mut blocks = self.blocks();
        let mut done = None;
        if let Some(Block::Paragraph(text)) = blocks.first_mut() {
            let marked = match text.first() {
                Some(Inline::Text(mark)) if mark == super::inlines::DONE => Some(true),
                Some(Inline::Text(mark)) if mark == super::inlines::NOT_DONE => Some(false),
                _ => None,
            };
            if marked.is_some() {
                done = marked;
                text.remove(0);
            }
        }
        Item { done, blocks }
    }

    fn terms(&mut self) -> Vec<Term> {
        let mut terms: Vec<Term> = Vec::new();
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::DefinitionListTitle) => {
                    let term = self.inlines();
                    terms.push(Term { term, said: Vec::new() });
                }
                Event::Start(Tag::DefinitionListDefinition) => {
                    let said = self.blocks();
                    if let Some(last) = terms.last_mut() {
                        last.said.push(said);
                    }
                }
                Event::End(TagEnd::DefinitionList) => break,
                _ => {}
            }
        }
        terms
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>, at: usize, blocks: &mut Vec<Block>) {
        // Columns of a chart part at commas that the author wrote, so values are revealed after that.
        let text = self.raw_text();
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.trim(),
            CodeBlockKind::Indented => "",
        };
        let Some(settings) = info.strip_prefix("chart").filter(|rest| rest.is_empty() || rest.starts_with(' ')) else {
            let language = revealed(info.split_whitespace().next().unwrap_or_default());
            return blocks.push(Block::Code { language, text: revealed(&text) });
        };
        let (chart, faults) = chart::read(settings, &text);
        for fault in faults {
            // Lines inside the block count from the fence.
            let line = self.lines.line(at + fault.offset_in(&text, info.len()));
            self.problem(Level::Error, at, fault.what, fault.help);
            if let Some(last) = self.problems.last_mut() {
                last.line = line.or(last.line);
            }
        }
        if let Some(mut chart) = chart {
            chart.id = if chart.id.is_empty() { String::new() } else { self.checked_id(&chart.id, at) };
            blocks.push(Block::Figure(chart));
        }
    }

    /// Text of a code block as it came, disguises kept.
    fn raw_text(&mut self) -> String {
        let mut text = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Text(more) => text.push_str(&more),
                Event::End(_) => break,
                _ => {}
            }
        }
        text
    }

    /// All text up to the end of the current element, whatever is nested in it.
    pub(super) fn flat_text(&mut self) -> String {
        let mut text = String::new();
        let mut open = 1usize;
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                    if !text.ends_with(' ') {
                        text.push(' ');
                    }
                }
                Event::Text(more) | Event::Code(more) | Event::Html(more) | Event::InlineHtml(more) => {
                    text.push_str(&more);
                }
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
        revealed(text.trim_end())
    }

    pub(super) fn refuse_html(&mut self, at: usize, html: &str) {
        let shown: String = revealed(html.trim()).chars().take(40).collect();
        self.warn(
            at,
            format!("HTML is not read in a report: `{shown}`"),
            "write Markdown; it is shown as the text that it is",
        );
    }
}

fn settle(loose: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
    if !loose.is_empty() {
        blocks.push(Block::Paragraph(std::mem::take(loose)));
    }
}

fn starts_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::List(_)
            | Tag::Item
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Table(_)
            | Tag::MetadataBlock(_)
    )
}

fn callout(kind: BlockQuoteKind, mut blocks: Vec<Block>) -> Callout {
    let kind = match kind {
        BlockQuoteKind::Note => CalloutKind::Note,
        BlockQuoteKind::Tip => CalloutKind::Tip,
        BlockQuoteKind::Important => CalloutKind::Important,
        BlockQuoteKind::Warning => CalloutKind::Warning,
        BlockQuoteKind::Caution => CalloutKind::Caution,
    };
    let title = match blocks.first_mut() {
        Some(Block::Paragraph(text)) => caption::take_lead(text),
        _ => Vec::new(),
    };
    if matches!(blocks.first(), Some(Block::Paragraph(text)) if text.is_empty()) {
        blocks.remove(0);
    }
    Callout { kind, title, blocks }
}
