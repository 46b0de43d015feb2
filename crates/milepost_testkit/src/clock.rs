use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use milepost_calendar::Clock;

/// A clock on which it is always the same moment.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub Timestamp);

impl FixedClock {
    /// The moment of a text such as `2012-06-30T12:00:00Z`.
    ///
    /// # Panics
    /// When the text is no moment.
    pub fn at(text: &str) -> Self {
        Self(moment(text))
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A clock that goes on by one second each time it is read, so that no two events share a moment,
/// and that a test can move on by days.
#[derive(Debug)]
pub struct StepClock(Mutex<Timestamp>);

impl StepClock {
    /// The first moment that it tells, as a text such as `2012-06-30T12:00:00Z`.
    ///
    /// # Panics
    /// When the text is no moment.
    pub fn from(text: &str) -> Self {
        Self(Mutex::new(moment(text)))
    }

    /// Lets days pass; each has 24 hours, for the clock tells UTC.
    ///
    /// # Panics
    /// When time ends.
    pub fn advance_days(&self, days: i64) {
        self.advance(SignedDuration::from_hours(24 * days));
    }

    /// Lets a stretch of time pass. Returns the moment before it.
    fn advance(&self, by: SignedDuration) -> Timestamp {
        let mut now = self.0.lock().expect("no test panicked while it held the clock");
        let before = *now;
        *now = before.checked_add(by).expect("time goes on until the year 9999");
        before
    }
}

impl Clock for StepClock {
    fn now(&self) -> Timestamp {
        self.advance(SignedDuration::from_secs(1))
    }
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|error| panic!("`{text}` is no moment: {error}"))
}
