//! Submissions: what is recorded, and which of them make up a slice.

use milepost_store::{
    AgencyRows, FileHash, NewSubmission, SliceFile, SliceSource, Standing, Store, StoreError, Submission,
    SubmittedPeriod,
};

use crate::given::{at, begin, error, folder, home_with_pack, march, plain, rows, run, submit};

/// What the slice of 2012 is made of, as known on a day in March: submission and excepted agencies.
async fn made_of(store: &Store, day: u8) -> Vec<(String, String)> {
    let sources = store.slice_sources("garden", "plots", "2012", Some(march(day))).await.expect("sources");
    let short = |source: SliceSource| (source.submission.id, source.except.into_iter().collect::<Vec<_>>().join(" "));
    sources.into_iter().map(short).collect()
}

fn whole(id: &str) -> (String, String) {
    (id.to_owned(), String::new())
}

fn but(id: &str, except: &str) -> (String, String) {
    (id.to_owned(), except.to_owned())
}

#[test]
fn the_slice_is_the_latest_file_for_all_and_later_ones_for_one() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let early_b = submit(&store, march(2), rows(&store, &release, "early b", Some("b"), &[("b", 7)])).await;
        let all = [("a", 1), ("b", 2), ("c", 3)];
        let first = submit(&store, march(3), rows(&store, &release, "first", None, &all)).await;
        let b = submit(&store, march(4), rows(&store, &release, "b", Some("b"), &[("b", 4)])).await;
        let again_b = submit(&store, march(5), rows(&store, &release, "again b", Some("b"), &[("b", 5)])).await;
        let c = submit(&store, march(6), rows(&store, &release, "c", Some("c"), &[("c", 6)])).await;
        let second = submit(&store, march(7), rows(&store, &release, "second", None, &all)).await;
        assert_eq!(made_of(&store, 1).await, []);
        assert_eq!(made_of(&store, 2).await, [whole(&early_b)]);
        assert_eq!(made_of(&store, 3).await, [whole(&first)]);
        assert_eq!(made_of(&store, 4).await, [but(&first, "b"), whole(&b)]);
        assert_eq!(made_of(&store, 5).await, [but(&first, "b"), whole(&again_b)]);
        assert_eq!(made_of(&store, 6).await, [but(&first, "b c"), but(&again_b, "c"), whole(&c)]);
        assert_eq!(made_of(&store, 7).await, [whole(&second)]);
        let sources = store.slice_sources("garden", "plots", "2012", None).await.expect("sources");
        assert_eq!(sources[0].files, [SliceFile { bucket: 0, file: FileHash::of(b"rows of second"), rows: 6 }]);
        let agency = |id: &str, rows| AgencyRows { agency: id.into(), rows };
        assert_eq!(sources[0].agencies, [agency("a", 1), agency("b", 2), agency("c", 3)]);
    });
}

#[test]
fn a_file_for_one_takes_the_place_of_every_agency_whose_rows_it_holds() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let all = submit(&store, march(2), rows(&store, &release, "all", None, &[("b", 2), ("c", 3)])).await;
        let region = rows(&store, &release, "region", Some("south"), &[("b", 4), ("c", 5)]);
        let region = submit(&store, march(3), region).await;
        let smaller = rows(&store, &release, "smaller", Some("south"), &[("b", 4)]);
        let smaller = submit(&store, march(4), smaller).await;
        assert_eq!(made_of(&store, 3).await, [but(&all, "b c south"), whole(&region)]);
        assert_eq!(made_of(&store, 4).await, [but(&all, "b south"), whole(&smaller)]);
    });
}

#[test]
fn nothing_to_report_stands_and_a_rejected_file_does_not() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let all = submit(&store, march(2), rows(&store, &release, "all", None, &[("a", 1), ("b", 2)])).await;
        let rejected = NewSubmission { outcome: "rejected".into(), rows_read: 9, ..plain(&release, Some("b")) };
        submit(&store, march(3), rejected).await;
        assert_eq!(made_of(&store, 3).await, [whole(&all)]);
        let period = SubmittedPeriod { period: "2012".into(), ..SubmittedPeriod::default() };
        let nothing = NewSubmission { nothing_to_report: true, periods: vec![period], ..plain(&release, Some("b")) };
        let nothing = submit(&store, march(4), nothing).await;
        assert_eq!(made_of(&store, 4).await, [but(&all, "b"), whole(&nothing)]);
        let sources = store.slice_sources("garden", "plots", "2012", None).await.expect("sources");
        assert!(sources[1].submission.nothing_to_report && sources[1].files.is_empty());
        assert_eq!(store.slice_sources("garden", "plots", "2013", None).await.expect("sources"), []);
        assert_eq!(store.slice_sources("garden", "trees", "2012", None).await.expect("sources"), []);
        assert_eq!(store.slice_sources("forest", "plots", "2012", None).await.expect("sources"), []);
    });
}

