use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;

/// A command in the workspace's folder.
pub(crate) fn command(root: &Path, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root);
    command
}

/// The cargo that runs this chore.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    command(root, &std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), arguments)
}

/// Runs a command to its end; what it prints goes where ours goes.
pub(crate) fn succeed(mut command: Command) -> Outcome {
    let said = format!("{} {}", command.get_program().display(), words(&command));
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{said}`: {status}")),
        Err(error) => Err(format!("`{said}`: {error}")),
    }
}

/// Runs a command and returns what it printed, or why it didn't end well.
pub(crate) fn output(mut command: Command) -> Result<String, String> {
    let said = format!("{} {}", command.get_program().display(), words(&command));
    let output = command.output().map_err(|error| format!("`{said}`: {error}"))?;
    if !output.status.success() {
        return Err(format!("`{said}`: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("`{said}`: {error}"))
}

/// Builds the program as the README's first command does, and says where it is.
pub(crate) fn milepost(root: &Path) -> Result<PathBuf, String> {
    executable(root, &["--package", "milepost"])
}

/// Builds the program with the engine, together with the workspace, so that both share what they are made of.
pub(crate) fn milepost_with_engine(root: &Path) -> Result<PathBuf, String> {
    executable(root, &["--workspace", "--bin", "milepost", "--features", "milepost/engine"])
}

fn executable(root: &Path, what: &[&str]) -> Result<PathBuf, String> {
    let arguments = [&["build", "--quiet", "--message-format", "json"], what].concat();
    let built = output(cargo(root, &arguments))?;
    let mut executables = built.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(PathBuf::from(message["executable"].as_str()?))
    });
    executables.next_back().ok_or_else(|| "cargo built no executable of the package milepost".to_owned())
}

fn words(command: &Command) -> String {
    command.get_args().map(|a| a.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
