//! What the tests start from: a home, times, ids from a counter, and records with as little in them as possible.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::Path;

use jiff::Timestamp;
use milepost_store::{
    AgencyRows, CellInput, ComputationInput, IdSource, NewComputation, NewDetermination, NewPackRelease, NewSubmission,
    PackRelease, RecordedCells, SliceCells, SliceFile, Store, StoreError, SubmittedPeriod, UnitOfWork, Who,
};
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};
use tempfile::TempDir;

/// Runs a test on a runtime of one thread, as the binary does.
pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(test)
}

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Ten bytes that count from a number upwards.
pub(crate) fn ids_from(mut next: u64) -> impl IdSource + 'static {
    move || {
        next += 1;
        let mut bytes = [0; 10];
        bytes[2..].copy_from_slice(&next.to_be_bytes());
        bytes
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// Noon of a day in March 2013.
pub(crate) fn march(day: u8) -> Timestamp {
    at(&format!("2013-03-{day:02}T12:00:00Z"))
}

pub(crate) fn kim() -> Who {
    Who::new("kim")
}

pub(crate) async fn home(folder: &Path) -> Store {
    Store::create(folder, ids_from(0), &kim(), "a new home", march(1)).await.expect("a home")
}

pub(crate) async fn reopened(folder: &Path) -> Store {
    Store::open(folder, ids_from(1 << 40)).await.expect("the home again")
}

pub(crate) async fn begin(store: &Store, at: Timestamp) -> UnitOfWork {
    store.begin(&kim(), "a test", at).await.expect("a unit of work")
}

/// A home with one installed release.
pub(crate) async fn home_with_pack(folder: &Path) -> (Store, PackRelease) {
    let store = home(folder).await;
    let release = install(&store, "1", march(1)).await;
    (store, release)
}

pub(crate) async fn install(store: &Store, release: &str, at: Timestamp) -> PackRelease {
    let text = store.files().put(format!("release = '{release}'").as_bytes()).expect("stored");
    let new = NewPackRelease {
        pack: "garden".into(),
        release: release.into(),
        hash: format!("hash of release {release}"),
        files: BTreeMap::from([("pack.toml".into(), text)]),
    };
    let mut unit = begin(store, at).await;
    let release = unit.install_pack(new).await.expect("installed");
    unit.commit().await.expect("committed");
    release
}

/// An accepted file for one period, with one bucket of rows.
pub(crate) fn rows(
    store: &Store,
    release: &PackRelease,
    name: &str,
    coverage: Option<&str>,
    agencies: &[(&str, u64)],
) -> NewSubmission {
    let file = store.files().put(format!("rows of {name}").as_bytes()).expect("stored");
    let total = agencies.iter().map(|(_, rows)| rows).sum();
    NewSubmission {
        source_name: name.into(),
        rows_read: total,
        rows_accepted: total,
        periods: vec![SubmittedPeriod {
            period: "2012".into(),
            files: vec![SliceFile { bucket: 0, file, rows: total }],
            agencies: agencies.iter().map(|(id, rows)| AgencyRows { agency: (*id).into(), rows: *rows }).collect(),
        }],
        ..plain(release, coverage)
    }
}

/// A submission without rows or periods.
pub(crate) fn plain(release: &PackRelease, coverage: Option<&str>) -> NewSubmission {
    NewSubmission {
        pack: release.pack.clone(),
        release: release.id.clone(),
        dataset: "plots".into(),
        format: "csv".into(),
        coverage: coverage.map(str::to_owned),
        period: Some("2012".into()),
        outcome: "accepted".into(),
        ..NewSubmission::default()
    }
}

pub(crate) async fn submit(store: &Store, at: Timestamp, new: NewSubmission) -> String {
    let mut unit = begin(store, at).await;
    let submission = unit.record_submission(new).await.expect("recorded");
    unit.commit().await.expect("committed");
    submission.id
}

pub(crate) fn computation(store: &Store, release: &PackRelease, results: &str) -> NewComputation {
    NewComputation {
        pack: release.pack.clone(),
        release: release.id.clone(),
        period: "2012".into(),
        started_at: march(1),
        cause: "a test".into(),
        calculator: "plain".into(),
        measures_hash: "measures".into(),
        settings: json!({ "tie": "shared" }),
        results: store.files().put(results.as_bytes()).expect("stored"),
        rows_read: 0,
        result_count: 0,
        inputs: Vec::new(),
        cells: Vec::new(),
    }
}

pub(crate) async fn compute(store: &Store, at: Timestamp, new: NewComputation) -> String {
    let mut unit = begin(store, at).await;
    let computation = unit.record_computation(new).await.expect("recorded");
    unit.commit().await.expect("committed");
    computation.id
}

pub(crate) fn determination(computation: &str, measure: &str, agency: &str, status: &str) -> NewDetermination {
    NewDetermination {
        computation: computation.into(),
        pack: "garden".into(),
        measure: measure.into(),
        period: "2012".into(),
        agency: agency.into(),
        group: String::new(),
        standard: "target".into(),
        target: "95%".into(),
        certainty: String::new(),
        status: status.into(),
        position: String::new(),
        change: String::new(),
        needed: None,
        outcome: String::new(),
        reason: "19 of 20 is 95%".into(),
        prior: json!(null),
        made_on: jiff::civil::date(2013, 3, 1),
    }
}

/// Records the cells of a slice.
pub(crate) async fn count(store: &Store, at: Timestamp, input_hash: &str, cells: &str) -> RecordedCells {
    let cells = SliceCells {
        dataset: "plots".into(),
        period: "2012".into(),
        input_hash: input_hash.into(),
        cells: store.files().put(cells.as_bytes()).expect("stored"),
        rows_read: 3,
    };
    let input = CellInput { kind: "measure".into(), name: "m1".into(), hash: "of its text".into() };
    let new = RecordedCells { pack: "garden".into(), cells, made_of: vec![input] };
    let mut unit = begin(store, at).await;
    unit.record_cells(&new).await.expect("recorded");
    unit.commit().await.expect("committed");
    new
}

/// A connection past the store, as another program would open one.
pub(crate) async fn other_program(home: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(home.join("milepost.db")).foreign_keys(false);
    options.connect().await.expect("a connection")
}

/// Runs SQL past the store.
pub(crate) async fn meddle(home: &Path, sql: &str) -> Result<(), sqlx::Error> {
    let mut connection = other_program(home).await;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
    connection.close().await
}

/// Takes the triggers away that keep other programs from changing what is remembered.
pub(crate) async fn disarm(home: &Path) {
    let mut connection = other_program(home).await;
    let triggers: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .fetch_all(&mut connection)
        .await
        .expect("triggers");
    for trigger in triggers {
        let sql = AssertSqlSafe(format!("DROP TRIGGER {trigger}"));
        sqlx::raw_sql(sql).execute(&mut connection).await.expect("dropped");
    }
    connection.close().await.expect("closed");
}

/// A home in which every table has a row. Its audit has seven lines: 1 the home, 2 a pack, 3 a submission, 4 a
/// computation, 5 and 6 determinations, of which one supersedes the other, 7 a note.
pub(crate) async fn full_home(folder: &Path) -> Store {
    let (store, release) = home_with_pack(folder).await;
    let input = submit(&store, march(2), rows(&store, &release, "all", None, &[("a", 1), ("b", 2)])).await;
    let mut new = computation(&store, &release, "results");
    let (dataset, period) = ("plots".to_owned(), "2012".to_owned());
    let cells = store.files().put(b"cells").expect("stored");
    new.inputs.push(ComputationInput { dataset: dataset.clone(), period: period.clone(), submission: input });
    new.cells.push(SliceCells { dataset, period, input_hash: "inputs".into(), cells, rows_read: 3 });
    let made = compute(&store, march(3), new).await;
    let mut unit = begin(&store, march(4)).await;
    unit.record_determinations(vec![determination(&made, "m1", "a", "met")]).await.expect("recorded");
    unit.record_determinations(vec![determination(&made, "m1", "a", "not met")]).await.expect("recorded");
    unit.note("records read", &made, &json!({ "rows": 3 })).await.expect("noted");
    unit.commit().await.expect("committed");
    store
}

/// The error, of results whose value does not say what it is.
pub(crate) fn error<T>(result: Result<T, StoreError>) -> StoreError {
    match result {
        Ok(_) => panic!("should have been refused"),
        Err(error) => error,
    }
}