#[test]
fn later_is_what_was_recorded_later_even_when_the_clock_went_back() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        submit(&store, march(5), rows(&store, &release, "one", None, &[("a", 1)])).await;
        let two = submit(&store, march(4), rows(&store, &release, "two", None, &[("a", 2)])).await;
        assert_eq!(made_of(&store, 6).await, [whole(&two)]);
    });
}

#[test]
fn what_stands_is_listed_by_dataset_period_and_receipt() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        submit(&store, march(2), rows(&store, &release, "before", None, &[("a", 9)])).await;
        submit(&store, march(2), rows(&store, &release, "a before", Some("a"), &[("a", 8)])).await;
        let mut both = rows(&store, &release, "both", None, &[("a", 1), ("b", 2)]);
        both.periods.push(SubmittedPeriod { period: "2011".into(), ..both.periods[0].clone() });
        let both = submit(&store, march(2), both).await;
        let a = submit(&store, march(3), rows(&store, &release, "a", Some("a"), &[("a", 3)])).await;
        let b = submit(&store, march(4), rows(&store, &release, "b", Some("b"), &[("b", 4)])).await;
        let trees = NewSubmission { dataset: "trees".into(), ..rows(&store, &release, "t", None, &[("a", 5)]) };
        let trees = submit(&store, march(5), trees).await;
        let again_a = submit(&store, march(6), rows(&store, &release, "again a", Some("a"), &[("a", 6)])).await;
        let stands = |dataset: &str, period: &str, submission: &str| Standing {
            dataset: dataset.into(),
            period: period.into(),
            submission: submission.into(),
        };
        let standing = store.standing("garden", None).await.expect("standing");
        let expected = [
            stands("plots", "2011", &both),
            stands("plots", "2012", &both),
            stands("plots", "2012", &b),
            stands("plots", "2012", &again_a),
            stands("trees", "2012", &trees),
        ];
        assert_eq!(standing, expected);
        let standing = store.standing("garden", Some(march(3))).await.expect("standing");
        assert_eq!(
            standing,
            [stands("plots", "2011", &both), stands("plots", "2012", &both), stands("plots", "2012", &a)]
        );
        let labels = store.submitted_labels("garden", "plots", None).await.expect("labels");
        assert_eq!(labels.into_iter().collect::<Vec<_>>(), ["2011", "2012"]);
        assert!(store.submitted_labels("garden", "plots", Some(march(1))).await.expect("labels").is_empty());
    });
}

#[test]
fn the_same_file_for_the_same_purpose_is_noticed() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let content = FileHash::of(b"a file");
        let new = |coverage| NewSubmission { content: Some(content), ..plain(&release, coverage) };
        let all = submit(&store, march(2), new(None)).await;
        let one = submit(&store, march(3), new(Some("a"))).await;
        let open = submit(&store, march(4), NewSubmission { period: None, ..new(None) }).await;
        let rejected = NewSubmission { outcome: "rejected".into(), ..new(None) };
        let rejected = submit(&store, march(5), rejected).await;
        let seen = async |dataset, content, coverage, period| {
            let found = store.seen_before("garden", dataset, content, coverage, period).await.expect("read");
            found.into_iter().map(|submission| submission.id).collect::<Vec<_>>()
        };
        assert_eq!(seen("plots", content, None, Some("2012")).await, [all, rejected]);
        assert_eq!(seen("plots", content, Some("a"), Some("2012")).await, [one]);
        assert_eq!(seen("plots", content, None, None).await, [open]);
        assert_eq!(seen("plots", content, Some("b"), Some("2012")).await, [""; 0]);
        assert_eq!(seen("plots", content, None, Some("2013")).await, [""; 0]);
        assert_eq!(seen("trees", content, None, Some("2012")).await, [""; 0]);
        assert_eq!(seen("plots", FileHash::of(b"another"), None, Some("2012")).await, [""; 0]);
    });
}

