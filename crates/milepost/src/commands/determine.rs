use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use milepost_app::Determined;

use crate::failure::Failure;
use crate::session;

/// Hold results against the standards in force.
#[derive(Debug, Args)]
pub(crate) struct Determine {
    /// Folder of the home
    #[arg(long, value_name = "DIR")]
    home: PathBuf,
    /// Pack to determine [default: the only one]
    #[arg(long, value_name = "ID")]
    pack: Option<String>,
    /// Period to judge
    #[arg(long, value_name = "PERIOD")]
    period: String,
    /// The day on which it is determined [default: today]
    #[arg(long, value_name = "DATE", value_parser = session::date)]
    on: Option<Date>,
}

impl Determine {
    pub(crate) async fn run(self, person: &str) -> Result<(), Failure> {
        let home = session::open(&self.home, person).await?;
        let done = home.determine(self.pack.as_deref(), &self.period, self.on).await?;
        home.close().await?;
        say(&done);
        Ok(())
    }
}

pub(crate) fn say(done: &Determined) {
    let Determined { pack, period, on, recorded, unchanged, met, not_met } = done;
    println!(
        "{pack} {period}, determined on {on}: {} ({met} met, {not_met} not met, {} other), \
         {unchanged} as before",
        session::counted(*recorded, "determination"),
        recorded - met - not_met
    );
}
