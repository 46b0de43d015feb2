use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::{Calendar, PeriodKind, WorkingDays};

/// How long somebody has from the day on which something happened: the anchor, which is day 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Budget {
    /// Calendar days.
    Days(u16),
    /// Days on which the office works; the others are passed over.
    WorkingDays(u16),
    /// Months: until the same day of the month, or its last where it has no such day.
    Months(u16),
    /// Until the next such month and day after the anchor. A day that a month doesn't have in every year, February 29,
    /// stands for the month's last.
    DayOfYear {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
    /// Until the last day of the period of this kind that holds the anchor.
    PeriodEnd(PeriodKind),
}

impl Budget {
    /// The last day; `None` where the calendar names no such period, or dates end.
    pub fn last_day(self, anchor: Date, days: &WorkingDays, calendar: &Calendar) -> Option<Date> {
        let later = |span: Span| anchor.checked_add(span).ok();
        match self {
            Self::Days(count) => later(i32::from(count).days()),
            Self::WorkingDays(count) => days.after(anchor, count),
            Self::Months(count) => later(i32::from(count).months()),
            Self::DayOfYear { month, day } => {
                let in_year = |year: i16| {
                    let first = Date::new(year, month, 1).ok()?;
                    Date::new(year, month, day.min(first.days_in_month())).ok()
                };
                in_year(anchor.year()).filter(|date| *date > anchor).or_else(|| in_year(anchor.year().checked_add(1)?))
            }
            Self::PeriodEnd(kind) => calendar.containing(kind, anchor).ok().map(|period| period.end),
        }
    }
}

/// Where a last day goes on which nobody works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Roll {
    /// It stays.
    #[default]
    Stays,
    /// To the next working day.
    Forward,
    /// To the working day before.
    Backward,
}

/// One clock of a duty: a budget from an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The day of the anchor; `None` before it has happened.
    pub anchor: Option<Date>,
    /// How long.
    pub budget: Budget,
}

/// A stretch in which the clock stands still, both days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// First day.
    pub from: Date,
    /// Last day; `None` while it lasts.
    pub to: Option<Date>,
}

/// Time granted on top of what a budget gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The day on which it was granted.
    pub granted: Date,
    /// Calendar days.
    pub days: u16,
}

/// Everything that decides by when a duty is due. Nothing of what follows from it is stored: the due day, the days left
/// and whether it is overdue are asked of it for a day.
///
/// ```
/// use jiff::civil::date;
/// use milepost_calendar::{Budget, Calendar, Deadline, Standing, Term, WorkingDays};
///
/// // Sixty days from the notification, but never fewer than thirty from the denial of a claim.
/// let calendar = Calendar { id: "civil".into(), year_starts: (1, 1), year_label: None, quarter_label: None,
///     month_label: None, waves: vec![] };
/// let mut plan = Deadline::of(Term { anchor: Some(date(2024, 7, 1)), budget: Budget::Days(60) });
/// plan.or_later = vec![Term { anchor: Some(date(2024, 8, 10)), budget: Budget::Days(30) }];
/// let days = WorkingDays::default();
/// assert_eq!(plan.due(&days, &calendar), Some(date(2024, 9, 9)));
/// let standing = plan.standing(date(2024, 9, 10), None, &days, &calendar);
/// assert_eq!(standing, Standing::Overdue { due: date(2024, 9, 9), days_late: 1 });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Starts the clock.
    pub term: Term,
    /// Others that can only move the due day further away, each once its anchor has happened.
    pub or_later: Vec<Term>,
    /// Stretches in which the clock stands still, in any order.
    pub suspensions: Vec<Suspension>,
    /// Calendar days that were granted on top.
    pub extensions: Vec<Extension>,
    /// What happens to a last day on which nobody works.
    pub roll: Roll,
}

