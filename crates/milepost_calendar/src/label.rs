use jiff::civil::Date;

use crate::PeriodKind;

/// The holes that a label's pattern may have, each with the number of digits that fill it.
const HOLES: [(&str, usize); 5] = [("{start}", 4), ("{end}", 4), ("{year}", 4), ("{month}", 2), ("{quarter}", 1)];

/// What fills the holes of a pattern for one period.
pub(crate) struct Filling {
    /// Civil year in which the calendar's year starts.
    pub(crate) start: i16,
    /// Civil year in which it ends.
    pub(crate) end: i16,
    /// First day of the period itself.
    pub(crate) first: Date,
    /// Which quarter of the calendar's year, from 1; meaningless in other patterns.
    pub(crate) quarter: usize,
}

/// The label that a pattern gives a period.
pub(crate) fn write(pattern: &str, filling: &Filling) -> String {
    pattern
        .replace("{start}", &format!("{:04}", filling.start))
        .replace("{end}", &format!("{:04}", filling.end))
        .replace("{year}", &format!("{:04}", filling.first.year()))
        .replace("{month}", &format!("{:02}", filling.first.month()))
        .replace("{quarter}", &filling.quarter.to_string())
}

/// The civil years in which the year of a label's period may start, or none if the pattern doesn't
/// fit. A label fits at fixed places, so the work grows with its length alone.
pub(crate) fn starting_years(pattern: &str, label: &str) -> Vec<i16> {
    let mut years = Vec::new();
    let (mut pattern, mut label) = (pattern, label);
    while let Some(next) = pattern.chars().next() {
        let hole = HOLES.iter().find(|(name, _)| pattern.starts_with(name));
        let Some((name, width)) = hole else {
            let Some(rest) = label.strip_prefix(next) else { return Vec::new() };
            (pattern, label) = (&pattern[next.len_utf8()..], rest);
            continue;
        };
        let Some(digits) = label.get(..*width).filter(|d| d.bytes().all(|b| b.is_ascii_digit())) else {
            return Vec::new();
        };
        if let (4, Ok(year)) = (*width, digits.parse::<i16>()) {
            years.push(year);
            if *name != "{start}" {
                years.push(year - 1);
            }
        }
        (pattern, label) = (&pattern[name.len()..], &label[*width..]);
    }
    if !label.is_empty() {
        years.clear();
    }
    years
}

/// The first thing in braces that is no hole for a pattern of that kind: `{quarter}` has no meaning
/// in the label of a month.
pub(crate) fn unknown_hole(pattern: &str, kind: PeriodKind) -> Option<String> {
    let mut rest = pattern;
    while let Some(open) = rest.find(['{', '}']) {
        let tail = &rest[open..];
        let length = tail.find('}').map_or(tail.len(), |close| close + 1);
        let (hole, after) = tail.split_at(length);
        let known = HOLES.iter().any(|(name, _)| *name == hole);
        if !known || (hole == "{quarter}" && kind != PeriodKind::Quarter) {
            return Some(hole.to_owned());
        }
        rest = after;
    }
    None
}
