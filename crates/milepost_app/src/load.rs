use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use milepost_calendar::Period;
use milepost_dataset::{Dialect, Format, Intake, Means, NoShelf, Outcome, Progress, Request, content_hash, intake};
use milepost_pack::{Dataset, Pack, SliceBy};
use milepost_store::{AgencyRows, FileHash, NewSubmission, SliceFile, Submission, SubmittedPeriod};

use crate::correction::Header;
use crate::home::{calendar_of, dataset_of};
use crate::shelf::{RejectsFile, StoreShelf};
use crate::{AppError, Home};

/// How many problems of rows an answer shows; all are in the rejects and in the stored list.
const PROBLEMS_SHOWN: usize = 1000;

/// A file to be loaded, or the word that there is nothing to report.
#[derive(Clone, Debug)]
pub struct LoadRequest {
    /// Id of the dataset.
    pub dataset: String,
    /// The file; none says "nothing to report".
    pub file: Option<PathBuf>,
    /// Pack that declares the dataset; the only one that does, without one.
    pub pack: Option<String>,
    /// The one agency that the submission is about; all, without one.
    pub agency: Option<String>,
    /// Label of the period.
    pub period: Option<String>,
    /// How the file is written.
    pub dialect: Dialect,
    /// Where rejected rows go; beside the file as `NAME.rejects.csv`, without one.
    pub rejects: Option<PathBuf>,
    /// Check only.
    pub dry_run: bool,
}

/// What came of a load.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Id of the pack.
    pub pack: String,
    /// Id of the dataset.
    pub dataset: String,
    /// The submission as it was recorded; none for a trial run.
    pub submission: Option<Submission>,
    /// What was found; none for "nothing to report".
    pub intake: Option<Intake>,
    /// The verdict.
    pub outcome: Outcome,
    /// Labels of the periods for which it stands.
    pub periods: Vec<String>,
    /// Where the rejected rows are.
    pub rejects: Option<PathBuf>,
    /// Earlier submissions of a file with the same bytes for the same dataset, agency and period.
    pub seen_before: Vec<Submission>,
    /// The submission that corrected rejects complete; its accepted rows are among those read.
    pub completes: Option<Submission>,
    /// The one agency that has nothing to report.
    pub agency: Option<String>,
    /// Rows accepted earlier that no longer count, since this submission takes their place.
    pub replaced: u64,
    /// Which period was assumed since none was named.
    pub assumed_period: Option<String>,
}

impl Home {
    /// Reads, checks and stores a file; what stands for its periods from now on is this submission.
    ///
    /// A rejected submission is remembered and changes nothing.
    ///
    /// # Errors
    /// A name is unknown, no period can be told, or the world broke.
    pub async fn load(&self, request: &LoadRequest, progress: &mut dyn FnMut(Progress)) -> Result<Loaded, AppError> {
        let installed = self.pack_declaring(request.pack.as_deref(), "dataset", &request.dataset, dataset_ids)?;
        let pack = &*installed.pack;
        let dataset = dataset_of(pack, &request.dataset)?;
        let (period, assumed) = self.period_for(pack, dataset, request).await?;
        let mut loaded = Loaded {
            pack: pack.id.clone(),
            dataset: dataset.id.clone(),
            submission: None,
            intake: None,
            outcome: Outcome::Accepted,
            periods: period.iter().map(|p| p.label.clone()).collect(),
            rejects: None,
            seen_before: Vec::new(),
            completes: None,
            agency: None,
            replaced: 0,
            assumed_period: assumed.then(|| period.as_ref().map(|p| p.label.clone())).flatten(),
        };
        let mut new = NewSubmission {
            pack: pack.id.clone(),
            release: installed.release.id.clone(),
            dataset: dataset.id.clone(),
            source_name: String::new(),
            format: "nothing".to_owned(),
            content: None,
            rows_fingerprint: None,
            coverage: request.agency.clone(),
            period: period.as_ref().map(|p| p.label.clone()),
            nothing_to_report: request.file.is_none(),
            outcome: Outcome::Accepted.as_str().to_owned(),
            rows_read: 0,
            rows_accepted: 0,
            rows_rejected: 0,
            warnings: 0,
            problems: None,
            rejects: None,
            original: None,
            periods: Vec::new(),
        };
        match &request.file {
            Some(path) => {
                self.read(path, pack, dataset, period.as_ref(), request, progress, &mut new, &mut loaded).await?;
            }
            None => {
                known_agency(pack, request.agency.as_deref())?;
                loaded.agency.clone_from(&request.agency);
                let label = loaded.periods.first().cloned().unwrap_or_default();
                new.periods = vec![SubmittedPeriod { period: label, files: Vec::new(), agencies: Vec::new() }];
            }
        }
        self.no_key_twice(pack, dataset, &new).await?;
        if loaded.completes.is_none() {
            loaded.replaced = self.replaced(pack, dataset, &new).await?;
        }
        if !request.dry_run {
            let mut unit = self.begin("load").await?;
            loaded.submission = Some(unit.record_submission(new).await?);
            unit.commit().await?;
        }
        Ok(loaded)
    }

