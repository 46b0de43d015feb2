//! The small language of cells and outcomes.

use std::ops::Range;
use std::sync::Arc;

use super::Outcome;
use super::cases::{Cases, Cut};
use crate::compile::parse_date;
use crate::{Fault, Type, Value, evaluate, number};

/// Reads a cell over an input of a type.
pub(super) fn parse_cell(text: &str, kind: Type) -> Result<Cases, Fault> {
    let mut ranges = Vec::new();
    let mut absent = false;
    for part in alternatives(text) {
        let written = &text[part.clone()];
        match written {
            "" => {
                return Err(fault(
                    text,
                    part,
                    "The cell is empty.",
                    "Write `*` for anything, `absent`, or `''` for empty text.",
                ));
            }
            "*" => {
                absent = true;
                ranges.push((Cut::Start, Cut::End));
            }
            "absent" => absent = true,
            _ => ranges.push(parse_range(text, part, kind)?),
        }
    }
    Ok(Cases::new(ranges, absent))
}

/// Reads an outcome of a type.
pub(super) fn parse_outcome(text: &str, kind: Type) -> Result<Outcome, Fault> {
    let trimmed = trimmed(text, 0..text.len());
    let written = &text[trimmed.clone()];
    if let Some(message) = written.strip_prefix("error:") {
        let message = message.trim();
        if message.is_empty() {
            return Err(fault(text, trimmed, "The error says nothing.", "Write what is wrong behind `error:`."));
        }
        return Ok(Outcome::Error(message.to_owned()));
    }
    match written {
        "" => Err(fault(text, trimmed, "The outcome is empty.", "Write a value, `absent`, `''` or `error: …`.")),
        "absent" => Ok(Outcome::Value(Value::Null)),
        _ => parse_value(text, trimmed, kind).map(Outcome::Value),
    }
}

fn parse_range(text: &str, part: Range<usize>, kind: Type) -> Result<(Cut, Cut), Fault> {
    let written = &text[part.clone()];
    let dots = if kind.is_ordered() && kind != Type::Text { written.find("..") } else { None };
    let Some(at) = dots else {
        let value = parse_value(text, part, kind)?;
        return Ok((Cut::below(&value), Cut::above(&value)));
    };
    let low = trimmed(text, part.start..part.start + at);
    let high = trimmed(text, part.start + at + 2..part.end);
    if low.is_empty() && high.is_empty() {
        return Err(fault(text, part, "The range has no end.", "Write `1..5`, `2..` or `..3`; `*` takes anything."));
    }
    let bound = |range: Range<usize>| match range.is_empty() {
        true => Ok(None),
        false => parse_value(text, range, kind).map(Some),
    };
    let (low, high) = (bound(low)?, bound(high)?);
    if let (Some(low), Some(high)) = (&low, &high)
        && evaluate::compare(low, high).ok().flatten().is_some_and(std::cmp::Ordering::is_gt)
    {
        let help = "The smaller end comes first; both ends are included.";
        return Err(fault(text, part, "The range is upside down.", help));
    }
    Ok((low.map_or(Cut::Start, |low| Cut::below(&low)), high.map_or(Cut::End, |high| Cut::above(&high))))
}

fn parse_value(text: &str, part: Range<usize>, kind: Type) -> Result<Value, Fault> {
    let written = &text[part.clone()];
    let value = match kind {
        Type::Boolean => match written {
            "true" | "yes" => Some(Value::Boolean(true)),
            "false" | "no" => Some(Value::Boolean(false)),
            _ => None,
        },
        Type::Integer => written.parse().ok().map(Value::Integer),
        Type::Decimal => number::parse_decimal(written).map(Value::Decimal),
        Type::Date => parse_date(written).map(Value::Date),
        Type::Text => unquote(written).map(|written| Value::Text(Arc::from(written))),
        Type::Codes => None,
    };
    value.ok_or_else(|| {
        let help = match kind {
            Type::Boolean => "Write `true` or `yes`, `false` or `no`.",
            Type::Integer => "Write a whole number such as `12`, or a range such as `1..5`.",
            Type::Decimal => "Write a number such as `2.5`, or a range such as `0..2.5`.",
            Type::Date => "Write a date such as `2012-06-30`, or a range of two.",
            Type::Text => "Quoted text ends with a quote; a quote inside it is doubled.",
            Type::Codes => "Cells can't hold sets of codes.",
        };
        fault(text, part, format!("`{}` is not a value of type {kind}.", crate::source::shorten(written)), help)
    })
}

/// Text in quotes without them, other text as it is. `None` for a quote that isn't closed.
fn unquote(written: &str) -> Option<String> {
    let Some(rest) = written.strip_prefix('\'') else {
        return Some(written.to_owned());
    };
    let inner = rest.strip_suffix('\'')?;
    let single = inner.replace("''", "");
    (!single.contains('\'')).then(|| inner.replace("''", "'"))
}

/// The parts between bars that stand outside quotes, without the spaces around them. A quote opens
/// text only at the start of a part.
fn alternatives(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        let opens = text[start..at].trim().is_empty();
        match character {
            '\'' if quoted || opens => quoted = !quoted,
            '|' if !quoted => {
                parts.push(trimmed(text, start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(trimmed(text, start..text.len()));
    parts
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}

fn fault(text: &str, range: Range<usize>, message: impl Into<String>, help: &str) -> Fault {
    let range = if range.is_empty() { 0..text.len() } else { range };
    Fault { range, message: message.into(), label: "here".into(), help: help.into() }
}
