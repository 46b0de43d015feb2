//! Determinations: immutable, superseded by a child, asked for as known on a day.

use milepost_store::{Determination, DeterminationQuery, NewDetermination, Recorded, Store, StoreError};
use serde_json::json;

use crate::given::{begin, computation, compute, determination, error, folder, home_with_pack, march, run};

async fn judge(store: &Store, day: u8, new: Vec<NewDetermination>) -> Recorded {
    let mut unit = begin(store, march(day)).await;
    let recorded = unit.record_determinations(new).await.expect("recorded");
    unit.commit().await.expect("committed");
    recorded
}

async fn listed(store: &Store, query: DeterminationQuery) -> Vec<Determination> {
    store.determinations("garden", &query).await.expect("read")
}

fn query() -> DeterminationQuery {
    DeterminationQuery::default()
}

#[test]
fn a_later_one_about_the_same_supersedes_and_leaves_the_earlier_be() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let first = compute(&store, march(2), computation(&store, &release, "first")).await;
        let second = compute(&store, march(3), computation(&store, &release, "second")).await;
        let old = judge(
            &store,
            4,
            vec![determination(&first, "m1", "a", "not met"), determination(&first, "m1", "b", "met")],
        )
        .await
        .new;
        let new = judge(&store, 5, vec![determination(&second, "m1", "a", "met")]).await.new;
        assert_eq!(new[0].supersedes.as_ref(), Some(&old[0].id));
        assert_eq!(old[0].supersedes, None);
        assert_eq!(listed(&store, query()).await, [old[1].clone(), new[0].clone()]);
        let then = DeterminationQuery { as_of: Some(march(4)), ..query() };
        assert_eq!(listed(&store, then).await, old);
        let before = DeterminationQuery { as_of: Some(march(3)), ..query() };
        assert_eq!(listed(&store, before).await, []);
        let every = DeterminationQuery { superseded: true, ..query() };
        assert_eq!(listed(&store, every).await, [old[0].clone(), old[1].clone(), new[0].clone()]);
        assert_eq!(store.determination(&old[0].id).await.expect("read").as_ref(), Some(&old[0]));
        assert_eq!(store.determination("nobody").await.expect("read"), None);
        store.verify_audit(None).await.expect("whole");
    });
}

#[test]
fn judging_twice_is_as_good_as_judging_once() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let made = compute(&store, march(2), computation(&store, &release, "results")).await;
        let one = determination(&made, "m1", "a", "met");
        judge(&store, 3, vec![one.clone(), determination(&made, "m2", "a", "met")]).await;
        let head = store.audit_head().await.expect("a head");
        let again = judge(&store, 4, vec![one.clone(), determination(&made, "m2", "a", "met")]).await;
        assert_eq!((again.new.len(), again.unchanged), (0, 2));
        assert_eq!(store.audit_head().await.expect("a head"), head);
        // Anything else said is another determination.
        let others = [
            NewDetermination { target: "96%".into(), ..one.clone() },
            NewDetermination { status: "not met".into(), ..one.clone() },
            NewDetermination { change: "progress".into(), ..one.clone() },
            NewDetermination { needed: Some("1".into()), ..one.clone() },
            NewDetermination { certainty: "unverified".into(), ..one.clone() },
            NewDetermination { position: "below".into(), ..one.clone() },
            NewDetermination { outcome: "plan".into(), ..one.clone() },
            NewDetermination { reason: "because".into(), ..one.clone() },
            NewDetermination { prior: json!({ "value": "90" }), ..one.clone() },
            NewDetermination { made_on: jiff::civil::date(2013, 3, 2), ..one.clone() },
        ];
        for other in others {
            assert_eq!(judge(&store, 5, vec![other.clone()]).await.new.len(), 1, "{other:?}");
            assert_eq!(judge(&store, 6, vec![one.clone()]).await.new.len(), 1, "back from {other:?}");
        }
        // Another subject supersedes nothing.
        let subjects = [
            NewDetermination { group: "race=black".into(), ..one.clone() },
            NewDetermination { standard: "floor".into(), ..one.clone() },
            NewDetermination { period: "2011".into(), ..one.clone() },
            NewDetermination { pack: "forest".into(), ..one.clone() },
        ];
        for other in subjects {
            assert_eq!(judge(&store, 7, vec![other.clone()]).await.new[0].supersedes, None, "{other:?}");
        }
        store.verify_audit(None).await.expect("whole");
    });
}

#[test]
fn determinations_are_found_by_what_they_are_about() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let first = compute(&store, march(2), computation(&store, &release, "first")).await;
        let second = compute(&store, march(3), computation(&store, &release, "second")).await;
        let earlier = NewDetermination { period: "2011".into(), ..determination(&first, "m1", "a", "met") };
        let made = judge(
            &store,
            4,
            vec![
                determination(&first, "m2", "b", "met"),
                determination(&first, "m1", "a", "met"),
                determination(&second, "m1", "b", "met"),
                earlier,
            ],
        )
        .await
        .new;
        let some = |text: &str| Some(text.to_owned());
        let cases = [
            (query(), vec![0, 1, 2, 3]),
            (DeterminationQuery { period: some("2012"), ..query() }, vec![0, 1, 2]),
            (DeterminationQuery { measure: some("m1"), ..query() }, vec![1, 2, 3]),
            (DeterminationQuery { agency: some("b"), ..query() }, vec![0, 2]),
            (DeterminationQuery { computation: Some(second.clone()), ..query() }, vec![2]),
            (DeterminationQuery { period: some("2012"), measure: some("m1"), agency: some("a"), ..query() }, vec![1]),
        ];
        for (query, expected) in cases {
            let expected: Vec<_> = expected.into_iter().map(|number: usize| made[number].clone()).collect();
            assert_eq!(listed(&store, query.clone()).await, expected, "{query:?}");
        }
        assert_eq!(store.determinations("forest", &query()).await.expect("read"), []);
        assert!(made.iter().all(|one| one.recorded_in == 5), "they share one audit line");
    });
}

#[test]
fn all_or_none_of_a_batch_is_recorded() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let made = compute(&store, march(2), computation(&store, &release, "results")).await;
        let mut batch: Vec<_> = (0..500).map(|n| determination(&made, "m1", &format!("agency {n}"), "met")).collect();
        batch.push(determination("nobody", "m1", "z", "met"));
        let mut unit = begin(&store, march(3)).await;
        let refused = error(unit.record_determinations(batch.clone()).await);
        assert!(matches!(refused, StoreError::Inconsistent { .. }), "{refused}");
        assert!(matches!(error(unit.commit().await), StoreError::Unsound));
        assert_eq!(listed(&store, query()).await, []);
        batch.pop();
        assert_eq!(judge(&store, 3, batch).await.new.len(), 500);
        assert_eq!(judge(&store, 3, Vec::new()).await, Recorded::default());
        assert_eq!(listed(&store, query()).await.len(), 500);
    });
}
