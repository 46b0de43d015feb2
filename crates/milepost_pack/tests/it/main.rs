//! The reader, the checker's rules, rendering and the spec, each from text to what a reader sees.

mod hostile;
mod model;
mod near_misses;
mod render;
mod rules;
mod shares;
mod spec;

use milepost_pack::{Checked, Files, example_pack};

/// Files by path and text.
fn files(parts: &[(&str, &str)]) -> Files {
    parts.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// The pack in which rules' examples stand, with more files in it.
fn example(more: &[(&str, &str)]) -> Files {
    let mut all = files(example_pack());
    all.extend(files(more));
    all
}

/// What is wrong, as text for assertions: code, place, message.
fn told(checked: &Checked, files: &Files) -> Vec<String> {
    let line = |p: &milepost_pack::Problem| {
        let at = p.line_column(files);
        format!("{} {}:{}:{} {}", p.code, p.span.file, at.line, at.column, p.message)
    };
    checked.problems.iter().map(line).collect()
}
