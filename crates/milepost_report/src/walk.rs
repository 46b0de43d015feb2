//! Visits every block or every piece of text, whatever it is nested in.

use crate::document::{Block, Inline};

/// Visits blocks in reading order, a block before what it holds.
pub(crate) fn each_block(blocks: &mut [Block], visit: &mut impl FnMut(&mut Block)) {
    for block in blocks {
        visit(block);
        each_inside(block, &mut |inner| each_block(inner, visit));
    }
}

/// Visits pieces of text in reading order, a piece before what it holds.
pub(crate) fn each_inline(blocks: &mut [Block], visit: &mut impl FnMut(&mut Inline)) {
    for block in blocks {
        match block {
            Block::Heading(heading) => inlines(&mut heading.text, visit),
            Block::Paragraph(text) => inlines(text, visit),
            Block::Table(table) => {
                inlines(&mut table.caption, visit);
                let cells = table.header.iter_mut().chain(table.rows.iter_mut().flatten());
                cells.for_each(|cell| inlines(cell, visit));
            }
            Block::Terms(terms) => {
                for term in terms {
                    inlines(&mut term.term, visit);
                    term.said.iter_mut().for_each(|said| each_inline(said, visit));
                }
            }
            Block::Callout(callout) => {
                inlines(&mut callout.title, visit);
                each_inline(&mut callout.blocks, visit);
            }
            other => each_inside(other, &mut |inner| each_inline(inner, visit)),
        }
    }
}

fn each_inside(block: &mut Block, visit: &mut dyn FnMut(&mut [Block])) {
    match block {
        Block::List(list) => list.items.iter_mut().for_each(|item| visit(&mut item.blocks)),
        Block::Terms(terms) => terms.iter_mut().flat_map(|term| &mut term.said).for_each(|said| visit(said)),
        Block::Callout(callout) => visit(&mut callout.blocks),
        Block::Quote(blocks) => visit(blocks),
        Block::Heading(_)
        | Block::Paragraph(_)
        | Block::Table(_)
        | Block::Figure(_)
        | Block::Code { .. }
        | Block::Rule => {}
    }
}

fn inlines(text: &mut [Inline], visit: &mut impl FnMut(&mut Inline)) {
    for inline in text {
        visit(inline);
        match inline {
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strikeout(inner)
            | Inline::Link { text: inner, .. } => inlines(inner, visit),
            _ => {}
        }
    }
}
