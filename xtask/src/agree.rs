use std::path::Path;

use crate::{Outcome, run};

/// Runs the comparison of the calculators over many generated cases.
pub(crate) fn run(root: &Path, cases: &str) -> Outcome {
    let arguments = ["test", "--package", "milepost_engine", "--test", "it", "agree", "--", "--nocapture"];
    let mut command = run::cargo(root, &arguments);
    command.env("MILEPOST_AGREE_CASES", cases);
    run::succeed(command)
}
