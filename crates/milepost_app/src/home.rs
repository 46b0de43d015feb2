use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use milepost_calendar::{Calendar, Clock, Period};
use milepost_measure::{Calculator, Plain};
use milepost_pack::{Dataset, Files, Measure, Pack, Problem};
use milepost_store::{IdSource, NewPackRelease, PackRelease, Store, StoreError, UnitOfWork, Who};

use crate::AppError;
use crate::trial::report_problems;

/// Bytes of memory that a computation takes for rows, unless it is told otherwise.
pub const MEMORY: usize = 512 << 20;

/// A home with its packs read, and the person who acts on it.
pub struct Home {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) who: Who,
    pub(crate) calculator: Arc<dyn Calculator>,
    /// Bytes that the rows around a slice may take, together with what counts them.
    pub(crate) memory: usize,
    /// Into how many files, by unit, the rows of a slice are divided.
    pub(crate) buckets: u16,
    packs: BTreeMap<String, Installed>,
}

/// A pack as it is installed in a home.
#[derive(Clone, Debug)]
pub struct Installed {
    /// The pack.
    pub pack: Arc<Pack>,
    /// Its installation.
    pub release: PackRelease,
}

/// What an installation did.
#[derive(Clone, Debug)]
pub struct Installation {
    /// Id of the pack.
    pub pack: String,
    /// The release as the pack names itself.
    pub release: String,
    /// The release that was current before.
    pub before: Option<String>,
    /// Nothing was done: this very release is current.
    pub unchanged: bool,
    /// Measures whose meaning differs from the release before, or that are new.
    pub changed_measures: Vec<String>,
    /// Periods that hold computed results, which the next `compute` makes anew.
    pub to_recompute: Vec<String>,
    /// What rows taken in before hold otherwise than the datasets now say, in sentences.
    pub changed_columns: Vec<String>,
    /// The checker's warnings, rendered.
    pub warnings: Vec<milepost_pack::Problem>,
}

impl Home {
    /// Makes a new home and opens it.
    ///
    /// # Errors
    /// The folder is in use, or the world broke.
    pub async fn create(
        folder: &Path,
        clock: Arc<dyn Clock>,
        ids: impl IdSource + 'static,
        who: &str,
    ) -> Result<Self, AppError> {
        Self::create_divided(folder, 1, clock, ids, who).await
    }

    /// Makes a new home that divides the rows of each slice into so many files, and opens it. It must be a power of
    /// two, and stays what it is.
    ///
    /// # Errors
    /// The folder is in use, it is no power of two, or the world broke.
    pub async fn create_divided(
        folder: &Path,
        buckets: u16,
        clock: Arc<dyn Clock>,
        ids: impl IdSource + 'static,
        who: &str,
    ) -> Result<Self, AppError> {
        let who = Who::new(who);
        let created = Store::create_divided(folder, buckets, ids, &who, "make a home", clock.now()).await;
        let store = created.map_err(|error| match error {
            StoreError::NotAPowerOfTwo { .. } => AppError::Usage(error.to_string()),
            other => other.into(),
        })?;
        let calculator = Arc::new(Plain);
        Ok(Self { store, clock, who, calculator, memory: MEMORY, buckets, packs: BTreeMap::new() })
    }

    /// Opens a home for reading and writing.
    ///
    /// # Errors
    /// It is not a home, somebody else writes to it, or the world broke.
    pub async fn open(
        folder: &Path,
        clock: Arc<dyn Clock>,
        ids: impl IdSource + 'static,
        who: &str,
    ) -> Result<Self, AppError> {
        let store = Store::open(folder, ids).await?;
        Self::with_packs(store, clock, who).await
    }

    /// Opens a home for reading, which goes beside a process that writes.
    ///
    /// # Errors
    /// It is not a home, or the world broke.
    pub async fn open_to_read(folder: &Path, clock: Arc<dyn Clock>, who: &str) -> Result<Self, AppError> {
        let store = Store::open_to_read(folder).await?;
        Self::with_packs(store, clock, who).await
    }

