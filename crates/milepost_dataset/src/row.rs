//! One row: its fields to values, its rules, its slice and agency, and what goes to the sorter.

use std::collections::BTreeMap;

use milepost_expression::Slot;
use milepost_pack::{Dataset, Pack, SliceBy};

use crate::agencies::Agencies;
use crate::check;
use crate::dialect::DateOrder;
use crate::encode::{self, Head};
use crate::formulas::Formulas;
use crate::header::Header;
use crate::intake::References;
use crate::parse::trimmed;
use crate::problem::{Failure, Stop, shortened};
use crate::record::Record;
use crate::rules::{Breach, Cell, Rules};
use crate::slices::Slices;

/// Judges rows one after another, reusing its buffers.
pub(crate) struct Judge<'p> {
    dataset: &'p Dataset,
    rules: Vec<Rules<'p>>,
    pub(crate) slices: Slices<'p>,
    pub(crate) agencies: Agencies<'p>,
    formulas: Formulas<'p>,
    buckets: u16,
    cells: Vec<Cell>,
    codes: Vec<u8>,
    marked: Vec<usize>,
    /// What is wrong with the row judged last.
    pub(crate) breaches: Vec<Breach>,
    /// Fields of accepted rows that say "not applicable", by column.
    pub(crate) not_applicable: BTreeMap<usize, u64>,
}

/// Where an accepted row belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Home {
    slice: usize,
    agency: usize,
}

impl<'p> Judge<'p> {
    pub(crate) fn new(
        pack: &'p Pack,
        dataset: &'p Dataset,
        dates: DateOrder,
        slices: Slices<'p>,
        agencies: Agencies<'p>,
        buckets: u16,
    ) -> Result<Self, Failure> {
        let rules = dataset.columns.iter().enumerate().map(|(i, c)| Rules::new(pack, c, i, dates));
        let mut rules = rules.collect::<Result<Vec<_>, _>>()?;
        let placing = match dataset.slice {
            SliceBy::Submission => None,
            SliceBy::Date(slot) | SliceBy::Label(slot) => Some(slot),
        };
        for slot in dataset.key.iter().chain([&dataset.unit]).chain(&dataset.agency_column).chain(&placing) {
            let rules = rules.get_mut(slot.0);
            rules.ok_or_else(|| Failure::Pack(format!("`{}` has no column {}", dataset.id, slot.0)))?.required = true;
        }
        Ok(Self {
            dataset,
            rules,
            slices,
            agencies,
            formulas: Formulas::new(pack, dataset),
            buckets,
            cells: Vec::new(),
            codes: Vec::new(),
            marked: Vec::new(),
            breaches: Vec::new(),
            not_applicable: BTreeMap::new(),
        })
    }

