//! What the targets share: a small pack, and a submission of bytes against it.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic;
use std::sync::{LazyLock, Once};

use jiff::civil::date;
use milepost_calendar::{Period, PeriodKind};
use milepost_dataset::{Dialect, Means, NoShelf, Outcome, Request, intake};
use milepost_pack::{Files, Pack, example_pack};

/// A dataset with a column of every type and a rule of every kind.
const DATASET: &str = r#"
[[code_list]]
id = "colour"
title = "Colour"
codes = [{ code = "red", title = "Red" }, { code = "blue", title = "Blue" }]

[[dataset]]
id = "thing"
title = "Things"
about = "One row per thing."
cites = ["act"]
calendar = "civil"
period = "year"
slice = "date:seen_on"
agency = "county"
key = ["thing", "seen_on"]
unit = "thing"
column = [
  { id = "thing", title = "Thing", type = "text", required = true, longest = 12, pattern = "[A-Z][0-9]*" },
  { id = "county", title = "County", type = "text", required = true },
  { id = "seen_on", title = "Seen on", type = "date", required = true, min = 2000-01-01 },
  { id = "weight", title = "Weight", type = "decimal", places = 3, min = 0 },
  { id = "number", title = "Number", type = "integer", not_applicable = -9, level = "warning", max = 100 },
  { id = "sound", title = "Sound", type = "boolean" },
  { id = "colours", title = "Colours", type = "codes", codes = "colour" },
]

[[dataset.derived]]
id = "double"
value = "weight * number / 3"

[[dataset.check]]
id = "light"
level = "error"
expect = "weight < 1000 OR sound"
message = "too heavy"
cure = "weigh it again"
"#;

static PACK: LazyLock<Pack> = LazyLock::new(|| {
    let mut files = examples();
    files.insert("thing.toml".to_owned(), DATASET.as_bytes().to_vec());
    let checked = milepost_pack::check(&files);
    checked.into_pack().unwrap_or_else(|problems| panic!("the pack of the fuzz targets is wrong: {problems:#?}"))
});

/// The files of the pack in which the checker's examples stand.
pub fn examples() -> Files {
    example_pack().iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect::<BTreeMap<_, _>>()
}

/// Lets intake catch the panics of libraries, as it does for damaged workbooks and Parquet files. The
/// fuzzer's own hook would end the process before; a panic that nobody catches still ends it.
fn let_panics_be_caught() {
    static ONCE: Once = Once::new();
    let quiet = std::env::var_os("SHOW_PANICS").is_none();
    ONCE.call_once(|| match quiet {
        true => panic::set_hook(Box::new(|_| {})),
        false => drop(panic::take_hook()),
    });
}

/// Submits bytes under a file name, and asserts what is true of every intake.
pub fn submit(name: &str, bytes: Vec<u8>, dialect: &Dialect) {
    let_panics_be_caught();
    let pack = &*PACK;
    let dataset = pack.datasets.iter().find(|d| d.id == "thing").expect("declared above");
    let calendar = &pack.calendars[0];
    let period: Period = calendar.containing(PeriodKind::Year, date(2012, 1, 1)).expect("a civil year");
    let scratch = std::env::temp_dir();
    let mut rejects = Vec::new();
    let request =
        Request { pack, dataset, name, dialect, period: Some(&period), agency: None, buckets: 2, problems_shown: 20 };
    let means = Means {
        references: &mut |_: &str, _: &str, value: &str| value.len() % 2 == 0,
        rejects: &mut rejects,
        shelf: &mut NoShelf,
        scratch: &scratch,
        progress: &mut |_| {},
    };
    let taken = intake(Cursor::new(bytes), &request, means).expect("reading from memory doesn't fail");
    let counts = &taken.counts;
    assert_eq!(counts.accepted + counts.rejected, counts.read, "a row is accepted or rejected");
    assert_eq!(taken.slices.iter().map(|s| s.rows).sum::<u64>(), counts.accepted, "an accepted row is stored");
    assert_eq!(taken.outcome == Outcome::Rejected, counts.accepted == 0, "what has accepted rows is not rejected");
    assert!(
        taken.outcome != Outcome::Rejected || !taken.file_problems.is_empty() || !taken.checks.is_empty(),
        "a rejection has a reason"
    );
    assert!(std::str::from_utf8(&rejects).is_ok(), "rejects are UTF-8");
}
