//! Making, opening and refusing homes.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use milepost_store::{Store, StoreError};

use crate::given::{begin, error, folder, full_home, home, ids_from, kim, march, meddle, reopened, run};

async fn create(path: &Path) -> Result<Store, StoreError> {
    Store::create(path, ids_from(0), &kim(), "a new home", march(1)).await
}

#[test]
fn a_home_is_made_and_opened_again() {
    run(async {
        let folder = folder();
        let path = folder.path().join("new/home");
        let store = home(&path).await;
        let made = store.record().await.expect("a record");
        assert_eq!(made.created_at, march(1));
        assert_eq!(store.home(), path);
        store.close().await.expect("closed");
        let store = reopened(&path).await;
        assert_eq!(store.record().await.expect("a record"), made);
        drop(store);
        assert!(matches!(error(create(&path).await), StoreError::AlreadyAHome { .. }));
        assert_eq!(reopened(&path).await.record().await.expect("a record"), made);
    });
}

#[test]
fn ids_are_version_seven_and_carry_the_time() {
    run(async {
        let folder = folder();
        let id = home(folder.path()).await.record().await.expect("a record").id;
        // 2013-03-01T12:00:00Z is 1362139200000 milliseconds after 1970, 0x013d25d2ba00.
        assert_eq!(id, "013d25d2-ba00-7000-8000-000000000001");
    });
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    run(async {
        let folder = folder();
        fs::write(folder.path().join("letter.txt"), "hello").expect("written");
        match error(create(folder.path()).await) {
            StoreError::NotEmpty { found, .. } => assert_eq!(found, "letter.txt"),
            other => panic!("{other}"),
        }
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
        let file = folder.path().join("letter.txt");
        assert!(matches!(error(create(&file).await), StoreError::File { .. }));
    });
}

#[test]
fn a_folder_without_a_database_is_not_a_home() {
    run(async {
        let folder = folder();
        let missing = folder.path().join("missing");
        for path in [folder.path(), &missing] {
            assert!(matches!(error(Store::open(path, ids_from(0)).await), StoreError::NotAHome { .. }));
            assert!(matches!(error(Store::open_to_read(path).await), StoreError::NotAHome { .. }));
        }
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "looking made something");
        // A database of another program is not a home either.
        meddle_new(folder.path(), "CREATE TABLE letter (text TEXT)").await;
        let before = fs::read(folder.path().join("milepost.db")).expect("a file");
        assert!(matches!(error(Store::open(folder.path(), ids_from(0)).await), StoreError::NotAHome { .. }));
        assert!(matches!(error(Store::open_to_read(folder.path()).await), StoreError::NotAHome { .. }));
        assert!(matches!(error(create(folder.path()).await), StoreError::NotAHome { .. }));
        assert_eq!(fs::read(folder.path().join("milepost.db")).expect("a file"), before);
    });
}

/// Makes a database past the store.
async fn meddle_new(home: &Path, sql: &str) {
    fs::write(home.join("milepost.db"), "").expect("a file");
    meddle(home, sql).await.expect("a database");
}

#[test]
fn a_half_made_home_is_told_apart_and_finished_by_making_it_again() {
    run(async {
        let folder = folder();
        // As far as making a home gets before its one transaction commits.
        fs::create_dir_all(folder.path().join("files/incoming")).expect("a folder");
        fs::write(folder.path().join("milepost.lock"), "1").expect("a file");
        fs::write(folder.path().join("milepost.db"), "").expect("a file");
        assert!(matches!(error(Store::open(folder.path(), ids_from(0)).await), StoreError::HalfMade { .. }));
        assert!(matches!(error(Store::open_to_read(folder.path()).await), StoreError::HalfMade { .. }));
        let store = create(folder.path()).await.expect("a home");
        store.verify_audit(None).await.expect("whole");
        store.close().await.expect("closed");
        reopened(folder.path()).await;
    });
}

#[test]
fn a_damaged_database_is_called_so() {
    run(async {
        let folder = folder();
        full_home(folder.path()).await.close().await.expect("closed");
        let path = folder.path().join("milepost.db");
        let good = fs::read(&path).expect("a file");
        fs::write(&path, b"x".repeat(good.len())).expect("written");
        for refused in
            [error(Store::open(folder.path(), ids_from(0)).await), error(Store::open_to_read(folder.path()).await)]
        {
            assert!(matches!(refused, StoreError::DatabaseDamaged { .. }), "{refused:?}");
            assert!(std::error::Error::source(&refused).is_some());
        }
        // A page in the middle: found by whoever reads it.
        let mut bad = good.clone();
        bad[4096..].fill(0x2a);
        fs::write(&path, bad).expect("written");
        let refused = async {
            let store = Store::open_to_read(folder.path()).await?;
            store.verify_audit(None).await
        };
        assert!(matches!(error(refused.await), StoreError::DatabaseDamaged { .. }));
    });
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    run(async {
        let folder = folder();
        home(folder.path()).await.close().await.expect("closed");
        meddle(folder.path(), "INSERT INTO schema_migration VALUES (5, 'later', 'hash')").await.expect("a migration");
        let before = fs::read(folder.path().join("milepost.db")).expect("a file");
        for refused in
            [error(Store::open(folder.path(), ids_from(0)).await), error(Store::open_to_read(folder.path()).await)]
        {
            assert!(matches!(refused, StoreError::NewerSchema { found: 5, known: 4, .. }), "{refused}");
            assert!(refused.to_string().contains("written by a newer version of this program"), "{refused}");
        }
        assert_eq!(fs::read(folder.path().join("milepost.db")).expect("a file"), before);
    });
}

