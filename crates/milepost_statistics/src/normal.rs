use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::fixed::{WORKING, fixed, number, one, stated};

/// Beyond so many standard deviations less than half of the last stated digit is left.
const FAR: u8 = 12;

/// The share of the standard normal distribution that lies below `z`, to [`crate::DIGITS`] digits.
///
/// By the series 1/2 + φ(z) (z + z³/3 + z⁵/(3·5) + …), Abramowitz and Stegun 26.2.11, all terms of
/// which have the sign of z.
pub fn normal_distribution(z: &BigRational) -> BigRational {
    if z.abs() >= BigRational::from(BigInt::from(FAR)) {
        return if z.is_negative() { BigRational::zero() } else { BigRational::one() };
    }
    stated(&number(below(&fixed(z))))
}

/// The value below which a share of the standard normal distribution lies, to [`crate::DIGITS`]
/// digits: 1.9599… for 0.975. `None` unless the share lies strictly between 0 and 1, and for shares
/// closer to either than 12 standard deviations.
pub fn normal_quantile(share: &BigRational) -> Option<BigRational> {
    if !share.is_positive() || *share >= BigRational::one() {
        return None;
    }
    let wanted = fixed(share);
    let far = one() * FAR;
    if wanted < below(&-far.clone()) || wanted > below(&far) {
        return None;
    }
    // Newton's steps, halved to when one would leave what is known to hold the quantile.
    let (mut low, mut high) = (-far.clone(), far);
    let mut at = BigInt::zero();
    let close_enough = BigInt::from(10).pow(WORKING - u32::from(crate::DIGITS) - 2);
    loop {
        let off = below(&at) - &wanted;
        if off.is_negative() {
            low = at.clone()
        } else {
            high = at.clone()
        }
        let step = off * one() / density(&(&at * &at / one())).max(BigInt::one());
        let next = &at - &step;
        at = if next >= low && next <= high { next } else { (&low + &high) / 2 };
        if step.abs() <= close_enough || &high - &low <= close_enough {
            return Some(stated(&number(at)));
        }
    }
}

/// The distribution in working digits.
fn below(z: &BigInt) -> BigInt {
    let one = one();
    let square = z * z / &one;
    let (mut term, mut sum, mut odd) = (z.clone(), z.clone(), 1_u32);
    while !term.is_zero() {
        odd += 2;
        term = term * &square / &one / odd;
        sum += &term;
    }
    &one / 2 + density(&square) * sum / one
}

/// The density at a z whose square is given.
fn density(square: &BigInt) -> BigInt {
    let one = one();
    let two_pi: BigInt = pi() * 2;
    let root_of_two_pi = (two_pi * &one).sqrt();
    &one * &one / exponential(&(square / 2)) * &one / root_of_two_pi
}

/// e to the power of a number that isn't negative.
fn exponential(power: &BigInt) -> BigInt {
    let one = one();
    let (mut term, mut sum, mut n) = (one.clone(), one.clone(), 0_u32);
    while !term.is_zero() {
        n += 1;
        term = term * power / &one / n;
        sum += &term;
    }
    sum
}

/// π after Machin: 16 arctan(1/5) - 4 arctan(1/239).
fn pi() -> BigInt {
    let arctan = |inverse: u32| {
        let square = BigInt::from(inverse) * inverse;
        let (mut power, mut sum, mut odd, mut plus) = (one() / inverse, BigInt::zero(), 1_u32, true);
        while !power.is_zero() {
            let term = &power / odd;
            if plus {
                sum += term
            } else {
                sum -= term
            }
            power /= &square;
            odd += 2;
            plus = !plus;
        }
        sum
    };
    arctan(5) * 16 - arctan(239) * 4
}
