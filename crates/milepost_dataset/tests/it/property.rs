//! Whatever comes, rows are neither lost nor made up.

use std::collections::HashSet;

use proptest::prelude::*;

use crate::world::{HEADER, World, row};

fn line() -> impl Strategy<Value = String> {
    let key = (0..30_u32).prop_map(|n| format!("V{n}"));
    let minutes = prop_oneof![Just("8".to_owned()), Just(String::new()), "[0-9x.-]{0,4}"];
    let kept = prop_oneof![4 => Just("yes"), 1 => Just("no"), 1 => Just("?")];
    let note = prop_oneof![3 => "[a-z]{0,7}", 1 => "\"[a-z,\n]{0,4}\"", 1 => "\\PC{0,6}".prop_map(|s| s.replace(['"', ','], "'"))];
    (key, minutes, kept, note, 0..20_u8).prop_map(|(key, minutes, kept, note, cut)| {
        let line = row(&key, &[("minutes", &minutes), ("kept", kept), ("note", &note)]);
        if cut == 0 { line.chars().take(20).collect() } else { line }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn accepted_and_rejected_rows_are_the_rows_read(lines in prop::collection::vec(line(), 0..40), buckets in 0..5_u16) {
        let text = format!("{HEADER}\n{}\n", lines.join("\n"));
        let world = World { buckets, ..World::clinic() };
        // `take` asserts that accepted + rejected = read, and that all accepted rows are stored.
        let taken = world.take(&text);
        let counts = taken.intake.counts;
        if taken.intake.file_problems.is_empty() {
            prop_assert_eq!(counts.read, lines.len() as u64);
            let rows = taken.rows();
            let keys: HashSet<String> = rows.iter().map(|r| format!("{:?}", r.values[0])).collect();
            prop_assert_eq!(keys.len(), rows.len(), "stored keys are unique");
            let stored: HashSet<u64> = rows.iter().map(|r| r.line).collect();
            prop_assert_eq!(stored.len() as u64, counts.accepted, "each stored row is a line of its own");
            // The rejects, sent again, hold as many rows as were rejected.
            if counts.rejected > 0 {
                let again = world.take(&taken.rejects);
                prop_assert_eq!(again.intake.counts.read, counts.rejected);
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut text = format!("{HEADER}\n{}\n", row("V1", &[])).into_bytes();
        text.extend(&bytes);
        World::clinic().take(&text);
        World::clinic().take(&bytes);
    }

    #[test]
    fn order_and_buckets_leave_the_fingerprint_alone(mut lines in prop::collection::vec(line(), 1..20), buckets in 0..5_u16) {
        // A key once only: which of two rows is the first depends on the order.
        let mut keys = HashSet::new();
        lines.retain(|l| keys.insert(l.split(',').next().unwrap_or_default().to_owned()));
        let text = |lines: &[String]| format!("{HEADER}\n{}\n", lines.join("\n"));
        let first = World::clinic().take(text(&lines));
        lines.reverse();
        let second = World { buckets, ..World::clinic() }.take(text(&lines));
        prop_assert_eq!(first.intake.fingerprint, second.intake.fingerprint);
    }
}
