//! From cells to every agency, over dated memberships and shorter periods, with the states of what is missing.

use jiff::civil::date;
use milepost_calendar::PeriodKind;
use milepost_expression::Type;
use milepost_measure::{AgencyTree, AsOf, ResultProblem, RolledUp, Tally};
use milepost_pack::{Kind, Pack, Unit, Validity};

use crate::program::{
    Look, Made, Table, World, agency, counted, dataset, find, measure, member, parts, populations, program, said,
};

const VISIT: [(&str, Type); 4] =
    [("key", Type::Text), ("site", Type::Text), ("good", Type::Boolean), ("child", Type::Text)];

/// Sites report visits of a period; sites lie in units, units in the state.
fn visits(kind: PeriodKind) -> Pack {
    let mut pack = program();
    agency(&mut pack, "U1", "unit", "ST");
    agency(&mut pack, "U2", "unit", "ST");
    agency(&mut pack, "L1", "site", "U1");
    agency(&mut pack, "L2", "site", "U1");
    agency(&mut pack, "L3", "site", "U2");
    table(&mut pack, kind, "site");
    share(&mut pack);
    pack
}

fn table(pack: &mut Pack, kind: PeriodKind, reported_by: &str) {
    dataset(pack, &Table { columns: &VISIT, agency: Some("site"), reported_by, period: kind, ..Table::default() });
}

fn share(pack: &mut Pack) {
    let kind = Kind::Proportion(populations(pack, "visit", ["", "", "", "good", "", ""]));
    measure(pack, "share", kind);
}

/// `agency value submitted/expected`, for the total of each agency in order.
fn lines(rolled: &RolledUp, id: &str) -> Vec<String> {
    let of = rolled.results.iter().filter(|r| r.measure == id && r.group.is_total());
    of.map(|r| format!("{} {} {}/{}", r.agency, said(r), r.coverage.0, r.coverage.1)).collect()
}

#[test]
fn every_larger_agency_has_the_sum_of_the_parts() {
    let mut world = World::new(visits(PeriodKind::Year));
    world.load("visit", "FFY2011", "1|L1|yes| \n 2|L1|no| \n 3|L2|yes| \n 4|L3|no| \n 5|L3|no| \n 6|U2|yes|");
    let rolled = world.rolled("FFY2011");
    assert_eq!(rolled.problems, []);
    // 3 of 6, not the mean of shares; U2 has a row of its own besides those of L3.
    assert_eq!(
        lines(&rolled, "share"),
        ["ST 50 3/3", "U1 66.6666666667 2/2", "U2 33.3333333333 1/1", "L1 50 1/1", "L2 100 1/1", "L3 0 1/1",]
    );
    assert_eq!(
        parts(find(&rolled.results, "share", "ST", "")),
        "additions=0 denominator=6 exceptions=0 exclusions=0 numerator=3"
    );
}

#[test]
fn who_did_not_submit_has_no_zero() {
    let mut world = World::new(visits(PeriodKind::Year));
    world.load_unsubmitted("visit", "FFY2011", "1|L1|yes|");
    world.submit("visit", "FFY2011", "L1");
    world.submit("visit", "FFY2011", "L3");
    let rolled = world.rolled("FFY2011");
    assert_eq!(
        lines(&rolled, "share"),
        ["ST 100 2/3", "U1 100 1/2", "U2 no_cases 1/1", "L1 100 1/1", "L2 not_submitted 0/1", "L3 no_cases 1/1",]
    );
    let absent = find(&rolled.results, "share", "L2", "");
    assert_eq!((absent.value.clone(), absent.numerator.clone(), absent.parts.len()), (None, None, 0));
}

#[test]
fn without_any_submission_nobody_has_a_result_worth_a_number() {
    let world = World::new(visits(PeriodKind::Year));
    let rolled = world.rolled("FFY2011");
    assert_eq!(rolled.problems, []);
    assert_eq!(lines(&rolled, "share").len(), 6);
    assert!(rolled.results.iter().all(|r| said(r) == "not_submitted"));
}

