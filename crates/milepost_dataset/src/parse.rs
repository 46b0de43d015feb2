//! Typed values from the text of a field. No value is rounded, guessed or wrapped.

use jiff::civil::Date;

use crate::check;
use crate::dialect::DateOrder;

/// A whole number of 64 bits: digits with an optional sign.
pub(crate) fn integer(text: &[u8]) -> Result<i64, &'static str> {
    let (negative, digits) = sign(text);
    if digits.is_empty() {
        return Err(check::NOT_INTEGER);
    }
    let mut value: i64 = 0;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return Err(check::NOT_INTEGER);
        }
        // Built up on the negative side, which reaches one further.
        value = value.checked_mul(10).and_then(|v| v.checked_sub(i64::from(digit))).ok_or(check::NOT_INTEGER)?;
    }
    if negative { Ok(value) } else { value.checked_neg().ok_or(check::NOT_INTEGER) }
}

/// A decimal number as an integer scaled by 10 to the power of `places`; at most 38 digits in all.
pub(crate) fn decimal(text: &[u8], places: u8) -> Result<i128, &'static str> {
    let (negative, digits) = sign(text);
    let mut value: i128 = 0;
    let (mut seen, mut after) = (false, None::<u8>);
    for byte in digits {
        if *byte == b'.' && after.is_none() {
            after = Some(0);
            continue;
        }
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return Err(check::NOT_DECIMAL);
        }
        seen = true;
        match &mut after {
            Some(n) if *n == places => {
                if digit != 0 {
                    return Err(decimal_tail(digits));
                }
                continue;
            }
            Some(n) => *n += 1,
            None => {}
        }
        value = followed_by(value, digit)?;
    }
    if !seen {
        return Err(check::NOT_DECIMAL);
    }
    for _ in after.unwrap_or(0)..places {
        value = followed_by(value, 0)?;
    }
    Ok(if negative { -value } else { value })
}

/// A number with one more digit, of which there are at most 38: what a Parquet decimal holds.
fn followed_by(value: i128, digit: u8) -> Result<i128, &'static str> {
    const LARGEST: i128 = 10_i128.pow(38) - 1;
    let longer = value.checked_mul(10).and_then(|value| value.checked_add(i128::from(digit)));
    longer.filter(|value| *value <= LARGEST).ok_or(check::NOT_DECIMAL)
}

/// Why a number with too many places is refused: for that, if it is a number at all.
fn decimal_tail(digits: &[u8]) -> &'static str {
    let points = digits.iter().filter(|b| **b == b'.').count();
    if points == 1 && digits.iter().all(|b| *b == b'.' || b.is_ascii_digit()) {
        check::TOO_MANY_PLACES
    } else {
        check::NOT_DECIMAL
    }
}

fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// A civil date.
pub(crate) fn date(text: &[u8], order: DateOrder) -> Result<Date, &'static str> {
    let (year, month, day) = match order {
        DateOrder::Iso => match text {
            [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
                (digits(&[*y1, *y2, *y3, *y4])?, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)
            }
            _ => return Err(check::NOT_DATE),
        },
        DateOrder::MonthFirst => {
            let mut parts = text.split(|b| *b == b'/');
            let (Some(month), Some(day), Some(year), None) = (parts.next(), parts.next(), parts.next(), parts.next())
            else {
                return Err(check::NOT_DATE);
            };
            if !(1..=2).contains(&month.len()) || !(1..=2).contains(&day.len()) || year.len() != 4 {
                return Err(check::NOT_DATE);
            }
            (digits(year)?, digits(month)?, digits(day)?)
        }
    };
    Date::new(year, month as i8, day as i8).map_err(|_| check::NO_SUCH_DAY)
}

fn digits(text: &[u8]) -> Result<i16, &'static str> {
    text.iter().try_fold(0, |value, byte| match byte.wrapping_sub(b'0') {
        digit @ 0..=9 => Ok(value * 10 + i16::from(digit)),
        _ => Err(check::NOT_DATE),
    })
}

