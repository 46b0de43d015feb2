use jiff::Timestamp;
use milepost_calendar::Clock;

/// The clock of the machine: the only place where the program reads one.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one clock that everything else is handed")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