#[test]
fn a_submission_speaks_for_all_below_it() {
    let mut world = World::new(visits(PeriodKind::Year));
    world.submit("visit", "FFY2011", "U1");
    let rolled = world.rolled("FFY2011");
    assert_eq!(
        lines(&rolled, "share"),
        [
            "ST no_cases 2/3",
            "U1 no_cases 2/2",
            "U2 not_submitted 0/1",
            "L1 no_cases 1/1",
            "L2 no_cases 1/1",
            "L3 not_submitted 0/1",
        ]
    );
}

#[test]
fn agencies_below_those_that_report_are_covered_by_them() {
    // Units report, rows name sites: every site gets a result, L3 too, though only L1 and L2 are named.
    let mut pack = visits(PeriodKind::Year);
    pack.datasets[0].reported_by = "unit".to_owned();
    let mut world = World::new(pack);
    world.load_unsubmitted("visit", "FFY2011", "1|L1|yes| \n 2|L2|no|");
    world.submit("visit", "FFY2011", "U1");
    world.submit("visit", "FFY2011", "U2");
    assert_eq!(
        lines(&world.rolled("FFY2011"), "share"),
        ["ST 50 2/2", "U1 50 1/1", "U2 no_cases 1/1", "L1 100 1/1", "L2 0 1/1", "L3 no_cases 1/1",]
    );
}

#[test]
fn rows_that_name_units_alone_give_sites_no_result() {
    let mut pack = visits(PeriodKind::Year);
    pack.datasets[0].reported_by = "unit".to_owned();
    let mut world = World::new(pack);
    world.load("visit", "FFY2011", "1|U1|yes|");
    assert_eq!(lines(&world.rolled("FFY2011"), "share"), ["ST 100 2/2", "U1 100 1/1", "U2 no_cases 1/1"]);
}

#[test]
fn a_dataset_without_agencies_is_about_the_state() {
    let mut pack = visits(PeriodKind::Year);
    dataset(
        &mut pack,
        &Table { id: "census", columns: &[("key", Type::Text), ("n", Type::Integer)], ..Table::default() },
    );
    let kind = Kind::Count(counted(&pack, "census", ""));
    measure(&mut pack, "bands", kind).display.unit = Unit::Count;
    let mut world = World::new(pack);
    world.load("census", "FFY2011", "a|1 \n b|2");
    assert_eq!(lines(&world.rolled("FFY2011"), "bands"), ["ST 2 1/1"]);
}

#[test]
fn an_agency_that_moves_leaves_what_was_where_it_was() {
    // L2 belongs to U1 until the end of 2011 and to U2 from 2012 on.
    let mut pack = visits(PeriodKind::Month);
    pack.memberships.retain(|m| m.member != "L2");
    member(&mut pack, "L2", "U1", None, Some(date(2011, 12, 31)));
    member(&mut pack, "L2", "U2", Some(date(2012, 1, 1)), None);
    let mut world = World::new(pack);
    world.load("visit", "2011-12", "1|L2|yes| \n 2|L1|no|");
    world.load("visit", "2012-01", "1|L2|yes| \n 2|L2|yes| \n 3|L3|no|");
    let rolled = world.rolled("FFY2011");
    assert_eq!(rolled.problems, []);
    let value = |rolled: &RolledUp, agency: &str| parts(find(&rolled.results, "share", agency, ""));
    let counts = |n, d| format!("additions=0 denominator={d} exceptions=0 exclusions=0 numerator={n}");
    assert_eq!(value(&rolled, "U1"), counts(1, 2));
    assert_eq!(value(&rolled, "U2"), counts(2, 3));
    assert_eq!(value(&rolled, "L2"), counts(3, 3));
    assert_eq!(value(&rolled, "ST"), counts(3, 5));

    world.memberships = AsOf::Day(date(2012, 6, 30));
    let rolled = world.rolled("FFY2011");
    assert_eq!(value(&rolled, "U1"), counts(0, 1));
    assert_eq!(value(&rolled, "U2"), counts(3, 4));
    world.memberships = AsOf::Day(date(2011, 12, 31));
    let rolled = world.rolled("FFY2011");
    assert_eq!(value(&rolled, "U1"), counts(3, 4));
    assert_eq!(value(&rolled, "U2"), counts(0, 1));
}

