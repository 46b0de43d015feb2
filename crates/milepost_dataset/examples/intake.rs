//! Takes in one file, for measuring: `intake PACK_FOLDER DATASET PERIOD FILE OUT_FOLDER [BUCKETS]`.
//!
//! Reads, checks and stores the file, each stored file fsynced and renamed, then prints one line of JSON
//! with the counts. How long it takes and how much memory it needs is measured from outside.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use milepost_dataset::{Dialect, Intake, Means, Place, Request, Shelf, content_hash, intake};
use milepost_pack::Files;

struct Folder(PathBuf);

struct Named {
    temporary: PathBuf,
    file: BufWriter<File>,
}

impl Write for Named {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Shelf for Folder {
    type File = Named;

    fn create(&mut self, place: &Place<'_>) -> io::Result<Named> {
        let temporary = self.0.join(format!("{}-{}.part", place.period.label, place.bucket));
        Ok(Named { file: BufWriter::new(File::create(&temporary)?), temporary })
    }

    fn keep(&mut self, _: &Place<'_>, file: Named) -> io::Result<()> {
        file.file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&file.temporary, file.temporary.with_extension("parquet"))?;
        File::open(&self.0)?.sync_all()
    }
}

fn files(folder: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
            files.insert(name, fs::read(path)?);
        }
    }
    Ok(files)
}

fn run(arguments: &[String]) -> Result<Intake, Box<dyn Error>> {
    let [folder, dataset, period, path, out, rest @ ..] = arguments else {
        return Err("usage: intake PACK_FOLDER DATASET PERIOD FILE OUT_FOLDER [BUCKETS]".into());
    };
    let checked = milepost_pack::check(&files(Path::new(folder))?).into_pack();
    let pack = checked.map_err(|problems| format!("{problems:?}"))?;
    let dataset = pack.datasets.iter().find(|d| d.id == *dataset).ok_or("no such dataset")?;
    let calendar = pack.calendars.iter().find(|c| c.id == dataset.calendar).ok_or("no calendar")?;
    let period = calendar.period(period)?;
    content_hash(&mut File::open(path)?)?;
    let request = Request {
        pack: &pack,
        dataset,
        name: path,
        dialect: &Dialect::default(),
        period: Some(&period),
        agency: None,
        buckets: rest.first().map_or(Ok(1), |b| b.parse())?,
        problems_shown: 1000,
    };
    let means = Means {
        references: &mut |_: &str, _: &str, _: &str| true,
        rejects: BufWriter::new(File::create(Path::new(out).join("rejects.csv"))?),
        shelf: &mut Folder(out.into()),
        scratch: Path::new(out),
        progress: &mut |_| {},
    };
    Ok(intake(File::open(path)?, &request, means)?)
}

#[expect(clippy::disallowed_methods, reason = "a program of its own reads its own arguments")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(taken) => {
            let counts = taken.counts;
            println!(
                "{{\"outcome\":\"{}\",\"read\":{},\"accepted\":{},\"rejected\":{}}}",
                taken.outcome, counts.read, counts.accepted, counts.rejected
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
