/// The present moment, handed in.
///
/// Pure code never reads a clock: it receives a date or a timestamp. Only the binary and the test
/// kit implement this trait, so a year of deadlines can run in a test in milliseconds.
pub trait Clock: Send + Sync {
    /// The present moment, UTC.
    fn now(&self) -> jiff::Timestamp;

    /// The present civil date, UTC.
    fn today(&self) -> jiff::civil::Date {
        self.now().to_zoned(jiff::tz::TimeZone::UTC).date()
    }
}
