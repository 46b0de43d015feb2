//! Each intake check has an input that trips it and nothing else, and a near miss that trips nothing.

use std::io::Cursor;

use jiff::civil::date;
use milepost_dataset::{DateOrder, Outcome, Weight, intake_checks};
use milepost_expression::Slot;
use milepost_pack::{Level, SliceBy};

use crate::formats;
use crate::world::{HEADER, World, file, row, year};

type Bytes = Vec<u8>;

/// A check, the world in which it is looked at, what trips it and what almost does.
struct Case {
    code: &'static str,
    trips: (World, Bytes),
    near: (World, Bytes),
}

fn case(code: &'static str, trips: impl Into<Bytes>, near: impl Into<Bytes>) -> Case {
    Case { code, trips: (World::clinic(), trips.into()), near: (World::clinic(), near.into()) }
}

fn within(code: &'static str, change: impl Fn(&mut World), trips: impl Into<Bytes>, near: impl Into<Bytes>) -> Case {
    let mut case = case(code, trips, near);
    change(&mut case.trips.0);
    change(&mut case.near.0);
    case
}

/// One field of one row.
fn field(code: &'static str, column: &str, trips: &str, near: &str) -> Case {
    case(code, file(&[(column, trips)]), file(&[(column, near)]))
}

/// The same good file in circumstances that differ.
fn worlds(code: &'static str, trips: impl Fn(&mut World), near: impl Fn(&mut World)) -> Case {
    let mut case = case(code, file(&[]), file(&[]));
    trips(&mut case.trips.0);
    near(&mut case.near.0);
    case
}

fn named(code: &'static str, name: &str, trips: impl Into<Bytes>, near: impl Into<Bytes>) -> Case {
    within(code, |w| name.clone_into(&mut w.name), trips, near)
}

fn files() -> Vec<Case> {
    let good = file(&[]);
    let body = good.strip_prefix(HEADER).unwrap();
    let workbook = formats::workbook(&good, "Visits");
    let parquet = formats::parquet(&good, &[]);
    let long = |n: usize| file(&[("note", &"x".repeat(n))]);
    let wide = |n: usize| format!("{HEADER}\n{}\n{}\n", row("V1", &[]), row("V2", &[]) + &",".repeat(n - 10));
    let no_note_limit = |w: &mut World| w.column("note").longest = None;
    vec![
        case("D001", "\n\n", &*good),
        named("D002", "visits.xlsx", &*good, workbook.clone()),
        named("D003", "visits.parquet", parquet[..parquet.len() - 40].to_vec(), parquet),
        named("D004", "visits.xlsx", formats::bomb(105), formats::padded_workbook(&good, 90)),
        Case { code: "D005", trips: (sheet("Calls"), workbook.clone()), near: (sheet("visits"), workbook) },
        named("D006", "visits.parquet", formats::parquet(&good, &[("fee", formats::As::Float)]), {
            formats::parquet(&good, &[("fee", formats::As::Decimal(3)), ("minutes", formats::As::Int)])
        }),
        case("D007", good.replace(",note\n", "\n").replace(",ok\n", "\n"), good.replace(",note\n", ", Note \n")),
        case("D008", extra_column(&good, "colour"), extra_column(&good, "problem,cure")),
        case("D009", extra_column(&good, "KIND"), good.replace("kind", "Kind")),
        case("D010", format!(",{HEADER}\nx,{}\n", row("V1", &[])), extra_column(&good, "").replace(",x\n", ",\n")),
        case("D011", file(&[("note", "\"abc")]), file(&[("note", "\"a\"\"c\"")])),
        within("D012", no_note_limit, long(1024 * 1024 + 1), long(1024 * 1024)),
        case("D013", wide(16_385), wide(16_384)),
        case("D014", format!("{HEADER}\n,,,,\n"), format!("{HEADER}\n{}", row("V1", &[]))),
        worlds("D015", |w| w.period = None, |w| w.period = Some(year(2012))),
        worlds("D016", |w| w.agency = Some("C".into()), |w| w.agency = Some("A".into())),
        within("D017", by_month, months(4097), months(4096)),
        case("D018", format!("{}{body}", HEADER.replace("note", "not\u{fffd}")), format!("\u{feff}{HEADER}{body}")),
    ]
}

