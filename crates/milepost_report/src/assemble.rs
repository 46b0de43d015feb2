//! What only the whole document can decide: the cover, levels of headings, ids, numbers of notes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::document::{Block, Document, Heading, Inline, Note, Section, plain};
use crate::markdown::{Parsed, Places};
use crate::problem::{Level, Problem};
use crate::walk::{each_block, each_inline};
use crate::words;

/// Longest id made from a heading, in characters.
const LONGEST_ID: usize = 60;
const DEEPEST_HEADING: u8 = 6;

pub(crate) fn document(
    title: String,
    language: &str,
    context: &Map<String, Value>,
    mut parsed: Vec<(String, Parsed)>,
    problems: &mut Vec<Problem>,
) -> Document {
    let mut title = title;
    let cover = cover(&mut title, &mut parsed);
    levels(&mut parsed, problems);
    duplicates(&parsed, problems);
    let (notes, cover) = number_notes(&mut parsed, cover, problems);
    let places: Vec<(String, Places)> =
        parsed.iter_mut().map(|(file, p)| (file.clone(), std::mem::take(&mut p.places))).collect();
    let sections = parsed.into_iter().map(|(file, p)| Section { file, blocks: p.blocks }).collect();
    let mut document =
        Document { title, language: language.to_owned(), imprint: imprint(context), cover, sections, notes };
    let ids = unique_ids(&mut document);
    dangling(&places, &ids, problems);
    document
}

fn warning(file: &str, line: Option<u32>, what: String, help: &str) -> Problem {
    Problem { level: Level::Warning, file: file.to_owned(), line, what, help: help.to_owned() }
}

/// Takes what the first section has before its first heading. A heading at its very beginning that
/// repeats the title is the title itself, and its cover runs to the next heading.
fn cover(title: &mut String, parsed: &mut [(String, Parsed)]) -> Vec<Block> {
    let Some((_, first)) = parsed.first_mut() else { return Vec::new() };
    if let Some(Block::Heading(heading)) = first.blocks.first() {
        let text = plain(&heading.text);
        if heading.level == 1 && same_words(&text, title) {
            *title = text;
            first.blocks.remove(0);
            first.places.headings.drain(..1.min(first.places.headings.len()));
        }
    }
    let end = first.blocks.iter().position(|block| matches!(block, Block::Heading(_))).unwrap_or(first.blocks.len());
    first.blocks.drain(..end).collect()
}

fn same_words(a: &str, b: &str) -> bool {
    let words =
        |text: &str| text.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    let nonempty = |text: &str| words(text).into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>();
    nonempty(a) == nonempty(b)
}

/// The highest level that sections use becomes 2, below the title; a level that is skipped is closed up.
fn levels(parsed: &mut [(String, Parsed)], problems: &mut Vec<Problem>) {
    let is_heading = |block: &Block| match block {
        Block::Heading(heading) => Some(heading.level),
        _ => None,
    };
    let highest = parsed.iter().flat_map(|(_, p)| &p.blocks).filter_map(is_heading).min().unwrap_or(1);
    let (mut before, mut wanted_before) = (1, 1);
    for (file, parsed) in parsed {
        let Parsed { blocks, places, .. } = parsed;
        let headings = blocks.iter_mut().filter_map(|block| match block {
            Block::Heading(heading) => Some(heading),
            _ => None,
        });
        for (index, heading) in headings.enumerate() {
            let wanted = (heading.level - highest + 2).min(DEEPEST_HEADING);
            let level = wanted.min(before + 1);
            if wanted > wanted_before + 1 {
                let line = places.headings.get(index).copied().flatten();
                let what = format!("the heading `{}` skips a level", plain(&heading.text));
                problems.push(warning(file, line, what, "use one `#` fewer; it is shown one level higher"));
            }
            heading.level = level;
            (before, wanted_before) = (level, wanted);
        }
    }
}

fn duplicates(parsed: &[(String, Parsed)], problems: &mut Vec<Problem>) {
    let mut seen = BTreeSet::new();
    for (file, parsed) in parsed {
        for (id, line) in &parsed.places.ids {
            if !seen.insert(id.as_str()) {
                let what = format!("the id `{id}` is used twice");
                problems.push(warning(file, *line, what, "ids are unique in a report; the later one gets a number"));
            }
        }
    }
}