    pub(crate) fn dataset(&self) -> &'p Dataset {
        self.dataset
    }

    /// Judges a row. It has a home if nothing but warnings was found; all breaches are in `breaches`.
    pub(crate) fn judge(
        &mut self,
        record: &Record,
        header: &Header,
        references: &mut dyn References,
    ) -> Result<Option<Home>, Stop> {
        self.breaches.clear();
        if !header.fits(record) {
            let own = record.len().saturating_sub(header.notes);
            let message = format!("the row has {own} fields, the header {}", header.width);
            self.breaches.push(Breach::new(check::FIELD_COUNT, message));
            return Ok(None);
        }
        self.fields(record, header);
        self.refer(record, references);
        let slice = match self.slices.find(&self.cells, &record.bytes)? {
            Ok(slice) => slice,
            Err(breach) => {
                self.breaches.push(breach);
                None
            }
        };
        let agency = self.agency(record, slice);
        if let Some(slice) = slice
            && !self.formulas.is_empty()
        {
            let period = self.slices.period(slice);
            self.formulas.judge(&self.cells, &record.bytes, &self.codes, slice, period, &mut self.breaches);
        }
        let good = self.breaches.iter().all(|b| b.level == milepost_pack::Level::Warning);
        let home = slice.zip(agency).filter(|_| good).map(|(slice, agency)| Home { slice, agency });
        if home.is_some() {
            for column in &self.marked {
                *self.not_applicable.entry(*column).or_default() += 1;
            }
        }
        Ok(home)
    }

    fn fields(&mut self, record: &Record, header: &Header) {
        self.cells.clear();
        self.codes.clear();
        self.marked.clear();
        // Nearly all rows are plain, and two passes over their bytes tell.
        let ascii = record.bytes.is_ascii();
        let controls = record.bytes.iter().fold(false, |found, b| found | (*b < b' '));
        for (index, (rules, place)) in self.rules.iter().zip(&header.fields).enumerate() {
            let whole = record.field(*place);
            let field = trimmed(whole);
            if (!ascii || controls)
                && let Some(code) = not_plain(field)
            {
                let what = if code == check::NOT_TEXT { "is not text" } else { "holds a control character" };
                let message = format!("{} {what}: `{}`", rules.column.id, shortened(field));
                self.breaches.push(Breach::new(code, message).on(index));
                self.cells.push(Cell::Bad);
            } else if field.is_empty() {
                self.cells.push(if rules.required { Cell::Bad } else { Cell::Absent });
                if rules.required {
                    let message = format!("{} is required, but empty", rules.column.id);
                    self.breaches.push(Breach::new(check::REQUIRED, message).on(index));
                }
            } else {
                let before = if whole.len() == field.len() { 0 } else { leading(whole) };
                let start = record.start(*place) + before;
                let (cell, marked) = rules.read(field, start, &mut self.codes, &mut self.breaches);
                if marked {
                    self.marked.push(index);
                }
                self.cells.push(cell);
            }
        }
    }

    /// Asks for values that must occur in another dataset.
    fn refer(&mut self, record: &Record, references: &mut dyn References) {
        for rules in &self.rules {
            let Some((dataset, column)) = &rules.column.references else { continue };
            let index = rules.index();
            let texts: Vec<String> = match self.cells[index] {
                Cell::Absent | Cell::Bad => continue,
                Cell::Text(from, to) => vec![String::from_utf8_lossy(&record.bytes[from..to]).into_owned()],
                Cell::Codes(from, to) => {
                    String::from_utf8_lossy(&self.codes[from..to]).split(';').map(str::to_owned).collect()
                }
                cell => vec![rules.text(cell)],
            };
            for text in texts.iter().filter(|t| !references.holds(dataset, column, t)) {
                let shown = shortened(text.as_bytes());
                let message = format!("{}: `{shown}` does not occur in {column} of `{dataset}`", rules.column.id);
                self.breaches.push(rules.breach(check::NOT_FOUND, message));
            }
        }
    }

    fn agency(&mut self, record: &Record, slice: Option<usize>) -> Option<usize> {
        let (agency, column) = match self.dataset.agency_column {
            None => (self.agencies.state(), None),
            Some(Slot(column)) => {
                let Cell::Text(from, to) = self.cells[column] else { return None };
                let id = &record.bytes[from..to];
                match self.agencies.find(id) {
                    Some(agency) => (agency, Some(column)),
                    None => {
                        let message = format!("there is no agency `{}`", shortened(id));
                        self.breaches.push(Breach::new(check::UNKNOWN_AGENCY, message).on(column));
                        return None;
                    }
                }
            }
        };
        let slice = slice?;
        if let Some(mut breach) = self.agencies.judge(agency, slice, self.slices.period(slice)) {
            breach.column = column;
            self.breaches.push(breach);
        }
        Some(agency)
    }

    /// Writes the key of the row judged last: slice, then what `order` says, then the line.
    pub(crate) fn write_key(&self, home: Home, order: &Order, record: &Record, out: &mut Vec<u8>) {
        out.clear();
        out.extend_from_slice(&(home.slice as u16).to_be_bytes());
        if order.bucketed {
            out.extend_from_slice(&[0, 0]);
        }
        let start = out.len();
        for slot in &order.slots {
            encode::write_key(self.cells[slot.0], &record.bytes, &self.codes, out);
            if order.bucketed && *slot == order.slots[0] {
                let bucket = encode::bucket(&out[start..], self.buckets);
                out[2..4].copy_from_slice(&bucket.to_be_bytes());
            }
        }
        out.extend_from_slice(&record.line.to_be_bytes());
    }

    /// Adds the head and the body of the row judged last.
    pub(crate) fn write_row(&self, home: Home, record: &Record, out: &mut Vec<u8>) {
        let warned = !self.breaches.is_empty();
        Head { line: record.line, agency: home.agency as u32, warned }.write(out);
        for cell in &self.cells {
            encode::write_cell(*cell, &record.bytes, &self.codes, out);
        }
    }
}

/// By which columns rows are sorted.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    slots: Vec<Slot>,
    /// Whether the bucket stands between the slice and the columns; then the first is the unit.
    bucketed: bool,
}

impl Order {
    /// As rows are stored: those of a unit together.
    pub(crate) fn stored(dataset: &Dataset) -> Self {
        let rest = dataset.key.iter().filter(|s| **s != dataset.unit);
        Self { slots: std::iter::once(&dataset.unit).chain(rest).copied().collect(), bucketed: true }
    }

    /// By the key alone, as its uniqueness asks for when the unit is not part of it.
    pub(crate) fn key(dataset: &Dataset) -> Self {
        Self { slots: dataset.key.clone(), bucketed: false }
    }
}

fn leading(field: &[u8]) -> usize {
    field.iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// What is wrong with the characters of a field.
fn not_plain(field: &[u8]) -> Option<&'static str> {
    if field.iter().any(|b| *b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r')) {
        return Some(check::CONTROL_CHARACTER);
    }
    match std::str::from_utf8(field) {
        Ok(text) if !text.contains('\u{fffd}') => None,
        _ => Some(check::NOT_TEXT),
    }
}
