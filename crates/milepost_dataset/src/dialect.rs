use std::str::FromStr;

use thiserror::Error;

/// How a submitter writes files. The default fits what spreadsheets call "CSV UTF-8".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    /// Between the fields of a CSV file; a file called `.tsv` or `.tab` has tabs, others commas.
    pub delimiter: Option<u8>,
    /// Encoding of a CSV file. A byte order mark at its start says more than this.
    pub encoding: Encoding,
    /// How dates are written.
    pub dates: DateOrder,
    /// Sheet of a workbook; the first one, without one.
    pub sheet: Option<String>,
}

/// Encoding of a CSV file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// Western Windows, which older spreadsheets write.
    Windows1252,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// How dates are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// 2011-07-01.
    #[default]
    Iso,
    /// 7/1/2011 or 07/01/2011: month, day, year.
    MonthFirst,
}

/// A word of a dialect that nobody knows.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "`{0}` is not part of a dialect; known are comma, semicolon, tab, pipe, utf-8, windows-1252, utf-16, utf-16be, \
     iso-dates, us-dates and sheet=NAME, joined by commas"
)]
pub struct UnknownDialect(pub String);

impl FromStr for Dialect {
    type Err = UnknownDialect;

    /// Reads words joined by commas: `semicolon,windows-1252,us-dates`.
    fn from_str(text: &str) -> Result<Self, UnknownDialect> {
        let mut dialect = Self::default();
        for word in text.split(',').map(str::trim).filter(|w| !w.is_empty()) {
            match word.to_ascii_lowercase().as_str() {
                "comma" => dialect.delimiter = Some(b','),
                "semicolon" => dialect.delimiter = Some(b';'),
                "tab" => dialect.delimiter = Some(b'\t'),
                "pipe" => dialect.delimiter = Some(b'|'),
                "utf-8" | "utf8" => dialect.encoding = Encoding::Utf8,
                "windows-1252" | "cp1252" | "latin1" | "iso-8859-1" => dialect.encoding = Encoding::Windows1252,
                "utf-16" | "utf-16le" | "utf16" => dialect.encoding = Encoding::Utf16Le,
                "utf-16be" => dialect.encoding = Encoding::Utf16Be,
                "iso-dates" => dialect.dates = DateOrder::Iso,
                "us-dates" => dialect.dates = DateOrder::MonthFirst,
                _ => match word.split_once('=') {
                    Some((key, sheet)) if key.trim().eq_ignore_ascii_case("sheet") => {
                        dialect.sheet = Some(sheet.trim().to_owned());
                    }
                    _ => return Err(UnknownDialect(word.to_owned())),
                },
            }
        }
        Ok(dialect)
    }
}
