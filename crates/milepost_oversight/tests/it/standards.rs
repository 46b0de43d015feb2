//! Which standards hold: by date, agency and kind.

use jiff::civil::{Date, date};
use milepost_measure::AgencyTree;
use milepost_oversight::standards_in_force;
use milepost_pack::{Bound, Pack, Standard, StandardKind, Validity};

use crate::cases::{at_least, pack, standard};

fn add(pack: &mut Pack, id: &str, kind: StandardKind, agency: &str, validity: (Option<Date>, Option<Date>)) {
    let bound = if kind == StandardKind::NotSet { Bound::None } else { at_least("50") };
    pack.standards.push(Standard {
        id: id.to_owned(),
        kind,
        agency: (!agency.is_empty()).then(|| agency.to_owned()),
        validity: Validity { from: validity.0, to: validity.1 },
        ..standard(bound)
    });
}

const ALWAYS: (Option<Date>, Option<Date>) = (None, None);

fn in_force(pack: &Pack, agency: &str, day: Date) -> Vec<String> {
    let tree = AgencyTree::on(pack, day);
    standards_in_force(pack, "m", agency, &tree, day).into_iter().map(|s| s.id.clone()).collect()
}

#[test]
fn a_standard_holds_from_its_first_to_its_last_day() {
    let mut pack = pack();
    add(&mut pack, "old", StandardKind::Target, "", (None, Some(date(2012, 6, 29))));
    add(&mut pack, "new", StandardKind::Target, "", (Some(date(2012, 6, 30)), None));
    assert_eq!(in_force(&pack, "ST", date(2012, 6, 29)), ["old"]);
    assert_eq!(in_force(&pack, "ST", date(2012, 6, 30)), ["new"]);
}

#[test]
fn the_nearest_agencys_standard_goes_before_those_of_larger_ones() {
    let mut pack = pack();
    add(&mut pack, "everybody", StandardKind::Target, "", ALWAYS);
    add(&mut pack, "state", StandardKind::Target, "ST", ALWAYS);
    add(&mut pack, "unit", StandardKind::Target, "U1", ALWAYS);
    add(&mut pack, "other", StandardKind::Target, "U2", ALWAYS);
    let day = date(2012, 6, 30);
    assert_eq!(in_force(&pack, "L1", day), ["unit"]);
    assert_eq!(in_force(&pack, "U1", day), ["unit"]);
    assert_eq!(in_force(&pack, "U2", day), ["other"]);
    assert_eq!(in_force(&pack, "ST", day), ["state"]);
    assert_eq!(in_force(&pack, "nobody", day), ["everybody"]);
    // One that is made for an agency holds for it even when nothing is known about where it belongs.
    add(&mut pack, "stray", StandardKind::Target, "nobody", ALWAYS);
    assert_eq!(in_force(&pack, "nobody", day), ["stray"]);
}

#[test]
fn kinds_do_not_compete_except_a_target_with_none_set() {
    let mut pack = pack();
    add(&mut pack, "floor", StandardKind::PenaltyFloor, "", ALWAYS);
    add(&mut pack, "law", StandardKind::Compliance, "ST", ALWAYS);
    add(&mut pack, "plan", StandardKind::Target, "U1", ALWAYS);
    let day = date(2012, 6, 30);
    assert_eq!(in_force(&pack, "L1", day), ["floor", "law", "plan"]);
    assert_eq!(in_force(&pack, "U2", day), ["floor", "law"]);
    add(&mut pack, "none_set", StandardKind::NotSet, "L1", ALWAYS);
    assert_eq!(in_force(&pack, "L1", day), ["floor", "law", "none_set"]);
    add(&mut pack, "none_for_all", StandardKind::NotSet, "", ALWAYS);
    assert_eq!(in_force(&pack, "U1", day), ["floor", "law", "plan"]);
    assert_eq!(in_force(&pack, "U2", day), ["floor", "law", "none_for_all"]);
}

#[test]
fn two_of_one_kind_for_one_agency_both_hold() {
    let mut pack = pack();
    add(&mut pack, "timely", StandardKind::Target, "", ALWAYS);
    add(&mut pack, "accurate", StandardKind::Target, "", ALWAYS);
    assert_eq!(in_force(&pack, "U1", date(2012, 6, 30)), ["timely", "accurate"]);
}

#[test]
fn standards_of_other_measures_do_not_hold() {
    let mut pack = pack();
    add(&mut pack, "own", StandardKind::Target, "", ALWAYS);
    add(&mut pack, "foreign", StandardKind::Target, "L1", ALWAYS);
    pack.standards[1].measure = "another".to_owned();
    assert_eq!(in_force(&pack, "L1", date(2012, 6, 30)), ["own"]);
}
