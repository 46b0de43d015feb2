use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

/// On which days an office works: not on its weekend, not on its holidays. Both are declared; a law that adds a holiday
/// adds its dates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkingDays {
    /// Days of the week on which nobody works.
    pub weekend: Vec<Weekday>,
    /// Other days on which nobody works, each by its date.
    pub holidays: BTreeSet<Date>,
}

impl WorkingDays {
    /// Whether the office works that day.
    pub fn holds(&self, date: Date) -> bool {
        !self.weekend.contains(&date.weekday()) && !self.holidays.contains(&date)
    }

    /// The first working day on or after a date; `None` where no day of the week is one.
    pub fn on_or_after(&self, date: Date) -> Option<Date> {
        self.first(std::iter::successors(Some(date), |day| day.tomorrow().ok()))
    }

    /// The last working day on or before a date; `None` where no day of the week is one.
    pub fn on_or_before(&self, date: Date) -> Option<Date> {
        self.first(std::iter::successors(Some(date), |day| day.yesterday().ok()))
    }

    /// The working day that is the `count`th after a date, which itself isn't counted; the date for 0.
    pub fn after(&self, date: Date, count: u16) -> Option<Date> {
        (0..count).try_fold(date, |day, _| self.on_or_after(day.tomorrow().ok()?))
    }

    fn first(&self, mut days: impl Iterator<Item = Date>) -> Option<Date> {
        // Every week has a candidate if any has, and a holiday takes away one at most.
        let longest = self.holidays.len().checked_add(1)?.checked_mul(7)?;
        days.by_ref().take(longest).find(|day| self.holds(*day))
    }
}