fn rows() -> Vec<Case> {
    let good = file(&[]);
    let by_date = |w: &mut World| {
        w.dataset.slice = SliceBy::Date(w.slot("seen_on"));
        w.column("seen_on").minimum = None;
    };
    let by_wave = |w: &mut World| {
        w.dataset.slice = SliceBy::Date(w.slot("seen_on"));
        w.dataset.period = milepost_calendar::PeriodKind::Wave;
        w.period = None;
    };
    let seen =
        |a: &str, b: &str| format!("{HEADER}\n{}\n{}\n", row("V1", &[("seen_on", a)]), row("V2", &[("seen_on", b)]));
    vec![
        case("D020", good.replace(",ok\n", "\n"), good.replace(",ok\n", ",\n")),
        case("D021", latin(&good), file(&[("note", "né")])),
        field("D022", "note", "a\u{0}b", "a\tb"),
        field("D023", "visit_key", " ", "W"),
        field("D024", "minutes", "8.0", "+8"),
        field("D025", "fee", "12,5".replace(',', "'").as_str(), "12.5"),
        field("D026", "fee", "12.505", "12.5000"),
        field("D027", "seen_on", "9/1/2011", "2012-02-29"),
        field("D028", "seen_on", "2011-02-29", "2011-02-28"),
        field("D029", "kept", "maybe", "YES"),
        field("D030", "seen_on", "2000-12-31", "2001-01-01"),
        field("D031", "seen_on", "2021-01-01", "2020-12-31"),
        field("D032", "visit_key", "V2x", "V22"),
        field("D033", "note", "sixsix", "fiveé"),
        field("D034", "tongues", "en;xx", "so; en;"),
        field("D035", "site", "S3", "S2"),
        within("D036", by_wave, seen("2012-03-01", "2012-02-29"), seen("2012-03-01", "2012-05-31")),
        within("D037", by_date, seen("2011-07-01", "2011-06-30"), seen("2011-07-01", "2012-06-30")),
        field("D038", "clinic", "a", "B"),
        Case {
            code: "D039",
            trips: (World::clinic(), file(&[("clinic", "Z")]).into()),
            near: (World { period: Some(year(2009)), ..World::clinic() }, file(&[("clinic", "Z")]).into()),
        },
        within("D040", |w| w.agency = Some("A".into()), file(&[("clinic", "B")]), file(&[("clinic", "A1")])),
        case("D041", file(&[("minutes", "0")]), file(&[("minutes", "0"), ("kept", "no")])),
        field("D042", "minutes", "10", "9"),
        case(
            "D043",
            format!("{HEADER}\n{}\n{}\n", row("V1", &[]), row(" V1", &[])),
            format!("{HEADER}\n{}\n{}\n", row("V1", &[]), row("V01", &[])),
        ),
    ]
}

fn sheet(name: &str) -> World {
    let mut world = World::clinic();
    "visits.xlsx".clone_into(&mut world.name);
    world.dialect.sheet = Some(name.to_owned());
    world
}

fn by_month(world: &mut World) {
    world.dataset.slice = SliceBy::Date(world.slot("seen_on"));
    world.dataset.period = milepost_calendar::PeriodKind::Month;
    world.period = None;
    let column = world.column("seen_on");
    (column.minimum, column.maximum) = (None, None);
}

