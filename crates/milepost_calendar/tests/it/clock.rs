use jiff::Timestamp;
use jiff::civil::date;
use milepost_calendar::Clock;

struct Stopped(Timestamp);

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        self.0
    }
}

#[test]
fn today_is_the_day_in_utc() {
    for (moment, expected) in [
        ("2012-02-29T23:59:59.999Z", date(2012, 2, 29)),
        ("2012-03-01T00:00:00Z", date(2012, 3, 1)),
        // Evening of the day before in the American Midwest.
        ("2012-06-30T20:00:00-05:00", date(2012, 7, 1)),
    ] {
        assert_eq!(Stopped(moment.parse().unwrap()).today(), expected, "{moment}");
    }
}
