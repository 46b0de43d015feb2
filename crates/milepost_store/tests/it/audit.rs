//! The audit: a line for every write, a chain that breaks wherever it is touched.

use milepost_store::{AuditHead, StoreError};
use serde_json::json;

use crate::given::{begin, disarm, error, folder, full_home, home, kim, march, meddle, run};

#[test]
fn every_write_has_a_line_that_says_who_when_and_why() {
    run(async {
        let folder = folder();
        let store = full_home(folder.path()).await;
        let lines = store.audit_lines(0, 100).await.expect("lines");
        let short: Vec<_> = lines
            .iter()
            .map(|line| (line.seq, line.at, line.who.as_str(), line.why.as_str(), line.kind.as_str()))
            .collect();
        assert_eq!(
            short,
            [
                (1, march(1), "kim", "a new home", "home created"),
                (2, march(1), "kim", "a test", "pack installed"),
                (3, march(2), "kim", "a test", "submission recorded"),
                (4, march(3), "kim", "a test", "computation recorded"),
                (5, march(4), "kim", "a test", "determinations recorded"),
                (6, march(4), "kim", "a test", "determinations recorded"),
                (7, march(4), "kim", "a test", "records read"),
            ]
        );
        assert_eq!(lines[2].subject, store.submissions("garden", None, None).await.expect("submissions")[0].id);
        assert_eq!(lines[6].detail, json!({ "rows": 3 }));
        assert_eq!(store.audit_lines(5, 1).await.expect("lines"), lines[5..6]);
        let head = store.audit_head().await.expect("a head");
        assert_eq!((head.seq, &head.hash), (7, &lines[6].hash));
        assert_eq!(store.verify_audit(None).await.expect("whole"), head);
    });
}

#[test]
fn whatever_is_meddled_with_is_found_at_its_line() {
    let cases = [
        ("UPDATE audit_line SET at = '2013-03-01T13:00:00.000000Z' WHERE seq = 2", 2),
        ("UPDATE audit_line SET at = '2013-03-01T12:00:00Z' WHERE seq = 2", 2),
        ("UPDATE audit_line SET at = 'noon' WHERE seq = 2", 2),
        ("UPDATE audit_line SET who = 'robin' WHERE seq = 3", 3),
        ("UPDATE audit_line SET why = 'a tes', kind = 't' || kind WHERE seq = 3", 3),
        ("UPDATE audit_line SET kind = 'rows read' WHERE seq = 7", 7),
        ("UPDATE audit_line SET subject = '' WHERE seq = 4", 4),
        // The same letters in the same order, parted otherwise.
        ("UPDATE audit_line SET kind = kind || substr(subject, 1, 1), subject = substr(subject, 2) WHERE seq = 7", 7),
        ("UPDATE audit_line SET detail = '{ \"rows\":3}' WHERE seq = 7", 7),
        ("UPDATE audit_line SET content = '' WHERE seq = 5", 5),
        ("UPDATE audit_line SET hash = substr(hash, 2) || substr(hash, 1, 1) WHERE seq = 5", 5),
        ("UPDATE audit_line SET previous = substr(previous, 2) || substr(previous, 1, 1) WHERE seq = 6", 6),
        ("DELETE FROM audit_line WHERE seq = 1", 1),
        ("DELETE FROM audit_line WHERE seq = 4", 4),
        ("UPDATE audit_line SET seq = 8 WHERE seq = 7", 7),
        ("UPDATE home SET created_at = '2012-03-01T12:00:00.000000Z'", 1),
        ("UPDATE pack_release SET release = '2'", 2),
        ("UPDATE pack_file SET path = 'other.toml'", 2),
        ("DELETE FROM pack_file", 2),
        ("UPDATE submission SET rows_accepted = 4", 3),
        ("UPDATE submission_agency SET row_count = 3 WHERE agency = 'b'", 3),
        ("INSERT INTO submission_agency VALUES ((SELECT id FROM submission), '2012', 'c', 1)", 3),
        ("DELETE FROM submission_slice", 3),
        ("DELETE FROM submission", 3),
        ("UPDATE submission SET recorded_in = 7", 7),
        ("UPDATE computation SET settings = '{\"tie\":\"first\"}'", 4),
        ("DELETE FROM computation_input", 4),
        ("UPDATE computation_cells SET rows_read = 4", 4),
        ("UPDATE determination SET status = 'met' WHERE recorded_in = 6", 6),
        ("UPDATE determination SET needed = '' WHERE recorded_in = 5", 5),
        ("DELETE FROM determination WHERE recorded_in = 6", 6),
        ("UPDATE determination SET recorded_in = 6, number = 2 WHERE recorded_in = 5", 6),
    ];
    run(async {
        let folder = folder();
        let original = folder.path().join("original");
        full_home(&original).await.close().await.expect("closed");
        disarm(&original).await;
        for (number, (sql, line)) in cases.into_iter().enumerate() {
            let copy = folder.path().join(number.to_string());
            std::fs::create_dir(&copy).expect("a folder");
            std::fs::copy(original.join("milepost.db"), copy.join("milepost.db")).expect("a copy");
            let store = milepost_store::Store::open_to_read(&copy).await.expect("the copy");
            store.verify_audit(None).await.expect("whole before");
            meddle(&copy, sql).await.expect(sql);
            match error(store.verify_audit(None).await) {
                StoreError::AuditBroken { seq, .. } => assert_eq!(seq, line, "{sql}"),
                other => panic!("{sql}: {other}"),
            }
        }
    });
}

