use std::collections::{BTreeMap, BTreeSet};

use milepost_expression::{Scope, Type};

use super::Build;
use super::formula::Wanted;
use super::measure::measure;
use super::words::mentioned;
use crate::format::{OF_RESULTS, Shape, Target};
use crate::read::{Entry, Text};
use crate::rules::{p004_missing_key, p009_dangling, p030_measure_cycle};
use crate::{DerivedForm, DerivedKind, Formula, Kind, Measure, OverPeriods, Pack};

impl<'a> Build<'a> {
    /// Builds derived measures in the order of what they read, which is returned.
    pub(super) fn derived_measures(
        &mut self,
        entries: &'a [Entry],
        built: &mut BTreeMap<usize, Measure>,
        pack: &Pack,
    ) -> Vec<usize> {
        let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, entry) in entries.iter().enumerate().rev() {
            ids.insert(entry.id(), index);
        }
        let derived: Vec<usize> =
            (0..entries.len()).filter(|i| OF_RESULTS.contains(&entries[*i].word("kind"))).collect();
        let reads: BTreeMap<usize, BTreeSet<usize>> =
            derived.iter().map(|index| (*index, inputs(&entries[*index], &ids))).collect();
        let (order, cycles) = in_order(&derived, &reads);
        for cycle in &cycles {
            self.problems.push(p030_measure_cycle::problem(cycle, entries));
        }
        for index in &order {
            if let Some(measure) = self.derived_measure(&entries[*index], &ids, built, pack) {
                built.insert(*index, measure);
            }
        }
        order.into_iter().filter(|index| built.contains_key(index)).collect()
    }

    fn derived_measure(
        &mut self,
        entry: &Entry,
        ids: &BTreeMap<&str, usize>,
        built: &BTreeMap<usize, Measure>,
        pack: &Pack,
    ) -> Option<Measure> {
        debug_assert!(pack.measures.is_empty(), "measures are handed over when all are built");
        if entry.word("kind") == "derived" && !self.says_share_or_value(entry) {
            return None;
        }
        let mut complete = true;
        for text in formulas(entry) {
            complete &= self.inputs_exist(text, ids, built);
        }
        // That the measures which are named exist is checked for all names alike.
        complete &= named(entry).all(|text| ids.get(text.text.as_str()).is_some_and(|i| built.contains_key(i)));
        if !complete {
            return None;
        }
        let read = inputs(entry, ids);
        let scope = scope(entry, read.iter().filter_map(|index| built.get(index)), pack);
        let form = self.form(entry, &scope)?;
        let inputs = read.iter().filter_map(|index| built.get(index)).map(|input| input.id.clone()).collect();
        measure(entry, Kind::Derived(DerivedKind { inputs, scope, form }))
    }

    fn says_share_or_value(&mut self, entry: &Entry) -> bool {
        let declared = ["numerator", "denominator", "value"].map(|key| entry.mentions(key));
        if matches!(declared, [true, true, false] | [false, false, true]) {
            return true;
        }
        let wanted: &[&str] = match declared {
            [true, false, false] => &["denominator"],
            [false, true, false] => &["numerator"],
            _ => &["numerator", "value"],
        };
        let why = "a derived measure has either a `numerator` with a `denominator`, or a `value`";
        self.problems.push(p004_missing_key::one_of(entry, wanted, why));
        false
    }

    fn form(&mut self, entry: &Entry, scope: &Scope) -> Option<DerivedForm> {
        let mut formula =
            |key: &str, wanted: Wanted| -> Option<Formula> { self.formula_over(entry.text(key)?, &[], scope, wanted) };
        let name = |key: &str| entry.text(key).map(|text| text.text.clone());
        Some(match entry.word("kind") {
            "over_periods" => DerivedForm::OverPeriods {
                periods: u32::try_from(entry.whole("periods")).ok().filter(|periods| *periods > 0)?,
                lag: u32::try_from(entry.whole("lag")).ok()?,
                take: match entry.word("take") {
                    "pooled" => OverPeriods::Pooled,
                    "sum" => OverPeriods::Sum,
                    _ => OverPeriods::Mean,
                },
                skips_no_cases: entry.word("without_cases") == "left_out",
            },
            "rank" => DerivedForm::Rank {
                of: name("measure")?,
                among: name("among")?,
                condition: if entry.mentions("only") { Some(formula("only", Wanted::Condition)?) } else { None },
                lowest_first: entry.word("order") == "lowest_first",
            },
            "apportioned" => DerivedForm::Apportioned {
                amount: name("amount")?,
                by: name("by")?,
                among: name("among")?,
                places: u8::try_from(entry.whole("decimals")).ok()?,
            },
            _ if entry.mentions("value") => DerivedForm::Value(formula("value", Wanted::Number)?),
            _ => {
                let (above, below) = (formula("numerator", Wanted::Number), formula("denominator", Wanted::Number));
                DerivedForm::Share { numerator: above?, denominator: below? }
            }
        })
    }

    /// True when every measure that a text names exists and could be built. Says which doesn't exist.
    fn inputs_exist(&mut self, text: &Text, ids: &BTreeMap<&str, usize>, built: &BTreeMap<usize, Measure>) -> bool {
        let mut complete = true;
        for (name, range) in mentioned(&text.text) {
            let Some((head, _)) = name.split_once('.').filter(|(head, _)| *head != SETTING) else { continue };
            match ids.get(head) {
                None => {
                    let span = text.part(range.start..range.start + head.len());
                    let names = self.names.of(Target::Measure);
                    self.problems.push(p009_dangling::id(Target::Measure, head, span, names));
                    complete = false;
                }
                Some(index) => complete &= built.contains_key(index),
            }
        }
        complete
    }
}

