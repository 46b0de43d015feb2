use std::path::PathBuf;

use clap::{Args, ValueEnum};
use milepost_app::{Existing, Extent, RowFormat, SampleFile, pack_folder, write_samples, write_synthetic};

use crate::failure::Failure;

/// Make a pack's sample rows: published figures, and records generated to add up to them; or, of any number, the rows
/// of synthetic units.
#[derive(Debug, Args)]
pub(crate) struct Sample {
    /// The pack's folder
    pack: PathBuf,
    /// The seed of all chance: the same seed gives the same files everywhere
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// So many people at a time in synthetic units, instead of the pack's samples
    #[arg(long, value_name = "N", requires = "months", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    people: Option<u64>,
    /// For so many months
    #[arg(long, value_name = "N", requires = "people", value_parser = clap::value_parser!(u32).range(1..=1200))]
    months: Option<u32>,
    /// What the rows of synthetic units are written as
    #[arg(long, value_enum, default_value = "csv", requires = "people")]
    format: Format,
    /// Folder for the files: one a dataset and period, and of synthetic units the totals that they come to
    #[arg(short = 'o', long = "output", value_name = "DIR")]
    output: PathBuf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Text with commas
    Csv,
    /// Apache Parquet, every column text
    Parquet,
}

impl Sample {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let (pack, _) = milepost_app::check(pack_folder::read(&self.pack).map_err(Failure::input)?)?;
        if let (Some(people), Some(months)) = (self.people, self.months) {
            let format = match self.format {
                Format::Csv => RowFormat::Csv,
                Format::Parquet => RowFormat::Parquet,
            };
            let extent = Extent { people, months, format };
            return Ok(write_synthetic(&pack, self.seed, extent, &self.output, say)?);
        }
        write_samples(&pack, self.seed, &self.output, Existing::Replaced)?.iter().for_each(say);
        Ok(())
    }
}

fn say(file: &SampleFile) {
    println!("{}  {} rows", file.path.display(), file.rows);
}
