//! The value rules of one column, made ready for speed: bounds as scaled integers, codes sorted.

use milepost_expression::{Number, Type, Value};
use milepost_pack::{Column, Level, Pack};
use num_rational::Ratio;
use regex::bytes::{Regex, RegexBuilder};

use crate::dialect::DateOrder;
use crate::problem::{Failure, shortened};
use crate::{check, days, parse};

/// A value of a row, without owning its text. Numbers and dates are integers on their column's scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell {
    Absent,
    /// The field has no value of its type; a breach says so.
    Bad,
    Boolean(bool),
    Integer(i64),
    /// Scaled by 10 to the power of the column's places.
    Decimal(i128),
    /// Days since 1970-01-01.
    Date(i32),
    /// Bytes of the record.
    Text(usize, usize),
    /// Bytes of the row's own text: codes sorted, without repeats, joined by `;`.
    Codes(usize, usize),
}

/// A breach of a check by a row.
#[derive(Clone, Debug)]
pub(crate) struct Breach {
    /// Position of the column in the dataset.
    pub(crate) column: Option<usize>,
    pub(crate) code: &'static str,
    pub(crate) level: Level,
    /// Position of the declared check in the dataset.
    pub(crate) check: Option<usize>,
    /// Position of the derived value in the dataset.
    pub(crate) derived: Option<usize>,
    pub(crate) message: String,
    pub(crate) cure: String,
}

impl Breach {
    pub(crate) fn new(code: &'static str, message: String) -> Self {
        let cure = check::cure(code).to_owned();
        Self { column: None, code, level: Level::Error, check: None, derived: None, message, cure }
    }

    pub(crate) fn on(mut self, column: usize) -> Self {
        self.column = Some(column);
        self
    }

    pub(crate) fn cured(mut self, cure: String) -> Self {
        self.cure = cure;
        self
    }
}

/// A column and what is asked of its values.
#[derive(Debug)]
pub(crate) struct Rules<'p> {
    pub(crate) column: &'p Column,
    /// Declared, or needed to place the row.
    pub(crate) required: bool,
    index: usize,
    dates: DateOrder,
    minimum: Option<i128>,
    maximum: Option<i128>,
    pattern: Option<Regex>,
    codes: Option<Vec<&'p str>>,
    not_applicable: Option<i128>,
}

impl<'p> Rules<'p> {
    pub(crate) fn new(pack: &'p Pack, column: &'p Column, index: usize, dates: DateOrder) -> Result<Self, Failure> {
        let pattern = column.pattern.as_deref().map(|p| RegexBuilder::new(&format!(r"\A(?:{p})\z")).build());
        let codes = column.codes.as_deref().map(|id| {
            let list = pack.code_lists.iter().find(|l| l.id == id);
            let list = list.ok_or_else(|| Failure::Pack(format!("there is no code list `{id}`")))?;
            let mut codes: Vec<&str> = list.codes.iter().map(|c| c.code.as_str()).collect();
            codes.sort_unstable();
            Ok::<_, Failure>(codes)
        });
        let scale = 10_i128.checked_pow(u32::from(column.places));
        Ok(Self {
            column,
            required: column.required,
            index,
            dates,
            minimum: column.minimum.as_ref().and_then(|v| bound(v, column, |n| n.ceil())),
            maximum: column.maximum.as_ref().and_then(|v| bound(v, column, |n| n.floor())),
            pattern: pattern.transpose().map_err(Failure::stored("a pattern of the pack can't be read"))?,
            codes: codes.transpose()?,
            not_applicable: column.not_applicable.map(i128::from).and_then(|n| match column.kind {
                Type::Decimal => n.checked_mul(scale?),
                _ => Some(n),
            }),
        })
    }

