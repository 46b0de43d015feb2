//! The project's own chores. `cargo xtask` lists them.

#![expect(
    clippy::disallowed_methods,
    reason = "chores run on a developer's machine: they read its clock and environment"
)]

mod absent;
mod agree;
mod ci;
mod generate;
mod graph;
mod layers;
mod licences;
mod links;
mod run;
mod sources;
mod spec;
mod timings;
mod unused;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask CHORE

  ci                  everything that must hold before a change is accepted
  layers              crates use only crates below them; code does not what it must not
  unused              every dependency is named by the crate that declares it
  links               links between pages lead somewhere
  licences            every dependency's licence is on the list
  spec                the spec and every pack's own cases
  agree [--cases N]   both calculators on N generated cases (10,000 by default)
  generate [--check]  the pages under docs/reference (or: are they current?)";

/// What a chore found wrong, in sentences for whoever ran it.
type Outcome = Result<(), String>;

fn main() -> ExitCode {
    let root = root();
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["ci"] => ci::run(&root),
        ["layers"] => both(layers::check(&root), absent::check(&root)),
        ["unused"] => unused::check(&root),
        ["links"] => links::check(&root),
        ["licences"] => licences::check(&root),
        ["spec"] => spec::run(&root),
        ["agree"] => agree::run(&root, "10000"),
        ["agree", "--cases", cases] => agree::run(&root, cases),
        ["generate"] => generate::write(&root),
        ["generate", "--check"] => generate::check(&root),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// What two chores found, together.
fn both(first: Outcome, second: Outcome) -> Outcome {
    match (first, second) {
        (Err(first), Err(second)) => Err(format!("{first}\n{second}")),
        (first, second) => first.and(second),
    }
}

/// The folder of the workspace: this crate's parent.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the workspace").to_owned()
}