    /// The home, counting with another calculator than the plain one. They all give the same cells.
    #[must_use]
    pub fn with_calculator(self, calculator: Arc<dyn Calculator>) -> Self {
        Self { calculator, ..self }
    }

    /// The home, with so many bytes of memory for the rows of a computation; those that don't fit are read in turns.
    #[must_use]
    pub fn with_memory(self, memory: usize) -> Self {
        Self { memory, ..self }
    }

    async fn with_packs(store: Store, clock: Arc<dyn Clock>, who: &str) -> Result<Self, AppError> {
        let mut packs = BTreeMap::new();
        for release in store.pack_releases().await? {
            // Releases come in the order of their installation: the last of a pack is its current one.
            packs.insert(release.pack.clone(), release);
        }
        let (who, calculator) = (Who::new(who), Arc::new(Plain));
        let buckets = store.record().await?.buckets;
        let mut home = Self { store, clock, who, calculator, memory: MEMORY, buckets, packs: BTreeMap::new() };
        for (id, release) in packs {
            let pack = Arc::new(home.read_release(&release).await?);
            home.packs.insert(id, Installed { pack, release });
        }
        Ok(home)
    }

    pub(crate) async fn read_release(&self, release: &PackRelease) -> Result<Pack, AppError> {
        let mut files = Files::new();
        for (path, hash) in self.store.pack_files(&release.id).await? {
            files.insert(path, self.store.files().read(hash)?);
        }
        read(files).map(|(pack, _)| pack)
    }

    /// Writes are lasting before; this closes the database tidily.
    ///
    /// # Errors
    /// The world broke.
    pub async fn close(self) -> Result<(), AppError> {
        Ok(self.store.close().await?)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.store.home()
    }

    /// What the home remembers.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The current packs in the order of their ids.
    pub fn packs(&self) -> impl Iterator<Item = &Installed> {
        self.packs.values()
    }

    /// The present day.
    pub fn today(&self) -> Date {
        self.clock.today()
    }

    /// Checks and installs a pack, or a new release of one.
    ///
    /// # Errors
    /// The pack has problems, or the world broke.
    pub async fn install(&mut self, files: Files) -> Result<Installation, AppError> {
        let (pack, warnings) = check(files)?;
        self.install_checked(pack, warnings).await
    }

    /// Installs a pack that was checked, with what was found.
    pub(crate) async fn install_checked(
        &mut self,
        pack: Arc<Pack>,
        warnings: Vec<Problem>,
    ) -> Result<Installation, AppError> {
        let before = self.packs.get(&pack.id).cloned();
        let mut done = Installation {
            pack: pack.id.clone(),
            release: pack.release.clone(),
            before: before.as_ref().map(|b| b.release.release.clone()),
            unchanged: before.as_ref().is_some_and(|b| b.release.hash == pack.hash),
            changed_measures: changed_measures(before.as_ref().map(|b| &*b.pack), &pack),
            to_recompute: Vec::new(),
            changed_columns: Vec::new(),
            warnings,
        };
        if done.unchanged {
            return Ok(done);
        }
        for dataset in before.iter().flat_map(|before| &before.pack.datasets) {
            if !self.store.submissions(&pack.id, Some(&dataset.id), None).await?.is_empty() {
                done.changed_columns.extend(changed_columns(dataset, &pack));
            }
        }
        let mut stored = BTreeMap::new();
        for (path, bytes) in &pack.files {
            stored.insert(path.clone(), self.store.files().put(bytes)?);
        }
        let release = NewPackRelease {
            pack: pack.id.clone(),
            release: pack.release.clone(),
            hash: pack.hash.clone(),
            files: stored,
        };
        let mut unit = self.begin("install a pack").await?;
        let release = unit.install_pack(release).await?;
        unit.commit().await?;
        for computation in self.store.computations(&pack.id).await? {
            if !done.to_recompute.contains(&computation.period) {
                done.to_recompute.push(computation.period);
            }
        }
        self.packs.insert(pack.id.clone(), Installed { pack, release });
        Ok(done)
    }

