//! Times and days as the database keeps them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serializer;

/// The time without what is finer than a microsecond: the grain that every database keeps.
pub(crate) fn truncated(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// `2013-02-01T09:30:00.000000Z`: always 27 characters, so texts sort as times do.
pub(crate) fn text(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// The time up to which something may be known: the one asked for, or the end of time.
pub(crate) fn horizon(as_of: Option<Timestamp>) -> String {
    text(as_of.unwrap_or(Timestamp::MAX))
}

/// Reads what [`text`] wrote.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// Reads an ISO day.
pub(crate) fn parse_day(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// Writes a time as the database has it, so that the hash of a record does not hang on a library's spelling.
pub(crate) fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&text(*at))
}