/// How a duty stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The anchor has not happened, or only after that day.
    NotStarted,
    /// The clock stands still.
    Suspended {
        /// First day of the stretch.
        since: Date,
    },
    /// There is time left.
    Open {
        /// The last day on which it is in time.
        due: Date,
        /// 0 on the last day.
        days_left: i32,
    },
    /// The last day has passed, and nothing was done.
    Overdue {
        /// The last day on which it was in time.
        due: Date,
        /// 1 on the day after it.
        days_late: i32,
    },
    /// It was done.
    Done {
        /// The last day on which it was in time; `None` if the clock stood still, or had not started.
        due: Option<Date>,
        /// 0 when it was in time.
        days_late: i32,
    },
}

impl Deadline {
    /// A duty with one clock, which nothing moves.
    pub fn of(term: Term) -> Self {
        Self { term, or_later: Vec::new(), suspensions: Vec::new(), extensions: Vec::new(), roll: Roll::Stays }
    }

    /// The last day on which the duty is done in time; `None` before the anchor has happened, and while a suspension
    /// without end keeps the clock from reaching it.
    pub fn due(&self, days: &WorkingDays, calendar: &Calendar) -> Option<Date> {
        let anchor = self.term.anchor?;
        let first = self.term.budget.last_day(anchor, days, calendar)?;
        let later = self.or_later.iter().filter_map(|term| term.budget.last_day(term.anchor?, days, calendar));
        let granted: i32 = self.extensions.iter().map(|extension| i32::from(extension.days)).sum();
        let due = later.fold(first, Date::max).checked_add(granted.days()).ok()?;
        let due = self.suspended(anchor, due)?;
        match self.roll {
            Roll::Stays => Some(due),
            Roll::Forward => days.on_or_after(due),
            Roll::Backward => days.on_or_before(due),
        }
    }

    /// Moves a day by the days after the anchor on which the clock stood still before reaching it.
    fn suspended(&self, anchor: Date, due: Date) -> Option<Date> {
        let mut stretches = self.suspensions.clone();
        stretches.sort_by_key(|stretch| stretch.from);
        // Days that are counted already: the anchor's own is none, and no day stands still twice.
        let (mut due, mut seen) = (due, anchor);
        for stretch in stretches {
            let from = stretch.from.max(seen.tomorrow().ok()?);
            if from > due {
                continue;
            }
            let to = stretch.to?;
            if to >= from {
                due = due.checked_add(from.until(to).ok()?).ok()?.tomorrow().ok()?;
                seen = to;
            }
        }
        Some(due)
    }

    /// What of it was known at the end of a day: what happened later had not happened, and a suspension that ended
    /// later had no end.
    fn known_on(&self, as_of: Date) -> Self {
        let past = |date: &Date| *date <= as_of;
        let term = |term: &Term| Term { anchor: term.anchor.filter(past), ..*term };
        let suspensions = self.suspensions.iter().filter(|stretch| past(&stretch.from));
        Self {
            term: term(&self.term),
            or_later: self.or_later.iter().map(term).collect(),
            suspensions: suspensions.map(|s| Suspension { to: s.to.filter(past), ..*s }).collect(),
            extensions: self.extensions.iter().copied().filter(|extension| past(&extension.granted)).collect(),
            roll: self.roll,
        }
    }

    /// How the duty stands at the end of a day, when it was done on `done` or not at all yet. What happened after that
    /// day has no say in it.
    pub fn standing(&self, as_of: Date, done: Option<Date>, days: &WorkingDays, calendar: &Calendar) -> Standing {
        let known = self.known_on(as_of);
        let due = known.due(days, calendar);
        if let Some(done) = done.filter(|done| *done <= as_of) {
            return Standing::Done { due, days_late: due.map_or(0, |due| days_from(due, done).max(0)) };
        }
        let still = known.suspensions.iter().find(|stretch| stretch.to.is_none_or(|to| to == as_of));
        match (due, still) {
            (Some(due), _) if due < as_of => Standing::Overdue { due, days_late: days_from(due, as_of) },
            (_, Some(stretch)) if known.term.anchor.is_some() => Standing::Suspended { since: stretch.from },
            (Some(due), _) => Standing::Open { due, days_left: days_from(as_of, due) },
            (None, _) => Standing::NotStarted,
        }
    }
}

fn days_from(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