/// true, yes, 1 or false, no, 0, whatever their capitals.
pub(crate) fn boolean(text: &[u8]) -> Result<bool, &'static str> {
    let is = |word: &str| text.eq_ignore_ascii_case(word.as_bytes());
    match text {
        b"1" => Ok(true),
        b"0" => Ok(false),
        _ if is("true") || is("yes") => Ok(true),
        _ if is("false") || is("no") => Ok(false),
        _ => Err(check::NOT_BOOLEAN),
    }
}

/// Without the spaces and tabs around it.
pub(crate) fn trimmed(field: &[u8]) -> &[u8] {
    let blank = |b: &u8| matches!(b, b' ' | b'\t');
    match (field.first(), field.last()) {
        (Some(first), Some(last)) if blank(first) || blank(last) => {
            let start = field.iter().position(|b| !blank(b)).unwrap_or(field.len());
            let end = field.iter().rposition(|b| !blank(b)).map_or(start, |i| i + 1);
            &field[start..end]
        }
        _ => field,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_reach_both_ends_and_no_further() {
        assert_eq!(integer(b"9223372036854775807"), Ok(i64::MAX));
        assert_eq!(integer(b"-9223372036854775808"), Ok(i64::MIN));
        assert_eq!(integer(b"+007"), Ok(7));
        for bad in ["9223372036854775808", "-9223372036854775809", "", "-", "1.0", "1,000", "1e3", "0x1"] {
            assert_eq!(integer(bad.as_bytes()), Err(check::NOT_INTEGER), "{bad}");
        }
    }

    #[test]
    fn decimals_are_exact_or_refused() {
        assert_eq!(decimal(b"12.5", 2), Ok(1250));
        assert_eq!(decimal(b"-.5", 1), Ok(-5));
        assert_eq!(decimal(b"3.", 0), Ok(3));
        assert_eq!(decimal(b"1.2500", 2), Ok(125));
        assert_eq!(decimal(b"99999999999999999999999999999999999999", 0), Ok(10_i128.pow(38) - 1));
        for (text, code) in [
            ("1.255", check::TOO_MANY_PLACES),
            ("1.25x", check::NOT_DECIMAL),
            ("1.25.5", check::NOT_DECIMAL),
            ("1.255.", check::NOT_DECIMAL),
            (".", check::NOT_DECIMAL),
            ("", check::NOT_DECIMAL),
            ("1e5", check::NOT_DECIMAL),
            ("50%", check::NOT_DECIMAL),
            ("100000000000000000000000000000000000000", check::NOT_DECIMAL),
            ("1000000000000000000000000000000000000", check::NOT_DECIMAL),
            // What ten times as much would leave 128 bits.
            ("94444444444444444444444444444444444444", check::NOT_DECIMAL),
            ("944444444444444444444444444444444444444", check::NOT_DECIMAL),
        ] {
            assert_eq!(decimal(text.as_bytes(), 2), Err(code), "{text}");
        }
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        let leap = Date::constant(2012, 2, 29);
        assert_eq!(date(b"2012-02-29", DateOrder::Iso), Ok(leap));
        assert_eq!(date(b"2/29/2012", DateOrder::MonthFirst), Ok(leap));
        assert_eq!(date(b"02/29/2012", DateOrder::MonthFirst), Ok(leap));
        for bad in ["2011-02-29", "2012-02-30", "2011-13-01", "2011-00-10", "2011-01-00"] {
            assert_eq!(date(bad.as_bytes(), DateOrder::Iso), Err(check::NO_SUCH_DAY), "{bad}");
        }
        for bad in ["2012-2-9", "20120229", "2/29/2012", "2012-02-29T00:00:00", "2012-02-2x", ""] {
            assert_eq!(date(bad.as_bytes(), DateOrder::Iso), Err(check::NOT_DATE), "{bad}");
        }
        for bad in ["2012-02-29", "2/29/12", "1/2/3/2012", "//2012"] {
            assert_eq!(date(bad.as_bytes(), DateOrder::MonthFirst), Err(check::NOT_DATE), "{bad}");
        }
    }
}
