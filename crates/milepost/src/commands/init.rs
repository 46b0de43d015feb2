use std::path::PathBuf;

use clap::Args;

use crate::failure::Failure;
use crate::session;
use milepost_app::pack_folder;

/// Make a new home.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Folder of the home; must not exist or be empty
    #[arg(long, value_name = "DIR")]
    home: PathBuf,
    /// Packs to install
    #[arg(long = "pack", value_name = "PATH", num_args = 1.., required = true)]
    packs: Vec<PathBuf>,
    /// Into how many files, by the unit, the rows of a slice are divided: 1, 2, 4, 8 … More let lookups in slices of
    /// many millions of rows be counted in little memory; it can't be changed later
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    buckets: u16,
}

impl Init {
    pub(crate) async fn run(self, person: &str) -> Result<(), Failure> {
        // All packs are checked before the home is made, so that a bad pack leaves nothing behind.
        let mut packs = Vec::new();
        for path in &self.packs {
            let files = pack_folder::read(path).map_err(Failure::input)?;
            milepost_app::check(files.clone())?;
            packs.push(files);
        }
        let mut home = session::create(&self.home, self.buckets, person).await?;
        for files in packs {
            super::pack::say(&home.install(files).await?);
        }
        println!("A home is in {}.", self.home.display());
        Ok(home.close().await?)
    }
}
