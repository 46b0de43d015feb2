use milepost_expression::Value;
use milepost_pack::Column;

use crate::rules::Cell;
use crate::{days, encode};

/// The bucket, of so many, into which intake puts the rows of a unit. With twice as many buckets, it is the same
/// number or that number and the former many: so rows that were divided can be divided further.
pub fn unit_bucket(column: &Column, unit: &Value, of: u16) -> u16 {
    if of <= 1 {
        return 0;
    }
    let text = match unit {
        Value::Text(text) => text.to_string(),
        Value::Codes(codes) => codes.join(";"),
        _ => String::new(),
    };
    let cell = match unit {
        Value::Null => Cell::Absent,
        Value::Boolean(boolean) => Cell::Boolean(*boolean),
        Value::Integer(integer) => Cell::Integer(*integer),
        // A stored decimal has no more places than its column declares.
        Value::Decimal(number) => {
            Cell::Decimal(number.numer() * 10_i128.pow(u32::from(column.places)) / number.denom())
        }
        Value::Text(_) => Cell::Text(0, text.len()),
        Value::Date(date) => Cell::Date(days::from_date(*date)),
        Value::Codes(_) => Cell::Codes(0, text.len()),
    };
    let mut key = Vec::new();
    encode::write_key(cell, text.as_bytes(), text.as_bytes(), &mut key);
    encode::bucket(&key, of)
}
