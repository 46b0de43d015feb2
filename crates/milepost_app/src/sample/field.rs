use jiff::ToSpan;
use jiff::civil::Date;
use milepost_expression::{Number, Type, Value};
use milepost_pack::{Maker, Pack};

use crate::chance::Chance;
use crate::values;

/// Makes one field after another.
pub(super) struct FieldMaker<'a> {
    pub(super) pack: &'a Pack,
    /// The day on which memberships are looked up.
    pub(super) day: Date,
}

/// The row in which a field is made.
pub(super) struct Row<'r> {
    /// The number that patterns show.
    pub(super) number: u64,
    /// Text of a column made before, by its name.
    pub(super) earlier: &'r dyn Fn(&str) -> Option<&'r str>,
    /// Text of a column of the unit's row, in the row of a member.
    pub(super) of_unit: &'r dyn Fn(&str) -> Option<&'r str>,
    /// Everything that formulas may read, in the order of their scope.
    pub(super) values: &'r dyn Fn() -> Vec<Value>,
}

impl FieldMaker<'_> {
    /// The text of a field. What counts the rows of a block, or says how long a field is kept, is no maker of
    /// one field; whoever calls sees to these.
    pub(super) fn field(&self, maker: &Maker, row: &Row<'_>, chance: &mut Chance) -> Result<String, String> {
        match maker {
            Maker::Constant(text) => Ok(text.clone()),
            Maker::Sequence(pattern) => numbered(pattern, row.number),
            Maker::Choose(weights) => Ok(choose(weights, chance)),
            Maker::ParentOf(column) => self.parent(earlier(row, column)?),
            Maker::DateBetween(first, last) => {
                let days = days_between(*first, *last)?;
                later(*first, chance.below(days as u64 + 1) as i64)
            }
            Maker::DaysAfter(column, least, most) => after(row, column, |date| {
                let reach = most.checked_sub(*least).and_then(|d| u64::try_from(d).ok()).ok_or("days run backward")?;
                later(date, least + chance.below(reach + 1) as i64)
            }),
            Maker::YearsAfter(column, years, days) => after(row, column, |date| {
                let moved = date.checked_add(i64::from(*years).years()).map_err(|e| e.to_string())?;
                later(moved, *days)
            }),
            Maker::IntegerBetween(least, most) => {
                let reach =
                    most.checked_sub(*least).and_then(|d| u64::try_from(d).ok()).ok_or("numbers run backward")?;
                Ok((least + chance.below(reach + 1) as i64).to_string())
            }
            Maker::Formula(formula) => {
                let value = formula.expression.evaluate(&(row.values)());
                value.map(|value| values::text(&value)).map_err(|error| error.to_string())
            }
            Maker::OfUnit(column) => {
                let text =
                    (row.of_unit)(column).ok_or_else(|| format!("no row of the unit has a column `{column}`"))?;
                Ok(text.to_owned())
            }
            Maker::Once(inner) | Maker::Every(_, inner) => self.field(inner, row, chance),
            Maker::Exactly(_) | Maker::Agencies(_) => Err("this counts the rows of a block".to_owned()),
        }
    }

    fn parent(&self, member: &str) -> Result<String, String> {
        self.pack
            .memberships
            .iter()
            .find(|m| m.member == member && m.validity.holds_on(self.day))
            .map(|m| m.parent.clone())
            .ok_or_else(|| format!("`{member}` belongs to nobody on {}", self.day))
    }
}

/// What a field says, as formulas read it; absent when it is empty or says nothing of its type.
pub(super) fn value(kind: Type, text: &str) -> Value {
    if text.is_empty() {
        return Value::Null;
    }
    let read = match kind {
        Type::Boolean => text.parse().ok().map(Value::Boolean),
        Type::Integer => text.parse().ok().map(Value::Integer),
        Type::Decimal => decimal(text).map(Value::Decimal),
        Type::Date => text.parse().ok().map(Value::Date),
        Type::Text => Some(Value::Text(text.into())),
        Type::Codes => Some(Value::Codes(text.split(';').map(Into::into).collect())),
    };
    read.unwrap_or(Value::Null)
}

fn decimal(text: &str) -> Option<Number> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    Some(Number::new(format!("{whole}{fraction}").parse().ok()?, scale))
}

fn choose(weights: &[(String, u64)], chance: &mut Chance) -> String {
    let total = weights.iter().map(|(_, w)| w).sum();
    let mut left = chance.below(total);
    for (text, weight) in weights {
        if left < *weight {
            return text.clone();
        }
        left -= weight;
    }
    String::new()
}

fn earlier<'r>(row: &Row<'r>, column: &str) -> Result<&'r str, String> {
    (row.earlier)(column).ok_or_else(|| format!("column `{column}` is not made before this one"))
}

/// A date made from another column's date; empty where that is.
fn after(row: &Row<'_>, column: &str, make: impl FnOnce(Date) -> Result<String, String>) -> Result<String, String> {
    match earlier(row, column)? {
        "" => Ok(String::new()),
        text => make(text.parse().map_err(|_| format!("`{text}` in column `{column}` is not a date"))?),
    }
}

fn days_between(first: Date, last: Date) -> Result<i64, String> {
    let days = first.until(last).map(|span| i64::from(span.get_days())).map_err(|e| e.to_string())?;
    if days < 0 { Err(format!("{last} lies before {first}")) } else { Ok(days) }
}

fn later(date: Date, days: i64) -> Result<String, String> {
    date.checked_add(days.days()).map(|d| d.to_string()).map_err(|e| e.to_string())
}

/// Puts a number into `{n}` or, padded with zeros to a width, `{n:05}`.
fn numbered(pattern: &str, number: u64) -> Result<String, String> {
    let Some((before, rest)) = pattern.split_once("{n") else {
        return Err(format!("`{pattern}` has no place for the number: write {{n}} or {{n:05}}"));
    };
    let Some((format, after)) = rest.split_once('}') else {
        return Err(format!("`{pattern}` lacks a closing brace"));
    };
    let width: usize = match format.strip_prefix(":0") {
        Some(digits) => digits.parse().map_err(|_| format!("`{digits}` is not a width"))?,
        None if format.is_empty() => 0,
        None => return Err(format!("`{{n{format}}}` is not known: write {{n}} or {{n:05}}")),
    };
    Ok(format!("{before}{number:0width$}{after}"))
}
