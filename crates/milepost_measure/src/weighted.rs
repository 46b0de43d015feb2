use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use crate::tally::StratumCounts;

/// A proportion in which each stratum weighs as much as its share of the frame.
pub(crate) struct Weighted {
    /// Weight of an answer, by stratum in which somebody answered.
    pub(crate) weights: BTreeMap<String, BigRational>,
    /// Sum of the weights of those who met it over the sum of the weights of those scored. `None`
    /// when no weight was scored.
    pub(crate) share: Option<BigRational>,
}

/// Weighs the answers of a group by the strata of the whole: an answer of stratum g weighs
/// (P_g / P) / (R_g / R), with P people in the frame and R answers, both over all strata.
///
/// A stratum in which nobody answered has no weight, and the others stand for it by their shares. A
/// stratum of which nobody is in the frame weighs nothing.
pub(crate) fn weighted(group: &BTreeMap<String, StratumCounts>, whole: &BTreeMap<String, StratumCounts>) -> Weighted {
    let people: u64 = whole.values().map(|c| c.frame).sum();
    let answers: u64 = whole.values().map(|c| c.responded).sum();
    let ratio = |above: u64, below: u64| BigRational::new(BigInt::from(above), BigInt::from(below));
    let weights: BTreeMap<String, BigRational> = whole
        .iter()
        .filter(|(_, counts)| people > 0 && counts.responded > 0)
        .map(|(stratum, c)| (stratum.clone(), ratio(c.frame, people) / ratio(c.responded, answers)))
        .collect();
    let weigh = |count: fn(&StratumCounts) -> u64| -> BigRational {
        let of = |(stratum, counts): (&String, &StratumCounts)| {
            Some(weights.get(stratum)? * BigRational::from(BigInt::from(count(counts))))
        };
        group.iter().filter_map(of).fold(BigRational::zero(), |sum, weight| sum + weight)
    };
    let (met, scored) = (weigh(|c| c.met), weigh(|c| c.scored));
    let share = (!scored.is_zero()).then(|| met / scored);
    Weighted { weights, share }
}