    pub(crate) async fn begin(&self, why: &str) -> Result<UnitOfWork, AppError> {
        Ok(self.store.begin(&self.who, why, self.clock.now()).await?)
    }

    /// The pack that declares an id: the named one, or else the only one that does. `ids` lists what a
    /// pack declares of the kind.
    pub(crate) fn pack_declaring(
        &self,
        named: Option<&str>,
        kind: &str,
        id: &str,
        ids: for<'p> fn(&'p Pack) -> Vec<&'p str>,
    ) -> Result<&Installed, AppError> {
        let looked_at = self.packs.values().filter(|i| named.is_none_or(|named| named == i.pack.id));
        let known: Vec<&str> = looked_at.flat_map(|i| ids(&i.pack)).collect();
        if !known.is_empty() && !known.contains(&id) {
            return Err(AppError::Usage(format!("there is no {kind} `{id}`{}", listed(known))));
        }
        self.pack_with(named, &format!("a {kind} `{id}`"), |pack| ids(pack).contains(&id))
    }

    /// The pack that is meant: the named one, or else the only one that fits.
    pub(crate) fn pack_with(
        &self,
        named: Option<&str>,
        what: &str,
        fits: impl Fn(&Pack) -> bool,
    ) -> Result<&Installed, AppError> {
        if let Some(id) = named {
            let installed = self.packs.get(id).ok_or_else(|| {
                let ids: Vec<&str> = self.packs.keys().map(String::as_str).collect();
                AppError::Usage(format!("no pack `{id}` is installed here{}", listed(ids)))
            })?;
            if !fits(&installed.pack) {
                return Err(AppError::Usage(format!("pack `{id}` has no {what}")));
            }
            return Ok(installed);
        }
        let fitting: Vec<&Installed> = self.packs.values().filter(|i| fits(&i.pack)).collect();
        match fitting.as_slice() {
            [one] => Ok(one),
            [] if self.packs.is_empty() => Err(AppError::Usage("no pack is installed here".to_owned())),
            [] => Err(AppError::Usage(format!("no pack installed here has {what}"))),
            many => {
                let ids = many.iter().map(|i| i.pack.id.as_str()).collect();
                Err(AppError::Usage(format!("several packs have {what}{}; say which with --pack", listed(ids))))
            }
        }
    }
}

/// `; known are a, b`, or nothing.
pub(crate) fn listed(names: Vec<&str>) -> String {
    if names.is_empty() { String::new() } else { format!("; known are {}", names.join(", ")) }
}

/// Reads a pack, checks it and makes its reports on trial. Warnings come with it; with an error there is
/// no pack.
///
/// # Errors
/// All problems, warnings too, if one of them is an error.
pub fn check(files: Files) -> Result<(Arc<Pack>, Vec<Problem>), AppError> {
    let (pack, mut problems) = read(files)?;
    let pack = Arc::new(pack);
    problems.extend(report_problems(&pack));
    if problems.iter().any(Problem::is_error) {
        return Err(AppError::Pack { problems, files: pack.files.clone() });
    }
    Ok((pack, problems))
}

/// Reads a pack whose reports were tried before.
pub(crate) fn read(files: Files) -> Result<(Pack, Vec<Problem>), AppError> {
    let checked = milepost_pack::check(&files);
    match checked.pack {
        Some(pack) => Ok((pack, checked.problems)),
        None => Err(AppError::Pack { problems: checked.problems, files }),
    }
}

/// Finds a period by its label in the calendars of a pack.
pub(crate) fn period_of(pack: &Pack, label: &str) -> Result<Period, AppError> {
    let mut examples = Vec::new();
    for calendar in &pack.calendars {
        match calendar.period(label) {
            Ok(period) => return Ok(period),
            Err(error) => examples.push(error.to_string()),
        }
    }
    Err(AppError::Usage(examples.join("; ")))
}

