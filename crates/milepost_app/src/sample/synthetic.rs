//! Synthetic units: cases that come to agencies, stay for months and go, with their members, and the rows that
//! they leave. Months are made one after the other and written as they are made, so that memory grows with
//! the number of units at a time and not with the number of rows.

use std::fs;
use std::path::Path;

use milepost_calendar::Period;
use milepost_expression::{Type, Value};
use milepost_pack::{Dataset, Maker, Pack, Synthetic, SyntheticRows};

use num_rational::BigRational;

use super::field::{FieldMaker, Row, value};
use super::files::{Files, RowFormat};
use super::{SampleError, agencies_of};
use crate::chance::Streams;
use crate::home::calendar_of;
use crate::{AppError, SampleFile};

/// How much is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Members of all units in the fullest month, about.
    pub people: u64,
    /// Months.
    pub months: u32,
    /// What the files of rows are.
    pub format: RowFormat,
}

/// Writes the rows of a pack's synthetic units into a folder: a file for each dataset and period of it, and for each
/// dataset the totals that its good rows come to. The same pack, seed and extent give the same bytes.
///
/// # Errors
/// The pack declares none, a column can't be made, or the folder can't be written.
pub fn write_synthetic(
    pack: &Pack,
    seed: u64,
    extent: Extent,
    folder: &Path,
    mut said: impl FnMut(&SampleFile),
) -> Result<(), AppError> {
    if pack.synthetic.is_empty() {
        let what = format!("pack `{}` declares no [[synthetic]] units; leave --people and --months out", pack.id);
        return Err(AppError::Usage(what));
    }
    fs::create_dir_all(folder).map_err(|e| AppError::world(format!("`{}` can't be written", folder.display()), e))?;
    for synthetic in &pack.synthetic {
        let files = synthetic.rows.iter().map(|rows| Files::new(pack, rows, extent.format, folder));
        let mut files = files.collect::<Result<Vec<_>, AppError>>()?;
        Making::new(pack, synthetic, seed, extent)?.write(&mut files, &mut said)?;
    }
    Ok(())
}

/// Where one unit after another has its place.
#[derive(Clone, Copy, Default)]
struct Slot {
    /// Units that had it before.
    before: u32,
    /// Months since the present one came.
    stayed: u32,
    /// Months until it goes.
    left: u32,
}

/// An agency with its slots.
struct Seat<'p> {
    agency: &'p str,
    slots: Vec<Slot>,
}

struct Making<'p> {
    pack: &'p Pack,
    synthetic: &'p Synthetic,
    streams: Streams,
    months: Vec<Period>,
    seats: Vec<Seat<'p>>,
}

/// What the first number of a stream of chance says that it is for.
#[derive(Clone, Copy)]
enum Purpose {
    Stay,
    Members,
    Gap,
    Row,
    Kept,
    Damage,
}

/// A unit or a member in a month.
#[derive(Clone, Copy)]
struct Who<'p> {
    agency: &'p str,
    /// Number of the agency's seat.
    seat: usize,
    unit: u64,
    member: u64,
    stayed: u32,
    left: u32,
    month: usize,
}

