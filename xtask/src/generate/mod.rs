//! The pages of the reference, made from what the program itself says.

mod commands;
mod expressions;
mod intake_checks;
mod markdown;
mod pack_format;
mod packs;
mod report_texts;
mod rules;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Outcome, run, sources};

/// Where the pages go. Nothing else lives there.
const FOLDER: &str = "docs/reference";

/// Pages by their path in the folder.
type Pages = BTreeMap<String, String>;

/// What a generator may ask.
struct Context {
    root: PathBuf,
    milepost: PathBuf,
}

/// Makes some pages.
type Generator = fn(&Context) -> Result<Pages, String>;

const GENERATORS: [Generator; 7] = [
    commands::pages,
    pack_format::pages,
    expressions::pages,
    report_texts::pages,
    rules::pages,
    intake_checks::pages,
    packs::pages,
];

/// Makes all pages and removes those that nothing makes any more.
pub(crate) fn write(root: &Path) -> Outcome {
    let pages = pages(root)?;
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    for path in existing(root)? {
        if !pages.contains_key(&sources::shown(&root.join(FOLDER), &path)) {
            fs::remove_file(&path).map_err(|error| failed(&path, error))?;
        }
    }
    for (name, text) in &pages {
        let path = root.join(FOLDER).join(name);
        let folder = path.parent().unwrap_or(root);
        fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        fs::write(&path, text).map_err(|error| failed(&path, error))?;
    }
    println!("{} pages in {FOLDER}", pages.len());
    Ok(())
}

/// Says which pages differ from what would be made now.
pub(crate) fn check(root: &Path) -> Outcome {
    let pages = pages(root)?;
    let mut stale: Vec<String> = Vec::new();
    for path in existing(root)? {
        let name = sources::shown(&root.join(FOLDER), &path);
        match pages.get(&name) {
            None => stale.push(format!("{FOLDER}/{name}: nothing makes this page")),
            Some(text) if *text != sources::text(&path)? => stale.push(format!("{FOLDER}/{name}: out of date")),
            Some(_) => {}
        }
    }
    let missing = pages.keys().filter(|name| !root.join(FOLDER).join(name).exists());
    stale.extend(missing.map(|name| format!("{FOLDER}/{name}: missing")));
    if stale.is_empty() { Ok(()) } else { Err(format!("{}\nrun `cargo xtask generate`", stale.join("\n"))) }
}

fn pages(root: &Path) -> Result<Pages, String> {
    let context = Context { root: root.to_owned(), milepost: run::milepost(root)? };
    let mut pages = Pages::new();
    for generator in GENERATORS {
        for (name, text) in generator(&context)? {
            if pages.insert(name.clone(), text).is_some() {
                return Err(format!("two generators make {FOLDER}/{name}"));
            }
        }
    }
    let index = index(&pages);
    pages.insert("README.md".to_owned(), index);
    Ok(pages)
}

fn existing(root: &Path) -> Result<Vec<PathBuf>, String> {
    sources::below(&root.join(FOLDER), &["md"])
}

/// A list of all pages by their first heading.
fn index(pages: &Pages) -> String {
    let mut text =
        "# Reference\n\nMade by `cargo xtask generate` from what the program itself says; never edited by hand.\n\n"
            .to_owned();
    // A folder with a list of its own is one entry.
    let listed = |name: &str| match name.rsplit_once('/') {
        Some((folder, file)) => file == "README.md" || !pages.contains_key(&format!("{folder}/README.md")),
        None => true,
    };
    for (name, page) in pages.iter().filter(|(name, _)| listed(name)) {
        let title = page.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or(name);
        text.push_str(&format!("- [{title}]({name})\n"));
    }
    text
}
