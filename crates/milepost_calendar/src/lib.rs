//! Civil dates, the periods of calendars that packs declare, and the clock.
//!
//! A program names its own years: one calls the twelve months from July 2011 "FFY2011", another
//! means October to September by the same label. So a [`Calendar`] is data, and a [`Period`] always
//! belongs to one.
//!
//! ```
//! use jiff::civil::date;
//! use milepost_calendar::{Calendar, PeriodKind};
//!
//! let calendar = Calendar {
//!     id: "ffy".to_owned(),
//!     year_starts: (7, 1),
//!     year_label: Some("FFY{start}".to_owned()),
//!     quarter_label: Some("FFY{start}Q{quarter}".to_owned()),
//!     month_label: None,
//!     waves: Vec::new(),
//! };
//! assert_eq!(calendar.faults(), []);
//!
//! let year = calendar.period("FFY2011").unwrap();
//! assert_eq!((year.start, year.end), (date(2011, 7, 1), date(2012, 6, 30)));
//!
//! let quarter = calendar.containing(PeriodKind::Quarter, date(2012, 2, 29)).unwrap();
//! assert_eq!(quarter.label, "FFY2011Q3");
//! assert_eq!(calendar.parts(&year, PeriodKind::Quarter)[2], quarter);
//! ```

mod calendar;
mod clock;
mod deadline;
mod fault;
mod label;
mod period;
mod working_days;

pub use calendar::{Calendar, CalendarError, Wave};
pub use clock::Clock;
pub use deadline::{Budget, Deadline, Extension, Roll, Standing, Suspension, Term};
pub use fault::CalendarFault;
pub use period::{Period, PeriodKind};
pub use working_days::WorkingDays;
