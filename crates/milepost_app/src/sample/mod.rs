//! Rows that come with a pack: published figures, and records made from a seed so that they add up
//! to published figures. Nobody's real record is ever among them.

mod field;
mod files;
mod synthetic;
mod totals;

use std::io::Write;

use jiff::civil::Date;
use milepost_calendar::Period;
use milepost_pack::{Block, Column, Dataset, Maker, Pack, Sample, SampleRows};
use thiserror::Error;

use crate::chance::Chance;
use field::{FieldMaker, Row, value};

pub use files::RowFormat;
pub use synthetic::{Extent, write_synthetic};

/// Why a sample can't be made.
#[derive(Debug, Error)]
pub enum SampleError {
    /// A block asks for something that its pack can't give.
    #[error("sample of `{dataset}`, block {block}, column `{column}`: {what}")]
    Block {
        /// The sample's dataset.
        dataset: String,
        /// Number of the block, from 1.
        block: usize,
        /// The column.
        column: String,
        /// What is missing.
        what: String,
    },
    /// The rows could not be written.
    #[error("the rows could not be written")]
    Write(#[from] csv::Error),
    /// The rows could not be written.
    #[error("the rows could not be written")]
    Flush(#[from] std::io::Error),
}

/// Writes the rows of a sample as CSV with a header, and returns how many there are.
///
/// The same pack and seed give the same bytes everywhere.
pub fn write_rows(
    pack: &Pack,
    dataset: &Dataset,
    period: &Period,
    sample: &Sample,
    seed: u64,
    mut out: impl Write,
) -> Result<u64, SampleError> {
    let blocks = match &sample.rows {
        SampleRows::File(path) => {
            let text = pack.files.get(path).map(Vec::as_slice).unwrap_or_default();
            out.write_all(text)?;
            out.flush()?;
            return Ok(csv::Reader::from_reader(text).into_byte_records().count() as u64);
        }
        SampleRows::Blocks(blocks) => blocks,
    };
    let mut chance = Chance::new(seed, &format!("{}/{}/{}", pack.id, dataset.id, period.label));
    let mut rows = Vec::new();
    let mut next_number = 1;
    for (index, block) in blocks.iter().enumerate() {
        let fields = FieldMaker { pack, day: period.end };
        let mut workshop = Workshop { fields, chance: &mut chance, next_number };
        rows.extend(workshop.block(dataset, block).map_err(|(column, what)| SampleError::Block {
            dataset: dataset.id.clone(),
            block: index + 1,
            column,
            what,
        })?);
        next_number += block.count;
    }
    chance.shuffle(&mut rows);
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(dataset.columns.iter().map(|c| &c.id))?;
    for row in &rows {
        writer.write_record(row)?;
    }
    writer.flush()?;
    Ok(rows.len() as u64)
}

type ColumnFault = (String, String);

struct Workshop<'a> {
    fields: FieldMaker<'a>,
    chance: &'a mut Chance,
    next_number: u64,
}

impl Workshop<'_> {
    /// The rows of a block, in the dataset's column order.
    fn block(&mut self, dataset: &Dataset, block: &Block) -> Result<Vec<Vec<String>>, ColumnFault> {
        let mut made: Vec<(&Column, Vec<String>)> = Vec::new();
        for (id, maker) in &block.columns {
            let column = dataset.columns.iter().find(|column| column.id == *id);
            let column = column.ok_or_else(|| (id.clone(), "the dataset has no such column".to_owned()))?;
            // Column by column, so that a column added to a pack changes no other's chance.
            let values = self.column(block.count, maker, &made).map_err(|what| (id.clone(), what))?;
            made.push((column, values));
        }
        let field = |id: &str, row: usize| {
            made.iter().find(|(column, _)| column.id == id).map_or(String::new(), |(_, values)| values[row].clone())
        };
        let row = |row| dataset.columns.iter().map(|column| field(&column.id, row)).collect();
        Ok((0..block.count as usize).map(row).collect())
    }

    fn column(&mut self, count: u64, maker: &Maker, made: &[(&Column, Vec<String>)]) -> Result<Vec<String>, String> {
        match maker {
            Maker::Exactly(parts) => {
                let mut all: Vec<String> =
                    parts.iter().flat_map(|(text, n)| std::iter::repeat_n(text.clone(), *n as usize)).collect();
                if all.len() as u64 != count {
                    return Err(format!("the exact counts add up to {}, the block has {count} rows", all.len()));
                }
                self.chance.shuffle(&mut all);
                Ok(all)
            }
            Maker::Agencies(kind) => self.agencies(kind, count),
            maker => (0..count as usize).map(|row| self.field(maker, row, made)).collect(),
        }
    }

    fn field(&mut self, maker: &Maker, row: usize, made: &[(&Column, Vec<String>)]) -> Result<String, String> {
        let text = |values: &Vec<String>| values.get(row).map_or("", String::as_str).to_owned();
        let texts: Vec<(&str, String)> = match maker {
            // Only these look at other columns.
            Maker::ParentOf(name) | Maker::DaysAfter(name, ..) | Maker::YearsAfter(name, ..) => made
                .iter()
                .filter(|(column, _)| column.id == *name)
                .map(|(c, values)| (c.id.as_str(), text(values)))
                .collect(),
            _ => Vec::new(),
        };
        let place = Row {
            number: self.next_number + row as u64,
            earlier: &|name| texts.iter().find(|(id, _)| *id == name).map(|(_, text)| text.as_str()),
            of_unit: &|_| None,
            values: &|| made.iter().map(|(column, values)| value(column.kind, &text(values))).collect(),
        };
        self.fields.field(maker, &place, self.chance)
    }

    fn agencies(&self, kind: &str, count: u64) -> Result<Vec<String>, String> {
        let day = self.fields.day;
        let there = agencies_of(self.fields.pack, kind, day);
        if there.is_empty() {
            return Err(format!("no agency of type `{kind}` exists on {day}"));
        }
        Ok(there.into_iter().cycle().take(count as usize).map(str::to_owned).collect())
    }
}

/// Ids of the agencies of a type on a day.
fn agencies_of<'p>(pack: &'p Pack, kind: &str, day: Date) -> Vec<&'p str> {
    let there = pack.agencies.iter().filter(|a| a.kind == kind && a.validity.holds_on(day));
    there.map(|a| a.id.as_str()).collect()
}
