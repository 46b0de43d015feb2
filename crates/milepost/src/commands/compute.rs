use std::path::PathBuf;

use clap::{Args, ValueEnum};

use milepost_app::Computed;
use serde_json::json;

use crate::calculator::Choice;
use crate::failure::Failure;
use crate::memory;
use crate::progress::Counting;
use crate::session;

/// Compute every measure for every agency. An interrupted computation goes on where it was when it is asked again.
#[derive(Debug, Args)]
pub(crate) struct Compute {
    /// Folder of the home
    #[arg(long, value_name = "DIR")]
    home: PathBuf,
    /// Pack to compute [default: all]
    #[arg(long, value_name = "ID")]
    pack: Option<String>,
    /// Period to compute [default: every period with data]
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// Say for every slice whether it was counted or reused, and why
    #[arg(long)]
    explain_plan: bool,
    /// Memory for rows and counters; what doesn't fit is read in turns
    #[arg(long, value_name = "SIZE", env = "MILEPOST_MEMORY", default_value = "512MiB", value_parser = memory::bytes)]
    memory: usize,
    /// How the outcome is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    calculator: Choice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Sentences
    Text,
    /// One object, with the plan
    Json,
}

impl Compute {
    pub(crate) async fn run(self, person: &str) -> Result<(), Failure> {
        let calculator = self.calculator.calculator(self.memory)?;
        let watch = Counting::new();
        let home = session::open(&self.home, person).await?.with_calculator(calculator).with_memory(self.memory);
        let done = home.compute(self.pack.as_deref(), self.period.as_deref(), &watch).await;
        watch.finish();
        home.close().await?;
        let done = done?;
        match self.format {
            Format::Json => println!("{:#}", json(&done)),
            Format::Text => {
                if done.is_empty() {
                    println!("Nothing to compute: nothing was loaded yet.");
                }
                for computed in &done {
                    say(computed);
                    if self.explain_plan {
                        say_plan(computed);
                    }
                }
            }
        }
        let wrong = done.iter().any(|d| !d.problems.is_empty() || !d.faults.is_empty());
        if wrong { Err(Failure::Said) } else { Ok(()) }
    }
}

pub(crate) fn say(done: &Computed) {
    let nothing = done.rows == 0 && done.results == 0 && done.faults.is_empty() && done.problems.is_empty();
    if nothing {
        println!("{} {}: nothing was submitted for it, so there is nothing to compute", done.pack, done.period);
        return;
    }
    let Computed { pack, period, results, rows, counted, reused, .. } = done;
    let news = if done.unchanged { ", the same as before" } else { "" };
    let slices = session::counted(*counted, "slice");
    println!("{pack} {period}: {results} results from {rows} rows{news} ({slices} counted, {reused} reused)");
    for fault in &done.faults {
        eprintln!("error: {fault}");
    }
    for problem in &done.problems {
        eprintln!("error: {problem}");
    }
}

fn say_plan(done: &Computed) {
    for step in &done.slices {
        let rows = session::counted(usize::try_from(step.rows).unwrap_or(usize::MAX), "row");
        let what = if step.counted { "counted" } else { "reused" };
        println!("  {} {}: {what}, {rows}", step.dataset, step.period);
        step.reasons.iter().for_each(|reason| println!("    {reason}"));
    }
    if done.unchanged {
        println!("  results: the same as before");
    } else if !done.reasons.is_empty() {
        println!("  results: made anew");
        done.reasons.iter().for_each(|reason| println!("    {reason}"));
    }
}

fn json(done: &[Computed]) -> serde_json::Value {
    let period = |done: &Computed| {
        json!({
            "pack": done.pack,
            "period": done.period,
            "computation": done.computation,
            "results": done.results,
            "rows": done.rows,
            "unchanged": done.unchanged,
            "reasons": done.reasons,
            "slices": done.slices,
            "problems": done.problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "faults": done.faults,
        })
    };
    json!({ "periods": done.iter().map(period).collect::<Vec<_>>(), "peak_memory_bytes": memory::peak() })
}
