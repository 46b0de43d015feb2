//! A small invented pack, and submissions against it.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Cursor, Read, Seek, Write};
use std::sync::{Arc, LazyLock, Mutex};

use jiff::civil::date;
use milepost_calendar::{Period, PeriodKind};
use milepost_dataset::{Dialect, Intake, Means, Outcome, Place, Request, Shelf, StoredRow, intake, read_slice};
use milepost_expression::{Slot, Type};
use milepost_pack::{Column, Dataset, Pack};

/// The pack as its author wrote it.
pub(crate) const CLINIC: &str = include_str!("clinic.toml");

/// A pack with one dataset, and the submission's circumstances.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) pack: Pack,
    pub(crate) dataset: Dataset,
    pub(crate) name: String,
    pub(crate) dialect: Dialect,
    pub(crate) period: Option<Period>,
    pub(crate) agency: Option<String>,
    pub(crate) buckets: u16,
}

/// What came of a submission, with what was written.
pub(crate) struct Taken {
    pub(crate) intake: Intake,
    pub(crate) rejects: Vec<u8>,
    pub(crate) files: BTreeMap<(String, u16), Vec<u8>>,
    dataset: Dataset,
}

impl World {
    /// Visits of a teaching clinic: one column of each type, one rule of each kind.
    pub(crate) fn clinic() -> Self {
        static PACK: LazyLock<Pack> = LazyLock::new(|| {
            let files = BTreeMap::from([("pack.toml".to_owned(), CLINIC.as_bytes().to_vec())]);
            let checked = milepost_pack::check(&files);
            checked.into_pack().unwrap_or_else(|problems| panic!("{problems:#?}"))
        });
        Self {
            pack: PACK.clone(),
            dataset: PACK.datasets.iter().find(|d| d.id == "visit").unwrap().clone(),
            name: "visits.csv".to_owned(),
            dialect: Dialect::default(),
            period: Some(PACK.calendars[0].containing(PeriodKind::Year, date(2011, 7, 1)).unwrap()),
            agency: None,
            buckets: 1,
        }
    }

    pub(crate) fn column(&mut self, id: &str) -> &mut Column {
        self.dataset.columns.iter_mut().find(|c| c.id == id).unwrap()
    }

    pub(crate) fn slot(&self, id: &str) -> Slot {
        self.dataset.scope.find(id).unwrap().0
    }

    /// Takes in text.
    pub(crate) fn take(&self, text: impl AsRef<[u8]>) -> Taken {
        self.take_from(Cursor::new(text.as_ref().to_vec()))
    }

    pub(crate) fn take_from(&self, source: impl Read + Seek + Send + 'static) -> Taken {
        let scratch = tempfile::tempdir().unwrap();
        let mut rejects = Vec::new();
        let mut shelf = Files::default();
        let request = Request {
            pack: &self.pack,
            dataset: &self.dataset,
            name: &self.name,
            dialect: &self.dialect,
            period: self.period.as_ref(),
            agency: self.agency.as_deref(),
            buckets: self.buckets,
            problems_shown: 100,
        };
        let means = Means {
            references: &mut |dataset: &str, column: &str, value: &str| {
                (dataset, column) == ("sites", "site_key") && matches!(value, "S1" | "S2")
            },
            rejects: &mut rejects,
            shelf: &mut shelf,
            scratch: scratch.path(),
            progress: &mut |_| {},
        };
        let intake = intake(source, &request, means).unwrap();
        let files = shelf.kept;
        let counts = &intake.counts;
        assert_eq!(counts.accepted + counts.rejected, counts.read, "every row is accepted or rejected");
        let stored: u64 = intake.slices.iter().map(|s| s.rows).sum();
        assert_eq!(stored, counts.accepted, "every accepted row is stored");
        assert_eq!(intake.outcome == Outcome::Rejected, counts.accepted == 0);
        Taken { intake, rejects, files, dataset: self.dataset.clone() }
    }
}

impl Taken {
    /// All stored rows, in the order of periods, buckets and keys.
    pub(crate) fn rows(&self) -> Vec<StoredRow> {
        let read = |bytes: &Vec<u8>| read_slice(Cursor::new(bytes.clone()), &self.dataset).unwrap();
        self.files.values().flat_map(read).map(Result::unwrap).collect()
    }

    /// Codes of all problems, each once, in order.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        let file = self.intake.file_problems.iter().map(|p| p.code);
        let mut codes: Vec<_> = file.chain(self.intake.checks.iter().map(|c| c.code)).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    pub(crate) fn rejects(&self) -> String {
        String::from_utf8(self.rejects.clone()).unwrap()
    }
}

/// A shelf in memory.
#[derive(Default)]
struct Files {
    kept: BTreeMap<(String, u16), Vec<u8>>,
}

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shelf for Files {
    type File = Page;

    fn create(&mut self, _: &Place<'_>) -> io::Result<Page> {
        Ok(Page::default())
    }

    fn keep(&mut self, place: &Place<'_>, file: Page) -> io::Result<()> {
        let before = self.kept.insert((place.period.label.clone(), place.bucket), file.0.lock().unwrap().clone());
        assert!(before.is_none(), "a file is written once");
        Ok(())
    }
}

/// The year that starts in July of a civil year.
pub(crate) fn year(start: i16) -> Period {
    World::clinic().pack.calendars[0].containing(PeriodKind::Year, date(start, 7, 1)).unwrap()
}

/// A column without rules.
pub(crate) fn column(id: &str, kind: Type) -> Column {
    let mut world = World::clinic();
    let note = world.column("note");
    Column { id: id.to_owned(), kind, longest: None, ..note.clone() }
}

/// A row as text, given what differs from a good one.
pub(crate) fn row(key: &str, changes: &[(&str, &str)]) -> String {
    let changes: HashMap<_, _> = changes.iter().copied().collect();
    let good = [
        ("visit_key", key),
        ("clinic", "A"),
        ("seen_on", "2011-09-01"),
        ("minutes", "8"),
        ("fee", "12.50"),
        ("kept", "yes"),
        ("kind", "first"),
        ("tongues", "en;so"),
        ("site", "S1"),
        ("note", "ok"),
    ];
    good.map(|(id, value)| *changes.get(id).unwrap_or(&value)).join(",")
}

pub(crate) const HEADER: &str = "visit_key,clinic,seen_on,minutes,fee,kept,kind,tongues,site,note";

/// A file of good rows, the last one changed.
pub(crate) fn file(changes: &[(&str, &str)]) -> String {
    format!("{HEADER}\n{}\n{}\n", row("V1", &[]), row("V2", changes))
}
