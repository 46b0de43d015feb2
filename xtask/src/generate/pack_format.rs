use milepost_pack::format::{Declaration, FILE, Key, MAKERS, Need, Shape};

use crate::generate::markdown::{code, table};
use crate::generate::{Context, Pages};

/// Every declaration of a pack with every key.
pub(super) fn pages(_: &Context) -> Result<Pages, String> {
    let mut page = format!(
        "# Pack format\n\nA pack is a folder. {} Folders and file names are for people. An unknown key is an error. A \
         number in quotes is read exactly as it is written.\n",
        FILE.doc
    );
    for declaration in nested(&FILE) {
        section(&mut page, declaration);
    }
    page.push_str("\n## How a generated field is made\n\nIn a `[[sample.block]]`, a plain value is the same in every row. Otherwise:\n\n");
    page.push_str(&table(
        &["", "Written, and what it makes"],
        MAKERS.iter().map(|(name, doc)| [code(name), (*doc).to_owned()]),
    ));
    Ok(Pages::from([("pack-format.md".to_owned(), page)]))
}

fn section(page: &mut String, declaration: &Declaration) {
    page.push_str(&format!("\n## {}\n\n{}\n\n", declaration.name, declaration.doc));
    keys(page, declaration.keys);
    let Some(variants) = &declaration.variants else { return };
    for variant in variants.of {
        page.push_str(&format!("\n### {} with `{} = \"{}\"`\n\n", declaration.name, variants.key, variant.word));
        page.push_str(&format!("{}\n\n", sentence(variant.doc)));
        if !variant.keys.is_empty() {
            keys(page, variant.keys);
        }
    }
    while page.ends_with("\n\n") {
        page.pop();
    }
}

fn keys(page: &mut String, keys: &[Key]) {
    let need = |key: &Key| match key.need {
        Need::Required => "required".to_owned(),
        Need::Optional => "optional".to_owned(),
        Need::Default(value) => format!("default {}", code(value)),
    };
    let rows = keys.iter().map(|key| [code(key.name), key.shape.describe(), need(key), meaning(key)]);
    page.push_str(&table(&["Key", "Holds", "Needed", "Means"], rows));
}

/// What a key means, and what each of its words means if it has some.
fn meaning(key: &Key) -> String {
    match key.shape {
        Shape::Word(words) if words.len() > 1 => {
            let words: Vec<String> = words.iter().map(|(word, doc)| format!("{}: {doc}", code(word))).collect();
            format!("{}. {}", key.doc, words.join("; "))
        }
        _ => key.doc.to_owned(),
    }
}

/// The declarations that stand in one, in order, each before those that stand in it; none twice.
fn nested(declaration: &'static Declaration) -> Vec<&'static Declaration> {
    let variants = declaration.variants.iter().flat_map(|variants| variants.of).flat_map(|variant| variant.keys);
    let mut found: Vec<&'static Declaration> = Vec::new();
    for key in declaration.keys.iter().chain(variants) {
        let (Shape::Table(inner) | Shape::Tables(inner)) = key.shape else { continue };
        let inner = std::iter::once(inner).chain(nested(inner));
        for declaration in inner {
            if !found.iter().any(|known| known.name == declaration.name) {
                found.push(declaration);
            }
        }
    }
    found
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let end = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
