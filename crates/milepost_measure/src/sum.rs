use std::fmt;
use std::ops::AddAssign;

use milepost_expression::{Number, Value};
use num_bigint::BigInt;
use num_rational::BigRational;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A sum of scaled values as a whole number: 12.50 dollars with two digits kept is 1250. It never
/// overflows, so cells merge in any order; files hold it as decimal text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sum(pub BigInt);

impl Sum {
    /// A value with `places` digits after the point kept; a tie goes away from zero.
    pub fn scaled(number: &BigRational, places: u8) -> Self {
        Self((number * BigRational::from(power_of_ten(places))).round().to_integer())
    }

    /// The sum itself, with its digits after the point.
    pub fn unscaled(&self, places: u8) -> BigRational {
        BigRational::new(self.0.clone(), power_of_ten(places))
    }
}

impl AddAssign<&Self> for Sum {
    fn add_assign(&mut self, other: &Self) {
        self.0 += &other.0;
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Sum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| de::Error::custom(format!("`{text}` is not a whole number")))
    }
}

/// Ten to the power of `places`.
pub(crate) fn power_of_ten(places: u8) -> BigInt {
    BigInt::from(10).pow(u32::from(places))
}

/// The number that a value holds; `None` for an absent one and for anything else than a number.
pub(crate) fn number_of(value: &Value) -> Option<BigRational> {
    match value {
        Value::Integer(integer) => Some(BigRational::from(BigInt::from(*integer))),
        Value::Decimal(number) => Some(big(number)),
        _ => None,
    }
}

/// A number of a row or a standard as a number of results.
pub fn big(number: &Number) -> BigRational {
    BigRational::new(BigInt::from(*number.numer()), BigInt::from(*number.denom()))
}
