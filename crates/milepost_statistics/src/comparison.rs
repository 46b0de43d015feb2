use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use thiserror::Error;

use crate::fixed::{root, stated};
use crate::{Interval, normal_distribution, wilson};

/// Two groups, and how many of each meet something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    first: (u64, u64),
    second: (u64, u64),
}

/// Counts that can't be compared.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CountsError {
    /// A group without cases.
    #[error("a group has no cases")]
    NoCases,
    /// More meet it than there are.
    #[error("more cases meet it than there are")]
    MoreThanAll,
}

impl Counts {
    /// Of each group how many meet it, and how many there are.
    ///
    /// # Errors
    /// A group is empty, or more meet it than there are.
    pub fn new(first: (u64, u64), second: (u64, u64)) -> Result<Self, CountsError> {
        for (meeting, cases) in [first, second] {
            if cases == 0 {
                return Err(CountsError::NoCases);
            }
            if meeting > cases {
                return Err(CountsError::MoreThanAll);
            }
        }
        Ok(Self { first, second })
    }

    fn shares(&self) -> (BigRational, BigRational) {
        let share = |(meeting, cases): (u64, u64)| BigRational::new(meeting.into(), cases.into());
        (share(self.first), share(self.second))
    }

    /// The share of both groups together, and how many there are.
    fn together(&self) -> (BigRational, BigRational) {
        let meeting = BigInt::from(self.first.0) + self.second.0;
        let cases = BigInt::from(self.first.1) + self.second.1;
        (BigRational::new(meeting, cases.clone()), BigRational::from(cases))
    }
}

/// How far two groups are apart, and how often chance alone would part equal ones as far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chance {
    /// The statistic: z, or a chi-square of one degree of freedom.
    pub statistic: BigRational,
    /// The two-sided probability.
    pub probability: BigRational,
}

impl Chance {
    fn of_z(z: &BigRational) -> Self {
        Self { statistic: stated(z), probability: beyond(z) }
    }

    fn of_chi_square(chi_square: &BigRational) -> Self {
        Self { statistic: stated(chi_square), probability: beyond(&root(chi_square)) }
    }
}

/// The test of equal proportions with a common variance, to [`crate::DIGITS`] digits. `None` when all
/// cases of both groups meet it, or none: there is no variance then.
pub fn z_pooled(counts: &Counts) -> Option<Chance> {
    Some(Chance::of_z(&signed_root(counts, &pooled_square(counts)?)))
}

/// The test of equal proportions with the groups' own variances. `None` when neither varies.
pub fn z_unpooled(counts: &Counts) -> Option<Chance> {
    let variance = |(meeting, cases): (u64, u64)| {
        let share = BigRational::new(meeting.into(), cases.into());
        &share * (BigRational::one() - &share) / BigRational::from(BigInt::from(cases))
    };
    let variance = variance(counts.first) + variance(counts.second);
    let (first, second) = counts.shares();
    let apart = first - second;
    (!variance.is_zero()).then(|| Chance::of_z(&signed_root(counts, &(&apart * &apart / variance))))
}

/// The chi-square test with Yates's correction, which takes at most half a case off each difference.
pub fn chi_square_corrected(counts: &Counts) -> Option<Chance> {
    let (share, _) = counts.together();
    let (first, second) = counts.shares();
    let inverse = |cases: u64| BigRational::new(1.into(), cases.into());
    let per_case = inverse(counts.first.1) + inverse(counts.second.1);
    let half = BigRational::new(1.into(), 2.into());
    let correction = half.min((first - second).abs() / per_case);
    let mut sum = BigRational::zero();
    for (meeting, cases) in [counts.first, counts.second] {
        for (observed, share) in [(meeting, share.clone()), (cases - meeting, BigRational::one() - &share)] {
            let expected = share * BigRational::from(BigInt::from(cases));
            if expected.is_zero() {
                return None;
            }
            let apart = (BigRational::from(BigInt::from(observed)) - &expected).abs() - &correction;
            sum += &apart * &apart / expected;
        }
    }
    Some(Chance::of_chi_square(&sum))
}

/// The chi-square test with N - 1 in the place of N, after E. S. Pearson; Campbell (2007) advises it for
/// expected counts of at least one.
pub fn chi_square_n_minus_1(counts: &Counts) -> Option<Chance> {
    let (_, cases) = counts.together();
    let square = pooled_square(counts)?;
    Some(Chance::of_chi_square(&(square * (&cases - BigRational::one()) / cases)))
}

/// Fisher's exact test: the probability, two-sided, of all tables with the same margins that are no more
/// likely than this one. Exact.
pub fn fisher(counts: &Counts) -> BigRational {
    let ((observed, first), (other, second)) = (counts.first, counts.second);
    let meeting = observed + other;
    let (least, most) = (meeting.saturating_sub(second), meeting.min(first));
    // In how many ways each table is drawn, from one to the next; every one is a whole number.
    let mut ways = vec![binomial(first, least) * binomial(second, meeting - least)];
    for drawn in least..most {
        let rising = BigInt::from(first - drawn) * (meeting - drawn);
        let falling = BigInt::from(drawn + 1) * (second + drawn + 1 - meeting);
        let next = &ways[ways.len() - 1] * rising / falling;
        ways.push(next);
    }
    let own = ways.get(usize::try_from(observed - least).unwrap_or(usize::MAX)).cloned().unwrap_or_default();
    let all: BigInt = ways.iter().sum();
    BigRational::new(ways.iter().filter(|ways| **ways <= own).sum(), all)
}

/// In how many ways some of all can be drawn.
fn binomial(all: u64, drawn: u64) -> BigInt {
    (0..drawn.min(all - drawn)).fold(BigInt::one(), |ways, i| ways * (all - i) / (i + 1))
}

/// The interval for the first proportion less the second, after Newcombe (1998, method 10), from the
/// [`wilson`] intervals of both; to [`crate::DIGITS`] digits.
pub fn difference_interval(counts: &Counts, z: &BigRational) -> Option<Interval> {
    let of = |(meeting, cases): (u64, u64)| {
        wilson(&BigRational::from(BigInt::from(meeting)), &BigRational::from(BigInt::from(cases)), z)
    };
    let (first, second) = (of(counts.first)?, of(counts.second)?);
    let (one, two) = counts.shares();
    let apart = |a: BigRational, b: BigRational| root(&(&a * &a + &b * &b));
    let low = &one - &two - apart(&one - first.low, second.high - &two);
    let high = &one - &two + apart(first.high - &one, &two - second.low);
    Some(Interval { low: stated(&low), high: stated(&high) })
}

/// The square of the pooled z.
fn pooled_square(counts: &Counts) -> Option<BigRational> {
    let (share, _) = counts.together();
    let inverse = |cases: u64| BigRational::new(1.into(), cases.into());
    let variance = &share * (BigRational::one() - &share) * (inverse(counts.first.1) + inverse(counts.second.1));
    let (first, second) = counts.shares();
    let apart = first - second;
    (!variance.is_zero()).then(|| &apart * &apart / variance)
}

fn signed_root(counts: &Counts, square: &BigRational) -> BigRational {
    let (first, second) = counts.shares();
    if first < second { -root(square) } else { root(square) }
}

/// The share of the normal distribution beyond z on both sides.
fn beyond(z: &BigRational) -> BigRational {
    let both = BigRational::from(BigInt::from(2));
    stated(&(both * (BigRational::one() - normal_distribution(&z.abs()))))
}
