use jiff::civil::Date;
use milepost_measure::{AgencyTree, big, parts_text};
use milepost_pack::{Bound, Pack, Standard, StandardKind};
use num_rational::BigRational;

/// True when a value meets a bound of the same unit; `None` when the bound asks for nothing.
pub fn meets(bound: &Bound, value: &BigRational) -> Option<bool> {
    match bound {
        Bound::AtLeast(low) => Some(*value >= big(low)),
        Bound::AtMost(high) => Some(*value <= big(high)),
        Bound::Between(low, high) => Some(big(low) <= *value && *value <= big(high)),
        Bound::OfResults { .. } | Bound::None => None,
    }
}

/// What a bound asks for, as files show it: `100` (at least), `at most 5`, `40 to 60`, or nothing.
pub fn bound_text(bound: &Bound) -> String {
    match bound {
        Bound::AtLeast(low) => parts_text(&big(low)),
        Bound::AtMost(high) => format!("at most {}", parts_text(&big(high))),
        Bound::Between(low, high) => format!("{} to {}", parts_text(&big(low)), parts_text(&big(high))),
        Bound::OfResults { .. } | Bound::None => String::new(),
    }
}

/// The standards that hold for a measure and an agency of its type on a day, in the pack's order.
///
/// Of the standards of one kind, those made for the agency itself go before those for the next
/// larger one, and so on; last come those for everybody. "No number was set" competes with targets.
pub fn standards_in_force<'p>(
    pack: &'p Pack,
    measure: &str,
    agency: &str,
    tree: &AgencyTree,
    day: Date,
) -> Vec<&'p Standard> {
    let line = tree.line(agency);
    let distance = |standard: &Standard| match &standard.agency {
        None => Some(usize::MAX),
        Some(for_agency) if for_agency == agency => Some(0),
        Some(for_agency) => line.iter().position(|a| a == for_agency),
    };
    let in_force: Vec<(usize, &Standard)> = pack
        .standards
        .iter()
        .filter(|s| s.measure == measure && s.validity.holds_on(day))
        .filter(|s| s.agency_types.is_empty() || s.agency_types.iter().any(|kind| tree.kind(agency) == Some(kind)))
        .filter_map(|s| Some((distance(s)?, s)))
        .collect();
    let is_nearest = |(distance, standard): &(usize, &Standard)| {
        in_force.iter().all(|(other, rival)| competing(rival.kind) != competing(standard.kind) || distance <= other)
    };
    in_force.iter().filter(|candidate| is_nearest(candidate)).map(|(_, standard)| *standard).collect()
}

fn competing(kind: StandardKind) -> StandardKind {
    if kind == StandardKind::NotSet { StandardKind::Target } else { kind }
}