    /// The period that a submission is for. Where neither the request nor the rows say it, it is the
    /// one that the dataset was last submitted for, or the only one that the pack has samples of.
    async fn period_for(
        &self,
        pack: &Pack,
        dataset: &Dataset,
        request: &LoadRequest,
    ) -> Result<(Option<Period>, bool), AppError> {
        let calendar = calendar_of(pack, &dataset.calendar)?;
        if let Some(label) = &request.period {
            return calendar.period(label).map(|p| (Some(p), false)).map_err(|e| AppError::Usage(e.to_string()));
        }
        if dataset.slice != SliceBy::Submission {
            return Ok((None, false));
        }
        let last = self.store.submissions(&pack.id, Some(&dataset.id), None).await?;
        let last = last.iter().rev().find_map(|s| calendar.period(s.period.as_deref()?).ok());
        match last {
            Some(period) => Ok((Some(period), true)),
            None => Err(AppError::Usage(format!(
                "`{}` needs to know which {} the rows are about: name it with --period",
                dataset.id, dataset.period
            ))),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what is read, by which rules, and the two records that it fills")]
    async fn read(
        &self,
        path: &Path,
        pack: &Pack,
        dataset: &Dataset,
        period: Option<&Period>,
        request: &LoadRequest,
        progress: &mut dyn FnMut(Progress),
        new: &mut NewSubmission,
        loaded: &mut Loaded,
    ) -> Result<(), AppError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let coverage = request.agency.as_deref();
        let (file, content) = self.submitted_file(path, pack, dataset, request, new.period.as_deref(), loaded).await?;
        let mut references = self.references(pack, dataset, period).await?;
        let mut rejects = RejectsFile::new(rejects_path(request, path)?);
        let scratch = std::env::temp_dir();
        let asked = Request {
            pack,
            dataset,
            name: &name,
            dialect: &request.dialect,
            period,
            agency: coverage,
            buckets: self.buckets,
            problems_shown: PROBLEMS_SHOWN,
        };
        let broken = |error| AppError::world("the file could not be taken in; nothing was changed", error);
        let mut shelf = StoreShelf::new(self.store.files().clone());
        let means_references = &mut references;
        let taken = if request.dry_run {
            let means = Means {
                references: means_references,
                rejects: &mut rejects,
                shelf: &mut NoShelf,
                scratch: &scratch,
                progress,
            };
            intake(file, &asked, means).map_err(broken)?
        } else {
            let means = Means {
                references: means_references,
                rejects: &mut rejects,
                shelf: &mut shelf,
                scratch: &scratch,
                progress,
            };
            intake(file, &asked, means).map_err(broken)?
        };
        loaded.rejects = rejects.finish().map_err(|e| AppError::world("the rejected rows can't be written", e))?;
        self.describe(request, &taken, &shelf, name, content, new)?;
        if let Some(path) = &loaded.rejects {
            let file = File::open(path).map_err(|e| AppError::world("the rejected rows can't be read", e))?;
            new.rejects = (!request.dry_run).then(|| self.store.files().put_reader(file)).transpose()?;
        }
        loaded.outcome = taken.outcome;
        loaded.periods = match taken.outcome {
            Outcome::Rejected => Vec::new(),
            _ => new.periods.iter().map(|p| p.period.clone()).collect(),
        };
        loaded.intake = Some(taken);
        Ok(())
    }

    /// Opens a submitted file and tells its hash. Corrected rejects come with the rows that they
    /// complete behind them.
    async fn submitted_file(
        &self,
        path: &Path,
        pack: &Pack,
        dataset: &Dataset,
        request: &LoadRequest,
        label: Option<&str>,
        loaded: &mut Loaded,
    ) -> Result<(File, FileHash), AppError> {
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => AppError::Usage(format!("there is no file `{}`", path.display())),
            _ => AppError::world(format!("`{}` can't be read", path.display()), error),
        };
        let mut file = File::open(path).map_err(failed)?;
        let content: FileHash = content_hash(&mut file)
            .map_err(failed)?
            .parse()
            .map_err(|_| AppError::World { what: "a hash has the wrong form".to_owned(), source: None })?;
        let mut file = File::open(path).map_err(failed)?;
        let coverage = request.agency.as_deref();
        loaded.seen_before = self.store.seen_before(&pack.id, &dataset.id, content, coverage, label).await?;
        if let Some(header) = Header::of_rejects(&mut file, &request.dialect).map_err(failed)? {
            let before = self.completed_by(pack, dataset, coverage, label).await?;
            // Taken for a file of its own, a few corrected rows would set aside all that were accepted.
            let before = before.ok_or_else(|| AppError::Input(nothing_to_complete(path)))?;
            file = self.completed(file, &header, dataset, &request.dialect, &before).await?;
            loaded.completes = Some(before);
        }
        Ok((file, content))
    }

