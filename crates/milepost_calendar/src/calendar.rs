use jiff::ToSpan;
use jiff::civil::Date;
use thiserror::Error;

use crate::label::{self, Filling};
use crate::{Period, PeriodKind};

/// A declared calendar: on which day its year starts, and how its periods are called.
///
/// Labels are patterns: `{start}` is the civil year in which the calendar's year starts, `{end}` the
/// one in which it ends, `{year}` and `{month}` the four-digit civil year and the two-digit month of
/// the period's own first day, and `{quarter}` 1 to 4. Only civil years 0 to 9999 can be read back.
///
/// Whoever makes a calendar asks [`Calendar::faults`] before using it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Permanent id.
    pub id: String,
    /// Month and day of the first day of a year: (7, 1) is July 1. A day that a month doesn't have
    /// in every year, February 29, stands for the month's last.
    pub year_starts: (i8, i8),
    /// Label of a year, `FFY{start}`.
    pub year_label: Option<String>,
    /// Label of a quarter, `FFY{start}Q{quarter}`.
    pub quarter_label: Option<String>,
    /// Label of a month, `{year}-{month}`.
    pub month_label: Option<String>,
    /// Named stretches.
    pub waves: Vec<Wave>,
}

/// A named stretch of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wave {
    /// Its label.
    pub label: String,
    /// First day.
    pub start: Date,
    /// Last day, itself included.
    pub end: Date,
}

/// Why a label or a kind names no period of a calendar.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CalendarError {
    /// No pattern of the calendar fits the label.
    #[error("calendar `{calendar}` has no period `{label}`; its labels look like {examples}")]
    UnknownLabel {
        /// The calendar's id.
        calendar: String,
        /// What was asked for.
        label: String,
        /// Labels that would fit, for the message.
        examples: String,
    },
    /// The calendar declares no periods of that kind, or none that holds the date.
    #[error("calendar `{calendar}` has no {kind} that holds {date}")]
    NoPeriod {
        /// The calendar's id.
        calendar: String,
        /// The kind asked for.
        kind: PeriodKind,
        /// The date asked for.
        date: Date,
    },
}

impl Calendar {
    /// The period of a kind that holds a date.
    ///
    /// # Errors
    /// [`CalendarError::NoPeriod`]: the calendar declares no such kind, no wave holds the date, or
    /// the year leaves the range of dates.
    pub fn containing(&self, kind: PeriodKind, date: Date) -> Result<Period, CalendarError> {
        let found = match kind {
            PeriodKind::Wave => self.waves.iter().find(|w| w.start <= date && date <= w.end).map(|w| self.wave(w)),
            _ => self.starting_year(date).and_then(|year| {
                self.of_year_where(kind, year, |start, end| start <= date && date <= end).into_iter().next()
            }),
        };
        found.ok_or_else(|| CalendarError::NoPeriod { calendar: self.id.clone(), kind, date })
    }

    /// The period that a label names, whatever its kind.
    ///
    /// # Errors
    /// [`CalendarError::UnknownLabel`]: no wave and no pattern has that label.
    pub fn period(&self, label: &str) -> Result<Period, CalendarError> {
        let wave = self.waves.iter().find(|w| w.label == label).map(|w| self.wave(w));
        wave.or_else(|| self.named(label)).ok_or_else(|| CalendarError::UnknownLabel {
            calendar: self.id.clone(),
            label: label.to_owned(),
            examples: self.examples(),
        })
    }

    /// The period of the same kind just before, if there is one.
    pub fn previous(&self, period: &Period) -> Option<Period> {
        match period.kind {
            PeriodKind::Wave => {
                self.waves.iter().filter(|w| w.end < period.start).max_by_key(|w| w.end).map(|w| self.wave(w))
            }
            kind => self.containing(kind, period.start.yesterday().ok()?).ok(),
        }
    }

    /// The period of the same kind just after, if there is one.
    pub fn next(&self, period: &Period) -> Option<Period> {
        match period.kind {
            PeriodKind::Wave => {
                self.waves.iter().filter(|w| w.start > period.end).min_by_key(|w| w.start).map(|w| self.wave(w))
            }
            kind => self.containing(kind, period.end.tomorrow().ok()?).ok(),
        }
    }

    /// The period that lies `by` periods of the same kind later (earlier when negative).
    pub fn shifted(&self, period: &Period, by: i32) -> Option<Period> {
        let step = |p: Period| if by < 0 { self.previous(&p) } else { self.next(&p) };
        (0..by.unsigned_abs()).try_fold(period.clone(), |p, _| step(p))
    }

