use std::path::PathBuf;

use clap::Args;

use crate::failure::Failure;
use crate::session;

/// Say why a number is what it is.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Folder of the home
    #[arg(long, value_name = "DIR")]
    home: PathBuf,
    /// Pack of the measure [default: the only one that has it]
    #[arg(long, value_name = "ID")]
    pack: Option<String>,
    /// The measure
    measure: String,
    /// The period
    #[arg(long, value_name = "PERIOD")]
    period: String,
    /// The agency
    #[arg(long, value_name = "ID")]
    agency: String,
    /// Only this group, as `race=black`
    #[arg(long, value_name = "GROUP", default_value = "")]
    group: String,
    /// Write the keys of the records on each side to this file; confidential
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
}

impl Explain {
    pub(crate) async fn run(self, person: &str) -> Result<(), Failure> {
        self.records.as_deref().map_or(Ok(()), session::not_of_a_home)?;
        let home = session::open(&self.home, person).await?;
        let asked = milepost_app::ExplainRequest {
            pack: self.pack,
            measure: self.measure,
            period: self.period,
            agency: self.agency,
            group: self.group,
        };
        let (text, keys) = home.explain(&asked, self.records.as_deref()).await?;
        print!("{text}");
        if let (Some(path), Some(keys)) = (&self.records, keys) {
            println!("{keys} record keys are in {}. They are confidential.", path.display());
        }
        Ok(home.close().await?)
    }
}
