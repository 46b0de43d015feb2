//! Many rows in little memory.

use std::io::Cursor;

use milepost_dataset::{Means, NoShelf, Request, intake};

use crate::world::{HEADER, World, row};

/// More rows than one sorted run holds, in an order that mixes all runs, with one key twice at the far
/// ends: found although its two rows were never in memory together.
#[test]
fn a_key_is_checked_across_spilled_runs() {
    let n: u64 = 400_000;
    let long = "x".repeat(200);
    let mut text = format!("{HEADER}\n");
    for i in 0..n {
        let key = if i == n - 1 { 0 } else { i * 7_919 % n };
        text += &row(&format!("V{key:09}"), &[("note", &long)]);
        text.push('\n');
    }
    let mut world = World::clinic();
    world.column("note").longest = None;
    world.dataset.derived.clear();
    world.dataset.checks.clear();
    world.column("visit_key").pattern = None;
    let scratch = tempfile::tempdir().unwrap();
    let request = Request {
        pack: &world.pack,
        dataset: &world.dataset,
        name: "v.csv",
        dialect: &world.dialect,
        period: world.period.as_ref(),
        agency: None,
        buckets: 1,
        problems_shown: 10,
    };
    let mut rejects = Vec::new();
    let mut beats = 0;
    let means = Means {
        references: &mut |_: &str, _: &str, _: &str| true,
        rejects: &mut rejects,
        shelf: &mut NoShelf,
        scratch: scratch.path(),
        progress: &mut |_| beats += 1,
    };
    let taken = intake(Cursor::new(text), &request, means).unwrap();
    // 7919 and 400,000 have no common factor, so all keys but the last row's are unlike.
    assert_eq!((taken.counts.accepted, taken.counts.rejected), (n - 1, 1));
    assert_eq!(taken.row_problems[0].line, n + 1);
    assert_eq!(taken.row_problems[0].message, "the row has the key of the row at line 2: visit_key `V000000000`");
    assert!(beats > 20);
    assert!(std::fs::read_dir(scratch.path()).unwrap().next().is_none(), "scratch files vanish");
}