    /// The value of a field that was trimmed and is not empty. `start` is where it stands in the
    /// record; `codes` takes the canonical text of several codes.
    pub(crate) fn read(
        &self,
        field: &[u8],
        start: usize,
        codes: &mut Vec<u8>,
        breaches: &mut Vec<Breach>,
    ) -> (Cell, bool) {
        let column = self.column;
        let typed = match column.kind {
            Type::Text => Ok(Cell::Text(start, start + field.len())),
            Type::Integer => parse::integer(field).map(Cell::Integer),
            Type::Decimal => parse::decimal(field, column.places).map(Cell::Decimal),
            Type::Date => parse::date(field, self.dates).map(|d| Cell::Date(days::from_date(d))),
            Type::Boolean => parse::boolean(field).map(Cell::Boolean),
            Type::Codes => Ok(canonical_codes(field, codes)),
        };
        let cell = match typed {
            Ok(cell) => cell,
            Err(code) => {
                breaches.push(self.mistyped(code, field));
                return (Cell::Bad, false);
            }
        };
        let scaled = match cell {
            Cell::Integer(n) => Some(i128::from(n)),
            Cell::Decimal(n) => Some(n),
            Cell::Date(n) => Some(i128::from(n)),
            _ => None,
        };
        if let (Some(n), Some(sentinel)) = (scaled, self.not_applicable)
            && n == sentinel
        {
            return (Cell::Absent, true);
        }
        if let Some(n) = scaled {
            self.within(n, field, breaches);
        }
        self.form(field, breaches);
        match cell {
            Cell::Text(..) => self.listed(field, breaches),
            Cell::Codes(from, to) => {
                for code in codes[from..to].split(|b| *b == b';').filter(|c| !c.is_empty()) {
                    self.listed(code, breaches);
                }
            }
            _ => {}
        }
        (cell, false)
    }

    /// Position of the column in its dataset.
    pub(crate) fn index(&self) -> usize {
        self.index
    }

    /// A number, date or boolean in its one spelling, as other datasets hold it too.
    pub(crate) fn text(&self, cell: Cell) -> String {
        match cell {
            Cell::Boolean(b) => b.to_string(),
            Cell::Integer(n) => n.to_string(),
            Cell::Decimal(n) => scaled_text(n, usize::from(self.column.places)),
            Cell::Date(day) => days::to_date(day).map_or_else(String::new, |d| d.to_string()),
            Cell::Absent | Cell::Bad | Cell::Text(..) | Cell::Codes(..) => String::new(),
        }
    }

    /// A breach of a value rule, at the level that the column declares.
    pub(crate) fn breach(&self, code: &'static str, message: String) -> Breach {
        Breach { level: self.column.level, ..Breach::new(code, message) }.on(self.index)
    }

    fn mistyped(&self, code: &'static str, field: &[u8]) -> Breach {
        let (id, value) = (&self.column.id, shortened(field));
        let message = match code {
            check::NOT_INTEGER => format!("{id} must be a whole number of at most 64 bits, but is `{value}`"),
            check::NOT_DECIMAL => format!("{id} must be a number, but is `{value}`"),
            check::TOO_MANY_PLACES => {
                format!("{id} has {} decimal places, but `{value}` has more", self.column.places)
            }
            check::NOT_DATE => format!("{id} must be a date, but is `{value}`"),
            check::NO_SUCH_DAY => format!("{id} names a day that does not exist: `{value}`"),
            _ => format!("{id} must be yes or no, but is `{value}`"),
        };
        let breach = Breach::new(code, message).on(self.index);
        match (code, self.dates) {
            (check::NOT_DATE, DateOrder::MonthFirst) => {
                breach.cured("Write the date as month, day and year: 7/1/2011.".to_owned())
            }
            _ => breach,
        }
    }

    fn within(&self, n: i128, field: &[u8], breaches: &mut Vec<Breach>) {
        let id = &self.column.id;
        if self.minimum.is_some_and(|least| n < least) {
            let least = shown_bound(self.column.minimum.as_ref());
            let message = format!("{id} must be at least {least}, but is `{}`", shortened(field));
            breaches.push(self.breach(check::BELOW_MINIMUM, message));
        }
        if self.maximum.is_some_and(|most| n > most) {
            let most = shown_bound(self.column.maximum.as_ref());
            let message = format!("{id} must be at most {most}, but is `{}`", shortened(field));
            breaches.push(self.breach(check::ABOVE_MAXIMUM, message));
        }
    }