#[test]
fn a_kept_head_shows_that_lines_were_cut_off_or_written_anew() {
    run(async {
        let folder = folder();
        let store = home(folder.path()).await;
        let first = store.audit_head().await.expect("a head");
        let mut unit = begin(&store, march(2)).await;
        unit.note("a look", "somebody", &json!(null)).await.expect("noted");
        let second = unit.commit().await.expect("committed");
        store.verify_audit(Some(&first)).await.expect("the first line is still that of then");
        store.verify_audit(Some(&second)).await.expect("so is the second");
        let other = AuditHead { seq: 1, hash: second.hash.clone() };
        assert!(matches!(error(store.verify_audit(Some(&other)).await), StoreError::AuditBroken { seq: 1, .. }));
        disarm(folder.path()).await;
        meddle(folder.path(), "DELETE FROM audit_line WHERE seq = 2").await.expect("cut off");
        // The chain alone cannot show that its end is gone: the head that was kept does.
        store.verify_audit(Some(&first)).await.expect("the first line is still there");
        assert!(matches!(error(store.verify_audit(Some(&second)).await), StoreError::AuditBroken { seq: 2, .. }));
    });
}

#[test]
fn a_note_cannot_look_like_a_record() {
    run(async {
        let folder = folder();
        let store = home(folder.path()).await;
        let mut unit = begin(&store, march(2)).await;
        let refused = error(unit.note("submission recorded", "x", &json!({})).await);
        assert!(matches!(refused, StoreError::ReservedKind { .. }), "{refused}");
        unit.note("a look", "x", &json!({})).await.expect("noted");
        assert_eq!(unit.commit().await.expect("committed").seq, 2);
        store.verify_audit(None).await.expect("whole");
    });
}

#[test]
fn texts_of_any_kind_come_back_as_they_were() {
    run(async {
        let folder = folder();
        let store = home(folder.path()).await;
        let odd = "'; DROP TABLE audit_line; -- \u{202e}é\n\t\u{1F600}";
        let mut unit = store.begin(&milepost_store::Who::new(odd), odd, march(2)).await.expect("a unit of work");
        unit.note(odd, odd, &json!({ odd: odd })).await.expect("noted");
        unit.commit().await.expect("committed");
        let line = store.audit_lines(1, 1).await.expect("lines").remove(0);
        assert_eq!([&line.who, &line.why, &line.kind, &line.subject], [odd; 4]);
        assert_eq!(line.detail, json!({ odd: odd }));
        store.verify_audit(None).await.expect("whole");
        assert_eq!(store.audit_lines(0, 1).await.expect("lines")[0].who, kim().name());
    });
}
