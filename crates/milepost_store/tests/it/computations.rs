//! Computations: kept all, found by day, their cells by what they were made of.

use milepost_store::{ComputationInput, FileHash, NewComputation, SliceCells, Store, StoreError};
use serde_json::json;

use crate::given::{
    at, begin, computation, compute, count, disarm, error, folder, home_with_pack, ids_from, kim, march, meddle,
    reopened, rows, run, submit,
};

#[test]
fn the_latest_computation_is_the_one_finished_last_by_then() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let first = compute(&store, march(2), computation(&store, &release, "first")).await;
        let second = compute(&store, march(4), computation(&store, &release, "second")).await;
        let other = NewComputation { period: "2011".into(), ..computation(&store, &release, "other") };
        let other = compute(&store, march(5), other).await;
        let latest = async |period, as_of| {
            let found = store.latest_computation("garden", period, as_of).await.expect("read");
            found.map(|computation| computation.id)
        };
        assert_eq!(latest("2012", Some(march(1))).await, None);
        assert_eq!(latest("2012", Some(march(2))).await.as_ref(), Some(&first));
        assert_eq!(latest("2012", Some(march(3))).await.as_ref(), Some(&first));
        assert_eq!(latest("2012", Some(march(4))).await.as_ref(), Some(&second));
        assert_eq!(latest("2012", None).await.as_ref(), Some(&second));
        assert_eq!(latest("2011", None).await.as_ref(), Some(&other));
        assert_eq!(latest("2010", None).await, None);
        let all = store.computations("garden").await.expect("read");
        assert_eq!(all.iter().map(|one| &one.id).collect::<Vec<_>>(), [&first, &second, &other]);
        // The one that was superseded can still be read, results and all.
        let before = store.computation(&first).await.expect("read").expect("a computation");
        assert_eq!(store.files().read(before.results).expect("read"), b"first");
        assert_eq!(store.computation("nobody").await.expect("read"), None);
    });
}

#[test]
fn everything_said_about_a_computation_comes_back() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let a = submit(&store, march(2), rows(&store, &release, "a", None, &[("a", 1)])).await;
        let b = submit(&store, march(2), rows(&store, &release, "b", Some("b"), &[("b", 1)])).await;
        let input = |period: &str, submission: &str| ComputationInput {
            dataset: "plots".into(),
            period: period.into(),
            submission: submission.into(),
        };
        let cells = |period: &str, text: &str, rows_read| SliceCells {
            dataset: "plots".into(),
            period: period.into(),
            input_hash: format!("inputs of {text}"),
            cells: store.files().put(text.as_bytes()).expect("stored"),
            rows_read,
        };
        let new = NewComputation {
            started_at: at("2013-03-03T09:00:00.9999999Z"),
            settings: json!({ "tie": "shared", "limits": [1, "0.95"] }),
            rows_read: 5,
            result_count: 6,
            inputs: vec![input("2012", &b), input("2011", &a), input("2012", &a)],
            cells: vec![cells("2012", "x", 3), cells("2011", "y", 2)],
            ..computation(&store, &release, "results")
        };
        let mut unit = begin(&store, march(3)).await;
        let recorded = unit.record_computation(new.clone()).await.expect("recorded");
        unit.commit().await.expect("committed");
        let id = recorded.id.clone();
        let found = store.computation(&id).await.expect("read").expect("a computation");
        assert_eq!(found, recorded);
        assert_eq!(found.started_at, at("2013-03-03T09:00:00.999999Z"));
        assert_eq!(found.finished_at, march(3));
        assert_eq!((found.pack, found.release, found.period), (new.pack, new.release, new.period));
        assert_eq!(
            (found.cause, found.calculator, found.measures_hash),
            (new.cause, new.calculator, new.measures_hash)
        );
        assert_eq!((found.settings, found.results), (new.settings, FileHash::of(b"results")));
        assert_eq!((found.rows_read, found.result_count, found.recorded_in), (5, 6, 5));
        let mut inputs = [input("2011", &a), input("2012", &a), input("2012", &b)];
        inputs.sort();
        assert_eq!(store.computation_inputs(&id).await.expect("read"), inputs);
        assert_eq!(store.computation_cells(&id).await.expect("read"), [cells("2011", "y", 2), cells("2012", "x", 3)]);
        assert_eq!(store.cells_for("inputs of x").await.expect("read"), Some(cells("2012", "x", 3)));
        assert_eq!(store.cells_for("inputs of z").await.expect("read"), None);
        store.verify_audit(None).await.expect("whole");
    });
}

