use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::{Outcome, absent, generate, layers, licences, links, run, spec, timings, unused};

type Step = (&'static str, fn(&Path) -> Outcome);

/// The binary with everything that it can hold.
const WHOLE: [&str; 3] = ["--workspace", "--features", "milepost/engine"];

/// What must hold before a change is accepted, the cheapest first. Later steps run even if an
/// earlier one fails, so that one run tells everything.
const STEPS: [Step; 13] = [
    ("tools", |root| run::succeed(run::command(root, "bash", &[".ci/install"]))),
    ("format", |root| run::succeed(run::cargo(root, &["fmt", "--all", "--check"]))),
    ("layers", layers::check),
    ("absent", absent::check),
    ("unused", unused::check),
    ("links", links::check),
    ("licences", licences::check),
    ("clippy", |root| run::succeed(whole(root, "clippy", &["--all-targets", "--quiet", "--", "-D", "warnings"]))),
    ("build", |root| run::succeed(whole(root, "build", &["--all-targets", "--timings", "--quiet"]))),
    ("generated", generate::check),
    ("spec", spec::run),
    ("spec by the engine", spec::run_by_engine),
    ("tests", tests),
];

/// Runs all steps, then tells how long each took and what was slow to build.
pub(crate) fn run(root: &Path) -> Outcome {
    let mut done: Vec<(&str, Duration, Outcome)> = Vec::new();
    for (name, step) in STEPS {
        println!("── {name}");
        let start = Instant::now();
        let outcome = step(root);
        if let Err(message) = &outcome {
            eprintln!("{message}");
        }
        done.push((name, start.elapsed(), outcome));
    }
    println!("── slowest to build (seconds, with whatever was built beside it)");
    match timings::slowest(root, 12) {
        Ok(lines) => lines.iter().for_each(|line| println!("{line}")),
        Err(message) => println!("{message}"),
    }
    println!("── steps");
    for (name, took, outcome) in &done {
        println!("{:7.1} s  {name}: {}", took.as_secs_f64(), if outcome.is_ok() { "passed" } else { "FAILED" });
    }
    let failed: Vec<&str> = done.iter().filter(|(.., outcome)| outcome.is_err()).map(|(name, ..)| *name).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

/// The examples in the documentation, then all other tests, by nextest where there is one. The binary counts by the
/// engine in them; its tests are run once more with the plain calculator.
fn tests(root: &Path) -> Outcome {
    let examples = run::succeed(whole(root, "test", &["--doc", "--quiet"]));
    let nextest = run::output(run::cargo(root, &["nextest", "--version"])).is_ok();
    let (all, plain) = if nextest {
        let of_binary = "package(milepost) and not test(/browser/)";
        (nextests(root, &["--no-tests=fail"]), nextests(root, &["--no-tests=fail", "-E", of_binary]))
    } else {
        let binary = ["test", "--test", "it", "--package", "milepost", "--features", "engine", "--no-fail-fast"];
        (whole(root, "test", &["--all-targets", "--no-fail-fast"]), run::cargo(root, &binary))
    };
    let mut plain = plain;
    plain.env("MILEPOST_CALCULATOR", "plain");
    let (all, plain) = (run::succeed(all), run::succeed(plain));
    examples.and(all).and(plain)
}

/// A cargo command over the whole workspace.
fn whole(root: &Path, verb: &str, arguments: &[&str]) -> Command {
    run::cargo(root, &[&[verb], &WHOLE[..], arguments].concat())
}

fn nextests(root: &Path, arguments: &[&str]) -> Command {
    run::cargo(root, &[&["nextest", "run"], &WHOLE[..], arguments].concat())
}