impl<'p> Making<'p> {
    fn new(pack: &'p Pack, synthetic: &'p Synthetic, seed: u64, extent: Extent) -> Result<Self, AppError> {
        let calendar = calendar_of(pack, &synthetic.calendar)?;
        let first = calendar.period(&synthetic.first_month).map_err(|error| AppError::Input(error.to_string()))?;
        let months: Vec<Period> =
            std::iter::successors(Some(first.clone()), |p| calendar.next(p)).take(extent.months as usize).collect();
        let agencies = agencies_of(pack, &synthetic.agency_type, first.end);
        let members = u64::from(synthetic.members.0 + synthetic.members.1);
        let units = (extent.people * 2).div_ceil(members.max(1));
        let shares = shares(&agencies, synthetic.largest.as_deref(), units);
        let seat = |(agency, units): (&'p str, u64)| Seat { agency, slots: vec![Slot::default(); units as usize] };
        Ok(Self {
            pack,
            synthetic,
            streams: Streams::new(seed, &format!("{}/{}", pack.id, synthetic.id)),
            months,
            seats: agencies.into_iter().zip(shares).map(seat).collect(),
        })
    }

    fn write(mut self, files: &mut [Files<'p>], said: &mut dyn FnMut(&SampleFile)) -> Result<(), AppError> {
        let fault = |error: SampleError| AppError::Input(error.to_string());
        for month in 0..self.months.len() {
            let people = self.people(month);
            for file in &mut *files {
                file.turn_to(month, &self.months[month])?.iter().for_each(&mut *said);
                let since = file.since();
                let reports: Vec<bool> = (0..self.seats.len()).map(|seat| self.reports(seat, since)).collect();
                for who in people.iter().filter(|who| reports[who.seat]) {
                    if !self.has_row(file.rows, file.dataset, *who).map_err(fault)? {
                        continue;
                    }
                    let row = self.row(file.rows, file.dataset, *who).map_err(fault)?;
                    match self.damaged(file.dataset, *who, &row) {
                        Some(damaged) => file.push(&damaged, None)?,
                        None => file.push(&row, Some(who.agency))?,
                    }
                }
            }
        }
        for file in files {
            file.close()?.iter().for_each(&mut *said);
            file.totals()?;
        }
        Ok(())
    }

    /// Whether an agency reports anything of a dataset's period that begins with a month.
    fn reports(&self, seat: usize, since: usize) -> bool {
        let mut gap = self.streams.stream(&[Purpose::Gap as u64, seat as u64, since as u64]);
        gap.below(10_000) >= u64::from(self.synthetic.gaps)
    }

    fn has_row(&self, rows: &SyntheticRows, dataset: &Dataset, who: Who<'p>) -> Result<bool, SampleError> {
        let Some(condition) = &rows.condition else { return Ok(rows.per_member || who.member == 0) };
        let holds = condition.expression.evaluate(&self.known(who)).map_err(|error| SampleError::Block {
            dataset: dataset.id.clone(),
            block: 1,
            column: "where".to_owned(),
            what: error.to_string(),
        })?;
        Ok(holds == Value::Boolean(true) && (rows.per_member || who.member == 0))
    }

    /// Everybody who is there in a month, unit by unit. Time moves on for all slots, those too that stand empty.
    fn people(&mut self, month: usize) -> Vec<Who<'p>> {
        let mut people = Vec::new();
        let mut next_slot = 0_u64;
        for seat in 0..self.seats.len() {
            let open = self.open_slots(self.seats[seat].slots.len(), month);
            let agency = self.seats[seat].agency;
            for slot in 0..self.seats[seat].slots.len() {
                let Slot { before, stayed, left } = self.moved_on(self.seats[seat].slots[slot], next_slot, month);
                self.seats[seat].slots[slot] = Slot { before, stayed, left };
                let unit = next_slot * 1_000 + u64::from(before % 1_000);
                next_slot += 1;
                if slot >= open {
                    continue;
                }
                let (least, most) = self.synthetic.members;
                let members = self.streams.stream(&[Purpose::Members as u64, unit]).below(u64::from(most - least) + 1);
                let who = |member| Who { agency, seat, unit, member, stayed, left, month };
                people.extend((0..members + u64::from(least)).map(who));
            }
        }
        people
    }

    /// A slot one month later: a new unit where the one before has gone. Stays are memoryless, as spells of
    /// assistance roughly are, so that the first month is like any other.
    fn moved_on(&self, slot: Slot, number: u64, month: usize) -> Slot {
        if slot.left > 1 {
            return Slot { left: slot.left - 1, stayed: slot.stayed + 1, ..slot };
        }
        let before = if month == 0 { 0 } else { slot.before + 1 };
        let mut chance = self.streams.stream(&[Purpose::Stay as u64, number, u64::from(before)]);
        let mut more = || {
            let mut months = 0;
            while months < 1199 && chance.below(u64::from(self.synthetic.stay)) != 0 {
                months += 1;
            }
            months
        };
        let left = more() + 1;
        // Whoever is there in the first month came before it, most of them.
        let stayed = if month == 0 { more() } else { 0 };
        Slot { before, stayed, left }
    }

    /// How many of an agency's slots are open in a month: all in the fullest month of the extent.
    fn open_slots(&self, slots: usize, month: usize) -> usize {
        let fullness = |month: usize| {
            let trend = (12_000 + self.synthetic.trend as i128 * month as i128).max(0);
            // Months from July: 6 in January.
            let from_july = self.months.get(month).map_or(0, |p| i128::from((p.start.month() - 7).unsigned_abs()));
            trend * (600 + i128::from(self.synthetic.season) * from_july)
        };
        let fullest = (0..self.months.len()).map(fullness).max().unwrap_or(1).max(1);
        // To the nearest, so that a small agency doesn't lose a unit to every ripple.
        (slots as i128 * fullness(month) * 2 + fullest).div_euclid(fullest * 2) as usize
    }

    /// A row in the dataset's column order.
    fn row(&self, rows: &SyntheticRows, dataset: &Dataset, who: Who<'p>) -> Result<Vec<String>, SampleError> {
        let of_unit = if rows.per_member { self.unit_row(who)? } else { Vec::new() };
        let made = self.fields(rows, dataset, who, &of_unit)?;
        let field = |id: &str| made.iter().find(|(made, _)| *made == id).map_or(String::new(), |(_, t)| t.clone());
        Ok(dataset.columns.iter().map(|column| field(&column.id)).collect())
    }

    /// The row of the unit to which a member belongs, of the first dataset that has one a unit.
    fn unit_row(&self, member: Who<'p>) -> Result<Vec<(&'p str, String)>, SampleError> {
        let Some(rows) = self.synthetic.rows.iter().find(|rows| !rows.per_member) else { return Ok(Vec::new()) };
        let Some(dataset) = self.pack.datasets.iter().find(|d| d.id == rows.dataset) else { return Ok(Vec::new()) };
        self.fields(rows, dataset, Who { member: 0, ..member }, &[])
    }

    /// Fields by the ids of their columns, in the order in which they are made.
    fn fields<'r>(
        &self,
        rows: &'r SyntheticRows,
        dataset: &Dataset,
        who: Who<'p>,
        of_unit: &[(&str, String)],
    ) -> Result<Vec<(&'r str, String)>, SampleError> {
        let person = who.unit * 100 + who.member;
        let fields = FieldMaker { pack: self.pack, day: self.months[who.month].end };
        let mut row_chance = self.streams.stream(&[Purpose::Row as u64, person, who.month as u64]);
        let mut made: Vec<(&str, String)> = Vec::with_capacity(rows.columns.len());
        let mut values = self.known(who);
        for (index, (id, maker)) in rows.columns.iter().enumerate() {
            let place = Row {
                number: if rows.per_member { person } else { who.unit },
                earlier: &|name| made.iter().find(|(id, _)| *id == name).map(|(_, text)| text.as_str()),
                of_unit: &|name| of_unit.iter().find(|(id, _)| *id == name).map(|(_, text)| text.as_str()),
                values: &|| values.clone(),
            };
            let text = match self.kept_for(maker, who) {
                None => fields.field(maker, &place, &mut row_chance),
                Some(since) => {
                    let numbers = [Purpose::Kept as u64, person, index as u64, since];
                    fields.field(maker, &place, &mut self.streams.stream(&numbers))
                }
            };
            let fault = |what| SampleError::Block { dataset: dataset.id.clone(), block: 1, column: id.clone(), what };
            let text = text.map_err(fault)?;
            let column = dataset.columns.iter().find(|column| column.id == *id);
            values.push(column.map_or(Value::Null, |column| value(column.kind, &text)));
            made.push((id, text));
        }
        Ok(made)
    }

