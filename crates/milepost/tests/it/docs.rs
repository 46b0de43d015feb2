//! Every command of every tutorial and how-to page is run, in order, in a fresh folder; what the
//! page shows must be what the program says.
//!
//! A block ```` ```toml file=rides/pack.toml ```` writes a file, `append` adds to it; a block
//! ```` ```diff file=rides/pack.toml ```` changes lines of it: `-` what is there, `+` what takes its
//! place. In a block
//! ```` ```console ```` a line `$ milepost …` is run, and the lines below it are what it prints:
//! standard output, then standard error. `…` stands for anything in a line, and alone on a line for
//! any lines. ```` ```console exit=1 ```` expects that exit code of its last command.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Debug)]
enum Step {
    Write { path: String, text: String, append: bool },
    Change { path: String, lines: Vec<(String, String)> },
    Run { line: usize, arguments: Vec<String>, expected: Vec<String>, exit: i32 },
}

#[test]
fn every_command_of_every_page_does_what_the_page_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut pages: Vec<PathBuf> = ["docs/tutorial", "docs/how-to"]
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).into_iter().flatten())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    pages.sort();
    assert!(!pages.is_empty(), "there are pages to test");
    let mut commands = 0;
    for page in pages {
        let folder = tempfile::tempdir().unwrap();
        // Pages may use the packs that come with the project by their path in it.
        std::os::unix::fs::symlink(root.join("packs").canonicalize().unwrap(), folder.path().join("packs")).unwrap();
        for step in steps(&fs::read_to_string(&page).unwrap()) {
            commands += usize::from(matches!(step, Step::Run { .. }));
            perform(&page, folder.path(), step);
        }
        if page.ends_with("first-program.md") {
            assert_eq!(
                files(&folder.path().join("rides")),
                files(&root.join("packs/teaching")),
                "the pack that the page builds"
            );
        }
    }
    assert!(commands > 10, "the pages run {commands} commands");
}

/// The text files below a folder, by their path in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(current) = waiting.pop() {
        for entry in fs::read_dir(current).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

fn perform(page: &Path, folder: &Path, step: Step) {
    match step {
        Step::Write { path, text, append } => {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let before = if append { fs::read_to_string(&path).unwrap() + "\n" } else { String::new() };
            fs::write(path, format!("{before}{text}")).unwrap();
        }
        Step::Change { path, lines } => {
            let mut text = fs::read_to_string(folder.join(&path)).unwrap();
            for (old, new) in lines {
                assert!(text.contains(&old), "{}: {path} has no line `{old}`", page.display());
                text = text.replacen(&old, &new, 1);
            }
            fs::write(folder.join(path), text).unwrap();
        }
        Step::Run { line, arguments, expected, exit } => {
            let output = Command::new(env!("CARGO_BIN_EXE_milepost"))
                .args(&arguments)
                .current_dir(folder)
                .env("MILEPOST_AS", "you")
                .env("NO_COLOR", "1")
                .output()
                .unwrap();
            let said =
                format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            let place = format!("{}:{line}: milepost {}", page.display(), arguments.join(" "));
            assert_eq!(output.status.code(), Some(exit), "{place}\n{said}");
            assert!(matches(&expected, &said), "{place}\nthe page shows:\n{}\nit says:\n{said}", expected.join("\n"));
        }
    }
}

/// Reads the steps of a page.
fn steps(markdown: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = markdown.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks < 3 {
            continue;
        }
        let (fence, info) = line.split_at(ticks);
        let body: Vec<(usize, &str)> = lines.by_ref().take_while(|(_, l)| *l != fence).collect();
        let words: Vec<&str> = info.split_whitespace().collect();
        let option = |name: &str| words.iter().find_map(|w| w.strip_prefix(name).and_then(|w| w.strip_prefix('=')));
        if let (Some(path), Some(&"diff")) = (option("file"), words.first()) {
            let marked = |mark: char| body.iter().filter_map(move |(_, l)| l.strip_prefix(mark)).map(str::to_owned);
            steps.push(Step::Change { path: path.to_owned(), lines: marked('-').zip(marked('+')).collect() });
        } else if let Some(path) = option("file") {
            let text: String = body.iter().map(|(_, l)| format!("{l}\n")).collect();
            steps.push(Step::Write { path: path.to_owned(), text, append: words.contains(&"append") });
        } else if words.first() == Some(&"console") {
            let exit = option("exit").map_or(0, |code| code.parse().unwrap());
            steps.extend(runs(&body, exit));
        }
    }
    steps
}

fn runs(body: &[(usize, &str)], exit: i32) -> Vec<Step> {
    let mut found = Vec::new();
    for (number, line) in body {
        if let Some(command) = line.strip_prefix("$ milepost ") {
            let arguments = words(command);
            found.push(Step::Run { line: number + 1, arguments, expected: Vec::new(), exit: 0 });
        } else {
            let Some(Step::Run { expected, .. }) = found.last_mut() else {
                panic!("line {}: `{line}` is not below a `$ milepost` line", number + 1)
            };
            expected.push((*line).to_owned());
        }
    }
    if let Some(Step::Run { exit: last, .. }) = found.last_mut() {
        *last = exit;
    }
    found
}

/// Splits a command into words; quotes hold words together.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in command.chars() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(q)) if c == q => quote = None,
            (' ', None) => words.push(String::new()),
            (c, _) => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

/// True when what was said is what was expected, `…` standing for anything.
fn matches(expected: &[String], said: &str) -> bool {
    let said: Vec<&str> = said.lines().map(str::trim_end).collect();
    matches_lines(&expected.iter().map(|l| l.trim_end()).collect::<Vec<_>>(), &said)
}

fn matches_lines(expected: &[&str], said: &[&str]) -> bool {
    match (expected.split_first(), said.split_first()) {
        (None, None) => true,
        (Some((&"…", rest)), _) => (0..=said.len()).any(|skip| matches_lines(rest, &said[skip..])),
        (Some((line, rest)), Some((actual, others))) => matches_line(line, actual) && matches_lines(rest, others),
        _ => false,
    }
}

fn matches_line(expected: &str, actual: &str) -> bool {
    let mut pieces = expected.split('…');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = actual.strip_prefix(first) else { return false };
    let mut open = false;
    for piece in pieces {
        open = true;
        if piece.is_empty() {
            continue;
        }
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
        open = false;
    }
    open || rest.is_empty()
}

#[test]
fn the_wildcard_stands_for_anything_and_nothing_else_does() {
    assert!(matches_line("read 3 rows in … s", "read 3 rows in 0.1 s"));
    assert!(!matches_line("read 3 rows in … s", "read 4 rows in 0.1 s"));
    assert!(!matches_line("read", "read more"));
    assert!(matches_lines(&["a", "…", "z"], &["a", "b", "c", "z"]));
    assert!(!matches_lines(&["a", "z"], &["a", "b", "z"]));
}