#[test]
fn an_agency_with_two_parents_counts_once_in_what_they_share() {
    let mut pack = visits(PeriodKind::Year);
    agency(&mut pack, "R1", "region", "ST");
    member(&mut pack, "L1", "R1", None, None);
    let mut world = World::new(pack);
    world.load("visit", "FFY2011", "1|L1|yes| \n 2|L3|no|");
    let rolled = world.rolled("FFY2011");
    let denominator =
        |agency| find(&rolled.results, "share", agency, "").denominator.clone().expect("parts").to_string();
    assert_eq!([denominator("ST"), denominator("U1"), denominator("R1")], ["2", "1", "1"]);
}

#[test]
fn months_make_a_year_and_a_quarter_only_its_own() {
    let mut pack = visits(PeriodKind::Month);
    let kind = Kind::Proportion(populations(&pack, "visit", ["", "", "", "good", "", ""]));
    measure(&mut pack, "quarterly", kind).period = PeriodKind::Quarter;
    let mut world = World::new(pack);
    world.load("visit", "2011-06", "1|L1|yes|");
    world.load("visit", "2011-07", "1|L1|yes|");
    world.load("visit", "2011-10", "1|L1|no|");
    world.load("visit", "2012-06", "1|L1|yes| \n 2|L1|no|");
    world.load("visit", "2012-07", "1|L1|no|");
    let denominator = |label: &str, id: &str| {
        find(&world.rolled(label).results, id, "ST", "").denominator.clone().expect("parts").to_string()
    };
    assert_eq!(denominator("FFY2011", "share"), "4");
    assert_eq!(denominator("FFY2011Q1", "quarterly"), "1");
    assert_eq!(denominator("FFY2011Q2", "quarterly"), "1");
    assert_eq!(denominator("FFY2011Q4", "quarterly"), "2");
    // Nine of twelve months are missing, so nobody reported all; a part is a part all the same.
    assert_eq!(lines(&world.rolled("FFY2011"), "share")[0], "ST 50 0/3");
    assert_eq!(lines(&world.rolled("FFY2011Q3"), "quarterly")[0], "ST not_submitted 0/3");
}

#[test]
fn coverage_asks_for_every_slice_in_which_an_agency_existed() {
    let mut pack = visits(PeriodKind::Quarter);
    let l3 = pack.agencies.iter_mut().find(|a| a.id == "L3").expect("L3");
    l3.validity = Validity { from: Some(date(2012, 4, 1)), to: None };
    let mut world = World::new(pack);
    for quarter in ["FFY2011Q1", "FFY2011Q2", "FFY2011Q3", "FFY2011Q4"] {
        world.submit("visit", quarter, "L1");
    }
    world.submit("visit", "FFY2011Q1", "L2");
    world.submit("visit", "FFY2011Q4", "L3");
    assert_eq!(
        lines(&world.rolled("FFY2011"), "share"),
        [
            "ST no_cases 2/3",
            "U1 no_cases 1/2",
            "U2 no_cases 1/1",
            "L1 no_cases 1/1",
            "L2 no_cases 0/1",
            "L3 no_cases 1/1",
        ]
    );
}

#[test]
fn an_offset_reads_the_year_before() {
    let mut pack = visits(PeriodKind::Year);
    if let Kind::Proportion(populations) = &mut pack.measures[0].kind {
        populations.counted.period_offset = -1;
    }
    let mut world = World::new(pack);
    world.load("visit", "FFY2010", "1|L1|yes|");
    world.load("visit", "FFY2011", "1|L1|no|");
    assert_eq!(said(find(&world.results(), "share", "ST", "")), "100");
    assert_eq!(find(&world.results(), "share", "ST", "").period, "FFY2011");
}