    /// The periods of a kind that lie wholly within a period, in order: its months, its quarters,
    /// the waves held during it. A period is a part of itself.
    pub fn parts(&self, period: &Period, kind: PeriodKind) -> Vec<Period> {
        let within = |p: &Period| period.start <= p.start && p.end <= period.end;
        if kind == PeriodKind::Wave {
            let mut waves: Vec<Period> = self.waves.iter().map(|w| self.wave(w)).filter(within).collect();
            waves.sort_by_key(|w| w.start);
            return waves;
        }
        let first = self.containing(kind, period.start).ok();
        let touching = std::iter::successors(first, |p| self.next(p)).take_while(|p| p.end <= period.end);
        touching.filter(within).collect()
    }

    /// The periods of a kind of the year that starts in a civil year, in order; none for a kind
    /// without a label. They follow one another without a gap, and the last ends the day before the
    /// next year starts, whatever day that is.
    pub(crate) fn of_year(&self, kind: PeriodKind, year: i16) -> Vec<Period> {
        self.of_year_where(kind, year, |_, _| true)
    }

    /// Those whose first and last day `wanted` takes; labels are written for them alone.
    fn of_year_where(&self, kind: PeriodKind, year: i16, wanted: impl Fn(Date, Date) -> bool) -> Vec<Period> {
        let months = match kind {
            PeriodKind::Month => 1,
            PeriodKind::Quarter => 3,
            PeriodKind::Year => 12,
            PeriodKind::Wave => return Vec::new(),
        };
        let pattern = self.patterns().find(|(k, _)| *k == kind).map(|(_, pattern)| pattern);
        let (Some(pattern), Some(start), Some(next)) =
            (pattern, self.year_start(year), year.checked_add(1).and_then(|y| self.year_start(y)))
        else {
            return Vec::new();
        };
        let starts: Option<Vec<Date>> =
            (0..12 / months).map(|i| start.checked_add((i * months).months()).ok()).chain([Some(next)]).collect();
        let Some((starts, last)) = starts.zip(next.yesterday().ok()) else { return Vec::new() };
        let name = |(index, bounds): (usize, &[Date])| {
            let filling = Filling { start: start.year(), end: last.year(), first: bounds[0], quarter: index + 1 };
            let (start, end) = (bounds[0], bounds[1].yesterday().ok()?);
            if !wanted(start, end) {
                return None;
            }
            let label = label::write(pattern, &filling);
            Some(Period { calendar: self.id.clone(), kind, start, end, label })
        };
        starts.windows(2).enumerate().filter_map(name).collect()
    }

    pub(crate) fn wave(&self, wave: &Wave) -> Period {
        Period {
            calendar: self.id.clone(),
            kind: PeriodKind::Wave,
            start: wave.start,
            end: wave.end,
            label: wave.label.clone(),
        }
    }

    /// The patterns declared, with the kinds that they name.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = (PeriodKind, &str)> {
        let declared = [
            (PeriodKind::Year, &self.year_label),
            (PeriodKind::Quarter, &self.quarter_label),
            (PeriodKind::Month, &self.month_label),
        ];
        declared.into_iter().filter_map(|(kind, pattern)| Some((kind, pattern.as_deref()?)))
    }

    /// Finds a label by writing the labels of the years that its digits could mean, so that reading
    /// and writing can never disagree.
    pub(crate) fn named(&self, label: &str) -> Option<Period> {
        self.patterns().find_map(|(kind, pattern)| {
            let years = label::starting_years(pattern, label).into_iter();
            years.flat_map(|year| self.of_year(kind, year)).find(|p| p.label == label)
        })
    }

    fn year_start(&self, year: i16) -> Option<Date> {
        let (month, day) = self.year_starts;
        let first = Date::new(year, month, 1).ok()?;
        Date::new(year, month, day.min(first.days_in_month())).ok()
    }

    fn starting_year(&self, date: Date) -> Option<i16> {
        let this = self.year_start(date.year())?;
        if this <= date { Some(date.year()) } else { date.year().checked_sub(1) }
    }

    fn examples(&self) -> String {
        let examples: Vec<String> = [PeriodKind::Year, PeriodKind::Quarter, PeriodKind::Month]
            .into_iter()
            .filter_map(|kind| self.of_year(kind, 2011).into_iter().next())
            .map(|p| format!("`{}`", p.label))
            .chain(self.waves.first().map(|w| format!("`{}`", w.label)))
            .collect();
        if examples.is_empty() { "nothing, for it declares none".to_owned() } else { examples.join(", ") }
    }
}
