//! Units of work: together or not at all, one at a time.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use milepost_store::{Store, StoreError, UnitOfWork};
use serde_json::json;

use crate::given::{begin, error, folder, home, home_with_pack, ids_from, kim, march, plain, run};

#[test]
fn what_is_not_committed_never_was() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let head = store.audit_head().await.expect("a head");
        let mut unit = begin(&store, march(2)).await;
        unit.record_submission(plain(&release, None)).await.expect("recorded");
        assert_eq!(store.submissions("garden", None, None).await.expect("read"), [], "seen before the commit");
        drop(unit);
        assert_eq!(store.submissions("garden", None, None).await.expect("read"), []);
        let mut unit = begin(&store, march(3)).await;
        unit.record_submission(plain(&release, Some("a"))).await.expect("recorded");
        unit.note("a look", "x", &json!({})).await.expect("noted");
        let after = unit.commit().await.expect("committed");
        assert_eq!(after.seq, head.seq + 2);
        let found = store.submissions("garden", None, None).await.expect("read");
        assert_eq!(found.iter().map(|one| one.received_at).collect::<Vec<_>>(), [march(3)]);
        store.verify_audit(Some(&after)).await.expect("whole");
    });
}

#[test]
fn an_empty_unit_of_work_writes_nothing() {
    run(async {
        let folder = folder();
        let store = home(folder.path()).await;
        let head = store.audit_head().await.expect("a head");
        assert_eq!(begin(&store, march(2)).await.commit().await.expect("committed"), head);
        assert_eq!(store.audit_head().await.expect("a head"), head);
    });
}

#[test]
fn writers_take_turns() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let write = async |agency: &'static str| {
            for _ in 0..25 {
                let mut unit = begin(&store, march(2)).await;
                unit.record_submission(plain(&release, Some(agency))).await.expect("recorded");
                tokio::task::yield_now().await;
                unit.note("a look", agency, &json!({})).await.expect("noted");
                unit.commit().await.expect("committed");
            }
        };
        let read = async {
            for _ in 0..50 {
                // Whoever reads meanwhile sees whole units of work: a line for the home, one for the pack, then pairs.
                assert_eq!(store.verify_audit(None).await.expect("whole").seq % 2, 0);
            }
        };
        tokio::join!(write("a"), write("b"), read);
        assert_eq!(store.submissions("garden", None, None).await.expect("read").len(), 50);
        let lines = store.audit_lines(2, 1000).await.expect("lines");
        assert_eq!(lines.len(), 100);
        for pair in lines.chunks(2) {
            assert_eq!((pair[0].kind.as_str(), pair[1].kind.as_str()), ("submission recorded", "a look"));
        }
        store.verify_audit(None).await.expect("whole");
    });
}

#[test]
fn a_write_that_was_given_up_cannot_be_committed() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let mut given_up = None;
        // On a busy machine the database may have answered every time before it is asked whether it has; then the
        // write is whole after one look, and another one is tried.
        for _ in 0..1000 {
            let mut unit = begin(&store, march(2)).await;
            let unfinished = {
                let mut write = pin!(unit.record_submission(plain(&release, None)));
                poll_fn(|context| Poll::Ready(write.as_mut().poll(context).is_pending())).await
            };
            if unfinished {
                given_up = Some(unit);
                break;
            }
        }
        let mut unit = given_up.expect("a write that takes longer than one look");
        assert!(matches!(error(unit.note("a look", "x", &json!({})).await), StoreError::Unsound));
        assert!(matches!(error(unit.commit().await), StoreError::Unsound));
        assert_eq!(store.submissions("garden", None, None).await.expect("read"), []);
        begin(&store, march(3)).await.commit().await.expect("the next one begins");
        store.verify_audit(None).await.expect("whole");
    });
}

#[test]
fn a_unit_of_work_can_be_dropped_where_no_runtime_runs() {
    let folder = folder();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let store = runtime.block_on(home(folder.path()));
    let unit = runtime.block_on(async {
        let mut unit = begin(&store, march(2)).await;
        unit.note("a look", "x", &json!({})).await.expect("noted");
        unit
    });
    drop(unit);
    let head = runtime.block_on(async { begin(&store, march(3)).await.commit().await.expect("committed") });
    assert_eq!(head.seq, 1);
    drop(store);
    runtime.block_on(async {
        Store::open(folder.path(), ids_from(9)).await.expect("the home again").close().await.expect("closed");
    });
}

#[test]
fn a_home_that_is_read_is_not_written() {
    run(async {
        let folder = folder();
        home(folder.path()).await.close().await.expect("closed");
        let store = Store::open_to_read(folder.path()).await.expect("the home");
        assert!(matches!(error(store.begin(&kim(), "a test", march(2)).await), StoreError::ReadOnly));
        assert!(matches!(error(store.files().put(b"x")), StoreError::ReadOnly));
        assert!(matches!(error(store.sweep_orphans().await), StoreError::ReadOnly));
        store.verify_audit(None).await.expect("whole");
    });
}

#[test]
fn a_server_of_many_threads_may_use_it() {
    fn is_send<T: Send>(_: &T) {}
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Store>();
    let folder = folder();
    let store = run(home(folder.path()));
    let who = kim();
    is_send(&store.begin(&who, "", march(1)));
    is_send(&store.verify_audit(None));
    is_send(&store.slice_sources("", "", "", None));
    async fn write(mut unit: UnitOfWork) -> Result<(), StoreError> {
        unit.record_determinations(Vec::new()).await?;
        unit.commit().await.map(drop)
    }
    is_send(&async { write(store.begin(&who, "", march(1)).await?).await });
}
