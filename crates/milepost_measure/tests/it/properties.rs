//! Properties that hold for whatever rows: parts merge in any order, and a roll-up is a direct count.

use std::collections::{BTreeMap, BTreeSet};

use milepost_expression::Type;
use milepost_measure::{Cells, KindMismatch, ProportionCounts, ReportedSums, StratumCounts, Sum, Tally};
use milepost_pack::{Code, Kind, Pack, Unit};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

use crate::program::{By, Table, World, agency, counted, dataset, find, measure, over, populations, program};

fn count() -> impl Strategy<Value = u64> {
    0..1000_u64
}

fn sum() -> impl Strategy<Value = Sum> {
    any::<i64>().prop_map(|n| Sum(n.into()))
}

fn exact() -> impl Strategy<Value = milepost_measure::Exact> {
    (any::<i32>(), 1..1000_i32).prop_map(|(n, d)| milepost_measure::Exact(BigRational::new(n.into(), d.into())))
}

fn stratum() -> impl Strategy<Value = StratumCounts> {
    (count(), count(), count(), count()).prop_map(|(met, scored, responded, frame)| StratumCounts {
        met,
        scored,
        responded,
        frame,
    })
}

fn name() -> impl Strategy<Value = String> {
    "[a-d]".prop_map(String::from)
}

/// Three tallies of the same kind, of any kind.
fn tallies() -> impl Strategy<Value = [Tally; 3]> {
    fn three<S: Strategy<Value = Tally> + 'static>(make: impl Fn() -> S) -> BoxedStrategy<[Tally; 3]> {
        (make(), make(), make()).prop_map(|(a, b, c)| [a, b, c]).boxed()
    }
    let proportion = || {
        (count(), count(), count(), count(), count()).prop_map(
            |(numerator, denominator, additions, exclusions, exceptions)| {
                Tally::Proportion(ProportionCounts { numerator, denominator, additions, exclusions, exceptions })
            },
        )
    };
    let reported = || {
        let option = || proptest::option::of(exact());
        (count(), count(), option(), option(), proptest::collection::vec(exact(), 0..3)).prop_map(
            |(rows, not_applicable, numerator, denominator, mut values)| {
                values.sort();
                Tally::Reported(ReportedSums { rows, not_applicable, numerator, denominator, values })
            },
        )
    };
    let weighted = || {
        (proptest::collection::btree_map(name(), stratum(), 0..4), stratum())
            .prop_map(|(strata, unplaced)| Tally::Weighted { strata, unplaced })
    };
    prop_oneof![
        three(|| count().prop_map(Tally::Count)),
        three(proportion),
        three(|| (sum(), sum()).prop_map(|(numerator, denominator)| Tally::Ratio { numerator, denominator })),
        three(|| (sum(), count()).prop_map(|(sum, n)| Tally::Mean { sum, n })),
        three(|| proptest::collection::btree_map(sum(), count(), 0..4).prop_map(Tally::Quantile)),
        three(|| proptest::collection::btree_map(name(), count(), 0..4).prop_map(Tally::Classes)),
        three(weighted),
        three(|| proptest::collection::btree_set(name(), 0..4).prop_map(Tally::Unduplicated)),
        three(reported),
    ]
}

fn merged(a: &Tally, b: &Tally) -> Result<Tally, KindMismatch> {
    let mut all = a.clone();
    all.add(b).map(|()| all)
}

proptest! {
    #[test]
    fn merging_is_commutative_and_associative([a, b, c] in tallies()) {
        let ab = merged(&a, &b).expect("the same kind");
        prop_assert_eq!(&ab, &merged(&b, &a).expect("the same kind"));
        let bc = merged(&b, &c).expect("the same kind");
        prop_assert_eq!(merged(&ab, &c), merged(&a, &bc));
    }

    #[test]
    fn a_roll_up_is_a_direct_count(cases in proptest::collection::vec(case(), 0..40), buckets in 1..4_usize) {
        let mut world = World::new(pack());
        let rows: Vec<String> = cases.iter().enumerate().map(|(i, case)| case.row(i)).collect();
        // The slice in parts, as it is counted on several workers.
        let mut cells: Vec<Cells> = Vec::new();
        for bucket in 0..buckets {
            let mut part = World::new(pack());
            let own = rows.iter().enumerate().filter(|(i, _)| i % buckets == bucket).map(|(_, row)| row.as_str());
            part.load_unsubmitted("visit", "FFY2011", &own.collect::<Vec<_>>().join("\n"));
            cells.push(part.slice_cells("visit", "FFY2011"));
        }
        world.submit("visit", "FFY2011", "ST");
        let rolled = world.rolled_from("FFY2011", &cells);
        prop_assert_eq!(&rolled.problems, &[]);
        for (agency, within) in [("ST", &["S1", "S2", "S3"][..]), ("R1", &["S1", "S2"]), ("S3", &["S3"])] {
            for (group, sex) in [("", None), ("sex=f", Some("f")), ("sex=m", Some("m"))] {
                let of: Vec<&Case> = cases.iter().filter(|c| {
                    within.contains(&c.agency.as_str()) && sex.is_none_or(|sex| c.sex.as_deref() == Some(sex))
                }).collect();
                check(&rolled.results, agency, group, &of)?;
            }
        }
    }
}