#[test]
fn a_schema_that_was_never_released_is_refused() {
    run(async {
        let folder = folder();
        home(folder.path()).await.close().await.expect("closed");
        meddle(folder.path(), "UPDATE schema_migration SET hash = 'x' WHERE number = 1").await.expect("changed");
        let refused = error(Store::open(folder.path(), ids_from(0)).await);
        assert!(matches!(refused, StoreError::OtherSchema { number: 1, .. }), "{refused}");
    });
}

#[test]
fn an_older_schema_is_brought_up_to_date_by_whoever_writes() {
    run(async {
        let folder = folder();
        let store = full_home(folder.path()).await;
        let head = store.audit_head().await.expect("a head");
        store.close().await.expect("closed");
        // As a program would have left it that knew the first migration alone.
        crate::given::disarm(folder.path()).await;
        for (table, column) in [
            ("determination", "certainty"),
            ("determination", "position"),
            ("determination", "outcome"),
            ("home", "buckets"),
        ] {
            let drop = format!("ALTER TABLE {table} DROP COLUMN {column}");
            meddle(folder.path(), &drop).await.expect("no column");
        }
        meddle(folder.path(), "DROP TABLE slice_cells").await.expect("no table");
        meddle(folder.path(), "DELETE FROM schema_migration WHERE number > 1").await.expect("older");
        let refused = error(Store::open_to_read(folder.path()).await);
        assert!(matches!(refused, StoreError::OlderSchema { .. }), "{refused}");
        let store = reopened(folder.path()).await;
        assert_eq!(store.verify_audit(Some(&head)).await.expect("whole"), head);
        let refused = meddle(folder.path(), "DELETE FROM determination").await;
        assert!(refused.expect_err("deleted").to_string().contains("append-only"));
        Store::open_to_read(folder.path()).await.expect("the home");
    });
}

#[test]
fn one_writes_and_others_read() {
    run(async {
        let folder = folder();
        let store = home(folder.path()).await;
        match error(Store::open(folder.path(), ids_from(0)).await) {
            StoreError::Locked { holder, .. } => assert_eq!(holder, Some(std::process::id())),
            other => panic!("{other}"),
        }
        let reader = Store::open_to_read(folder.path()).await.expect("the home");
        let mut unit = begin(&store, march(2)).await;
        unit.note("a look", "x", &serde_json::json!({})).await.expect("noted");
        assert_eq!(reader.audit_head().await.expect("a head").seq, 1);
        unit.commit().await.expect("committed");
        assert_eq!(reader.audit_head().await.expect("a head").seq, 2);
        // The right to write lives as long as anything that can write.
        let unit = begin(&store, march(3)).await;
        drop(store);
        assert!(matches!(error(Store::open(folder.path(), ids_from(0)).await), StoreError::Locked { .. }));
        drop(unit);
        reopened(folder.path()).await;
    });
}

/// A process that is being started shares the open files of the one that starts it until it runs its own program.
#[cfg(unix)]
#[test]
fn the_right_to_write_is_given_back_while_processes_are_being_started() {
    let folder = folder();
    run(async { home(folder.path()).await.close().await.expect("closed") });
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let mut child = Command::new("true").stdin(Stdio::piped()).spawn().expect("a child");
                    child.wait().expect("ended");
                }
            });
        }
        let opened = run(async {
            for _ in 0..100 {
                Store::open(folder.path(), ids_from(0)).await?.close().await?;
            }
            Ok::<_, StoreError>(())
        });
        done.store(true, Ordering::Relaxed);
        opened.expect("opened each time");
    });
}

#[test]
fn a_home_may_have_any_name() {
    run(async {
        let folder = folder();
        for name in ["with space", "file:x", "a?mode=memory", "100%20#1", "ümlaut-家", ":memory:", "-dash"] {
            let path = folder.path().join(name);
            home(&path).await.close().await.expect("closed");
            assert!(path.join("milepost.db").metadata().expect("a database").len() > 0, "{name}");
            reopened(&path).await.close().await.expect("closed");
        }
    });
}
