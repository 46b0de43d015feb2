//! Which slice a row falls into.

use std::collections::{BTreeMap, HashMap};

use milepost_calendar::{Calendar, Period, PeriodKind};
use milepost_pack::{Dataset, Pack, SliceBy};

use crate::problem::{Failure, FileProblem, Stop};
use crate::rules::{Breach, Cell};
use crate::{check, days};

/// Most slices of one file.
pub(crate) const MOST_SLICES: usize = 4096;
const LONGEST_LABEL: usize = 200;

/// The periods that the rows of a file were found to belong to, numbered as they come.
pub(crate) struct Slices<'p> {
    calendar: &'p Calendar,
    dataset: &'p Dataset,
    given: Option<Period>,
    periods: Vec<Period>,
    by_first_day: BTreeMap<i32, (i32, usize)>,
    /// What labels were found to mean, the wrong ones too, since they come in heaps as well.
    by_label: HashMap<Vec<u8>, Result<usize, String>>,
    /// The days of the slice that the last row fell into, since rows come in heaps.
    last: Option<(i32, i32, usize)>,
}

impl<'p> Slices<'p> {
    /// `given` is the period of the submission; rows with a date or label of their own may do without.
    pub(crate) fn new(pack: &'p Pack, dataset: &'p Dataset, given: Option<&Period>) -> Result<Self, Stop> {
        let calendar = pack.calendars.iter().find(|c| c.id == dataset.calendar);
        let calendar = calendar.ok_or_else(|| Failure::Pack(format!("there is no calendar `{}`", dataset.calendar)))?;
        let fits = |p: &Period| p.calendar == dataset.calendar && p.kind == dataset.period;
        match given {
            None if dataset.slice == SliceBy::Submission => {
                let message = format!("`{}` needs the {} that the rows are about", dataset.id, dataset.period);
                return Err(FileProblem::error(check::NO_PERIOD, message).into());
            }
            Some(period) if !fits(period) => {
                let message = format!(
                    "`{}` is collected for each {} of calendar `{}`, and {period} is a {} of `{}`",
                    dataset.id, dataset.period, dataset.calendar, period.kind, period.calendar
                );
                return Err(FileProblem::error(check::NO_PERIOD, message).into());
            }
            _ => {}
        }
        let given = given.cloned();
        let (periods, by_first_day, by_label, last) = (Vec::new(), BTreeMap::new(), HashMap::new(), None);
        let mut slices = Self { calendar, dataset, given, periods, by_first_day, by_label, last };
        if let (Some(period), SliceBy::Submission) = (&slices.given, dataset.slice) {
            slices.periods.push(period.clone());
        }
        Ok(slices)
    }

    pub(crate) fn period(&self, slice: usize) -> &Period {
        &self.periods[slice]
    }

    /// The slice of a row; a breach when it has none or another one than the submission's. The inner
    /// absence means that the column is empty or bad, of which another check speaks.
    pub(crate) fn find(&mut self, cells: &[Cell], bytes: &[u8]) -> Result<Result<Option<usize>, Breach>, Stop> {
        let (slot, found) = match self.dataset.slice {
            SliceBy::Submission => return Ok(Ok(Some(0))),
            SliceBy::Date(slot) => match cells[slot.0] {
                Cell::Date(day) => (slot.0, self.by_date(day)?),
                _ => return Ok(Ok(None)),
            },
            SliceBy::Label(slot) => match cells[slot.0] {
                Cell::Text(from, to) => (slot.0, self.labelled(&bytes[from..to])?),
                _ => return Ok(Ok(None)),
            },
        };
        Ok(match found {
            Ok(slice) => match &self.given {
                Some(given) if *given != self.periods[slice] => {
                    let message = format!("the row belongs to {}, the submission to {given}", self.periods[slice]);
                    Err(Breach::new(check::OTHER_PERIOD, message).on(slot))
                }
                _ => Ok(Some(slice)),
            },
            Err(message) => Err(Breach::new(check::OUTSIDE_CALENDAR, message).on(slot)),
        })
    }

    fn by_date(&mut self, day: i32) -> Result<Result<usize, String>, Stop> {
        if let Some((first, last, slice)) = self.last
            && (first..=last).contains(&day)
        {
            return Ok(Ok(slice));
        }
        // Waves may leave gaps or overlap, so only the calendar itself can tell.
        let known = match self.dataset.period {
            PeriodKind::Wave => None,
            _ => self.by_first_day.range(..=day).next_back().filter(|(_, (last, _))| day <= *last),
        };
        if let Some((first, (last, slice))) = known {
            self.last = Some((*first, *last, *slice));
            return Ok(Ok(*slice));
        }
        let Some(date) = days::to_date(day) else { return Ok(Err("the date is out of range".to_owned())) };
        match self.calendar.containing(self.dataset.period, date) {
            Ok(period) => {
                let (first, last) = (days::from_date(period.start), days::from_date(period.end));
                let slice = self.number(period)?;
                self.by_first_day.insert(first, (last, slice));
                if self.dataset.period != PeriodKind::Wave {
                    self.last = Some((first, last, slice));
                }
                Ok(Ok(slice))
            }
            Err(error) => Ok(Err(error.to_string())),
        }
    }

    fn labelled(&mut self, label: &[u8]) -> Result<Result<usize, String>, Stop> {
        if let Some(known) = self.by_label.get(label) {
            return Ok(known.clone());
        }
        let text = String::from_utf8_lossy(label);
        if text.len() > LONGEST_LABEL {
            return Ok(Err("the label is too long to be one".to_owned()));
        }
        let found = match self.calendar.period(&text) {
            Ok(period) if period.kind == self.dataset.period => Ok(self.number(period)?),
            Ok(period) => Err(format!("{period} is a {}, not a {}", period.kind, self.dataset.period)),
            Err(error) => Err(error.to_string()),
        };
        if self.by_label.len() < 2 * MOST_SLICES {
            self.by_label.insert(label.to_vec(), found.clone());
        }
        Ok(found)
    }

    fn number(&mut self, period: Period) -> Result<usize, Stop> {
        if let Some(known) = self.periods.iter().position(|p| *p == period) {
            return Ok(known);
        }
        if self.periods.len() == MOST_SLICES {
            let message = format!("the rows fall into more than {MOST_SLICES} periods");
            return Err(FileProblem::error(check::TOO_MANY_PERIODS, message).into());
        }
        self.periods.push(period);
        Ok(self.periods.len() - 1)
    }
}
