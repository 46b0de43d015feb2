use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// How long a period is, from the shortest to the longest; a wave is a stretch that the pack names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PeriodKind {
    /// A calendar month.
    Month,
    /// Three months of the calendar's year.
    Quarter,
    /// Twelve months from the day on which the calendar's year starts.
    Year,
    /// A named stretch with its own first and last day, such as a survey wave.
    Wave,
}

impl PeriodKind {
    /// The word that packs use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Wave => "wave",
        }
    }
}

impl fmt::Display for PeriodKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PeriodKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Month, Self::Quarter, Self::Year, Self::Wave].into_iter().find(|k| k.as_str() == text).ok_or(())
    }
}

/// A stretch of days of one calendar. Two periods are the same when all their parts are.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// The id of the calendar that it belongs to.
    pub calendar: String,
    /// Its kind.
    pub kind: PeriodKind,
    /// The first day.
    pub start: Date,
    /// The last day, itself included.
    pub end: Date,
    /// The label that the program prints: `FFY2011`.
    pub label: String,
}

impl Period {
    /// True when the date lies in the period, both ends included.
    pub fn contains(&self, date: Date) -> bool {
        self.start <= date && date <= self.end
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}
