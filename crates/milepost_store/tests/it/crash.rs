//! A process that is killed while it writes: nothing acknowledged is lost, nothing is half there.

use std::io::{BufRead, BufReader, Lines, Write, stdin, stdout};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use milepost_store::{DeterminationQuery, FileHash, Store, StoreError};
use serde_json::json;

use crate::given::{
    begin, computation, determination, error, folder, full_home, home, ids_from, kim, march, reopened, rows, run,
};

/// The child that makes a home.
const MAKER: &str = "crash::child_makes_a_home";
/// Times a writing process is killed.
const ROUNDS: u64 = 25;

#[test]
fn a_killed_writer_loses_nothing_acknowledged_and_leaves_nothing_half_written() {
    let folder = folder();
    run(async { full_home(folder.path()).await.close().await.expect("closed") });
    let mut acknowledged: Vec<String> = Vec::new();
    for round in 0..ROUNDS {
        let mut child = Running::start("crash::child_writes_until_it_is_killed", folder.path(), round);
        let refused = error(run(Store::open(folder.path(), ids_from(0))));
        assert!(matches!(&refused, StoreError::Locked { holder, .. } if *holder == Some(child.id())), "{refused}");
        acknowledged.extend(child.kill_after(round));
        run(check(folder.path(), &acknowledged));
    }
    assert!(acknowledged.len() > 2 * ROUNDS as usize, "only {} writes were seen", acknowledged.len());
}

#[test]
fn a_home_whose_maker_was_killed_can_be_made_again() {
    for round in 0..8 {
        let folder = folder();
        let path = folder.path().join("home");
        let mut child = Running::start(MAKER, &path, round);
        child.kill_after(round);
        run(async {
            let store = match Store::open(&path, ids_from(1)).await {
                Ok(store) => store,
                Err(StoreError::NotAHome { .. } | StoreError::HalfMade { .. }) => home(&path).await,
                Err(other) => panic!("{other}"),
            };
            assert_eq!(store.verify_audit(None).await.expect("whole").seq, 1);
            store.files().put(b"works").expect("stored");
        });
    }
}

/// A disk that takes no more is played by a limit on the size of a process's files.
#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more_refuses_and_leaves_the_home_whole() {
    let folder = folder();
    let head = run(async {
        let store = full_home(folder.path()).await;
        let head = store.audit_head().await.expect("a head");
        store.close().await.expect("closed");
        head
    });
    let mut child = Running::limited("crash::child_writes_until_the_disk_is_full", folder.path());
    let said: Vec<String> = child.lines.by_ref().map(|line| line.expect("a line")).collect();
    assert!(child.child.wait().expect("ended").success(), "{said:?}");
    let said: Vec<_> = said.iter().filter_map(|line| line.split_once(": ")).collect();
    let file = said.iter().find(|(about, _)| *about == "a file").expect("a file was refused").1;
    assert!(file.starts_with("the disk is full: could not write "), "{file}");
    assert!(
        said.contains(&("the database", "the database could not write the audit"))
            || said.contains(&("the database", "the database could not save the changes")),
        "{said:?}"
    );
    let committed = said.iter().filter(|(about, _)| *about == "committed").count();
    assert!(committed > 0, "{said:?}");
    run(async {
        let store = reopened(folder.path()).await;
        let lines = store.verify_audit(Some(&head)).await.expect("whole").seq - head.seq;
        assert_eq!(lines, i64::try_from(committed).expect("few"));
        assert_eq!(store.sweep_orphans().await.expect("swept").files, 0);
        begin(&store, march(6)).await.note("a look", "x", &json!({})).await.expect("noted");
    });
}

#[test]
fn a_home_may_have_a_name_that_reads_like_an_address() {
    let folder = folder();
    let mut command = Running::command();
    let mut child = Running::begin(command.current_dir(folder.path()), MAKER, Path::new("file:x?mode=memory"), 0);
    assert!(child.child.wait().expect("ended").success());
    run(async {
        reopened(&folder.path().join("file:x?mode=memory")).await.verify_audit(None).await.expect("whole");
    });
}

/// The home after a crash: every acknowledged unit of work is there, whole, and nothing else but whole ones.
async fn check(path: &Path, acknowledged: &[String]) {
    // Whoever comes first after the crash may come to read.
    let reader = Store::open_to_read(path).await.expect("the home");
    reader.verify_audit(None).await.expect("whole");
    let store = reopened(path).await;
    store.verify_audit(None).await.expect("whole");
    let submissions = store.submissions("garden", Some("plots"), None).await.expect("submissions");
    for id in acknowledged {
        assert!(submissions.iter().any(|one| one.id == *id), "{id} was acknowledged and is lost");
    }
    let computations = store.computations("garden").await.expect("computations");
    let every = DeterminationQuery { superseded: true, ..DeterminationQuery::default() };
    let determinations = store.determinations("garden", &every).await.expect("determinations");
    let lines = store.audit_lines(7, u32::MAX).await.expect("lines");
    // Past the seven lines of the home it began with, the child writes four lines a unit of work, in this order.
    let kinds: Vec<_> = lines.iter().map(|line| line.kind.as_str()).collect();
    for unit in kinds.chunks(4) {
        let whole = ["submission recorded", "computation recorded", "determinations recorded", "a look"];
        assert_eq!(unit, whole);
    }
    let units = lines.len() / 4;
    assert_eq!(submissions.len(), units + 1);
    assert_eq!(computations.len(), units + 1);
    assert_eq!(determinations.len(), 3 * units + 2);
    for submission in submissions {
        for period in store.submitted_periods(&submission.id).await.expect("periods") {
            for file in period.files {
                store.files().read(file.file).expect("a stored file");
            }
        }
    }
    for computation in computations {
        store.files().read(computation.results).expect("results");
    }
    // A killed process leaves at most the two files of the unit of work it was in.
    assert!(store.sweep_orphans().await.expect("swept").files <= 2);
    store.close().await.expect("closed");
}

