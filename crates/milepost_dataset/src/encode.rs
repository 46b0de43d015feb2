//! Accepted rows as bytes: a key that sorts as the values do, and a body from which the columns are
//! filled. The body of a row depends on its values alone, so it also serves the fingerprint.

use crate::rules::Cell;

/// What goes before the body of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) line: u64,
    pub(crate) agency: u32,
    pub(crate) warned: bool,
}

impl Head {
    pub(crate) fn write(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.line.to_le_bytes());
        out.extend_from_slice(&self.agency.to_le_bytes());
        out.push(u8::from(self.warned));
    }

    /// The head and the body of a row.
    pub(crate) fn split(row: &[u8]) -> Option<(Self, &[u8])> {
        let (line, rest) = row.split_first_chunk()?;
        let (agency, rest) = rest.split_first_chunk()?;
        let (warned, body) = rest.split_first()?;
        let head = Self { line: u64::from_le_bytes(*line), agency: u32::from_le_bytes(*agency), warned: *warned != 0 };
        Some((head, body))
    }
}

/// Byte of a body's cell that stands for a text's length in four bytes.
const LONG: u8 = u8::MAX;

/// Adds a value to a body: one more than the number of its bytes, then these; nothing but 0 for an
/// absent one. Numbers take as few bytes as they can, since rows are copied, spilled and hashed.
pub(crate) fn write_cell(cell: Cell, text: &[u8], codes: &[u8], out: &mut Vec<u8>) {
    match cell {
        Cell::Absent | Cell::Bad => out.push(0),
        Cell::Boolean(b) => out.extend_from_slice(&[2, u8::from(b)]),
        Cell::Integer(n) => write_number(i128::from(n), out),
        Cell::Decimal(n) => write_number(n, out),
        Cell::Date(day) => write_number(i128::from(day), out),
        Cell::Text(from, to) => write_text(&text[from..to], out),
        Cell::Codes(from, to) => write_text(&codes[from..to], out),
    }
}

fn write_text(text: &[u8], out: &mut Vec<u8>) {
    match u8::try_from(text.len() + 1) {
        Ok(mark) if mark < LONG => out.push(mark),
        _ => {
            out.push(LONG);
            // A field has at most 1 MiB.
            out.extend_from_slice(&(text.len() as u32).to_le_bytes());
        }
    }
    out.extend_from_slice(text);
}

/// The low bytes of a number, as many as its value and sign need.
fn write_number(n: i128, out: &mut Vec<u8>) {
    let bits = 129 - if n < 0 { !n } else { n }.leading_zeros();
    let bytes = bits.div_ceil(8) as usize;
    out.push(bytes as u8 + 1);
    out.extend_from_slice(&n.to_le_bytes()[..bytes]);
}

