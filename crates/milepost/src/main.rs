//! The command line of Milepost.

mod calculator;
mod cli;
mod clock;
mod commands;
mod failure;
mod memory;
mod progress;
mod session;
mod sheet;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::failure::Failure;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    end_quietly_on_a_closed_pipe();
    let cli = Cli::parse();
    let person = cli.person.or_else(system_user).unwrap_or_else(|| "unknown".to_owned());
    match run(cli.command, &person).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

async fn run(command: Command, person: &str) -> Result<(), Failure> {
    match command {
        Command::Demo(demo) => demo.run(person).await,
        Command::Init(init) => init.run(person).await,
        Command::Pack(pack) => pack.run(person).await,
        Command::Load(load) => load.run(person).await,
        Command::Submissions(submissions) => submissions.run(person).await,
        Command::Compute(compute) => compute.run(person).await,
        Command::Results(results) => results.run(person).await,
        Command::Determine(determine) => determine.run(person).await,
        Command::Determinations(determinations) => determinations.run(person).await,
        Command::Explain(explain) => explain.run(person).await,
        Command::Report(report) => report.run(person).await,
        Command::Schema(schema) => schema.run(),
        Command::Sample(sample) => sample.run(),
        Command::Completions(completions) => {
            completions.run();
            Ok(())
        }
        Command::Man(man) => man.run(),
    }
}

/// The user of the operating system.
#[expect(clippy::disallowed_methods, reason = "the binary is where the environment is read")]
fn system_user() -> Option<String> {
    let named = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.is_empty()).or_else(owner_of_this_process)
}

/// The name of the user as whom this runs; jobs and containers often don't have it in the environment.
fn owner_of_this_process() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let number = std::fs::metadata("/proc/self").ok()?.uid().to_string();
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let user =
        users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|user| user.get(2) == Some(&&*number))?;
    user.first().map(|name| (*name).to_owned())
}

/// Whoever reads the output may stop reading (`milepost results | head`): that is no fault, and what
/// the command has done stays done.
#[expect(clippy::disallowed_methods, reason = "nobody is left to hear of it")]
fn end_quietly_on_a_closed_pipe() {
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let text = panic.payload().downcast_ref::<String>().map_or("", String::as_str);
        if text.starts_with("failed printing to") && text.contains("Broken pipe") {
            std::process::exit(0);
        }
        loud(panic);
    }));
}
