use crate::document::{Block, Inline};

/// The words that make a paragraph the caption of the table after it.
const MARK: &str = "Table: ";
/// Longest lead of a callout that is taken as its title, in characters.
const LONGEST_LEAD: usize = 60;

/// What a caption says.
#[derive(Debug, Default)]
pub(super) struct Caption {
    pub(super) text: Vec<Inline>,
    pub(super) id: String,
    pub(super) classes: Vec<String>,
}

/// Takes the caption that stands right before a table.
pub(super) fn take_before(blocks: &mut Vec<Block>) -> Option<Caption> {
    let Some(Block::Paragraph(inlines)) = blocks.last() else { return None };
    if !is_caption(inlines) {
        return None;
    }
    let Some(Block::Paragraph(mut text)) = blocks.pop() else { return None };
    if let Some(Inline::Text(first)) = text.first_mut() {
        *first = first[MARK.len()..].trim_start().to_owned();
    }
    let mut caption = Caption::default();
    if let Some(Inline::Text(last)) = text.last_mut()
        && let Some((before, attributes)) = attributes(last)
    {
        for attribute in attributes.split_whitespace() {
            if let Some(id) = attribute.strip_prefix('#') {
                caption.id = id.to_owned();
            } else if let Some(class) = attribute.strip_prefix('.') {
                caption.classes.push(class.to_owned());
            }
        }
        *last = before.to_owned();
    }
    text.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
    caption.text = text;
    Some(caption)
}

/// True for a paragraph that wants to be a caption.
pub(super) fn is_caption(inlines: &[Inline]) -> bool {
    matches!(inlines.first(), Some(Inline::Text(text)) if text.starts_with(MARK))
}

/// `Caption {#id .class}`: what stands before the braces, and in them.
fn attributes(text: &str) -> Option<(&str, &str)> {
    let (before, rest) = text.trim_end().rsplit_once('{')?;
    let inside = rest.strip_suffix('}')?;
    inside.starts_with(['#', '.']).then_some((before.trim_end(), inside))
}

/// The words of a callout up to its first colon, if they are few: `As printed in 2013:`.
pub(super) fn take_lead(text: &mut Vec<Inline>) -> Vec<Inline> {
    let lead = match text.first() {
        Some(Inline::Strong(strong)) => match strong.as_slice() {
            [Inline::Text(words)] => words.strip_suffix([':', '.']).map(str::to_owned),
            _ => None,
        },
        Some(Inline::Text(words)) => words.split_once(':').map(|(lead, _)| lead.to_owned()),
        _ => None,
    };
    let Some(lead) = lead.filter(|lead| !lead.is_empty() && lead.chars().count() <= LONGEST_LEAD) else {
        return Vec::new();
    };
    match text.first_mut() {
        Some(Inline::Text(words)) => *words = words[lead.len() + 1..].trim_start().to_owned(),
        _ => {
            text.remove(0);
            if let Some(Inline::Text(next)) = text.first_mut() {
                *next = next.trim_start().to_owned();
            }
        }
    }
    text.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
    vec![Inline::Text(lead)]
}

/// An id of ASCII letters, digits, `-` and `_`; anything else becomes `-`.
pub(crate) fn safe_id(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).collect()
}
