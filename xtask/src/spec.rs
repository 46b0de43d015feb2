use std::path::Path;

use crate::{Outcome, run, sources};

/// Checks every pack, and runs the cases of the spec and of every pack, counted by the plain calculator.
pub(crate) fn run(root: &Path) -> Outcome {
    run_by(root, &run::milepost(root)?, &["check", "test"])
}

/// Runs the same cases, counted by the engine.
pub(crate) fn run_by_engine(root: &Path) -> Outcome {
    run_by(root, &run::milepost_with_engine(root)?, &["test"])
}

fn run_by(root: &Path, milepost: &Path, verbs: &[&'static str]) -> Outcome {
    let packs = sources::packs(root)?;
    let spec = root.join("spec");
    let checks = packs.iter().map(|pack| ("check", pack.as_path()));
    let tests = std::iter::once(spec.as_path()).chain(packs.iter().map(|pack| pack.as_path()));
    let mut failed = Vec::new();
    let all = checks.chain(tests.map(|path| ("test", path)));
    for (verb, path) in all.filter(|(verb, _)| verbs.contains(verb)) {
        println!("pack {verb} {}", sources::shown(root, path));
        let mut command = run::command(root, &milepost.to_string_lossy(), &["pack", verb]);
        command.arg(path);
        failed.extend(run::succeed(command).err());
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}
