//! Civil dates as days since 1970-01-01, the form in which Parquet keeps them.

use jiff::civil::Date;

/// Days since 1970-01-01, for a year from -9999 to 9999.
///
/// Years are counted from March, so that the leap day is the last of its year; a 400-year cycle has
/// 146,097 days.
pub fn from_date(date: Date) -> i32 {
    let (year, month, day) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let cycle = year.div_euclid(400);
    let of_cycle = year.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    cycle * 146_097 + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + of_year - 719_468
}

/// The date so many days after 1970-01-01, if it lies in the years -9999 to 9999.
pub fn to_date(days: i32) -> Option<Date> {
    let days = i64::from(days) + 719_468;
    let cycle = days.div_euclid(146_097);
    let of_cycle = days.rem_euclid(146_097);
    let year = (of_cycle - of_cycle / 1_460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = i16::try_from(year + cycle * 400 + later).ok()?;
    Date::new(year, month as i8, day as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The calendar library counts the days on its own.
    #[test]
    fn days_agree_with_the_calendar_library() {
        let epoch = Date::constant(1970, 1, 1);
        let mut date = Date::constant(-401, 12, 30);
        let mut expected = (date - epoch).get_days();
        while date < Date::constant(2500, 1, 1) {
            assert_eq!(from_date(date), expected, "{date}");
            assert_eq!(to_date(expected), Some(date));
            date = date.tomorrow().unwrap();
            expected += 1;
        }
        assert_eq!(to_date(from_date(Date::MIN)), Some(Date::MIN));
        assert_eq!(to_date(from_date(Date::MAX)), Some(Date::MAX));
        assert_eq!(to_date(i32::MAX), None);
        assert_eq!(to_date(i32::MIN), None);
    }
}