    /// What [`Synthetic::NAMES`] are, in their order.
    fn known(&self, who: Who<'p>) -> Vec<Value> {
        vec![
            Value::Date(self.months[who.month].start),
            Value::Text(who.agency.into()),
            Value::Integer(who.unit as i64),
            Value::Integer(who.member as i64),
            Value::Integer(i64::from(who.stayed)),
            Value::Integer(i64::from(who.left)),
        ]
    }

    /// For what is not made anew every month: the number of the stretch of months in which it stays as it is.
    fn kept_for(&self, maker: &Maker, who: Who<'p>) -> Option<u64> {
        match maker {
            Maker::Once(_) => Some(0),
            // Units change at times of their own.
            Maker::Every(months, _) => {
                Some((u64::from(who.stayed) + who.unit % u64::from(*months)) / u64::from(*months))
            }
            _ => None,
        }
    }

    /// The row with something wrong in it that has it rejected, if chance wants it.
    fn damaged(&self, dataset: &Dataset, who: Who<'p>, row: &[String]) -> Option<Vec<String>> {
        let person = who.unit * 100 + who.member;
        let mut chance = self.streams.stream(&[Purpose::Damage as u64, person, who.month as u64]);
        if chance.below(10_000) >= u64::from(self.synthetic.dirty) {
            return None;
        }
        let wrong = |(index, column): (usize, &milepost_pack::Column)| match column.kind {
            _ if column.required && !dataset.key.iter().any(|key| key.0 == index) && column.kind != Type::Date => {
                Some((index, String::new()))
            }
            Type::Date => Some((index, format!("{}-02-30", self.months[who.month].start.year()))),
            Type::Integer | Type::Decimal => Some((index, "twelve".to_owned())),
            _ if column.codes.is_some() => Some((index, "?".to_owned())),
            _ => None,
        };
        let mut possible: Vec<(usize, String)> = dataset.columns.iter().enumerate().filter_map(wrong).collect();
        if possible.is_empty() {
            return None;
        }
        let (index, text) = possible.swap_remove(chance.below(possible.len() as u64) as usize);
        let mut row = row.to_vec();
        row[index] = text;
        Some(row)
    }
}

/// How many units each agency has: a third of all for the largest, the rest by rank, so that the last ones have a
/// handful.
fn shares(agencies: &[&str], largest: Option<&str>, units: u64) -> Vec<u64> {
    let mut rank = 0;
    let mut next = || {
        rank += 1;
        BigRational::new(1.into(), rank.into())
    };
    let weights: Vec<Option<BigRational>> =
        agencies.iter().map(|agency| (largest != Some(agency)).then(&mut next)).collect();
    let rest: BigRational = weights.iter().flatten().sum();
    // A third of all is half of the others.
    let third = rest / BigRational::from_integer(2.into());
    let weights: Vec<BigRational> = weights.into_iter().map(|weight| weight.unwrap_or_else(|| third.clone())).collect();
    let parts = milepost_statistics::apportion(&units.into(), &weights).unwrap_or_default();
    parts.iter().map(|part| u64::try_from(part).unwrap_or_default()).collect()
}
