use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::calculator::Choice;
use crate::failure::Failure;
use crate::session;
use milepost_app::{Installation, pack_folder, pack_test};

/// Check, test and install packs.
#[derive(Debug, Subcommand)]
pub(crate) enum Pack {
    /// Find every problem in a pack
    Check(Check),
    /// Run the cases of a pack's spec, or of a folder of spec files
    Test(Test),
    /// Install a pack, or a new release of one, and say what will recompute
    Install(Install),
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The pack's folder
    path: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Test {
    /// The pack's folder, or a folder of spec files
    path: PathBuf,
    #[command(flatten)]
    calculator: Choice,
}

#[derive(Debug, Args)]
pub(crate) struct Install {
    /// Folder of the home
    #[arg(long, value_name = "DIR")]
    home: PathBuf,
    /// The pack's folder
    path: PathBuf,
}

impl Pack {
    pub(crate) async fn run(self, person: &str) -> Result<(), Failure> {
        match self {
            Self::Check(check) => check.run(),
            Self::Test(test) => test.run().await,
            Self::Install(install) => install.run(person).await,
        }
    }
}

impl Check {
    fn run(self) -> Result<(), Failure> {
        let files = pack_folder::read(&self.path).map_err(Failure::input)?;
        let (pack, warnings) = milepost_app::check(files)?;
        if !warnings.is_empty() {
            eprint!("{}", session::rendered(&warnings, &pack.files));
        }
        let counts =
            [(pack.datasets.len(), "dataset"), (pack.measures.len(), "measure"), (pack.standards.len(), "standard")];
        let counts = counts.map(|(number, noun)| session::counted(number, noun)).join(", ");
        println!("Pack `{}`, release {}, is good: {counts}.", pack.id, pack.release);
        Ok(())
    }
}

impl Test {
    async fn run(self) -> Result<(), Failure> {
        let files = pack_folder::read(&self.path).map_err(Failure::input)?;
        let verdict = pack_test::run(&files, &self.calculator.calculator(milepost_app::MEMORY)?).await?;
        for failure in &verdict.failures {
            eprintln!("{failure}\n");
        }
        println!("{} passed, {} failed", verdict.passed, verdict.failures.len());
        if verdict.failures.is_empty() && verdict.passed > 0 { Ok(()) } else { Err(Failure::Said) }
    }
}

impl Install {
    async fn run(self, person: &str) -> Result<(), Failure> {
        let files = pack_folder::read(&self.path).map_err(Failure::input)?;
        let mut home = session::open(&self.home, person).await?;
        say(&home.install(files).await?);
        Ok(home.close().await?)
    }
}

/// Says what an installation did, and what follows from it.
pub(crate) fn say(done: &Installation) {
    let Installation { pack, release, .. } = done;
    if done.unchanged {
        println!("Pack `{pack}`, release {release}, is installed already; nothing was done.");
        return;
    }
    match &done.before {
        None => println!(
            "Pack `{pack}`, release {release}, is installed: {}.",
            session::counted(done.changed_measures.len(), "measure")
        ),
        Some(before) => {
            println!("Pack `{pack}`, release {release}, takes the place of release {before}.");
            match done.changed_measures.as_slice() {
                [] => println!("  No measure means something else than before."),
                changed => println!("  New or changed measures: {}.", changed.join(", ")),
            }
            done.changed_columns.iter().for_each(|changed| println!("  {changed}"));
            match done.to_recompute.as_slice() {
                [] => println!("  Nothing was computed yet."),
                periods => println!("  The next `compute` looks at {} anew.", periods.join(", ")),
            }
        }
    }
}