/// One row in each of so many months.
fn months(n: usize) -> String {
    let month = |i: usize| format!("{:04}-{:02}-15", 1000 + i / 12, i % 12 + 1);
    let rows: Vec<String> = (0..n).map(|i| row(&format!("V{i}"), &[("seen_on", &month(i))])).collect();
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn extra_column(good: &str, name: &str) -> String {
    let fields = if name.contains(',') { ",x,x\n" } else { ",x\n" };
    good.replace(",note\n", &format!(",note,{name}\n")).replace(",ok\n", fields.replacen(",x", ",ok,x", 1).as_str())
}

/// The last note in Windows-1252.
fn latin(good: &str) -> Bytes {
    let mut bytes = good.as_bytes().to_vec();
    let at = bytes.len() - 3;
    bytes[at] = 0xe9;
    bytes
}

#[test]
fn every_check_has_an_input_that_trips_only_it_and_a_near_miss() {
    let cases: Vec<Case> = files().into_iter().chain(rows()).collect();
    let covered: Vec<_> = cases.iter().map(|c| c.code).collect();
    let all: Vec<_> = intake_checks().iter().map(|c| c.code).collect();
    assert_eq!(covered, all, "one case for each check, in the order of the table");
    for Case { code, trips, near } in cases {
        let taken = trips.0.take_from(Cursor::new(trips.1));
        assert_eq!(
            taken.codes(),
            [code],
            "{code} trips alone: {:?} {:?}",
            taken.intake.file_problems,
            taken.intake.row_problems
        );
        let taken = near.0.take_from(Cursor::new(near.1));
        let found = (&taken.intake.file_problems, &taken.intake.row_problems);
        // The near miss of a long text is one that the declared limit counts in characters.
        assert_eq!(taken.codes(), [""; 0], "{code} is only nearly met: {found:?}");
        assert_eq!(taken.intake.outcome, Outcome::Accepted, "{code}");
    }
}

#[test]
fn every_check_says_what_it_is_and_how_to_cure_it() {
    let checks = intake_checks();
    assert!(checks.windows(2).all(|w| w[0].code < w[1].code), "codes are in order and unique");
    for check in checks {
        assert!(
            check.docs.ends_with('.') && check.cure.ends_with('.') && !check.title.ends_with('.'),
            "{}",
            check.code
        );
    }
}

#[test]
fn levels_follow_the_declaration() {
    let breaches = |level: Level| {
        let mut world = World::clinic();
        for column in ["minutes", "visit_key", "note", "kind", "site"] {
            world.column(column).level = level;
        }
        let bad = [("minutes", "9001"), ("note", "sixsix"), ("kind", "nix"), ("site", "S9"), ("visit_key", "X")];
        world.dataset.derived.clear();
        world.dataset.checks.clear();
        world.take(file(&bad)).intake
    };
    let warned = breaches(Level::Warning);
    assert_eq!(warned.outcome, Outcome::AcceptedWithWarnings);
    assert_eq!((warned.counts.accepted, warned.counts.warned, warned.counts.rejected), (2, 1, 0));
    let refused = breaches(Level::Error);
    assert_eq!(refused.outcome, Outcome::PartiallyAccepted);
    assert_eq!((refused.counts.accepted, refused.counts.warned, refused.counts.rejected), (1, 0, 1));
    let codes = |intake: &milepost_dataset::Intake| intake.checks.iter().map(|c| c.code).collect::<Vec<_>>();
    assert_eq!(codes(&warned), ["D031", "D032", "D033", "D034", "D035"]);
    assert_eq!(codes(&refused), codes(&warned));
    let declared = intake_checks().iter().filter(|c| c.weight == Weight::Declared).map(|c| c.code);
    assert_eq!(declared.collect::<Vec<_>>(), ["D030", "D031", "D032", "D033", "D034", "D035", "D041"]);
}

#[test]
fn a_declared_check_warns_or_rejects_as_it_says() {
    let world = World::clinic();
    let taken = world.take(file(&[("fee", "100")]));
    assert_eq!(taken.intake.outcome, Outcome::AcceptedWithWarnings);
    let problem = &taken.intake.row_problems[0];
    assert_eq!((problem.code, problem.check.as_deref(), problem.line), ("D041", Some("fee_is_low"), 3));
    assert_eq!((&*problem.message, &*problem.cure), ("The fee is unusually high.", "Look the fee up."));
    // 99.99 is below the setting's 100.
    assert_eq!(world.take(file(&[("fee", "99.99")])).intake.outcome, Outcome::Accepted);
    // Absent counts as good.
    assert_eq!(world.take(file(&[("fee", "")])).intake.outcome, Outcome::Accepted);
}

#[test]
fn a_check_waits_until_the_fields_that_it_reads_are_good() {
    let taken = World::clinic().take(file(&[("minutes", "x"), ("kept", "perhaps")]));
    assert_eq!(taken.codes(), ["D024", "D029"]);
}

#[test]
fn derived_values_name_themselves_when_they_fail() {
    let taken = World::clinic().take(file(&[("minutes", "10")]));
    let problem = &taken.intake.row_problems[0];
    assert_eq!((problem.code, problem.check.as_deref()), ("D042", Some("day_pay")));
    // 8500 fits no case of the decision table, and is too large for the product too.
    let taken = World::clinic().take(file(&[("minutes", "8500")]));
    let names: Vec<_> = taken.intake.row_problems.iter().filter_map(|p| p.check.as_deref()).collect();
    assert_eq!(names, ["day_pay", "sort"]);
}

#[test]
fn not_applicable_is_absent_and_counted() {
    let mut world = World::clinic();
    world.column("minutes").required = true;
    let taken = world.take(file(&[("minutes", "-9")]));
    assert_eq!(taken.intake.not_applicable, [("minutes".to_owned(), 1)]);
    assert_eq!(taken.rows()[1].values[3], milepost_expression::Value::Null);
    assert_eq!(world.take(file(&[("minutes", "")])).codes(), ["D023"]);
}

#[test]
fn a_duplicate_names_the_line_of_the_first() {
    let lines = [row("V1", &[]), row("V2", &[]), row("V1", &[("note", "b")]), row("V1", &[("note", "sixsix")])];
    let taken = World::clinic().take(format!("{HEADER}\n{}\n", lines.join("\n")));
    assert_eq!(taken.intake.outcome, Outcome::PartiallyAccepted);
    let found: Vec<_> =
        taken.intake.row_problems.iter().filter(|p| p.code == "D043").map(|p| (p.line, &*p.message)).collect();
    let message = "the row has the key of the row at line 2: visit_key `V1`";
    assert_eq!(found, [(4, message), (5, message)]);
    // The warned one was rejected, so no accepted row has a warning.
    assert_eq!((taken.intake.counts.accepted, taken.intake.counts.warned), (2, 0));
    assert_eq!(taken.rows()[0].line, 2);
}

#[test]
fn a_key_is_unique_within_its_period_only() {
    let mut world = World::clinic();
    world.dataset.slice = SliceBy::Date(Slot(2));
    world.period = None;
    let text = format!("{HEADER}\n{}\n{}\n", row("V1", &[]), row("V1", &[("seen_on", "2010-09-01")]));
    let taken = world.take(text);
    assert_eq!(taken.intake.outcome, Outcome::Accepted);
    let slices: Vec<_> = taken.intake.slices.iter().map(|s| (&*s.period.label, s.rows)).collect();
    assert_eq!(slices, [("Y2011", 1), ("Y2010", 1)]);
}

#[test]
fn a_key_without_the_unit_is_unique_across_units_and_buckets() {
    let mut world = World::clinic();
    (world.dataset.unit, world.buckets) = (world.slot("note"), 7);
    let rows: Vec<String> = (0..40).map(|i| row(&format!("V{}", i % 20), &[("note", &format!("u{i}"))])).collect();
    let taken = world.take(format!("{HEADER}\n{}\n", rows.join("\n")));
    assert_eq!((taken.intake.counts.accepted, taken.intake.counts.rejected), (20, 20));
    assert_eq!(taken.codes(), ["D043"]);
    assert!(taken.files.len() > 3, "20 units fall into several of 7 buckets");
}

#[test]
fn labels_of_another_kind_or_calendar_are_refused() {
    let mut world = World::clinic();
    world.dataset.slice = SliceBy::Label(world.slot("note"));
    world.column("note").longest = None;
    world.period = None;
    assert_eq!(world.take(file(&[("note", "Y2011")])).intake.row_problems[0].line, 2, "`ok` is no label");
    let both = file(&[("note", "2011-09")]).replace(",ok\n", ",Y2011\n");
    let taken = world.take(both);
    assert_eq!(taken.codes(), ["D036"]);
    assert_eq!(taken.intake.row_problems[0].message, "2011-09 is a month, not a year");
}

#[test]
fn american_dates_are_read_when_the_submission_says_so() {
    let mut world = World::clinic();
    world.dialect.dates = DateOrder::MonthFirst;
    let taken = world.take(file(&[]).replace("2011-09-01", "9/1/2011"));
    assert_eq!(taken.intake.outcome, Outcome::Accepted);
    assert_eq!(taken.rows()[0].values[2], milepost_expression::Value::Date(date(2011, 9, 1)));
    let taken = world.take(file(&[]));
    assert_eq!(taken.codes(), ["D027"]);
    assert_eq!(taken.intake.row_problems[0].cure, "Write the date as month, day and year: 7/1/2011.");
}

#[test]
fn rows_without_agency_column_are_about_the_state() {
    let mut world = World::clinic();
    world.dataset.agency_column = None;
    let taken = world.take(file(&[]));
    assert!(taken.rows().iter().all(|r| &*r.agency == "ST"));
    assert_eq!(taken.intake.slices[0].agencies, [("ST".to_owned(), 2)]);
    world.agency = Some("A".to_owned());
    assert_eq!(world.take(file(&[])).codes(), ["D016"]);
}
