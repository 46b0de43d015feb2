use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::failure::Failure;
use crate::session;

/// Print a report.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Folder of the home
    #[arg(long, value_name = "DIR")]
    home: PathBuf,
    /// The report
    report: String,
    /// The period
    #[arg(long, value_name = "PERIOD")]
    period: String,
    /// Pack of the report [default: the only one that has it]
    #[arg(long, value_name = "ID")]
    pack: Option<String>,
    /// The agency [default: the agency that supervises the program]
    #[arg(long, value_name = "ID")]
    agency: Option<String>,
    /// One HTML file, a folder with a CSV file for each table, or a JSON file with every result
    #[arg(long, value_enum)]
    format: Format,
    /// Where it goes
    #[arg(short = 'o', long = "output", value_name = "PATH")]
    output: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Html,
    Csv,
    Json,
}

impl Report {
    pub(crate) async fn run(self, person: &str) -> Result<(), Failure> {
        let home = session::open_to_read(&self.home, person).await?;
        let (pack, agency) = (self.pack.as_deref(), self.agency.as_deref());
        let composed = home.report(&self.report, pack, &self.period, agency).await?;
        let problems = &composed.problems;
        problems.iter().for_each(|problem| eprintln!("{problem}"));
        if composed.has_errors() {
            eprintln!("error: parts of the report could not be made; {} was not written", self.output.display());
            return Err(Failure::Said);
        }
        match self.format {
            Format::Html => {
                session::write_file(&self.output, milepost_report::html::page(&composed.document).as_bytes())?
            }
            Format::Csv => {
                let tables = composed.document.tables();
                for (id, csv) in &tables {
                    session::write_file(&self.output.join(format!("{id}.csv")), csv.as_bytes())?;
                }
                println!("{} tables", tables.len());
            }
            Format::Json => {
                let results = home.report_json(&self.report, pack, &self.period, agency).await?;
                session::write_file(&self.output, format!("{results:#}\n").as_bytes())?;
            }
        }
        println!("The report is in {}.", self.output.display());
        Ok(())
    }
}