    fn form(&self, field: &[u8], breaches: &mut Vec<Breach>) {
        let id = &self.column.id;
        if let Some(pattern) = &self.pattern
            && !pattern.is_match(field)
        {
            let form = self.column.pattern.as_deref().unwrap_or_default();
            let message = format!("{id} must have the form {form}, but is `{}`", shortened(field));
            breaches.push(self.breach(check::PATTERN, message));
        }
        if let Some(longest) = self.column.longest
            && field.len() > longest
            && characters(field) > longest
        {
            let message = format!("{id} may have {longest} characters, but has {}", characters(field));
            breaches.push(self.breach(check::TOO_LONG, message));
        }
    }

    fn listed(&self, code: &[u8], breaches: &mut Vec<Breach>) {
        let Some(codes) = &self.codes else { return };
        // In a short list most codes differ in length already.
        let found = match codes.len() {
            0..=16 => codes.iter().any(|c| c.as_bytes() == code),
            _ => codes.binary_search_by(|c| c.as_bytes().cmp(code)).is_ok(),
        };
        if found {
            return;
        }
        let list = self.column.codes.as_deref().unwrap_or_default();
        let value = shortened(code);
        let message = format!("{}: the code `{value}` is not in the list `{list}`", self.column.id);
        breaches
            .push(self.breach(check::NOT_IN_LIST, message).cured(format!("Use one of {}.", nearest(codes, &value))));
    }
}

/// The codes to offer: all of a short list, else the few that look most like what was written.
fn nearest(codes: &[&str], value: &str) -> String {
    let mut offered: Vec<&str> = codes.to_vec();
    if offered.len() > 12 {
        offered.sort_by_cached_key(|c| strsim::damerau_levenshtein(c, value));
        offered.truncate(5);
    }
    offered.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(", ")
}

fn characters(field: &[u8]) -> usize {
    // Each character has one byte that does not continue another.
    field.iter().filter(|b| (**b & 0xc0) != 0x80).count()
}

fn canonical_codes(field: &[u8], out: &mut Vec<u8>) -> Cell {
    let mut codes: Vec<&[u8]> = field.split(|b| *b == b';').map(parse::trimmed).filter(|c| !c.is_empty()).collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        return Cell::Absent;
    }
    let from = out.len();
    for (index, code) in codes.iter().enumerate() {
        if index > 0 {
            out.push(b';');
        }
        out.extend_from_slice(code);
    }
    Cell::Codes(from, out.len())
}

/// A bound on the column's scale, rounded towards what it allows.
fn bound(value: &Value, column: &Column, inwards: fn(&Number) -> Number) -> Option<i128> {
    let scale = 10_i128.checked_pow(u32::from(if column.kind == Type::Decimal { column.places } else { 0 }))?;
    match value {
        Value::Integer(n) => i128::from(*n).checked_mul(scale),
        Value::Decimal(n) => {
            let scaled = num_traits::CheckedMul::checked_mul(n, &Ratio::from_integer(scale))?;
            Some(inwards(&scaled).to_integer())
        }
        Value::Date(date) => Some(i128::from(days::from_date(*date))),
        _ => None,
    }
}

/// A bound as a message shows it.
pub(crate) fn shown_bound(value: Option<&Value>) -> String {
    match value {
        Some(Value::Integer(n)) => n.to_string(),
        Some(Value::Decimal(n)) => decimal_text(n),
        Some(Value::Date(date)) => date.to_string(),
        _ => String::new(),
    }
}

/// A ratio as a decimal number, when it is one of few places.
fn decimal_text(n: &Number) -> String {
    for places in 0..=18_u32 {
        let scaled = num_traits::CheckedMul::checked_mul(n, &Ratio::from_integer(10_i128.pow(places)));
        if let Some(scaled) = scaled
            && scaled.is_integer()
        {
            return scaled_text(scaled.to_integer(), places as usize);
        }
    }
    n.to_string()
}

/// A scaled integer as a decimal number with that many places.
fn scaled_text(n: i128, places: usize) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", n.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}