#[test]
fn a_computation_of_what_is_not_there_is_not_recorded() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let good = computation(&store, &release, "results");
        let input = ComputationInput { dataset: "plots".into(), period: "2012".into(), submission: "nobody".into() };
        let cells = SliceCells {
            dataset: "plots".into(),
            period: "2012".into(),
            input_hash: "inputs".into(),
            cells: good.results,
            rows_read: 1,
        };
        let wrong = [
            NewComputation { release: "nobody".into(), ..good.clone() },
            NewComputation { inputs: vec![input], ..good.clone() },
            NewComputation { cells: vec![cells.clone(), cells], ..good.clone() },
        ];
        for wrong in wrong {
            let mut unit = begin(&store, march(2)).await;
            let refused = error(unit.record_computation(wrong).await);
            assert!(matches!(refused, StoreError::Inconsistent { .. }), "{refused}");
        }
        let lost = NewComputation { results: FileHash::of(b"never put"), ..good };
        let mut unit = begin(&store, march(2)).await;
        assert!(matches!(error(unit.record_computation(lost).await), StoreError::FileMissing { .. }));
        drop(unit);
        assert_eq!(store.computations("garden").await.expect("read"), []);
    });
}

#[test]
fn cells_are_there_before_any_computation_speaks_of_them() {
    run(async {
        let folder = folder();
        let (store, _) = home_with_pack(folder.path()).await;
        assert_eq!(store.cells_for("one").await.expect("read"), None);
        assert_eq!(store.latest_cells("garden", "plots", "2012").await.expect("read"), None);
        let one = count(&store, march(2), "one", "first").await;
        let two = count(&store, march(3), "two", "second").await;
        assert_eq!(store.cells_for("one").await.expect("read"), Some(one.cells));
        assert_eq!(store.latest_cells("garden", "plots", "2012").await.expect("read"), Some(two));
        // Counted once more, as after damage: the later ones are found.
        let again = count(&store, march(4), "one", "third").await;
        assert_eq!(store.cells_for("one").await.expect("read"), Some(again.cells));
        assert_eq!(store.sweep_orphans().await.expect("swept").files, 0);
        store.verify_audit(None).await.expect("whole");
        store.close().await.expect("closed");
        disarm(folder.path()).await;
        meddle(folder.path(), "UPDATE slice_cells SET rows_read = 4 WHERE input_hash = 'two'").await.expect("changed");
        let broken = error(reopened(folder.path()).await.verify_audit(None).await);
        assert!(broken.to_string().contains("was changed"), "{broken}");
    });
}

#[test]
fn a_home_divides_rows_into_a_power_of_two_of_files() {
    run(async {
        let folder = folder();
        let path = folder.path().join("home");
        let refused = error(Store::create_divided(&path, 12, ids_from(1), &kim(), "a test", march(1)).await);
        assert!(refused.to_string().starts_with("12 is no power of two"), "{refused}");
        let store = Store::create_divided(&path, 16, ids_from(1), &kim(), "a test", march(1)).await.expect("a home");
        store.close().await.expect("closed");
        let store = reopened(&path).await;
        assert_eq!(store.record().await.expect("read").buckets, 16);
        store.verify_audit(None).await.expect("whole");
    });
}
