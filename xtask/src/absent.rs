//! What the code doesn't do, on purpose. The compiler and clippy prove most of it; these are the
//! words that neither of them reads.

use std::path::Path;

use crate::{Outcome, sources};

/// Words that must not stand in some files, and why.
struct Absence {
    /// A word between two characters that are neither letters nor digits. Lower case finds any case.
    words: Vec<String>,
    /// True for the files it speaks of, by path below the root.
    applies: fn(&str) -> bool,
    /// Lines that hold only a comment don't count.
    code_only: bool,
    why: &'static str,
}

/// Programs and their own words, besides the ids of the packs that come with the project.
const PROGRAMS: [&str; 10] =
    ["minnesota", "california", "part c", "mfip", "hspm", "ifsp", "dcss", "lcsa", "seau", "osep"];

/// Checks every source file.
pub(crate) fn check(root: &Path) -> Outcome {
    let absences = absences(programs(root)?);
    let mut breaches = Vec::new();
    for folder in ["crates", "xtask"] {
        for path in sources::below(&root.join(folder), &["rs", "toml", "html", "sql", "css", "js"])? {
            let shown = sources::shown(root, &path);
            if shown.starts_with("xtask/src/absent.rs") {
                continue;
            }
            breaches.extend(in_file(&shown, &sources::text(&path)?, &absences));
        }
    }
    if breaches.is_empty() { Ok(()) } else { Err(breaches.join("\n")) }
}

/// The ids of the packs, but for those that are plain words.
fn programs(root: &Path) -> Result<Vec<String>, String> {
    let mut programs: Vec<String> = PROGRAMS.map(str::to_owned).to_vec();
    for pack in sources::packs(root)? {
        let path = pack.join("pack.toml");
        let table: toml::Table =
            sources::text(&path)?.parse().map_err(|error| format!("{}: {error}", path.display()))?;
        let id = table.get("pack").and_then(|pack| pack.get("id")).and_then(|id| id.as_str());
        programs.extend(id.filter(|id| id.contains('_')).map(str::to_owned));
    }
    Ok(programs)
}

fn absences(programs: Vec<String>) -> Vec<Absence> {
    let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
    vec![
        Absence {
            words: programs,
            applies: |path| path.starts_with("crates/"),
            code_only: false,
            why: "programs are data, in packs/",
        },
        Absence {
            words: words(&["Timestamp::now", "Zoned::now", "SystemTime::now", "Instant::now"]),
            applies: |path| {
                let edge = ["crates/milepost/", "crates/milepost_testkit/", "xtask/"];
                path.contains("/src/") && !edge.iter().any(|p| path.starts_with(p))
            },
            code_only: true,
            why: "the binary and the test kit alone read a clock",
        },
        Absence {
            words: words(&[
                "thread_rng",
                "rand::rng",
                "rand::random",
                "from_os_rng",
                "from_entropy",
                "OsRng",
                "new_v4",
                "now_v7",
            ]),
            applies: |path| !path.starts_with("crates/milepost/src/"),
            code_only: true,
            why: "chance comes from a seed that is handed in",
        },
        Absence {
            words: words(&["std::fs", "std::net", "std::env", "std::process", "std::thread", "async", "await"]),
            applies: |path| pure(path) && path.contains("/src/"),
            code_only: true,
            why: "this crate does no IO and waits for nothing",
        },
        Absence {
            words: words(&["f32", "f64"]),
            applies: |path| exact(path) && path.contains("/src/"),
            code_only: true,
            why: "figures are exact: integers and their ratios",
        },
        Absence {
            words: words(&["println!", "eprintln!", "print!", "eprint!"]),
            applies: |path| {
                path.contains("/src/") && !["crates/milepost/src/", "xtask/"].iter().any(|p| path.starts_with(p))
            },
            code_only: true,
            why: "the binary alone speaks to people; a library returns what there is to say",
        },
        Absence {
            words: words(&["todo!", "unimplemented!", "dbg!", "fixme", "xxx", "#[ignore]"]),
            applies: |path| path.ends_with(".rs"),
            code_only: false,
            why: "what is here is finished",
        },
        Absence {
            words: words(&["CURRENT_TIMESTAMP", "CURRENT_DATE", "datetime('now", "date('now", "strftime('"]),
            applies: |path| path.starts_with("crates/milepost_store/"),
            code_only: true,
            why: "the store is told what time it is",
        },
    ]
}