#[test]
fn measures_have_results_for_their_own_periods_while_they_are_in_use() {
    let mut pack = visits(PeriodKind::Year);
    pack.measures[0].validity = Validity { from: Some(date(2012, 6, 30)), to: Some(date(2013, 6, 30)) };
    let world = World::new(pack);
    let has = |label: &str| !world.rolled(label).results.is_empty();
    assert_eq!(["FFY2010", "FFY2011", "FFY2012", "FFY2013"].map(has), [false, true, true, false]);
    assert!(!has("FFY2011Q1"));
}

#[test]
fn rows_about_an_agency_outside_the_state_are_named() {
    let mut pack = visits(PeriodKind::Year);
    agency(&mut pack, "X", "site", "");
    let mut world = World::new(pack);
    world.load("visit", "FFY2011", "1|L1|yes| \n 2|X|no| \n 3|X|no| \n 4|nowhere|no|");
    let rolled = world.rolled("FFY2011");
    let unplaced = |agency: &str, rows| ResultProblem::Unplaced {
        dataset: "visit".to_owned(),
        period: "FFY2011".to_owned(),
        agency: agency.to_owned(),
        state: "ST".to_owned(),
        day: date(2012, 6, 30),
        rows,
    };
    assert_eq!(rolled.problems, [unplaced("X", 2), unplaced("nowhere", 1)]);
    assert_eq!(said(find(&rolled.results, "share", "ST", "")), "100");
    assert_eq!(said(find(&rolled.results, "share", "X", "")), "0", "its own figure stands");
    assert!(rolled.results.iter().all(|r| r.agency != "nowhere"));
}

#[test]
fn units_are_counted_once_however_many_agencies_and_months_name_them() {
    let mut pack = visits(PeriodKind::Month);
    let unit = milepost_expression::Slot(3);
    let kind = Kind::Unduplicated { counted: counted(&pack, "visit", ""), unit };
    measure(&mut pack, "children", kind).display.unit = Unit::Count;
    let mut world = World::new(pack);
    world.load("visit", "2011-07", "1|L1|yes|a \n 2|L1|yes|b \n 3|L2|yes|a \n 4|L3|yes|c");
    world.load("visit", "2011-08", "1|L1|yes|a \n 2|L3|yes|b");
    let results = world.results();
    let children = ["L1", "L2", "U1", "L3", "U2", "ST"].map(|agency| said(find(&results, "children", agency, "")));
    assert_eq!(children, ["2", "1", "2", "2", "2", "3"]);
}

#[test]
fn received_figures_settle_by_agency_and_slice_before_they_add_up() {
    let mut pack = visits(PeriodKind::Quarter);
    let kind = Kind::Reported {
        counted: counted(&pack, "visit", ""),
        numerator: crate::program::over(&pack, "visit", "CASE WHEN key = 'n' THEN 1 END"),
        denominator: crate::program::over(&pack, "visit", "CASE WHEN key = 'd' THEN 4 END"),
        value: None,
        not_applicable: crate::program::over(&pack, "visit", "good IS NULL"),
    };
    measure(&mut pack, "received", kind);
    let mut world = World::new(pack);
    // In the first quarter the question doesn't arise for L1, whatever else it says; in the second it does.
    world.load("visit", "FFY2011Q1", "n|L1|yes| \n d|L1||");
    world.load("visit", "FFY2011Q2", "n|L1|yes| \n d|L1|yes|");
    let results = world.results();
    let received = |agency| parts(find(&results, "received", agency, ""));
    assert_eq!(received("L1"), "denominator=4 numerator=1");
    assert_eq!(received("ST"), "denominator=4 numerator=1");
}

#[test]
fn a_slice_that_was_submitted_and_not_counted_gives_no_results() {
    let mut pack = visits(PeriodKind::Year);
    let kind = crate::program::derived(&[("share", &["value"])], &["share.value + 1"]);
    measure(&mut pack, "more", kind);
    let mut world = World::new(pack);
    world.submit("visit", "FFY2011", "ST");
    let rolled = world.rolled_from("FFY2011", &[]);
    assert_eq!(rolled.results, []);
    let texts: Vec<String> = rolled.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "share: visit, FFY2011 was submitted but could not be counted",
            "more: its input share has no results for FFY2011",
        ]
    );
}

