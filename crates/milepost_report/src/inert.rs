//! Values that Markdown can't mistake for marks.
//!
//! A value printed by a template may hold any character: a pipe would end a table cell, an underscore
//! start emphasis, `<` a tag. Escaping with backslashes depends on the place (code spans show them).
//! So a value's ASCII punctuation travels through the Markdown parser as private-use characters,
//! which no grammar knows, and is turned back in the parsed text, wherever it ended up.

use std::borrow::Cow;

/// First of 128 code points of a private-use plane that stand for ASCII.
const BASE: u32 = 0xF_5000;

/// A value's text, safe anywhere in Markdown: punctuation is disguised, and white space (line ends
/// too) is one space.
pub(crate) fn disguised(text: &str) -> String {
    let mut inert = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            c if c.is_whitespace() || c.is_control() => {
                if !inert.ends_with(' ') {
                    inert.push(' ');
                }
            }
            c if c.is_ascii_punctuation() => inert.push(char::from_u32(BASE + c as u32).unwrap_or(c)),
            c if is_disguise(c) => inert.push(char::REPLACEMENT_CHARACTER),
            c => inert.push(c),
        }
    }
    inert
}

/// Author's text without characters that would be taken for disguised ones.
pub(crate) fn without_disguises(text: &str) -> Cow<'_, str> {
    if text.contains(is_disguise) {
        text.chars().map(|c| if is_disguise(c) { char::REPLACEMENT_CHARACTER } else { c }).collect::<String>().into()
    } else {
        text.into()
    }
}

/// Parsed text with disguised characters turned back.
pub(crate) fn revealed(text: &str) -> String {
    text.chars()
        .map(|c| match u32::from(c).checked_sub(BASE) {
            Some(code) if is_disguise(c) => char::from_u32(code).unwrap_or(c),
            _ => c,
        })
        .collect()
}

fn is_disguise(character: char) -> bool {
    (BASE..BASE + 128).contains(&u32::from(character))
}
