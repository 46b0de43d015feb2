use std::collections::BTreeMap;

use jiff::civil::Date;
use thiserror::Error;

use crate::{Calendar, Period, PeriodKind, Wave, label};

/// Why a declared calendar can't be used: some day would have no period, or some label two.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CalendarFault {
    /// Month and day name no day.
    #[error("there is no month {month} with a day {day}, so no year can start on it")]
    YearStart {
        /// The month declared.
        month: i8,
        /// The day declared.
        day: i8,
    },
    /// Something in braces that nothing fills.
    #[error("nothing fills `{hole}` in the label of a {kind}")]
    UnknownHole {
        /// Which label.
        kind: PeriodKind,
        /// What stands there, braces included.
        hole: String,
    },
    /// Two periods with one label.
    #[error("`{label}` would be the label of two periods, {first_kind} from {first} and {second_kind} from {second}")]
    SharedLabel {
        /// The label.
        label: String,
        /// Kind of the one.
        first_kind: PeriodKind,
        /// First day of the one.
        first: Date,
        /// Kind of the other.
        second_kind: PeriodKind,
        /// First day of the other.
        second: Date,
    },
    /// A wave that ends before it starts.
    #[error("the wave `{label}` ends before it starts")]
    WaveBackwards {
        /// Its label.
        label: String,
    },
    /// Two waves with a day in common.
    #[error("the waves `{first}` and `{second}` have days in common")]
    WavesOverlap {
        /// Label of the earlier.
        first: String,
        /// Label of the later.
        second: String,
    },
}

impl Calendar {
    /// Everything that keeps the calendar from naming each of its periods once. A calendar without
    /// faults gives each date at most one period of a kind, and each period a label of its own.
    pub fn faults(&self) -> Vec<CalendarFault> {
        let (month, day) = self.year_starts;
        // 2012 has a February 29: a year may start on it, and starts on the 28th in common years.
        if Date::new(2012, month, day).is_err() {
            return vec![CalendarFault::YearStart { month, day }];
        }
        let mut faults: Vec<_> = self.patterns().filter_map(|(kind, pattern)| unknown_hole(kind, pattern)).collect();
        faults.extend(self.wave_faults());
        if faults.is_empty() {
            faults.extend(self.shared_label());
        }
        faults
    }

    fn wave_faults(&self) -> Vec<CalendarFault> {
        let mut waves: Vec<&Wave> = self.waves.iter().collect();
        waves.sort_by_key(|w| (w.start, w.end));
        let backwards =
            waves.iter().filter(|w| w.end < w.start).map(|w| CalendarFault::WaveBackwards { label: w.label.clone() });
        let overlaps = waves
            .windows(2)
            .filter(|pair| pair[1].start <= pair[0].end)
            .map(|pair| CalendarFault::WavesOverlap { first: pair[0].label.clone(), second: pair[1].label.clone() });
        backwards.chain(overlaps).collect()
    }

    /// Looks at the labels of three years in a row, which hold every way in which a pattern without
    /// its year, quarter or month could repeat itself, and at those of all waves.
    fn shared_label(&self) -> Option<CalendarFault> {
        let mut seen: BTreeMap<String, Period> = BTreeMap::new();
        let kinds = [PeriodKind::Year, PeriodKind::Quarter, PeriodKind::Month];
        let mut periods: Vec<Period> =
            kinds.into_iter().flat_map(|kind| (2011..2014).flat_map(move |y| self.of_year(kind, y))).collect();
        periods.extend(self.waves.iter().map(|w| self.wave(w)));
        for period in periods {
            let label = period.label.clone();
            let Some(first) = seen.insert(label.clone(), period) else { continue };
            let second = &seen[&label];
            return Some(CalendarFault::SharedLabel {
                label,
                first_kind: first.kind,
                first: first.start,
                second_kind: second.kind,
                second: second.start,
            });
        }
        // A wave may also take the label of a year far away.
        self.waves.iter().find_map(|wave| {
            let other = self.named(&wave.label)?;
            Some(CalendarFault::SharedLabel {
                label: wave.label.clone(),
                first_kind: other.kind,
                first: other.start,
                second_kind: PeriodKind::Wave,
                second: wave.start,
            })
        })
    }
}

fn unknown_hole(kind: PeriodKind, pattern: &str) -> Option<CalendarFault> {
    label::unknown_hole(pattern, kind).map(|hole| CalendarFault::UnknownHole { kind, hole })
}
