use milepost_expression::Scope;

use super::Build;
use super::formula::Wanted;
use super::rows::Rows;
use crate::read::{Datum, Entry, Field, Text};
use crate::rules::{p004_missing_key, p040_sample};
use crate::{Block, Maker, Nature, Pack, Sample, SampleRows, Synthetic, SyntheticRows};

impl<'a> Build<'a> {
    pub(super) fn samples(&mut self, pack: &Pack, rows: &[Rows<'a>]) -> Vec<Sample> {
        self.declared.of("sample").iter().filter_map(|entry| self.sample(entry, pack, rows)).collect()
    }

    fn sample(&mut self, entry: &Entry, pack: &Pack, rows: &[Rows<'a>]) -> Option<Sample> {
        let dataset = self.rows_of(rows, &entry.text("dataset")?.text)?;
        p040_sample::period(entry, dataset.entry, pack, self.problems);
        let blocks: Vec<Option<Block>> =
            entry.entries("block").iter().map(|block| self.block(block, dataset, pack)).collect();
        let rows = match (entry.text("file"), entry.mentions("file"), blocks.is_empty()) {
            (Some(file), _, true) => SampleRows::File(file.text.clone()),
            (None, false, false) => SampleRows::Blocks(blocks.into_iter().collect::<Option<Vec<_>>>()?),
            (None, true, _) => return None,
            (Some(_), _, false) => {
                self.problems.push(p040_sample::file_and_blocks(entry));
                return None;
            }
            (None, false, true) => {
                let why = "rows come from a `file`, or from `[[sample.block]]` tables that make them";
                self.problems.push(p004_missing_key::one_of(entry, &["file", "block"], why));
                return None;
            }
        };
        Some(Sample {
            dataset: entry.string("dataset"),
            period: entry.string("period"),
            nature: if entry.word("nature") == "generated" { Nature::Generated } else { Nature::Published },
            rows,
            span: entry.span.clone(),
        })
    }

    fn block(&mut self, entry: &Entry, rows: &Rows<'a>, pack: &Pack) -> Option<Block> {
        let count = u64::try_from(entry.whole("count")).ok()?;
        let columns = self.made_columns(entry, rows, pack, Some(count));
        entry.has("count").then_some(())?;
        Some(Block { count, about: entry.string("about"), columns: columns?, span: entry.span.clone() })
    }

    /// Invented units.
    pub(super) fn synthetic(&mut self, pack: &Pack, rows: &[Rows<'a>]) -> Vec<Synthetic> {
        p040_sample::once_each(self.declared.of("synthetic"), self.problems);
        self.declared.of("synthetic").iter().filter_map(|entry| self.synthetic_units(entry, pack, rows)).collect()
    }

    fn synthetic_units(&mut self, entry: &Entry, pack: &Pack, rows: &[Rows<'a>]) -> Option<Synthetic> {
        let made: Vec<Option<SyntheticRows>> =
            entry.entries("rows").iter().map(|made| self.synthetic_rows(made, pack, rows)).collect();
        p040_sample::first_month(entry, pack, self.problems);
        let number = |key: &str| u32::try_from(entry.whole(key)).ok();
        let members = (number("least_members")?, number("most_members")?);
        if members.0 > members.1 {
            self.problems.push(p040_sample::members(entry));
        }
        Some(Synthetic {
            id: entry.string("id"),
            about: entry.string("about"),
            calendar: entry.string("calendar"),
            first_month: entry.string("first_month"),
            agency_type: entry.string("agencies"),
            largest: entry.text("largest").map(|text| text.text.clone()),
            members,
            stay: number("stay")?,
            trend: entry.whole("trend"),
            season: number("season")?,
            gaps: number("gaps")?,
            dirty: number("dirty")?,
            rows: made.into_iter().collect::<Option<Vec<_>>>()?,
            span: entry.span.clone(),
        })
    }

    fn synthetic_rows(&mut self, entry: &Entry, pack: &Pack, rows: &[Rows<'a>]) -> Option<SyntheticRows> {
        let dataset = self.rows_of(rows, &entry.text("dataset")?.text)?;
        let condition = match entry.text("where") {
            Some(text) => Some(self.formula_over(text, &[], &synthetic_names(), Wanted::Condition)?),
            None => None,
        };
        let columns = self.made_columns(entry, dataset, pack, None)?;
        let per_member = entry.word("per") == "member";
        Some(SyntheticRows { dataset: entry.string("dataset"), per_member, condition, columns })
    }

    /// What makes the columns of a block of so many rows or, without a count, of synthetic data.
    fn made_columns(
        &mut self,
        entry: &Entry,
        rows: &Rows<'a>,
        pack: &Pack,
        count: Option<u64>,
    ) -> Option<Vec<(String, Maker)>> {
        let mut columns: Vec<(String, Maker)> = Vec::new();
        let mut scope = if count.is_none() { synthetic_names() } else { Scope::new() };
        let mut complete = true;
        for (name, field) in columns_of(entry) {
            let made = match self.maker(field, &scope, count.is_none()) {
                Some(Some(made)) => {
                    let (maker, earlier) = (&made, &columns[..]);
                    let column = p040_sample::Column { name, field, maker, earlier, count, dataset: rows.entry };
                    p040_sample::column(&column, pack, self.problems).then_some(made)
                }
                // A formula with faults, which are told.
                Some(None) => None,
                None => {
                    self.problems.push(p040_sample::unknown_maker(field));
                    None
                }
            };
            let declared = rows.entry.entries("column").iter().find(|column| column.id() == name.text);
            if let Some(kind) = declared.and_then(|column| super::value_type(column.word("type"))) {
                scope.add(name.text.clone(), kind);
            }
            match made {
                Some(made) => columns.push((name.text.clone(), made)),
                None => complete = false,
            }
        }
        p040_sample::required_columns(entry, rows.entry, self.problems);
        complete.then_some(columns)
    }

    /// What makes a field; nothing for what is no maker, and an inner nothing for a formula with faults.
    fn maker(&mut self, field: &Field, scope: &Scope, in_synthetic: bool) -> Option<Option<Maker>> {
        let Datum::Map(map) = &field.datum else { return maker(field).map(Some) };
        let get = |key: &str| map.iter().find(|(name, _)| name.text == key).map(|(_, field)| field);
        if let (Some(column), 1, true) = (get("of_unit"), map.len(), in_synthetic) {
            return Some(column.text().map(|text| Maker::OfUnit(text.text.clone())));
        }
        match (get("formula"), get("once"), get("every"), map.len()) {
            (Some(formula), None, None, 1) => {
                let formula = self.formula_over(formula.text()?, &[], scope, Wanted::Anything);
                Some(formula.map(Maker::Formula))
            }
            (None, Some(inner), None, 1) if in_synthetic => {
                Some(maker(inner).map(|inner| Maker::Once(Box::new(inner))))
            }
            (None, None, Some(every), 2) if in_synthetic => {
                let months = u32::try_from(whole(every)?).ok().filter(|months| *months > 0)?;
                Some(maker(get("of")?).map(|inner| Maker::Every(months, Box::new(inner))))
            }
            _ => maker(field).map(Some),
        }
    }
}

/// The names that stand in all formulas of synthetic data.
fn synthetic_names() -> Scope {
    let mut scope = Scope::new();
    for (name, kind) in Synthetic::NAMES {
        scope.add(name, kind);
    }
    scope
}

/// The columns of a block, in the order of the file.
pub(crate) fn columns_of(block: &Entry) -> &[(Text, Field)] {
    match block.field("columns").map(|field| &field.datum) {
        Some(Datum::Map(columns)) => columns,
        _ => &[],
    }
}

/// Reads what generates a field.
fn maker(field: &Field) -> Option<Maker> {
    let map = match &field.datum {
        Datum::Map(map) => map,
        _ => return constant(field).map(Maker::Constant),
    };
    let get = |key: &str| map.iter().find(|(name, _)| name.text == key).map(|(_, field)| field);
    let mut keys: Vec<&str> = map.iter().map(|(name, _)| name.text.as_str()).collect();
    keys.sort_unstable();
    let text = |key: &str| get(key).and_then(Field::text).map(|text| text.text.clone());
    match keys[..] {
        ["sequence"] => text("sequence").map(Maker::Sequence),
        ["exactly"] => get("exactly").and_then(counts).map(Maker::Exactly),
        ["choose"] => get("choose").and_then(counts).map(Maker::Choose),
        ["agencies"] => text("agencies").map(Maker::Agencies),
        ["parent_of"] => text("parent_of").map(Maker::ParentOf),
        ["between"] => get("between").and_then(|field| match field.list() {
            [Field { datum: Datum::Day(from), .. }, Field { datum: Datum::Day(to), .. }] => {
                Some(Maker::DateBetween(*from, *to))
            }
            _ => None,
        }),
        ["integer"] => get("integer").and_then(pair).map(|(from, to)| Maker::IntegerBetween(from, to)),
        ["after", "days"] => {
            text("after").zip(get("days").and_then(pair)).map(|(column, (from, to))| Maker::DaysAfter(column, from, to))
        }
        ["after", "years"] | ["after", "days", "years"] => {
            let years = get("years").and_then(whole).and_then(|years| i16::try_from(years).ok());
            let days = get("days").map_or(Some(0), whole);
            text("after").zip(years).zip(days).map(|((column, years), days)| Maker::YearsAfter(column, years, days))
        }
        _ => None,
    }
}

/// A value as it stands in a file.
fn constant(field: &Field) -> Option<String> {
    Some(match &field.datum {
        Datum::Text(text) => text.text.clone(),
        Datum::Whole(number) => number.to_string(),
        Datum::Number(number) => decimal(*number)?,
        Datum::Flag(flag) => flag.to_string(),
        Datum::Day(day) => day.to_string(),
        Datum::List(_) | Datum::Entries(_) | Datum::Map(_) => return None,
    })
}

/// A number that was read from decimal digits, as decimal digits.
fn decimal(number: milepost_expression::Number) -> Option<String> {
    let mut scale = 0;
    let mut power = 1_i128;
    while power % number.denom() != 0 {
        (scale, power) = (scale + 1, power.checked_mul(10)?);
    }
    let units = number.numer().checked_mul(power / number.denom())?;
    let digits = format!("{:0width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let point = if scale == 0 { "" } else { "." };
    Some(format!("{}{whole}{point}{fraction}", if units < 0 { "-" } else { "" }))
}

fn counts(field: &Field) -> Option<Vec<(String, u64)>> {
    let Datum::Map(map) = &field.datum else { return None };
    map.iter().map(|(name, field)| Some((name.text.clone(), u64::try_from(whole(field)?).ok()?))).collect()
}

fn whole(field: &Field) -> Option<i64> {
    match field.datum {
        Datum::Whole(number) => Some(number),
        _ => None,
    }
}

fn pair(field: &Field) -> Option<(i64, i64)> {
    match field.list() {
        [from, to] => Some((whole(from)?, whole(to)?)),
        _ => None,
    }
}
