use milepost_pack::{Counted, DerivedForm, Formula, Kind, Populations};

/// The formulas of a measure with the role of each, in the order in which they are asked.
pub fn formulas(kind: &Kind) -> Vec<(&'static str, &Formula)> {
    let mut all: Vec<(&'static str, Option<&Formula>)> = Vec::new();
    match kind {
        Kind::Count(counted) | Kind::Unduplicated { counted, .. } => all.push(initial(counted)),
        Kind::Proportion(populations) => all.extend(of_populations(populations)),
        Kind::Ratio { counted, numerator, denominator, .. } => {
            all.extend([initial(counted), ("numerator", Some(numerator)), ("denominator", Some(denominator))]);
        }
        Kind::Mean { counted, observation, .. } | Kind::Quantile { counted, observation, .. } => {
            all.extend([initial(counted), ("observation", Some(observation))]);
        }
        Kind::Classes { counted, class, .. } => all.extend([initial(counted), ("class", Some(class))]),
        Kind::WeightedProportion { populations, stratum, frame_stratum, frame_condition, .. } => {
            all.extend(of_populations(populations));
            all.push(("stratum", Some(stratum)));
            all.push(("frame_condition", frame_condition.as_ref()));
            all.push(("frame_stratum", Some(frame_stratum)));
        }
        Kind::Reported { counted, numerator, denominator, value, not_applicable } => all.extend([
            initial(counted),
            ("not_applicable", not_applicable.as_ref()),
            ("numerator", numerator.as_ref()),
            ("denominator", denominator.as_ref()),
            ("value", value.as_ref()),
        ]),
        Kind::Derived(derived) => match &derived.form {
            DerivedForm::Share { numerator, denominator } => {
                all.extend([("numerator", Some(numerator)), ("denominator", Some(denominator))]);
            }
            DerivedForm::Value(value) => all.push(("value", Some(value))),
            DerivedForm::Rank { condition, .. } => all.push(("only", condition.as_ref())),
            DerivedForm::OverPeriods { .. } | DerivedForm::Apportioned { .. } => {}
        },
    }
    all.into_iter().filter_map(|(role, formula)| Some((role, formula?))).collect()
}

fn initial(counted: &Counted) -> (&'static str, Option<&Formula>) {
    ("initial_population", counted.initial_population.as_ref())
}

fn of_populations(populations: &Populations) -> [(&'static str, Option<&Formula>); 6] {
    [
        initial(&populations.counted),
        ("denominator", populations.denominator.as_ref()),
        ("exclusion", populations.exclusion.as_ref()),
        ("numerator", Some(&populations.numerator)),
        ("addition", populations.addition.as_ref()),
        ("exception", populations.exception.as_ref()),
    ]
}
