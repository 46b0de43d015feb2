//! Columns of a database row as the types of the program.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::error::failed_to;
use crate::{FileHash, StoreError, time};

/// Typed reading of a row. A value that cannot be what its column should hold is an error, never a default.
pub(crate) trait Columns {
    fn text(&self, column: &'static str) -> Result<String, StoreError>;
    fn optional_text(&self, column: &'static str) -> Result<Option<String>, StoreError>;
    fn number(&self, column: &'static str) -> Result<i64, StoreError>;

    fn count(&self, column: &'static str) -> Result<u64, StoreError> {
        let number = self.number(column)?;
        u64::try_from(number).map_err(|_| unreadable(column, &number.to_string()))
    }

    fn flag(&self, column: &'static str) -> Result<bool, StoreError> {
        match self.number(column)? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(unreadable(column, &other.to_string())),
        }
    }

    fn time(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        let text = self.text(column)?;
        time::parse(&text).ok_or_else(|| unreadable(column, &text))
    }

    fn day(&self, column: &'static str) -> Result<Date, StoreError> {
        let text = self.text(column)?;
        time::parse_day(&text).ok_or_else(|| unreadable(column, &text))
    }

    fn json(&self, column: &'static str) -> Result<Value, StoreError> {
        let text = self.text(column)?;
        serde_json::from_str(&text).map_err(|_| unreadable(column, &text))
    }

    fn hash(&self, column: &'static str) -> Result<FileHash, StoreError> {
        let text = self.text(column)?;
        text.parse().map_err(|_| unreadable(column, &text))
    }

    fn optional_hash(&self, column: &'static str) -> Result<Option<FileHash>, StoreError> {
        match self.optional_text(column)? {
            Some(text) => text.parse().map(Some).map_err(|_| unreadable(column, &text)),
            None => Ok(None),
        }
    }
}

impl Columns for SqliteRow {
    fn text(&self, column: &'static str) -> Result<String, StoreError> {
        self.try_get(column).map_err(failed_to("read a text"))
    }

    fn optional_text(&self, column: &'static str) -> Result<Option<String>, StoreError> {
        self.try_get(column).map_err(failed_to("read a text"))
    }

    fn number(&self, column: &'static str) -> Result<i64, StoreError> {
        self.try_get(column).map_err(failed_to("read a number"))
    }
}

/// A count as the database keeps it.
pub(crate) fn stored(what: &'static str, number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::TooLarge { what, number })
}

fn unreadable(column: &'static str, text: &str) -> StoreError {
    StoreError::Unreadable { column, text: text.chars().take(80).collect() }
}