/// A child process: this test binary, running one test that the harness leaves out by itself.
struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    /// Starts the child and waits until it says that it has opened the home, or is about to make it.
    fn start(test: &str, home: &Path, round: u64) -> Self {
        Self::begin(&mut Self::command(), test, home, round)
    }

    fn command() -> Command {
        Command::new(std::env::current_exe().expect("this program"))
    }

    /// The same, in a process whose files may grow to 1000 blocks of 512 or 1024 bytes. The signal that says so is
    /// ignored, so that the write itself fails, as it does on a full disk.
    #[cfg(unix)]
    fn limited(test: &str, home: &Path) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; ulimit -f 1000; exec \"$0\" \"$@\""]);
        Self::begin(shell.arg(std::env::current_exe().expect("this program")), test, home, 0)
    }

    fn begin(command: &mut Command, test: &str, home: &Path, round: u64) -> Self {
        let mut child = command
            .args([test, "--exact", "--ignored", "--nocapture", "--test-threads=1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a child");
        let mut input = child.stdin.take().expect("an input");
        writeln!(input, "{}\n{round}", home.display()).expect("told");
        drop(input);
        let lines = BufReader::new(child.stdout.take().expect("an output")).lines();
        let mut running = Self { child, lines };
        // The harness has begun the line with the name of the test.
        let ready = running.lines.by_ref().map(|line| line.expect("a line")).any(|line| line.ends_with("ready"));
        assert!(ready, "the child did not begin");
        running
    }

    fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills the child at a moment that the round decides: after some of its steps, and a while of work into the
    /// next one. Returns the ids that it acknowledged, those on their way included.
    fn kill_after(&mut self, round: u64) -> Vec<String> {
        let chance = FileHash::of(&round.to_le_bytes()).to_string();
        let number = |from: usize| u64::from_str_radix(&chance[from..from + 4], 16).expect("digits");
        let mut acknowledged = Vec::new();
        let mut note = |line: &str| acknowledged.extend(line.strip_prefix("committed ").map(str::to_owned));
        for _ in 0..number(0) % 40 {
            match self.lines.next() {
                Some(line) => note(&line.expect("a line")),
                None => break,
            }
        }
        // Work instead of a pause: up to about a millisecond.
        let mut work = FileHash::of(b"work");
        for _ in 0..number(4) % 4000 {
            work = FileHash::of(work.to_string().as_bytes());
        }
        assert_ne!(work.to_string(), "");
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
        // A line this short goes through a pipe whole or not at all, so each is an acknowledgement that was given.
        self.lines.by_ref().map_while(Result::ok).for_each(|line| note(&line));
        acknowledged
    }
}

/// The folder and the round, as the parent wrote them.
fn told() -> (std::path::PathBuf, u64) {
    let mut lines = stdin().lines().map(|line| line.expect("a line"));
    let home = lines.next().expect("only the tests above run this one");
    let round = lines.next().and_then(|round| round.parse().ok()).expect("a round");
    (home.into(), round)
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).expect("said");
}

#[test]
#[ignore = "run in a process of its own, to be killed"]
fn child_writes_until_it_is_killed() {
    let (path, round) = told();
    run(async {
        let store = Store::open(&path, ids_from((round + 1) << 20)).await.expect("the home");
        let release = store.current_pack("garden").await.expect("read").expect("a pack");
        say("ready");
        for number in 0_u64.. {
            let name = format!("round {round} number {number}");
            let submission = rows(&store, &release, &name, Some(&name), &[("a", 1), ("b", 2)]);
            say("rows are stored");
            let new = computation(&store, &release, &format!("results of {name}"));
            say("results are stored");
            let mut unit = begin(&store, march(5)).await;
            let submission = unit.record_submission(submission).await.expect("recorded");
            say("the submission is written");
            let made = unit.record_computation(new).await.expect("recorded");
            say("the computation is written");
            let batch = ["x", "y", "z"].map(|agency| determination(&made.id, "m2", agency, "met"));
            unit.record_determinations(batch.into()).await.expect("recorded");
            unit.note("a look", &made.id, &json!({})).await.expect("noted");
            say("all is written");
            unit.commit().await.expect("committed");
            say(&format!("committed {}", submission.id));
        }
    });
}

#[test]
#[ignore = "run in a process of its own, to be killed"]
fn child_makes_a_home() {
    let (path, _) = told();
    say("ready");
    run(async {
        let made = Store::create(&path, ids_from(0), &kim(), "a new home", march(1)).await;
        made.expect("a home");
        say("made");
    });
}

#[test]
#[ignore = "run in a process of its own, on a disk that is nearly full"]
fn child_writes_until_the_disk_is_full() {
    let (path, _) = told();
    run(async {
        let store = Store::open(&path, ids_from(0)).await.expect("the home");
        say("ready");
        say(&format!("a file: {}", error(store.files().put(&vec![1; 2_000_000]))));
        let long = "x".repeat(100_000);
        let refused = loop {
            let mut unit = begin(&store, march(5)).await;
            let written = unit.note("a look", "x", &json!({ "long": long })).await;
            let committed = match written {
                Ok(()) => unit.commit().await,
                Err(refused) => break refused,
            };
            match committed {
                Ok(head) => say(&format!("committed: {}", head.seq)),
                Err(refused) => break refused,
            }
        };
        say(&format!("the database: {refused}"));
        // What was there can still be read.
        store.verify_audit(None).await.expect("whole");
    });
}