#[test]
fn a_year_of_which_one_quarter_could_not_be_counted_has_no_results() {
    let mut world = World::new(visits(PeriodKind::Quarter));
    world.load("visit", "FFY2011Q1", "1|L1|yes|");
    world.load("visit", "FFY2011Q2", "1|L1|yes|");
    let counted = [world.slice_cells("visit", "FFY2011Q1")];
    let rolled = world.rolled_from("FFY2011", &counted);
    assert_eq!(rolled.results, []);
    let texts: Vec<String> = rolled.problems.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["share: visit, FFY2011Q2 was submitted but could not be counted"]);
}

#[test]
fn cells_from_different_plans_do_not_mix() {
    let mut world = World::new(visits(PeriodKind::Year));
    world.load("visit", "FFY2011", "1|L1|yes|");
    let mut cells = world.cells("FFY2011");
    let mut other = cells[0].clone();
    other.parts.values_mut().for_each(|tally| *tally = Tally::Count(1));
    cells.push(other);
    let rolled = world.rolled_from("FFY2011", &cells);
    assert_eq!(rolled.results, []);
    let texts: Vec<String> = rolled.problems.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["share: cells of one measure hold parts of different kinds"]);
}

#[test]
fn a_tree_knows_lines_kinds_and_days() {
    let mut pack = visits(PeriodKind::Year);
    pack.memberships.retain(|m| m.member != "L2");
    member(&mut pack, "L2", "U1", None, Some(date(2011, 12, 31)));
    member(&mut pack, "L2", "U2", Some(date(2012, 1, 1)), None);
    let before = AgencyTree::on(&pack, date(2011, 12, 31));
    let after = AgencyTree::on(&pack, date(2012, 1, 1));
    assert_eq!(before.line("L2"), ["L2", "U1", "ST"]);
    assert_eq!(after.line("L2"), ["L2", "U2", "ST"]);
    assert!(before.is_within("L2", "U1") && !before.is_within("L2", "U2") && !before.is_within("U1", "L2"));
    assert!(before.is_within("L2", "L2"));
    assert_eq!((before.kind("L2"), before.kind("nobody")), (Some("site"), None));
    assert_eq!((before.exists("L2"), before.exists("nobody")), (true, false));
    assert_eq!(before.agencies().collect::<Vec<_>>(), ["L1", "L2", "L3", "ST", "U1", "U2"]);
    assert_eq!(before.line("nobody"), [] as [&str; 0]);
}

#[test]
fn memberships_in_a_circle_end() {
    let mut pack = visits(PeriodKind::Year);
    member(&mut pack, "U1", "L1", None, None);
    let tree = AgencyTree::on(&pack, date(2012, 6, 30));
    assert_eq!(tree.line("U1"), ["U1", "L1", "ST"]);
}

#[test]
fn slices_needed_are_each_named_once() {
    let mut pack = visits(PeriodKind::Quarter);
    let look = Look {
        dataset: "visit",
        on: "day",
        anchor: "day",
        back: 0,
        forward: 0,
        condition: "",
        take: "count",
        itself: true,
    };
    let columns = [("key", Type::Text), ("day", Type::Date)];
    let derived = [("n", Made::LookedUp(Look { dataset: "wave", ..look }))];
    dataset(
        &mut pack,
        &Table { id: "wave", columns: &columns, period: PeriodKind::Wave, derived: &derived, ..Table::default() },
    );
    for id in ["one", "two"] {
        let kind = Kind::Count(counted(&pack, "wave", ""));
        measure(&mut pack, id, kind).display.unit = Unit::Count;
    }
    let year = crate::program::period(&pack, "FFY2011");
    let needed = milepost_measure::slices_needed(&pack, &year);
    let names: Vec<String> = needed.iter().map(|(id, p)| format!("{id} {}", p.label)).collect();
    assert_eq!(
        names,
        ["visit FFY2011Q1", "visit FFY2011Q2", "visit FFY2011Q3", "visit FFY2011Q4", "wave fall", "wave spring",]
    );
    // Waves of another year are none of this one's.
    assert_eq!(milepost_measure::slices_needed(&pack, &crate::program::period(&pack, "FFY2012")).len(), 4);
}
