use super::Rule;
use crate::build::bound;
use crate::problem::Problems;
use crate::read::Entry;
use crate::{Bound, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P036",
    name: "standard without exactly one bound",
    severity: Severity::Error,
    what: "A standard has one of `at_least`, `at_most` and `between` (the smaller first), or one of `at_least_of`, \
           `at_most_of` and `between_of` (two measures, the smaller first); one of kind `not_set` has none, and one of \
           kind `expected_range` may have none, where no range is known.",
    why: "With two of them nobody knows which holds; with none there is nothing to compare, and `not_set` is the way to \
          say so.",
    wrong: &[(
        "standards.toml",
        "[[standard]]\nid = \"timely_target\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         at_least = \"90\"\nbetween = [\"90\", \"100\"]\ncites = [\"act\"]\n",
    )],
    mended: &[(
        "standards.toml",
        "[[standard]]\nid = \"timely_target\"\nmeasure = \"timely\"\nkind = \"target\"\nunit = \"percent\"\n\
         between = [\"90\", \"100\"]\ncites = [\"act\"]\n",
    )],
};

const KEYS: [&str; 6] = ["at_least", "at_most", "between", "at_least_of", "at_most_of", "between_of"];

/// The bound, if there is one as there should be.
pub(crate) fn check(entry: &Entry, problems: &mut Problems) -> Option<Bound> {
    let keys: Vec<&str> = KEYS.into_iter().filter(|key| entry.mentions(key)).collect();
    let id = entry.id();
    let problem = match (entry.word("kind") == "not_set", &keys[..]) {
        (true, []) => return Some(Bound::None),
        (false, []) if entry.word("kind") == "expected_range" => return Some(Bound::None),
        (true, [key, ..]) => RULE.problem(
            entry.place(key),
            format!("standard `{id}` is `not_set` and has a bound"),
            "a bound",
            "take out the bound, or say which kind of standard it is",
        ),
        (false, []) => RULE.problem(
            entry.span.clone(),
            format!("standard `{id}` has no bound"),
            "no bound",
            "add `at_least`, `at_most` or `between`; if no number was set, write kind = \"not_set\"",
        ),
        (false, [_, second, ..]) => RULE.problem(
            entry.place(second),
            format!("standard `{id}` has several bounds: {}", keys.join(", ")),
            "another bound",
            "keep one; two bounds at once are `between = [\"40\", \"60\"]`",
        ),
        (false, [_]) => match bound(entry) {
            Some(Bound::Between(low, high)) if high < low => RULE.problem(
                entry.place("between"),
                format!("no value lies between the bounds of standard `{id}`"),
                "the larger stands first",
                "write the smaller bound first",
            ),
            None if entry.has("between_of") => RULE.problem(
                entry.place("between_of"),
                format!("standard `{id}` lies between two measures"),
                "not two",
                "name the measure of the lower bound and that of the upper one",
            ),
            bound => return bound,
        },
    };
    problems.push(problem);
    None
}