    /// How many rows that count now will not count any more once a submission is recorded.
    async fn replaced(&self, pack: &Pack, dataset: &Dataset, new: &NewSubmission) -> Result<u64, AppError> {
        let calendar = calendar_of(pack, &dataset.calendar)?;
        let mut replaced = 0;
        for submitted in &new.periods {
            let period = calendar.period(&submitted.period).map_err(|e| AppError::Usage(e.to_string()))?;
            for source in self.standing(pack, &dataset.id, &period).await?.sources {
                let counts = source.agencies.iter().filter(|a| !source.except.contains(&a.agency));
                let taken = counts.filter(|a| new.coverage.as_ref().is_none_or(|covered| *covered == a.agency));
                replaced += taken.map(|a| a.rows).sum::<u64>();
            }
        }
        Ok(replaced)
    }

    /// Fills the record of a submission with what intake found.
    fn describe(
        &self,
        request: &LoadRequest,
        taken: &Intake,
        shelf: &StoreShelf,
        name: String,
        content: FileHash,
        new: &mut NewSubmission,
    ) -> Result<(), AppError> {
        new.source_name = name;
        new.format = taken.format.map_or("unknown", format_word).to_owned();
        new.content = Some(content);
        new.rows_fingerprint.clone_from(&taken.fingerprint);
        new.outcome = taken.outcome.as_str().to_owned();
        new.rows_read = taken.counts.read;
        new.rows_accepted = taken.counts.accepted;
        new.rows_rejected = taken.counts.rejected;
        new.warnings = taken.counts.warned;
        let faultless = taken.file_problems.is_empty() && taken.row_problems.is_empty();
        if !faultless && !request.dry_run {
            let list = serde_json::json!({ "file": taken.file_problems, "rows": taken.row_problems });
            new.problems = Some(self.store.files().put(list.to_string().as_bytes())?);
        }
        if taken.outcome == Outcome::Rejected {
            return Ok(());
        }
        for slice in &taken.slices {
            let mut files = Vec::new();
            for file in &slice.files {
                let Some(hash) = shelf.kept(&slice.period.label, file.bucket) else { continue };
                files.push(SliceFile { bucket: u32::from(file.bucket), file: hash, rows: file.rows });
            }
            let agencies = slice.agencies.iter().cloned().map(|(agency, rows)| AgencyRows { agency, rows }).collect();
            new.periods.push(SubmittedPeriod { period: slice.period.label.clone(), files, agencies });
        }
        if new.periods.is_empty()
            && let Some(period) = &new.period
        {
            // A header without rows: submitted, and nothing in it.
            new.periods.push(SubmittedPeriod { period: period.clone(), files: Vec::new(), agencies: Vec::new() });
        }
        Ok(())
    }
}

fn rejects_path(request: &LoadRequest, path: &Path) -> Result<PathBuf, AppError> {
    match &request.rejects {
        Some(named) if same_file(named, path) => {
            Err(AppError::Usage("the rejects can't take the place of the file itself".to_owned()))
        }
        Some(named) => Ok(named.clone()),
        None => Ok(free_name(path)),
    }
}

fn nothing_to_complete(path: &Path) -> String {
    format!(
        "`{}` holds corrected rejects (its last columns are `problem` and `cure`), and there is no submission accepted \
         in part that they could complete: load the whole file; or, if these rows are all there is, remove the two columns",
        path.display()
    )
}

fn same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// `NAME.rejects.csv` beside the file, or with a number where somebody may be mending an earlier one.
fn free_name(path: &Path) -> PathBuf {
    let first = path.with_extension("rejects.csv");
    let numbered = (2..).map(|n| path.with_extension(format!("rejects-{n}.csv")));
    std::iter::once(first).chain(numbered).find(|name| !name.exists()).unwrap_or_default()
}

fn dataset_ids(pack: &Pack) -> Vec<&str> {
    pack.datasets.iter().map(|d| d.id.as_str()).collect()
}

fn format_word(format: Format) -> &'static str {
    match format {
        Format::Csv => "csv",
        Format::Xlsx => "xlsx",
        Format::Parquet => "parquet",
    }
}

fn known_agency(pack: &Pack, id: Option<&str>) -> Result<(), AppError> {
    match id {
        Some(id) if !pack.agencies.iter().any(|a| a.id == id) => {
            Err(AppError::Usage(format!("pack `{}` has no agency `{id}`", pack.id)))
        }
        _ => Ok(()),
    }
}
