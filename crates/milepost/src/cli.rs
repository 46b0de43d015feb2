use clap::{Parser, Subcommand};

use crate::commands;

/// Carries a public program's performance from the case file to the judged and published figure.
#[derive(Debug, Parser)]
#[command(name = "milepost", version, max_term_width = 100, infer_subcommands = false)]
#[command(after_help = "Exit codes: 0 done; 1 the input has problems; 2 wrong usage; 3 the world failed.")]
pub(crate) struct Cli {
    /// Who does it, for the audit line [default: the user of the operating system]
    #[arg(long = "as", value_name = "PERSON", global = true, env = "MILEPOST_AS", value_parser = person)]
    pub(crate) person: Option<String>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a home with a ready program: loaded, computed, judged and reported
    Demo(commands::demo::Demo),
    /// Make a new home
    Init(commands::init::Init),
    /// Check, test and install packs
    #[command(subcommand)]
    Pack(commands::pack::Pack),
    /// Load a file into a dataset, or say that there is nothing to report
    Load(commands::load::Load),
    /// Show what was submitted, and how it ended
    Submissions(commands::submissions::Submissions),
    /// Compute every measure for every agency
    Compute(commands::compute::Compute),
    /// Show results
    Results(commands::results::Results),
    /// Hold results against the standards in force
    Determine(commands::determine::Determine),
    /// Show determinations
    Determinations(commands::determinations::Determinations),
    /// Say why a number is what it is
    Explain(commands::explain::Explain),
    /// Print a report
    Report(commands::report::Report),
    /// Print a dataset's table schema, or make a dataset from one
    Schema(commands::schema::Schema),
    /// Make a pack's sample rows
    Sample(commands::sample::Sample),
    /// Print shell completions
    Completions(commands::completions::Completions),
    /// Print manual pages into a folder
    Man(commands::man::Man),
}

fn person(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("a person has a name".to_owned()),
        name if name.chars().any(char::is_control) => Err("a name is written in one line, in letters".to_owned()),
        name => Ok(name.to_owned()),
    }
}
