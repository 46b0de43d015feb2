use jiff::civil::Date;
use milepost_expression::{Number, Value};
use milepost_measure::big;
use milepost_pack::Pack;
use num_rational::BigRational;
use num_traits::Zero;
use thiserror::Error;

/// By which rule a change is progress or slippage.
#[derive(Clone, Debug, PartialEq)]
pub enum ChangeRule {
    /// Better is progress, worse is slippage, however little, target met or not.
    AnyChange,
    /// Worse is slippage only if the standard is missed and the change is large enough. What is
    /// worse without being slippage is maintained.
    ThresholdWhenMissed(Thresholds),
}

/// How much worse a value must be to be called slippage.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// More than so many points.
    pub points: BigRational,
    /// More than so many points where the prior value is under `small_below`.
    pub points_small: BigRational,
    /// See `points_small`; a prior value of exactly this is not small.
    pub small_below: BigRational,
}

/// A setting that names no rule.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("setting `change_rule` is `{0}`; it can be `any_change` or `threshold_when_missed`")]
pub struct RuleError(pub String);

impl ChangeRule {
    /// The rule that a pack's settings name for a period that ends on a day: `change_rule`, and with
    /// it `slippage_points`, `slippage_points_small`, `slippage_small_below`. Without the first, any
    /// change counts; a threshold that is not set is 0.
    ///
    /// # Errors
    /// `change_rule` is another word.
    pub fn on(pack: &Pack, day: Date) -> Result<Self, RuleError> {
        match setting(pack, "change_rule", day) {
            Value::Text(rule) if &*rule == "threshold_when_missed" => {
                let number = |id: &str| number(&setting(pack, id, day));
                Ok(Self::ThresholdWhenMissed(Thresholds {
                    points: number("slippage_points"),
                    points_small: number("slippage_points_small"),
                    small_below: number("slippage_small_below"),
                }))
            }
            Value::Text(rule) if &*rule != "any_change" => Err(RuleError(rule.to_string())),
            _ => Ok(Self::AnyChange),
        }
    }
}

impl Thresholds {
    /// The threshold that holds for a prior value.
    pub fn for_prior(&self, prior: &BigRational) -> &BigRational {
        if *prior < self.small_below { &self.points_small } else { &self.points }
    }
}

fn setting(pack: &Pack, id: &str, day: Date) -> Value {
    pack.settings.iter().find(|s| s.id == id).map_or(Value::Null, |s| s.on(day))
}

fn number(value: &Value) -> BigRational {
    match value {
        Value::Integer(integer) => big(&Number::from_integer(i128::from(*integer))),
        Value::Decimal(number) => big(number),
        _ => BigRational::zero(),
    }
}
