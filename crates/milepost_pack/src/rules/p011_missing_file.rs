use super::Rule;
use crate::format::Shape;
use crate::problem::Problems;
use crate::read::{Declared, Text, nearest, shortened};
use crate::{Files, Problem, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P011",
    name: "missing file",
    severity: Severity::Error,
    what: "A path names a file of the pack, from the pack's own folder on, with `/` between folders.",
    why: "A report without one of its sections, or a list of agencies that isn't there, would only be noticed when it is \
          needed.",
    wrong: &[("more.toml", "[[agency_file]]\nfile = \"data/agency.csv\"\n"), ("data/agencies.csv", "id,title,type\n")],
    mended: &[
        ("more.toml", "[[agency_file]]\nfile = \"data/agencies.csv\"\n"),
        ("data/agencies.csv", "id,title,type\n"),
    ],
};

pub(crate) fn problem(path: &Text, files: &Files) -> Problem {
    let help = match nearest(&path.text, files.keys().map(String::as_str).take(2_000)) {
        Some(near) => format!("did you mean \"{near}\"? Paths start at the pack's folder"),
        None => "paths start at the pack's folder, with `/` between folders".to_owned(),
    };
    RULE.problem(path.span.clone(), format!("the pack has no file `{}`", shortened(&path.text)), "no such file", help)
}

/// Looks for the files that reports and samples name; data files of agencies are looked for when they
/// are read.
pub(crate) fn check(declared: &Declared, files: &Files, problems: &mut Problems) {
    for entry in ["report", "sample"].into_iter().flat_map(|word| declared.of(word)) {
        for key in entry.form.keys.iter().filter(|key| matches!(key.shape, Shape::Path | Shape::Paths)) {
            for path in entry.text(key.name).into_iter().chain(entry.texts(key.name)) {
                if !files.contains_key(&path.text) && !problems.is_full() {
                    problems.push(problem(path, files));
                }
            }
        }
    }
}