/// The parts of a measure's result by which other measures name them.
pub fn parts(measure: &Measure) -> Vec<String> {
    let fixed: &[&str] = match &measure.kind {
        Kind::Count(_) | Kind::Unduplicated { .. } => &["count"],
        Kind::Proportion(_) => &["numerator", "denominator", "additions", "exclusions", "exceptions"],
        Kind::Ratio { .. } => &["numerator", "denominator"],
        Kind::Mean { .. } => &["sum", "n"],
        Kind::Quantile { .. } => &["n"],
        Kind::Classes { .. } => &["n"],
        Kind::WeightedProportion { .. } => &["met", "scored", "responded"],
        Kind::Reported { numerator: Some(_), .. } => &["numerator", "denominator"],
        Kind::Reported { .. } => &[],
        Kind::Derived(DerivedKind { form, .. }) => match form {
            DerivedForm::Share { .. } | DerivedForm::OverPeriods { take: OverPeriods::Pooled, .. } => {
                &["numerator", "denominator"]
            }
            DerivedForm::OverPeriods { .. } => &["periods"],
            DerivedForm::Rank { .. } => &["rank", "tied", "ranked"],
            DerivedForm::Apportioned { .. } => &["weight", "weights", "amount"],
            DerivedForm::Value(_) => &[],
        },
    };
    let classes = match &measure.kind {
        Kind::Classes { classes, .. } => &classes[..],
        _ => &[],
    };
    let classes = classes.iter().map(|class| class.code.clone());
    classes.chain(fixed.iter().map(|part| (*part).to_owned())).chain(["value".to_owned()]).collect()
}

/// What comes before the id of a setting.
const SETTING: &str = "setting";

/// The formulas of a declaration.
fn formulas(entry: &Entry) -> impl Iterator<Item = &Text> {
    let keys = entry.form.keys_for(entry.variant()).filter(|key| matches!(key.shape, Shape::Formula));
    keys.filter_map(|key| entry.text(key.name))
}

/// The measures that a declaration names outside formulas.
fn named(entry: &Entry) -> impl Iterator<Item = &Text> {
    let keys = entry.form.keys_for(entry.variant()).filter(|key| matches!(key.shape, Shape::Name(Target::Measure)));
    keys.filter_map(|key| entry.text(key.name))
}

fn inputs(entry: &Entry, ids: &BTreeMap<&str, usize>) -> BTreeSet<usize> {
    let heads = formulas(entry).flat_map(|text| mentioned(&text.text)).filter_map(|(name, _)| name.split_once('.'));
    let heads = heads.map(|(head, _)| head).filter(|head| *head != SETTING);
    heads.chain(named(entry).map(|text| text.text.as_str())).filter_map(|id| ids.get(id).copied()).collect()
}

/// Every part of every input, then the settings that are mentioned.
fn scope<'m>(entry: &Entry, inputs: impl Iterator<Item = &'m Measure>, pack: &Pack) -> Scope {
    let mut scope = Scope::new();
    for input in inputs {
        for part in parts(input) {
            scope.add(format!("{}.{part}", input.id), Type::Decimal);
        }
    }
    let mentioned: BTreeSet<&str> =
        formulas(entry).flat_map(|text| mentioned(&text.text)).map(|(name, _)| name).collect();
    for setting in &pack.settings {
        let name = format!("{SETTING}.{}", setting.id);
        if mentioned.contains(name.as_str()) {
            scope.add(name, setting.kind);
        }
    }
    scope
}

/// Sorts derived measures so that each stands after what it reads; what reads itself, however far
/// round, is returned apart, each cycle once.
fn in_order(derived: &[usize], reads: &BTreeMap<usize, BTreeSet<usize>>) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut waiting: BTreeMap<usize, usize> = BTreeMap::new();
    let mut readers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in derived {
        let open = reads[index].iter().filter(|input| reads.contains_key(input));
        waiting.insert(*index, open.clone().count());
        open.for_each(|input| readers.entry(*input).or_default().push(*index));
    }
    let mut ready: BTreeSet<usize> = waiting.iter().filter(|(_, open)| **open == 0).map(|(index, _)| *index).collect();
    let mut order = Vec::new();
    while let Some(index) = ready.pop_first() {
        waiting.remove(&index);
        order.push(index);
        for reader in readers.get(&index).into_iter().flatten() {
            if let Some(open) = waiting.get_mut(reader) {
                *open -= 1;
                if *open == 0 {
                    ready.insert(*reader);
                }
            }
        }
    }
    let mut cycles = Vec::new();
    while let Some(first) = waiting.keys().next().copied() {
        // Everything left reads something left, so walking from input to input must come round.
        let mut path = vec![first];
        let cycle = loop {
            let last = path[path.len() - 1];
            let Some(next) = reads[&last].iter().find(|input| waiting.contains_key(input)) else { break Vec::new() };
            match path.iter().position(|seen| seen == next) {
                Some(start) => break path.split_off(start),
                None => path.push(*next),
            }
        };
        path.iter().chain(&cycle).for_each(|index| {
            waiting.remove(index);
        });
        if !cycle.is_empty() {
            cycles.push(cycle);
        }
    }
    (order, cycles)
}
