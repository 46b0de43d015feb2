use std::path::PathBuf;

use clap::Args;
use include_dir::{Dir, include_dir};
use milepost_app::{Existing, MEMORY, SampleFile, Unwatched, write_samples};
use milepost_dataset::Outcome;
use milepost_pack::{Files, Nature, Pack};

use crate::calculator::Choice;
use crate::failure::Failure;
use crate::session;

/// Make a home with a ready program: loaded, computed, judged and reported.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Folder of the home
    #[arg(long, value_name = "DIR", default_value = "milepost-demo")]
    home: PathBuf,
    /// Don't serve pages afterwards; without effect until there is a web application
    #[arg(long)]
    no_serve: bool,
    #[command(flatten)]
    calculator: Choice,
}

/// The packs that come with the program, so that a demonstration needs nothing but the binary.
static PACKS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs");
/// Names the pack that is shown.
const SHOWN: &str = "DEMONSTRATION";
/// Seed of the generated records.
const SEED: u64 = 1;

impl Demo {
    pub(crate) async fn run(self, person: &str) -> Result<(), Failure> {
        let files = shown_pack()?;
        let new = !self.home.join("milepost.db").exists();
        if !new && !self.home.join("samples").is_dir() {
            let what =
                format!("`{}` is a home already, and none that `demo` made: name another folder", self.home.display());
            return Err(Failure::usage(what));
        }
        let home =
            if new { session::create(&self.home, 1, person).await? } else { session::open(&self.home, person).await? };
        let mut home = home.with_calculator(self.calculator.calculator(MEMORY)?);
        let installed = home.install(files).await?;
        super::pack::say(&installed);
        let Some(pack) = home.packs().find(|i| i.pack.id == installed.pack).map(|i| i.pack.clone()) else {
            return Err(Failure::input("the demonstration pack is not installed"));
        };
        let samples = write_samples(&pack, SEED, &self.home.join("samples"), Existing::Kept)?;
        println!("Loading {} files of sample rows:", samples.len());
        let mut wrong = 0;
        home.load_samples(&pack.id, &samples, |file, loaded| {
            say_sample(file, loaded.outcome);
            wrong += u32::from(!matches!(loaded.outcome, Outcome::Accepted | Outcome::AcceptedWithWarnings));
        })
        .await?;
        if wrong > 0 {
            return Err(Failure::input(format!("{wrong} sample files were not accepted")));
        }
        for computed in home.compute(Some(&pack.id), None, &Unwatched).await? {
            super::compute::say(&computed);
        }
        for (report, period) in home.reportable(&pack).await? {
            super::determine::say(&home.determine(Some(&pack.id), &period, None).await?);
            let composed = home.report(&report, Some(&pack.id), &period, None).await?;
            composed.problems.iter().for_each(|problem| eprintln!("{problem}"));
            let path = self.home.join("reports").join(format!("{report}-{period}.html"));
            session::write_file(&path, milepost_report::html::page(&composed.document).as_bytes())?;
            println!("Report `{report}` for {period} is in {}.", path.display());
        }
        say_what_next(&self.home.display().to_string(), &pack);
        Ok(home.close().await?)
    }
}

fn shown_pack() -> Result<Files, Failure> {
    let missing = || Failure::input("this build holds no demonstration pack");
    let id = PACKS.get_file(SHOWN).and_then(|f| f.contents_utf8()).ok_or_else(missing)?.trim();
    let mut waiting = vec![PACKS.get_dir(id).ok_or_else(missing)?];
    let mut files = Files::new();
    while let Some(folder) = waiting.pop() {
        waiting.extend(folder.dirs());
        for file in folder.files() {
            let inside = file.path().strip_prefix(id).unwrap_or(file.path());
            files.insert(inside.to_string_lossy().replace('\\', "/"), file.contents().to_vec());
        }
    }
    Ok(files)
}

fn say_sample(file: &SampleFile, outcome: Outcome) {
    let nature = match file.nature {
        Nature::Published => "published figures",
        Nature::Generated => "generated records, nobody's own",
    };
    let outcome = outcome.as_str().replace('_', " ");
    println!("  {:<24} {}  {:>6} rows  {outcome} ({nature})", file.dataset, file.period, file.rows);
}

fn say_what_next(home: &str, pack: &Pack) {
    let agency = &pack.state_agency;
    println!();
    println!("Open the report in a browser, or look around:");
    println!("  milepost results --home {home} --agency {agency} --group '' --format table");
    println!("  milepost determinations --home {home} --format table");
    let measure = pack.measures.iter().find(|m| m.published).map(|m| &m.id);
    let period = pack.samples.iter().find(|s| s.nature == Nature::Generated).map(|s| &s.period);
    if let (Some(measure), Some(period)) = (measure, period) {
        println!("  milepost explain --home {home} {measure} --period {period} --agency {agency}");
    }
    println!(
        "Change a row of a file in {home}/samples, `load` it again, `compute`, `determine`, `report`, and see what moves."
    );
}
