use milepost_expression::Number;

/// Digits before and after the point that a declared number may have; far from what 128 bits hold,
/// so that arithmetic with it has room.
const MOST_DIGITS: usize = 24;

/// Reads a decimal number exactly: `65`, `-0.875`, `1e-3`. No binary fraction is ever involved.
pub(crate) fn exact(text: &str) -> Option<Number> {
    let text = text.replace('_', "");
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text.as_str(), 0),
    };
    let (negative, digits) = match mantissa.as_bytes().first()? {
        b'-' => (true, &mantissa[1..]),
        b'+' => (false, &mantissa[1..]),
        _ => (false, mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || (digits.contains('.') && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction)
    {
        return None;
    }
    let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
    if whole.len() + fraction.len() > MOST_DIGITS || scale.unsigned_abs() as usize > MOST_DIGITS {
        return None;
    }
    let units: i128 = format!("{whole}{fraction}").parse().ok()?;
    let power = 10_i128.checked_pow(scale.unsigned_abs())?;
    let number = if scale < 0 { Number::from_integer(units.checked_mul(power)?) } else { Number::new(units, power) };
    Some(if negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        assert_eq!(exact("0.875"), Some(Number::new(7, 8)));
        assert_eq!(exact("-42.50"), Some(Number::new(-85, 2)));
        assert_eq!(exact("1e-3"), Some(Number::new(1, 1000)));
        assert_eq!(exact("1_000"), Some(Number::from_integer(1000)));
        assert_eq!(exact("2.5E2"), Some(Number::from_integer(250)));
        assert_eq!(exact("+7"), Some(Number::from_integer(7)));
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for text in ["", "-", ".5", "5.", "1,5", "inf", "nan", "1e", "1e999999999999", "0x10", "٣", "1e25"] {
            assert_eq!(exact(text), None, "{text}");
        }
        assert_eq!(exact(&"9".repeat(25)), None);
    }
}
