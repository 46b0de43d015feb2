use std::path::PathBuf;

use clap::{Args, ValueEnum};

use milepost_app::{LoadRequest, Loaded};
use milepost_dataset::{Outcome, RowProblem};

use crate::failure::Failure;
use crate::{progress, session};

/// Load a file into a dataset, or say that there is nothing to report.
#[derive(Debug, Args)]
pub(crate) struct Load {
    /// Folder of the home
    #[arg(long, value_name = "DIR")]
    home: PathBuf,
    /// Dataset to load into
    dataset: String,
    /// CSV, XLSX or Parquet file
    #[arg(required_unless_present = "nothing_to_report", conflicts_with = "nothing_to_report")]
    file: Option<PathBuf>,
    /// There is nothing to report for the agency and period; not the same as silence
    #[arg(long, requires = "agency", requires = "period")]
    nothing_to_report: bool,
    /// Pack that declares the dataset [default: the only one that does]
    #[arg(long, value_name = "ID")]
    pack: Option<String>,
    /// The file is about this agency alone
    #[arg(long, value_name = "ID")]
    agency: Option<String>,
    /// The file is about this period
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// How the file is written, words joined by commas: comma, semicolon, tab, pipe; utf-8, utf-16, utf-16be,
    /// windows-1252; iso-dates, us-dates; sheet=NAME
    #[arg(long, value_name = "DIALECT")]
    dialect: Option<String>,
    /// Where rejected rows go [default: beside the file, as NAME.rejects.csv]
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Check only; the home stays as it is
    #[arg(long)]
    dry_run: bool,
    /// How the outcome is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Sentences
    Text,
    /// One object
    Json,
}

impl Load {
    pub(crate) async fn run(self, person: &str) -> Result<(), Failure> {
        let dialect = self.dialect.as_deref().unwrap_or_default().parse().map_err(Failure::usage)?;
        let request = LoadRequest {
            dataset: self.dataset,
            file: self.file,
            pack: self.pack,
            agency: self.agency,
            period: self.period,
            dialect,
            rejects: self.rejects,
            dry_run: self.dry_run,
        };
        request.rejects.as_deref().map_or(Ok(()), session::not_of_a_home)?;
        let home = session::open(&self.home, person).await?;
        let bar = progress::Bar::new();
        let loaded = home.load(&request, &mut |at| bar.intake(at)).await?;
        bar.finish();
        home.close().await?;
        match self.format {
            Format::Text => say(&loaded),
            Format::Json => println!("{:#}", json(&loaded)),
        }
        match loaded.outcome {
            Outcome::Accepted | Outcome::AcceptedWithWarnings => Ok(()),
            Outcome::PartiallyAccepted | Outcome::Rejected => Err(Failure::Said),
        }
    }
}

/// Row problems that the text shows; the rejects file has them all.
const SHOWN: usize = 20;

fn say(loaded: &Loaded) {
    let trial = if loaded.submission.is_none() { " (a trial run: the home is as it was)" } else { "" };
    if let Some(period) = &loaded.assumed_period {
        println!("No period was named; taken to be {period}, as last time.");
    }
    for earlier in &loaded.seen_before {
        println!("The same file was submitted on {} by {}.", earlier.received_at, earlier.received_by);
    }
    if let Some(before) = &loaded.completes {
        println!(
            "Corrected rows: they complete the submission of {} ({} rows accepted then).",
            before.received_at, before.rows_accepted
        );
    }
    let Some(intake) = &loaded.intake else {
        let agency = loaded.agency.as_deref().unwrap_or_default();
        println!("{}: {agency} has nothing to report for {}.{trial}", loaded.dataset, loaded.periods.join(", "));
        say_replaced(loaded);
        return;
    };
    let words = loaded.outcome.as_str().replace('_', " ");
    let periods = if loaded.periods.is_empty() { String::new() } else { format!(" for {}", loaded.periods.join(", ")) };
    println!("{}: {words}{periods}.{trial}", loaded.dataset);
    let counts = &intake.counts;
    println!(
        "  {} rows read, {} accepted ({} with warnings), {} rejected",
        counts.read, counts.accepted, counts.warned, counts.rejected
    );
    say_replaced(loaded);
    for problem in &intake.file_problems {
        let line = problem.line.map_or(String::new(), |line| format!(", line {line}"));
        eprintln!("{}[{}]{line}: {}", milepost_dataset::level_str(problem.level), problem.code, problem.message);
        eprintln!("  cure: {}", problem.cure);
    }
    for problem in intake.row_problems.iter().take(SHOWN) {
        say_row(problem);
    }
    if counts.problems > SHOWN as u64 {
        eprintln!("… and {} more problems of rows", counts.problems - SHOWN as u64);
    }
    if let Some(path) = &loaded.rejects {
        println!("  The rejected rows are in {}: mend them there and load that file.", path.display());
    }
}

/// Superseding is how corrections work, and how a wrong file does harm: so it is said.
fn say_replaced(loaded: &Loaded) {
    if loaded.replaced > 0 {
        let takes = if loaded.submission.is_none() { "would take" } else { "takes" };
        let rows = usize::try_from(loaded.replaced).unwrap_or(usize::MAX);
        println!("  It {takes} the place of {} accepted earlier.", session::counted(rows, "row"));
    }
}

fn say_row(problem: &RowProblem) {
    let level = milepost_dataset::level_str(problem.level);
    let column = problem.column.as_ref().map_or(String::new(), |column| format!(", column `{column}`"));
    let value = if problem.value.is_empty() { String::new() } else { format!(" holds `{}`", problem.value) };
    eprintln!("{level}[{}] line {}{column}{value}: {}", problem.code, problem.line, problem.message);
    eprintln!("  cure: {}", problem.cure);
}

fn json(loaded: &Loaded) -> serde_json::Value {
    let intake = loaded.intake.as_ref();
    serde_json::json!({
        "pack": loaded.pack,
        "dataset": loaded.dataset,
        "submission": loaded.submission.as_ref().map(|s| &s.id),
        "outcome": loaded.outcome.as_str(),
        "periods": loaded.periods,
        "assumed_period": loaded.assumed_period,
        "nothing_to_report": intake.is_none(),
        "counts": intake.map(|i| &i.counts),
        "file_problems": intake.map(|i| &i.file_problems),
        "row_problems": intake.map(|i| &i.row_problems),
        "rejects": loaded.rejects,
        "replaced": loaded.replaced,
        "completes": loaded.completes.as_ref().map(|s| &s.id),
        "seen_before": loaded.seen_before.iter().map(|s| &s.id).collect::<Vec<_>>(),
        "dry_run": loaded.submission.is_none(),
    })
}