/// There are no results of a period to speak about.
pub(crate) fn not_computed(pack: &Pack, period: &Period) -> AppError {
    AppError::Usage(format!(
        "{period} of `{}` is not computed yet: `load` what was submitted for it, then `compute`",
        pack.id
    ))
}

pub(crate) fn calendar_of<'p>(pack: &'p Pack, id: &str) -> Result<&'p Calendar, AppError> {
    let found = pack.calendars.iter().find(|c| c.id == id);
    found.ok_or_else(|| AppError::Input(format!("pack `{}` has no calendar `{id}`", pack.id)))
}

pub(crate) fn dataset_of<'p>(pack: &'p Pack, id: &str) -> Result<&'p Dataset, AppError> {
    pack.datasets.iter().find(|d| d.id == id).ok_or_else(|| {
        let ids = pack.datasets.iter().map(|d| d.id.as_str()).collect();
        AppError::Usage(format!("pack `{}` has no dataset `{id}`{}", pack.id, listed(ids)))
    })
}

pub(crate) fn measure_of<'p>(pack: &'p Pack, id: &str) -> Result<&'p Measure, AppError> {
    pack.measures.iter().find(|m| m.id == id).ok_or_else(|| {
        let ids = pack.measures.iter().filter(|m| m.published).map(|m| m.id.as_str()).collect();
        AppError::Usage(format!("pack `{}` has no measure `{id}`{}", pack.id, listed(ids)))
    })
}

/// Measures that mean something else than before, or are new.
fn changed_measures(before: Option<&Pack>, after: &Pack) -> Vec<String> {
    let same = |measure: &Measure| {
        before.is_some_and(|pack| {
            let old = pack.measures.iter().find(|m| m.id == measure.id);
            old.is_some_and(|old| meaning(pack, old) == meaning(after, measure))
        })
    };
    after.measures.iter().filter(|m| !same(m)).map(|m| m.id.clone()).collect()
}

/// How the rows of a dataset that were taken in before differ from what it says now.
fn changed_columns(before: &Dataset, after: &Pack) -> Option<String> {
    let after = after.datasets.iter().find(|dataset| dataset.id == before.id)?;
    let find =
        |dataset: &Dataset, id: &str| dataset.columns.iter().find(|column| column.id == id).map(|c| (c.kind, c.places));
    let new = after.columns.iter().filter(|c| find(before, &c.id).is_none()).map(|c| format!("lack `{}`", c.id));
    let gone = before
        .columns
        .iter()
        .filter(|c| find(after, &c.id).is_none())
        .map(|c| format!("hold `{}`, which is gone", c.id));
    let other = |c: &&milepost_pack::Column| find(before, &c.id).is_some_and(|old| old != (c.kind, c.places));
    let other = after.columns.iter().filter(other).map(|c| format!("hold another type in `{}`", c.id));
    let changes: Vec<String> = new.chain(gone).chain(other).collect();
    (!changes.is_empty())
        .then(|| format!("Rows of `{}` taken in before {}: load them again.", after.id, changes.join(", ")))
}

/// Text that differs when a measure's own formulas, or the derived values under them, do.
pub(crate) fn meaning(pack: &Pack, measure: &Measure) -> String {
    let mut text = String::new();
    for (role, formula) in milepost_measure::formulas(&measure.kind) {
        text += &format!("{role} {}\n", formula.expression);
    }
    let dataset = milepost_measure::counted(&measure.kind).map(|counted| &counted.dataset);
    for derived in pack.datasets.iter().filter(|d| Some(&d.id) == dataset).flat_map(|d| &d.derived) {
        if let milepost_pack::Source::Expression(formula) = &derived.source {
            text += &format!("{} {}\n", derived.id, formula.expression);
        }
    }
    text
}