fn dangling(places: &[(String, Places)], ids: &BTreeSet<String>, problems: &mut Vec<Problem>) {
    for (file, places) in places {
        for (id, line) in &places.links {
            if !ids.contains(id) {
                let what = format!("the link `#{id}` leads nowhere");
                problems.push(warning(file, *line, what, "give the heading, table or figure this id"));
            }
        }
    }
}

/// Gives every heading, table and figure an id of its own; the author's go first.
fn unique_ids(document: &mut Document) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for authors_turn in [true, false] {
        let (mut tables, mut figures) = (0, 0);
        let mut give = |block: &mut Block| {
            let (id, made) = match block {
                Block::Heading(Heading { id, text, .. }) => (id, slug(&plain(text))),
                Block::Table(table) => {
                    tables += 1;
                    (&mut table.id, format!("table-{tables}"))
                }
                Block::Figure(chart) => {
                    figures += 1;
                    (&mut chart.id, format!("figure-{figures}"))
                }
                _ => return,
            };
            if id.is_empty() != authors_turn {
                let wanted = if authors_turn { id.clone() } else { made };
                *id = free(&wanted, &ids);
                ids.insert(id.clone());
            }
        };
        each_block(&mut document.cover, &mut give);
        document.sections.iter_mut().for_each(|section| each_block(&mut section.blocks, &mut give));
        document.notes.iter_mut().for_each(|note| each_block(&mut note.blocks, &mut give));
    }
    ids
}

fn free(wanted: &str, taken: &BTreeSet<String>) -> String {
    let mut id = wanted.to_owned();
    let mut number = 2;
    while taken.contains(&id) {
        id = format!("{wanted}-{number}");
        number += 1;
    }
    id
}

fn slug(text: &str) -> String {
    let mut slug = String::new();
    for character in text.chars().take(LONGEST_ID) {
        match character.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => slug.push(c),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "section".into() } else { slug.into() }
}

/// Numbers notes in the order in which the text refers to them, and drops those that it doesn't.
fn number_notes(
    parsed: &mut [(String, Parsed)],
    mut cover: Vec<Block>,
    problems: &mut Vec<Problem>,
) -> (Vec<Note>, Vec<Block>) {
    let mut notes: Vec<Note> = Vec::new();
    for (index, (file, parsed)) in parsed.iter_mut().enumerate() {
        let mut numbers: BTreeMap<u32, u32> = BTreeMap::new();
        let Parsed { blocks, labels, notes: bodies, .. } = parsed;
        let mut number = |inline: &mut Inline, notes: &mut Vec<Note>| {
            let Inline::Note { number, occurrence } = inline else { return };
            let global = *numbers.entry(*number).or_insert_with(|| {
                let label = usize::try_from(*number - 1).ok().and_then(|at| labels.get(at));
                let blocks = label.and_then(|label| bodies.remove(label)).unwrap_or_default();
                notes.push(Note { blocks, references: 0 });
                u32::try_from(notes.len()).unwrap_or(u32::MAX)
            });
            *number = global;
            if let Some(note) = usize::try_from(global - 1).ok().and_then(|at| notes.get_mut(at)) {
                note.references += 1;
                *occurrence = note.references;
            }
        };
        let mut done = notes.len();
        if index == 0 {
            each_inline(&mut cover, &mut |inline| number(inline, &mut notes));
        }
        each_inline(blocks, &mut |inline| number(inline, &mut notes));
        // A note may refer to further notes.
        while done < notes.len() {
            let mut body = std::mem::take(&mut notes[done].blocks);
            each_inline(&mut body, &mut |inline| number(inline, &mut notes));
            notes[done].blocks = body;
            done += 1;
        }
        for label in bodies.keys() {
            problems.push(warning(file, None, format!("nothing refers to the note `{label}`"), "it is left out"));
        }
    }
    (notes, cover)
}

/// What the report is about and what it was made from.
fn imprint(context: &Map<String, Value>) -> Vec<(String, String)> {
    let text = |name: &str, field: &str| {
        let found = context.get(name).and_then(|object| object.get(field)).and_then(Value::as_str);
        found.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let day = |field: &str| Some(words::date(text("period", field)?.parse().ok()?));
    let period = text("period", "label").map(|label| match (day("start"), day("end")) {
        (Some(start), Some(end)) => format!("{label} ({start} to {end})"),
        _ => label,
    });
    let release = text("report", "release").or_else(|| text("pack", "release"));
    let pairs = [
        ("Agency", text("agency", "title")),
        ("Period", period),
        ("Program", text("pack", "title")),
        ("Release", release),
    ];
    pairs.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))).collect()
}
