//! Tests of what other tests stand on.

use jiff::civil::date;
use milepost_calendar::Clock;
use milepost_testkit::{FixedClock, Home, StepClock, Table};

#[test]
fn a_fixed_clock_stands_still() {
    let clock = FixedClock::at("2012-06-30T23:59:59Z");
    assert_eq!(clock.today(), date(2012, 6, 30));
    assert_eq!(clock.now(), clock.now());
}

#[test]
fn a_step_clock_tells_no_moment_twice_and_jumps_when_told() {
    let clock = StepClock::from("2012-02-28T23:59:58Z");
    let told = [clock.now(), clock.now(), clock.now()].map(|moment| moment.to_string());
    assert_eq!(told, ["2012-02-28T23:59:58Z", "2012-02-28T23:59:59Z", "2012-02-29T00:00:00Z"]);
    clock.advance_days(366);
    assert_eq!(clock.today(), date(2013, 3, 1));
    clock.advance_days(-1);
    assert_eq!(clock.today(), date(2013, 2, 28));
}

#[test]
fn a_home_runs_the_program_on_itself() {
    let home = Home::new("/bin/echo");
    let ran = home.run(["load", "visits"]).ok();
    assert_eq!(ran.out, format!("load visits --home {}\n", home.path().display()));
    assert_eq!(home.run_without_home(["pack,check"]).ok().says("pack,check").table().header, ["pack", "check"]);
    assert!(!home.path().exists(), "only the program makes it");
    let file = home.write("in/visits.csv", "a\n");
    assert_eq!((file.as_str(), home.read("in/visits.csv").as_str()), (home.beside("in/visits.csv").as_str(), "a\n"));
}

#[test]
#[should_panic(expected = "expected exit code 0\n$ -c echo wrong; exit 3\nwrong\nexit code 3")]
fn a_run_that_ends_badly_shows_what_was_said() {
    Home::new("/bin/sh").run_without_home(["-c", "echo wrong; exit 3"]).ok();
}

#[test]
#[should_panic(expected = "ended by a signal")]
fn a_run_that_a_signal_ends_has_no_exit_code() {
    Home::new("/bin/sh").run_without_home(["-c", "kill -9 $$"]).exits(9);
}

#[test]
#[should_panic(expected = "expected it to say `left`\n$ right\nright\n")]
fn a_run_that_says_something_else_shows_it() {
    Home::new("/bin/echo").run_without_home(["right"]).says("left");
}

fn table() -> Table {
    Table::read("measure,agency,value\nm1,north,\"1,5\"\nm1,south,2\nm2,north,\n")
}

#[test]
fn a_table_is_asked_by_names() {
    let table = table();
    assert_eq!(table.one(&[("measure", "m1"), ("agency", "north")], &["value", "measure"]), ["1,5", "m1"]);
    assert_eq!(table.select(&[("agency", "north")], &["value"]), [["1,5"], [""]]);
    assert_eq!(table.select(&[("agency", "east")], &["value"]), [[""; 0]; 0]);
}

#[test]
#[should_panic(expected = "2 rows have [(\"measure\", \"m1\")] in\nmeasure,agency,value\nm1,north,1,5\n")]
fn the_only_row_is_the_only_one() {
    table().one(&[("measure", "m1")], &["value"]);
}

#[test]
#[should_panic(expected = "no column `state` in [\"measure\", \"agency\", \"value\"]")]
fn a_column_that_is_not_there_is_told() {
    table().select(&[], &["state"]);
}

#[test]
#[should_panic(expected = "found record with 1 fields, but the previous record has 2 fields in\na,b\n1\n")]
fn a_row_with_too_few_fields_is_no_table() {
    Table::read("a,b\n1\n");
}