/// What was to be recorded, as far as the record tells it.
fn said(submission: &Submission, periods: &[SubmittedPeriod]) -> NewSubmission {
    NewSubmission {
        pack: submission.pack.clone(),
        release: submission.release.clone(),
        dataset: submission.dataset.clone(),
        source_name: submission.source_name.clone(),
        format: submission.format.clone(),
        content: submission.content,
        rows_fingerprint: submission.rows_fingerprint.clone(),
        coverage: submission.coverage.clone(),
        period: submission.period.clone(),
        nothing_to_report: submission.nothing_to_report,
        outcome: submission.outcome.clone(),
        rows_read: submission.rows_read,
        rows_accepted: submission.rows_accepted,
        rows_rejected: submission.rows_rejected,
        warnings: submission.warnings,
        problems: submission.problems,
        rejects: submission.rejects,
        original: submission.original,
        periods: periods.to_vec(),
    }
}

#[test]
fn everything_said_about_a_submission_comes_back() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let file = |text: &str| store.files().put(text.as_bytes()).expect("stored");
        let agency = |id: &str, rows| AgencyRows { agency: id.into(), rows };
        let bucket = |bucket, text: &str, rows| SliceFile { bucket, file: file(text), rows };
        let new = NewSubmission {
            pack: "garden".into(),
            release: release.id.clone(),
            dataset: "plots".into(),
            source_name: "März; 'plots'.csv".into(),
            format: "csv".into(),
            content: Some(FileHash::of(b"bytes")),
            rows_fingerprint: Some("fingerprint".into()),
            coverage: Some("a".into()),
            period: Some("2012".into()),
            nothing_to_report: false,
            outcome: "partially accepted".into(),
            rows_read: 10,
            rows_accepted: 7,
            rows_rejected: 3,
            warnings: 2,
            problems: Some(file("problems")),
            rejects: Some(file("rejects")),
            original: Some(file("bytes")),
            periods: vec![
                SubmittedPeriod {
                    period: "2012".into(),
                    files: vec![bucket(1, "x", 3), bucket(0, "y", 2)],
                    agencies: vec![agency("b", 1), agency("a", 4)],
                },
                SubmittedPeriod {
                    period: "2011".into(),
                    files: vec![bucket(0, "y", 2)],
                    agencies: vec![agency("a", 2)],
                },
            ],
        };
        let id = submit(&store, at("2013-03-02T10:11:12.123456789Z"), new.clone()).await;
        let submission = store.submission(&id).await.expect("read").expect("a submission");
        assert_eq!(submission.received_at, at("2013-03-02T10:11:12.123456Z"));
        assert_eq!(submission.received_by, "kim");
        assert_eq!(submission.recorded_in, 3);
        assert_eq!(said(&submission, &new.periods), new);
        let mut periods = new.periods;
        periods.reverse();
        periods[1].files.reverse();
        periods[1].agencies.reverse();
        assert_eq!(store.submitted_periods(&id).await.expect("read"), periods);
        assert_eq!(store.submissions("garden", Some("plots"), None).await.expect("read"), [submission]);
        assert_eq!(store.submissions("garden", Some("trees"), None).await.expect("read"), []);
        assert_eq!(store.submissions("garden", None, Some(march(1))).await.expect("read"), []);
        assert_eq!(store.submission("nobody").await.expect("read"), None);
        store.verify_audit(None).await.expect("whole");
    });
}

#[test]
fn a_submission_that_contradicts_itself_is_not_recorded() {
    run(async {
        let folder = folder();
        let (store, release) = home_with_pack(folder.path()).await;
        let good = rows(&store, &release, "good", None, &[("a", 1)]);
        let period = good.periods[0].clone();
        let twice = |period: &SubmittedPeriod| NewSubmission { periods: vec![period.clone(); 2], ..good.clone() };
        let mut bucket = period.clone();
        bucket.files.push(bucket.files[0].clone());
        let mut agency = period.clone();
        agency.agencies.push(agency.agencies[0].clone());
        let one = |period| NewSubmission { periods: vec![period], ..good.clone() };
        let unknown = NewSubmission { release: "nobody".into(), ..good.clone() };
        for wrong in [twice(&period), one(bucket), one(agency), unknown] {
            let mut unit = begin(&store, march(2)).await;
            let refused = error(unit.record_submission(wrong).await);
            assert!(matches!(refused, StoreError::Inconsistent { .. }), "{refused}");
        }
        let mut unit = begin(&store, march(2)).await;
        let refused = error(unit.record_submission(NewSubmission { rows_read: u64::MAX, ..good.clone() }).await);
        assert!(matches!(refused, StoreError::TooLarge { number: u64::MAX, .. }), "{refused}");
        drop(unit);
        submit(&store, march(2), good).await;
        assert_eq!(store.audit_head().await.expect("a head").seq, 3);
        store.verify_audit(None).await.expect("whole");
    });
}