/// A row as a test knows it.
#[derive(Clone, Debug)]
struct Case {
    agency: String,
    sex: Option<String>,
    good: Option<bool>,
    n: Option<i8>,
    child: Option<String>,
}

fn case() -> impl Strategy<Value = Case> {
    let agency = prop_oneof![Just("S1"), Just("S2"), Just("S3")].prop_map(str::to_owned);
    let sex = proptest::option::of(prop_oneof![Just("f"), Just("m")].prop_map(str::to_owned));
    (agency, sex, any::<Option<bool>>(), any::<Option<i8>>(), proptest::option::of(name()))
        .prop_map(|(agency, sex, good, n, child)| Case { agency, sex, good, n, child })
}

impl Case {
    fn row(&self, i: usize) -> String {
        let good = self.good.map_or("", |good| if good { "yes" } else { "no" });
        let n = self.n.map_or(String::new(), |n| n.to_string());
        let (sex, child) = (self.sex.as_deref().unwrap_or(""), self.child.as_deref().unwrap_or(""));
        format!("{i}|{}|{sex}|{good}|{n}|{child}", self.agency)
    }
}

fn pack() -> Pack {
    let mut pack = program();
    agency(&mut pack, "R1", "region", "ST");
    for (unit, parent) in [("S1", "R1"), ("S2", "R1"), ("S3", "ST")] {
        agency(&mut pack, unit, "unit", parent);
    }
    let columns = [
        ("key", Type::Text),
        ("unit", Type::Text),
        ("sex", Type::Text),
        ("good", Type::Boolean),
        ("n", Type::Integer),
        ("child", Type::Text),
    ];
    let stratifiers = [("sex", By::Name("sex", &["f", "m"]))];
    dataset(
        &mut pack,
        &Table {
            columns: &columns,
            agency: Some("unit"),
            reported_by: "unit",
            stratifiers: &stratifiers,
            ..Table::default()
        },
    );
    let text = |pack: &Pack, text: &str| over(pack, "visit", text).expect("text");
    let letters = ["a", "b", "c", "d"].map(|c| Code { code: c.to_owned(), title: String::new() }).to_vec();
    let kinds = [
        ("count", Kind::Count(counted(&pack, "visit", "n > 0"))),
        (
            "share",
            Kind::Proportion(populations(&pack, "visit", ["", "n IS NOT NULL", "n < -100", "good", "n > 100", ""])),
        ),
        ("mean", Kind::Mean { counted: counted(&pack, "visit", ""), observation: text(&pack, "n"), places: 0 }),
        (
            "letters",
            Kind::Classes { counted: counted(&pack, "visit", ""), class: text(&pack, "child"), classes: letters },
        ),
        ("children", Kind::Unduplicated { counted: counted(&pack, "visit", ""), unit: milepost_expression::Slot(5) }),
    ];
    for (id, kind) in kinds {
        let measure = measure(&mut pack, id, kind);
        measure.stratifiers.push("sex".to_owned());
        if id != "share" {
            measure.display.unit = Unit::Count;
        }
    }
    pack
}

/// Every figure of an agency and group, counted once more in the plainest way.
fn check(
    results: &[milepost_measure::MeasureResult],
    agency: &str,
    group: &str,
    of: &[&Case],
) -> Result<(), TestCaseError> {
    let whole = |n: usize| BigRational::from(BigInt::from(n));
    let part = |id: &str, part: &str| find(results, id, agency, group).parts.get(part).cloned().unwrap_or_default();
    prop_assert_eq!(part("count", "count"), whole(of.iter().filter(|c| c.n.is_some_and(|n| n > 0)).count()));

    let inside: Vec<&&Case> = of.iter().filter(|c| c.n.is_some_and(|n| n >= -100)).collect();
    let above = inside.iter().filter(|c| c.good == Some(true) || c.n.is_some_and(|n| n > 100)).count();
    prop_assert_eq!(part("share", "denominator"), whole(inside.len()));
    prop_assert_eq!(part("share", "numerator"), whole(above));
    let share = (!inside.is_empty()).then(|| whole(above) / whole(inside.len()) * whole(100));
    prop_assert_eq!(&find(results, "share", agency, group).value, &share);

    let values: Vec<i64> = of.iter().filter_map(|c| c.n).map(i64::from).collect();
    prop_assert_eq!(part("mean", "sum"), BigRational::from(BigInt::from(values.iter().sum::<i64>())));
    prop_assert_eq!(part("mean", "n"), whole(values.len()));

    let mut letters: BTreeMap<&str, usize> = BTreeMap::new();
    of.iter().filter_map(|c| c.child.as_deref()).for_each(|c| *letters.entry(c).or_default() += 1);
    for letter in ["a", "b", "c", "d"] {
        prop_assert_eq!(part("letters", letter), whole(letters.get(letter).copied().unwrap_or(0)));
    }
    let different: BTreeSet<&str> = letters.into_keys().collect();
    prop_assert_eq!(part("children", "count"), whole(different.len()));
    Ok(())
}
