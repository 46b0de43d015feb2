use std::collections::BTreeMap;
use std::str::FromStr;

use milepost_calendar::PeriodKind;
use milepost_expression::Number;

use super::Build;
use super::formula::{Broken, View, Wanted};
use super::program::codes;
use super::rows::Rows;
use crate::format::OF_RESULTS;
use crate::read::Entry;
use crate::rules::{p004_missing_key, p006_bad_value, p009_dangling};
use crate::{Code, Counted, Direction, Display, Formula, Kind, Measure, Pack, Populations, Rounding, Unit};

impl<'a> Build<'a> {
    /// Builds the measures: those counted from rows, then the derived ones in the order of what they read.
    pub(super) fn measures(&mut self, rows: &[Rows<'a>], pack: &mut Pack) {
        let mut built: BTreeMap<usize, Measure> = BTreeMap::new();
        let entries = self.declared.of("measure");
        for (index, entry) in entries.iter().enumerate().filter(|(_, entry)| !OF_RESULTS.contains(&entry.word("kind")))
        {
            if let Some(measure) = self.counted_measure(entry, rows, pack) {
                built.insert(index, measure);
            }
        }
        let mut order: Vec<usize> = built.keys().copied().collect();
        order.extend(self.derived_measures(entries, &mut built, pack));
        let places: BTreeMap<usize, usize> = built.keys().enumerate().map(|(place, index)| (*index, place)).collect();
        pack.measure_order = order.iter().filter_map(|index| places.get(index).copied()).collect();
        pack.measures = built.into_values().collect();
    }

    fn counted_measure(&mut self, entry: &Entry, rows: &[Rows<'a>], pack: &Pack) -> Option<Measure> {
        let dataset = entry.text("dataset")?;
        let all = rows;
        let rows = self.rows_of(all, &dataset.text)?;
        let kind = self.kind(entry, rows, all, pack);
        let measure = measure(entry, kind?)?;
        let stratifiers = rows.entry.entries("stratifier");
        let mut known = true;
        for text in entry.texts("stratifiers") {
            if !stratifiers.iter().any(|other| other.id() == text.text) {
                let whose = format!("dataset `{}`", rows.entry.id());
                self.problems.push(p009_dangling::local("stratifier", text, stratifiers.iter().map(Entry::id), &whose));
                known = false;
            }
        }
        known.then_some(measure)
    }

    fn kind(&mut self, entry: &Entry, rows: &Rows<'a>, all: &[Rows<'a>], pack: &Pack) -> Option<Kind> {
        let view = View::whole(rows);
        let counted = self.counted(entry, view);
        // Everything is compiled before anything is given up, so that all faults are told at once.
        let places = u8::try_from(if entry.form.key("decimals", entry.variant()).is_some() {
            entry.whole("decimals")
        } else {
            0
        });
        let needed =
            |build: &mut Self, key: &str, wanted| entry.text(key).and_then(|text| build.formula(text, view, wanted));
        Some(match entry.word("kind") {
            "count" => Kind::Count(counted?),
            "proportion" => Kind::Proportion(self.populations(entry, view, counted)?),
            "ratio" => {
                let numerator = needed(self, "numerator", Wanted::Number);
                let denominator = needed(self, "denominator", Wanted::Number);
                Kind::Ratio {
                    counted: counted?,
                    numerator: numerator?,
                    denominator: denominator?,
                    places: places.ok()?,
                }
            }
            "mean" => {
                let observation = needed(self, "observation", Wanted::Number);
                Kind::Mean { counted: counted?, observation: observation?, places: places.ok()? }
            }
            "quantile" => {
                let observation = needed(self, "observation", Wanted::Number);
                let share = self.share(entry);
                Kind::Quantile { counted: counted?, observation: observation?, places: places.ok()?, share: share? }
            }
            "classes" => {
                let class = needed(self, "class", Wanted::Text);
                let classes = self.classes(entry, "classes", "class_list", pack);
                Kind::Classes { counted: counted?, class: class?, classes: classes? }
            }
            "weighted_proportion" => self.weighted(entry, view, counted, all, pack)?,
            "unduplicated" => {
                let unit = entry.text("unit_column").and_then(|text| self.column(rows, text, "the unit counted", None));
                Kind::Unduplicated { counted: counted?, unit: unit? }
            }
            "reported" => self.reported(entry, view, counted)?,
            _ => return None,
        })
    }

    fn counted(&mut self, entry: &Entry, view: View<'_, '_>) -> Option<Counted> {
        let population = self.optional_formula(entry.text("initial_population"), view, Wanted::Condition);
        Some(Counted {
            dataset: entry.string("dataset"),
            initial_population: population.ok()?,
            period_offset: i32::try_from(entry.whole("period_offset")).ok()?,
            follow_up: entry.text("follow_up").map(|text| text.text.clone()),
        })
    }

    fn populations(&mut self, entry: &Entry, view: View<'_, '_>, counted: Option<Counted>) -> Option<Populations> {
        let mut condition = |key: &str| self.optional_formula(entry.text(key), view, Wanted::Condition);
        let denominator = condition("denominator");
        let exclusion = condition("exclusion");
        let numerator = condition("numerator");
        let addition = condition("addition");
        let exception = condition("exception");
        Some(Populations {
            counted: counted?,
            denominator: denominator.ok()?,
            exclusion: exclusion.ok()?,
            numerator: numerator.ok().flatten()?,
            addition: addition.ok()?,
            exception: exception.ok()?,
        })
    }

    fn weighted(
        &mut self,
        entry: &Entry,
        view: View<'_, '_>,
        counted: Option<Counted>,
        all: &[Rows<'a>],
        pack: &Pack,
    ) -> Option<Kind> {
        let populations = self.populations(entry, view, counted);
        let stratum = entry.text("stratum").and_then(|text| self.formula(text, view, Wanted::Text));
        let strata = self.classes(entry, "strata", "stratum_list", pack);
        let frame = entry.text("frame")?;
        let frame_view = View::whole(self.rows_of(all, &frame.text)?);
        let frame_stratum = entry.text("frame_stratum").and_then(|text| self.formula(text, frame_view, Wanted::Text));
        let condition = self.optional_formula(entry.text("frame_condition"), frame_view, Wanted::Condition);
        Some(Kind::WeightedProportion {
            populations: populations?,
            stratum: stratum?,
            strata: strata?,
            frame: frame.text.clone(),
            frame_stratum: frame_stratum?,
            frame_condition: condition.ok()?,
        })
    }

    fn reported(&mut self, entry: &Entry, view: View<'_, '_>, counted: Option<Counted>) -> Option<Kind> {
        let mut formula = |key: &str, wanted| -> Result<Option<Formula>, Broken> {
            if entry.mentions(key) && !entry.has(key) {
                return Err(Broken);
            }
            self.optional_formula(entry.text(key), view, wanted)
        };
        let numerator = formula("numerator", Wanted::Number);
        let denominator = formula("denominator", Wanted::Number);
        let value = formula("value", Wanted::Number);
        let not_applicable = formula("not_applicable", Wanted::Condition);
        let received = (numerator.ok()?, denominator.ok()?, value.ok()?);
        if !matches!(received, (Some(_), Some(_), _) | (None, None, Some(_))) {
            let why = "figures are received as a `numerator` with a `denominator`, as a `value`, or as all three";
            let keys: &[&str] = match received {
                (None, None, None) => &["numerator", "value"],
                (None, ..) => &["numerator"],
                _ => &["denominator"],
            };
            self.problems.push(p004_missing_key::one_of(entry, keys, why));
            return None;
        }
        let (numerator, denominator, value) = received;
        Some(Kind::Reported { counted: counted?, numerator, denominator, value, not_applicable: not_applicable.ok()? })
    }

    /// The codes declared in place or by a code list.
    fn classes(&mut self, entry: &Entry, inline: &str, list: &str, pack: &Pack) -> Option<Vec<Code>> {
        if let Some(list) = entry.text(list) {
            return self.code_list(&pack.code_lists, &list.text).map(|list| list.codes.clone());
        }
        if !entry.mentions(inline) && !entry.mentions(list) {
            let why = "the list is closed, so that a result says 0 where nothing was counted";
            self.problems.push(p004_missing_key::one_of(entry, &[inline, list], why));
        }
        entry.has(inline).then(|| codes(entry.entries(inline)))
    }

    fn share(&mut self, entry: &Entry) -> Option<Number> {
        let share = entry.number("share")?;
        let possible = Number::from_integer(0) <= share && share <= Number::from_integer(1);
        if !possible {
            self.problems.push(p006_bad_value::share(entry.place("share")));
        }
        possible.then_some(share)
    }
}

/// A measure of a kind.
pub(super) fn measure(entry: &Entry, kind: Kind) -> Option<Measure> {
    Some(Measure {
        id: entry.string("id"),
        title: entry.string("title"),
        definition: entry.string("definition"),
        cites: entry.strings("cites"),
        validity: entry.validity(),
        calendar: entry.string("calendar"),
        period: PeriodKind::from_str(entry.word("period")).ok()?,
        direction: match entry.word("direction") {
            "higher" => Direction::Higher,
            "lower" => Direction::Lower,
            "neutral" => Direction::Neutral,
            _ => return None,
        },
        unit_of_count: entry.string("unit_of_count"),
        display: Display {
            unit: unit(entry.word("unit"))?,
            // Nobody counts half a case.
            places: match (entry.mentions("places"), entry.word("unit")) {
                (false, "count") => 0,
                _ => u8::try_from(entry.whole("places")).ok()?,
            },
            rounding: match entry.word("rounding") {
                "half_even" => Rounding::HalfEven,
                "truncate" => Rounding::Truncate,
                _ => Rounding::HalfAwayFromZero,
            },
        },
        stratifiers: if matches!(kind, Kind::Derived(_)) { Vec::new() } else { entry.strings("stratifiers") },
        crosses: match kind {
            Kind::Derived(_) => Vec::new(),
            _ => entry.list("crosses").iter().map(cross).collect(),
        },
        published: entry.flag("published"),
        may_exceed: entry.mentions("may_exceed"),
        span: entry.span.clone(),
        kind,
    })
}

fn cross(field: &crate::read::Field) -> Vec<String> {
    field.list().iter().filter_map(|item| item.text()).map(|text| text.text.clone()).collect()
}

/// The unit of a word of the format.
pub(crate) fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "percent" => Unit::Percent,
        "ratio" => Unit::Ratio,
        "count" => Unit::Count,
        "points" => Unit::Points,
        "dollars" => Unit::Dollars,
        "days" => Unit::Days,
        "hours" => Unit::Hours,
        "minutes" => Unit::Minutes,
        "months" => Unit::Months,
        _ => return None,
    })
}
