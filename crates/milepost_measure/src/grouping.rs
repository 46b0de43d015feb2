use milepost_expression::{EvaluationError, Value};
use milepost_pack::{GroupBy, Stratifier};

use crate::Group;
use crate::slice::unit_text;

/// The groups of a stratifier to which a row belongs. A row whose value is absent, or is no declared
/// group, belongs to none of them; it still counts in the total.
///
/// A boolean's groups are called `true` and `false`.
///
/// # Errors
/// A condition can't be evaluated.
pub fn codes_of<'p>(stratifier: &'p Stratifier, row: &[Value]) -> Result<Vec<&'p str>, EvaluationError> {
    let declared = |wanted: &str| stratifier.groups.iter().map(|g| g.code.as_str()).find(|code| *code == wanted);
    match &stratifier.by {
        GroupBy::Text(slot) => {
            Ok(row.get(slot.0).and_then(unit_text).and_then(|text| declared(&text)).into_iter().collect())
        }
        GroupBy::Codes(slot) => Ok(match row.get(slot.0) {
            Some(Value::Codes(codes)) => codes.iter().filter_map(|code| declared(code)).collect(),
            _ => Vec::new(),
        }),
        GroupBy::Conditions(conditions) => {
            let mut codes = Vec::new();
            for (group, condition) in stratifier.groups.iter().zip(conditions) {
                if condition.expression.is_true(row)? {
                    codes.push(group.code.as_str());
                }
            }
            Ok(codes)
        }
    }
}

/// The groups of a grouping to which a row belongs: of a cross, every combination.
pub(crate) fn groups_of(grouping: &[&Stratifier], row: &[Value]) -> Result<Vec<Group>, EvaluationError> {
    let mut groups = vec![Group::total()];
    for stratifier in grouping {
        groups = extended(&groups, stratifier, &codes_of(stratifier, row)?);
    }
    Ok(groups)
}

/// All groups that a grouping declares, in the order in which tables show them.
pub(crate) fn declared_groups(grouping: &[&Stratifier]) -> Vec<Group> {
    grouping.iter().fold(vec![Group::total()], |groups, stratifier| {
        let codes: Vec<&str> = stratifier.groups.iter().map(|g| g.code.as_str()).collect();
        extended(&groups, stratifier, &codes)
    })
}

fn extended(groups: &[Group], stratifier: &Stratifier, codes: &[&str]) -> Vec<Group> {
    let with = |group: &Group, code: &str| {
        let mut parts = group.0.clone();
        parts.push((stratifier.id.clone(), code.to_owned()));
        Group(parts)
    };
    groups.iter().flat_map(|group| codes.iter().map(move |code| with(group, code))).collect()
}
