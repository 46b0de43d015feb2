use std::path::PathBuf;

use clap::Args;

use milepost_app::Computed;

use crate::calculator::Choice;
use crate::failure::Failure;
use crate::{progress, session};

/// Compute every measure for every agency.
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
    #[command(flatten)]
    calculator: Choice,
}

impl Compute {
    pub(crate) async fn run(self, person: &str) -> Result<(), Failure> {
        let home = session::open(&self.home, person).await?.with_calculator(self.calculator.calculator()?);
        let bar = progress::Bar::new();
        let done =
            home.compute(self.pack.as_deref(), self.period.as_deref(), |pack, period| bar.say(pack, period)).await?;
        bar.finish();
        home.close().await?;
        if done.is_empty() {
            println!("Nothing to compute: nothing was loaded yet.");
        }
        done.iter().for_each(say);
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