/// Takes a value's bytes from the front of a body; none when it is absent. What follows is the rest.
pub(crate) fn split_cell(body: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    let (mark, rest) = body.split_first()?;
    match *mark {
        0 => Some((None, rest)),
        LONG => {
            let (len, rest) = rest.split_first_chunk()?;
            let (value, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
            Some((Some(value), rest))
        }
        mark => {
            let (value, rest) = rest.split_at_checked(usize::from(mark) - 1)?;
            Some((Some(value), rest))
        }
    }
}

/// The number that low bytes stand for.
pub(crate) fn number(bytes: &[u8]) -> Option<i128> {
    let negative = bytes.last()? & 0x80 != 0;
    let mut whole = [if negative { 0xff } else { 0 }; 16];
    whole.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(i128::from_le_bytes(whole))
}

/// Adds a value to a key so that keys compare as bytes as their values do: absent before present,
/// numbers by size, text by code point.
pub(crate) fn write_key(cell: Cell, text: &[u8], codes: &[u8], out: &mut Vec<u8>) {
    match cell {
        Cell::Absent | Cell::Bad => out.push(0),
        Cell::Boolean(b) => out.extend_from_slice(&[1, u8::from(b)]),
        Cell::Integer(n) => {
            out.push(1);
            out.extend_from_slice(&(n.cast_unsigned() ^ (1 << 63)).to_be_bytes());
        }
        Cell::Decimal(n) => {
            out.push(1);
            out.extend_from_slice(&(n.cast_unsigned() ^ (1 << 127)).to_be_bytes());
        }
        Cell::Date(day) => {
            out.push(1);
            out.extend_from_slice(&(day.cast_unsigned() ^ (1 << 31)).to_be_bytes());
        }
        Cell::Text(from, to) => write_key_text(&text[from..to], out),
        Cell::Codes(from, to) => write_key_text(&codes[from..to], out),
    }
}

/// Text in a key ends with NUL, which no accepted text holds, so that a prefix sorts first.
fn write_key_text(text: &[u8], out: &mut Vec<u8>) {
    out.push(1);
    out.extend_from_slice(text);
    out.push(0);
}

/// The bucket of a unit: permanent, since stored files and other machines rely on it.
pub(crate) fn bucket(unit_key: &[u8], buckets: u16) -> u16 {
    if buckets <= 1 {
        return 0;
    }
    let hash = blake3::hash(unit_key);
    let (head, _) = hash.as_bytes().split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
    (u64::from_le_bytes(*head) % u64::from(buckets)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(cell: Cell, text: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write_key(cell, text, b"", &mut out);
        out
    }

    #[test]
    fn keys_sort_as_their_values_do() {
        let integers = [i64::MIN, -2, -1, 0, 1, 255, 256, i64::MAX].map(|n| key(Cell::Integer(n), b""));
        assert!(integers.is_sorted() && key(Cell::Absent, b"") < integers[0]);
        let decimals = [i128::MIN, -1, 0, 1, i128::MAX].map(|n| key(Cell::Decimal(n), b""));
        assert!(decimals.is_sorted());
        let dates = [i32::MIN, -719_528, 0, 15_156].map(|n| key(Cell::Date(n), b""));
        assert!(dates.is_sorted());
        let texts = ["", "A", "AB", "B", "b", "é", "日"].map(|t| key(Cell::Text(0, t.len()), t.as_bytes()));
        assert!(texts.is_sorted());
    }

    #[test]
    fn values_come_back_from_bodies() {
        let numbers = [0, 1, -1, 127, 128, -128, -129, 255, 256, i128::from(i64::MIN), i128::MAX, i128::MIN];
        let long = "x".repeat(70_000);
        let texts = ["", "a", &long[..253], &long[..254], &long];
        let mut body = Vec::new();
        numbers.iter().for_each(|n| write_cell(Cell::Decimal(*n), b"", b"", &mut body));
        texts.iter().for_each(|t| write_cell(Cell::Text(0, t.len()), t.as_bytes(), b"", &mut body));
        write_cell(Cell::Absent, b"", b"", &mut body);
        let mut rest = &body[..];
        for expected in numbers {
            let (value, after) = split_cell(rest).unwrap();
            assert_eq!(number(value.unwrap()), Some(expected));
            rest = after;
        }
        for expected in texts {
            let (value, after) = split_cell(rest).unwrap();
            assert_eq!(value.unwrap(), expected.as_bytes());
            rest = after;
        }
        assert_eq!(split_cell(rest), Some((None, &[][..])));
        assert_eq!((split_cell(&[]), split_cell(&[3, 0]), split_cell(&[LONG, 1, 0, 0])), (None, None, None));
        assert_eq!((number(&[]), number(&[0; 17])), (None, None));
    }

    #[test]
    fn a_head_comes_back() {
        let head = Head { line: 7, agency: 3, warned: true };
        let mut row = Vec::new();
        head.write(&mut row);
        row.push(9);
        assert_eq!(Head::split(&row), Some((head, &[9_u8][..])));
        assert_eq!(Head::split(&row[..12]), None);
    }
}
