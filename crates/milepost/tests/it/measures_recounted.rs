//! Measures against a recount in SQLite, written in Python from the documents: `tests/oracles/measures`.

use std::path::Path;
use std::process::Command;

/// Runs one of the recount's programs with the binary under test. It needs `python3`.
fn recounts(program: &str, arguments: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = Command::new("python3");
    command.arg("-B").arg(root.join("tests/oracles/measures").join(program)).arg(env!("CARGO_BIN_EXE_milepost"));
    let output = command.args(arguments).current_dir(&root).output().expect("`python3` runs; `.ci/install` brings it");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains(" 0 differences"), "{said}");
}

#[test]
fn sqlite_comes_to_the_results_of_the_spec() {
    recounts("spec.py", &["spec", "--least", "58"]);
}

#[test]
fn sqlite_comes_to_the_results_of_generated_packs() {
    recounts("generated.py", &["--seed", "1", "--cases", "3"]);
}
