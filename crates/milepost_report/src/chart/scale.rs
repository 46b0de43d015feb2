use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::figures;

/// About so many steps between the ends of an axis.
const STEPS: i64 = 5;

/// An axis: round ends and round steps.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    pub(super) low: BigRational,
    pub(super) high: BigRational,
    step: BigRational,
}

impl Scale {
    /// An axis that holds all values. It begins at zero unless it may be close-up and all values lie so
    /// near each other, far from zero, that their differences would not be seen: within a quarter of
    /// the largest.
    pub(super) fn of<'a>(values: impl Iterator<Item = &'a BigRational>, close_up: bool) -> Self {
        let (mut low, mut high) = (None::<BigRational>, None::<BigRational>);
        for value in values {
            low = Some(low.map_or_else(|| value.clone(), |low| low.min(value.clone())));
            high = Some(high.map_or_else(|| value.clone(), |high| high.max(value.clone())));
        }
        let (mut low, mut high) = (low.unwrap_or_default(), high.unwrap_or_default());
        let close = low.is_positive() && (&high - &low) * whole(4) < high && high > low;
        if !(close_up && close) {
            low = low.min(BigRational::zero());
            high = high.max(BigRational::zero());
        }
        if low == high {
            high += BigRational::one();
        }
        let step = round_step(&((&high - &low) / whole(STEPS)));
        Self { low: (low / &step).floor() * &step, high: (high / &step).ceil() * &step, step }
    }

    /// True when the axis begins or ends at zero, or passes it.
    pub(super) fn holds_zero(&self) -> bool {
        !self.low.is_positive() && !self.high.is_negative()
    }

    /// Values of the marks from low to high.
    pub(super) fn ticks(&self) -> Vec<BigRational> {
        let count = ((&self.high - &self.low) / &self.step).to_integer();
        let mut ticks = Vec::new();
        let mut index = BigInt::zero();
        while index <= count {
            ticks.push(&self.low + BigRational::from_integer(index.clone()) * &self.step);
            index += 1;
        }
        ticks
    }

    /// A mark's text: as many places as the step needs.
    pub(super) fn label(&self, tick: &BigRational) -> String {
        let places = figures::exact(&self.step).and_then(|text| Some(text.split_once('.')?.1.len())).unwrap_or(0);
        let places = u8::try_from(places).unwrap_or(u8::MAX);
        figures::grouped(&figures::rounded(tick, places, figures::Rounding::HalfAwayFromZero))
    }

    /// Where a value lies between low (0) and high (1).
    pub(super) fn share(&self, value: &BigRational) -> BigRational {
        (value - &self.low) / (&self.high - &self.low)
    }
}

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is not below a positive width.
fn round_step(width: &BigRational) -> BigRational {
    let ten = whole(10);
    let mut power = BigRational::one();
    while &power > width {
        power /= &ten;
    }
    while &power * &ten <= *width {
        power *= &ten;
    }
    let candidates = [whole(1), whole(2), BigRational::new(5.into(), 2.into()), whole(5), ten];
    candidates.into_iter().map(|factor| factor * &power).find(|step| step >= width).unwrap_or(power)
}

fn whole(value: i64) -> BigRational {
    BigRational::from_integer(value.into())
}