/// Crates of which the compiler can't prove that they do no IO.
fn pure(path: &str) -> bool {
    let crates = ["calendar", "expression", "statistics", "pack", "measure", "disclosure", "oversight", "report"];
    crates.iter().any(|name| path.starts_with(&format!("crates/milepost_{name}/")))
}

/// Crates that hold figures. (A report also places marks on paper, a dataset reads cells of sheets.)
fn exact(path: &str) -> bool {
    (pure(path) && !path.starts_with("crates/milepost_report/") && !path.starts_with("crates/milepost_statistics/"))
        || path.starts_with("crates/milepost_store/")
        || path.starts_with("crates/milepost_app/")
}

fn in_file(path: &str, text: &str, absences: &[Absence]) -> Vec<String> {
    let applying: Vec<&Absence> = absences.iter().filter(|a| (a.applies)(path)).collect();
    let mut breaches = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let comment = line.trim_start().starts_with("//");
        for absence in applying.iter().filter(|a| !(comment && a.code_only)) {
            if let Some(word) = absence.words.iter().find(|word| stands_in(line, word)) {
                breaches.push(format!("{path}:{}: `{word}`: {}", number + 1, absence.why));
            }
        }
    }
    breaches
}

/// True when a word stands in a line with neither letter nor digit on either side. A word in lower
/// case is found in any case, another one only as it is.
fn stands_in(line: &str, word: &str) -> bool {
    let lowered = (*word == word.to_lowercase() && !word.contains(['_', ':', '!'])).then(|| line.to_lowercase());
    let line = lowered.as_deref().unwrap_or(line);
    let apart = |character: Option<char>| character.is_none_or(|c| !c.is_alphanumeric());
    let bounded = |at: usize| apart(line[..at].chars().next_back()) && apart(line[at + word.len()..].chars().next());
    line.match_indices(word).any(|(at, _)| bounded(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(path: &str, text: &str) -> Vec<String> {
        in_file(path, text, &absences(vec!["mn_part_c".to_owned(), "mfip".to_owned()]))
    }

    #[test]
    fn the_project_keeps_to_it() {
        assert_eq!(check(&crate::root()), Ok(()));
    }

    #[test]
    fn programs_are_named_in_packs_only() {
        let text = "let id = \"mn_part_c\";\nlet part_count = 1; // MFIP\nlet x = \"mn_part_count\";\n";
        assert_eq!(
            breaches("crates/milepost_pack/src/a.rs", text),
            [
                "crates/milepost_pack/src/a.rs:1: `mn_part_c`: programs are data, in packs/",
                "crates/milepost_pack/src/a.rs:2: `mfip`: programs are data, in packs/",
            ]
        );
        assert_eq!(breaches("xtask/src/a.rs", text), [""; 0]);
    }

    #[test]
    fn clocks_are_read_at_the_edge() {
        let text = "// Timestamp::now is not for us\nlet now = jiff::Timestamp::now();\n";
        let found = breaches("crates/milepost_app/src/a.rs", text);
        assert_eq!(
            found,
            ["crates/milepost_app/src/a.rs:2: `Timestamp::now`: the binary and the test kit alone read a clock"]
        );
        assert_eq!(breaches("crates/milepost/src/clock.rs", text), [""; 0]);
        assert_eq!(breaches("crates/milepost_testkit/src/clock.rs", text), [""; 0]);
    }

    #[test]
    fn pure_crates_touch_nothing_and_figures_are_exact() {
        let text = "use std::fs;\nlet rate = 0.5f64;\nlet rate: f64 = 0.5;\nlet a = asynchronous;\n";
        let lines = |path: &str| breaches(path, text).len();
        assert_eq!(lines("crates/milepost_measure/src/a.rs"), 2, "the module and the type; `0.5f64` is one word");
        assert_eq!(lines("crates/milepost_report/src/a.rs"), 1);
        assert_eq!(lines("crates/milepost_measure/tests/it/a.rs"), 0);
        assert_eq!(lines("crates/milepost_dataset/src/a.rs"), 0);
    }

    #[test]
    fn words_stand_alone_or_not_at_all() {
        assert!(stands_in("an IFSP, here", "ifsp"));
        assert!(!stands_in("the ifsps here", "ifsp"));
        assert!(!stands_in("unlcsa", "lcsa"));
        assert!(stands_in("été_mfip_", "mfip"));
    }
}
