//! Quantiles against R's type 7.

use milepost_expression::{Number, Type};
use milepost_measure::rounded_text;
use milepost_pack::{Kind, Rounding, Unit};

use crate::program::{Table, World, counted, dataset, find, measure, number, over, program, said};

#[derive(serde::Deserialize)]
struct Sample {
    values: Vec<String>,
    mean: String,
    median: String,
    q25: String,
    q75: String,
    q90: String,
}

/// A figure that R printed with 15 digits, cut to the 12 that results show.
fn twelve(printed: &str) -> String {
    let (numer, denom) = number(printed).into();
    milepost_measure::decimal_text(&num_rational::BigRational::new(numer.into(), denom.into()))
}

#[test]
fn quantiles_are_those_of_r() {
    let samples: Vec<Sample> = serde_json::from_str(include_str!("../oracles/quantile.json")).expect("the file");
    assert_eq!(samples.len(), 8);
    for sample in samples {
        let mut world = world(&[("median", (1, 2)), ("q25", (1, 4)), ("q75", (3, 4)), ("q90", (9, 10))]);
        let rows: Vec<String> = sample.values.iter().enumerate().map(|(i, v)| format!("{i} | {v}")).collect();
        world.load("visit", "FFY2011", &rows.join("\n"));
        let results = world.results();
        for (id, printed) in [
            ("mean", &sample.mean),
            ("median", &sample.median),
            ("q25", &sample.q25),
            ("q75", &sample.q75),
            ("q90", &sample.q90),
        ] {
            assert_eq!(said(find(&results, id, "ST", "")), twelve(printed), "{id} of {} values", sample.values.len());
        }
    }
}

#[test]
fn the_ends_are_the_smallest_and_the_largest() {
    let mut world = world(&[("low", (0, 1)), ("high", (1, 1)), ("third", (1, 3))]);
    world.load("visit", "FFY2011", "A | -7.5 \n B | 2 \n C | 2 \n D | 40");
    let results = world.results();
    assert_eq!(said(find(&results, "low", "ST", "")), "-7.5");
    assert_eq!(said(find(&results, "high", "ST", "")), "40");
    // Place 1 of 0 to 3.
    assert_eq!(said(find(&results, "third", "ST", "")), "2");
}

#[test]
fn a_single_value_is_every_quantile() {
    let mut world = world(&[("low", (0, 1)), ("q90", (9, 10)), ("high", (1, 1))]);
    world.load("visit", "FFY2011", "A | 12.25");
    let results = world.results();
    for id in ["low", "q90", "high"] {
        let value = find(&results, id, "ST", "").value.clone().expect("a value");
        assert_eq!(rounded_text(&value, 2, Rounding::HalfAwayFromZero), "12.25", "{id}");
    }
}

fn world(shares: &[(&str, (i128, i128))]) -> World {
    let mut pack = program();
    dataset(&mut pack, &Table { columns: &[("key", Type::Text), ("x", Type::Decimal)], ..Table::default() });
    let x = || over(&pack, "visit", "x").expect("text");
    let mut kinds = vec![("mean", Kind::Mean { counted: counted(&pack, "visit", ""), observation: x(), places: 2 })];
    for (id, (numer, denom)) in shares {
        let counted = counted(&pack, "visit", "");
        kinds.push((id, Kind::Quantile { counted, observation: x(), places: 2, share: Number::new(*numer, *denom) }));
    }
    for (id, kind) in kinds {
        measure(&mut pack, id, kind).display.unit = Unit::Days;
    }
    World::new(pack)
}
