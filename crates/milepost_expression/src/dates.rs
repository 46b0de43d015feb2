//! Calendar arithmetic: whole months and years between dates, and dates moved by them.

use jiff::Span;
use jiff::civil::Date;

use crate::DateUnit;

/// Moves a date. A day that the target month lacks becomes the month's last day, so one year after
/// 29 February is 28 February. `None` outside the years -9999 to 9999.
pub(crate) fn shift(date: Date, amount: i64, unit: DateUnit) -> Option<Date> {
    let span = match unit {
        DateUnit::Day => Span::new().try_days(amount),
        DateUnit::Month => Span::new().try_months(amount),
        DateUnit::Year => Span::new().try_years(amount),
    };
    date.checked_add(span.ok()?).ok()
}

/// Days from the first date to the second; negative when the second is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// Completed months from the first date to the second: the most months by which the first can be moved
/// without passing the second. Counted the other way round, and negative, when the second is earlier.
pub(crate) fn months_between(from: Date, to: Date) -> i64 {
    if to < from {
        return -months_between(to, from);
    }
    let months = (i64::from(to.year()) - i64::from(from.year())) * 12 + i64::from(to.month()) - i64::from(from.month());
    match shift(from, months, DateUnit::Month) {
        Some(moved) if moved <= to => months,
        _ => months - 1,
    }
}

/// Completed years, in the sense of [`months_between`].
pub(crate) fn years_between(from: Date, to: Date) -> i64 {
    months_between(from, to) / 12
}
