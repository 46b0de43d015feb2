//! A computation that is stopped, or killed at any moment: what was counted is kept, and the end is the same.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use milepost_testkit::Home;
use serde_json::Value;

use crate::stays::{MONTHS, compute, copy, counted, loaded, results, slices};

const PEOPLE: usize = 250;
const SEED: u64 = 7;

/// Half a minute's worth of moments, in every run of the tests.
#[test]
fn a_computation_killed_at_50_moments_ends_as_if_it_never_was() {
    killed_at(50);
}

/// `cargo test -p milepost --test it -- --ignored killed_at_200`
#[test]
#[ignore = "four times as long as the one with 50"]
fn a_computation_killed_at_200_moments_ends_as_if_it_never_was() {
    killed_at(200);
}

fn killed_at(moments: u64) {
    let begun = loaded(PEOPLE);
    let whole = Home::new(env!("CARGO_BIN_EXE_milepost"));
    copy(&begun.path(), &whole.path());
    let time = measured(&whole.path());
    let expected = results(&whole);
    assert_eq!(expected.lines().count(), 1 + 3 * 3 * MONTHS);
    let (mut partly, mut killed) = (0, 0);
    for moment in 0..moments {
        let home = Home::new(env!("CARGO_BIN_EXE_milepost"));
        copy(&begun.path(), &home.path());
        let after = time.mul_f64(fraction(moment));
        killed += u32::from(kill_after(start(&home.path()), after));
        let resumed = slices(&compute(&home, &[]));
        let kept = resumed.iter().filter(|(_, counted, _)| !counted).count();
        assert_eq!(resumed.len(), 2 * MONTHS);
        partly += u32::from(0 < kept && kept < resumed.len());
        assert_eq!(results(&home), expected, "killed after {after:?}, {kept} slices kept");
        assert_eq!(counted(&compute(&home, &[])), [""; 0]);
    }
    assert!(killed > moments as u32 / 2 && partly > 0, "{killed} killed, {partly} of them in the middle");
}

/// How long the whole takes.
#[expect(clippy::disallowed_methods, reason = "moments to kill at are taken from it")]
fn measured(home: &Path) -> Duration {
    let start_of_it = Instant::now();
    assert!(start(home).wait().unwrap().success());
    start_of_it.elapsed()
}

/// A number from 0 to 1, the same in every run.
fn fraction(moment: u64) -> f64 {
    let hash = blake3::hash(&[SEED.to_le_bytes(), moment.to_le_bytes()].concat());
    let head = u32::from_le_bytes(hash.as_bytes()[..4].try_into().unwrap());
    f64::from(head) / f64::from(u32::MAX)
}

fn start(home: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command.args(["compute", "--format", "json", "--home"]).arg(home);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Kills a process unless it ends by itself before; says whether it was killed.
fn kill_after(mut child: Child, time: Duration) -> bool {
    let mut out = child.stdout.take().unwrap();
    let (ended, end) = mpsc::channel();
    std::thread::scope(|scope| {
        // Its output ends when it does.
        scope.spawn(move || {
            std::io::copy(&mut out, &mut std::io::sink()).unwrap();
            let _ = ended.send(());
        });
        let killed = end.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
        child.kill().unwrap();
        child.wait().unwrap();
        killed
    })
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_tidily_and_keeps_what_was_counted() {
    let home = loaded(4 * PEOPLE);
    let child = start(&home.path());
    // Once the first cells are recorded, it is in the middle of it.
    while !home.path().join("milepost.db-wal").exists() {
        std::thread::yield_now();
    }
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("the same command goes on from there"), "{said}");
    // Closed tidily: the journal is gone.
    assert!(!home.path().join("milepost.db-wal").exists());
    let plan: Value = compute(&home, &[]);
    assert_eq!(slices(&plan).len(), 2 * MONTHS);
    assert_eq!(counted(&compute(&home, &[])), [""; 0]);
}
