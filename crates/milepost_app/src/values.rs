use milepost_expression::Value;

/// A value as files write it; an absent one is empty.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => {
            let big = num_rational::BigRational::new((*number.numer()).into(), (*number.denom()).into());
            milepost_measure::parts_text(&big)
        }
        Value::Text(text) => text.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Codes(codes) => codes.join(";"),
    }
}
