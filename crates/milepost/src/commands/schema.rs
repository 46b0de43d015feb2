use std::path::PathBuf;

use clap::{Args, Subcommand};

use std::fs;

use milepost_app::pack_folder;

use crate::failure::Failure;

/// Print a dataset's table schema, or make a dataset from one (Frictionless Table Schema).
#[derive(Debug, Args)]
pub(crate) struct Schema {
    #[command(subcommand)]
    direction: Direction,
}

#[derive(Debug, Subcommand)]
enum Direction {
    /// Print the table schema of a pack's dataset as JSON
    Export {
        /// The pack's folder
        pack: PathBuf,
        /// The dataset
        dataset: String,
    },
    /// Print a dataset declaration made from a table schema
    Import {
        /// Id of the new dataset
        dataset: String,
        /// The JSON file
        file: PathBuf,
    },
}

impl Schema {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.direction {
            Direction::Export { pack, dataset } => {
                let (pack, _) = milepost_app::check(pack_folder::read(&pack).map_err(Failure::input)?)?;
                let Some(declared) = pack.datasets.iter().find(|d| d.id == dataset) else {
                    return Err(Failure::usage(format!("pack `{}` has no dataset `{dataset}`", pack.id)));
                };
                println!("{:#}", milepost_dataset::to_table_schema(&pack, declared));
            }
            Direction::Import { dataset, file } => {
                let json = serde_json::from_slice(&fs::read(&file)?).map_err(Failure::input)?;
                let draft = milepost_dataset::from_table_schema(&dataset, &json).map_err(|faults| {
                    Failure::input(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
                })?;
                print!("{}", draft.toml);
                for note in &draft.notes {
                    eprintln!("note: {note}");
                }
            }
        }
        Ok(())
    }
}
