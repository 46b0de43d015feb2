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
        let mut home = session::create(&self.home, person).await?;
        for files in packs {
            super::pack::say(&home.install(files).await?);
        }
        println!("A home is in {}.", self.home.display());
        Ok(home.close().await?)
    }
}
