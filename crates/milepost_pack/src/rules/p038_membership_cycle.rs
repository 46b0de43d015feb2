use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Checker, Rule};
use crate::{Membership, Severity};

pub(crate) static RULE: Rule = Rule {
    code: "P038",
    name: "agencies that belong to each other in a circle",
    severity: Severity::Error,
    what: "On no day does an agency belong to itself, directly or by way of others.",
    why: "Results are rolled up from members to parents; in a circle every row would be counted without end.",
    wrong: &[("memberships.toml", "[[membership]]\nmember = \"ST\"\nparent = \"C1\"\n")],
    mended: &[(
        "memberships.toml",
        "[[agency]]\nid = \"C2\"\ntitle = \"Second county\"\ntype = \"county\"\n\n\
         [[membership]]\nmember = \"C2\"\nparent = \"ST\"\n",
    )],
};

/// On how many days a circle is looked for among memberships that could form one.
const MOST_DAYS: usize = 1_000;

pub(crate) fn check(checker: &mut Checker<'_>) {
    let all: Vec<&Membership> = checker.pack.memberships.iter().collect();
    let suspicious = in_circles(&all);
    // Memberships that all hold on some day hold on the first day of one of them.
    let days: BTreeSet<Option<Date>> = suspicious.iter().map(|membership| membership.validity.from).collect();
    for day in days.into_iter().take(MOST_DAYS) {
        let held: Vec<&Membership> = suspicious
            .iter()
            .copied()
            .filter(|membership| match day {
                Some(day) => membership.validity.holds_on(day),
                None => membership.validity.from.is_none(),
            })
            .collect();
        let circle = in_circles(&held);
        let Some(last) = circle.iter().max_by_key(|membership| (&membership.span.file, membership.span.range.start))
        else {
            continue;
        };
        let members: BTreeSet<&str> = circle.iter().map(|membership| membership.member.as_str()).collect();
        let members: Vec<&str> = members.into_iter().take(8).collect();
        checker.problems.push(RULE.problem(
            last.span.clone(),
            match members[..] {
                [one] => format!("agency `{one}` belongs to itself"),
                _ => format!("agencies belong to each other in a circle: {}", members.join(", ")),
            },
            "closes a circle",
            "take out a membership, or end it before the other begins",
        ));
        return;
    }
}

/// The memberships that are left when agencies at the top and at the bottom are taken away again and
/// again: none, unless there is a circle.
fn in_circles<'m>(memberships: &[&'m Membership]) -> Vec<&'m Membership> {
    let below: Vec<(&str, &str)> = memberships.iter().map(|m| (m.member.as_str(), m.parent.as_str())).collect();
    let above: Vec<(&str, &str)> = below.iter().map(|(member, parent)| (*parent, *member)).collect();
    let (no_top, no_bottom) = (without_ends(&below), without_ends(&above));
    let stays = |id: &str| !no_top.contains(id) && !no_bottom.contains(id);
    memberships.iter().copied().filter(|m| stays(&m.member) && stays(&m.parent)).collect()
}

/// The ids from which no path along the pairs goes on for ever.
fn without_ends<'s>(pairs: &[(&'s str, &'s str)]) -> BTreeSet<&'s str> {
    let mut open: BTreeMap<&'s str, usize> = BTreeMap::new();
    let mut before: BTreeMap<&'s str, Vec<&'s str>> = BTreeMap::new();
    for (from, to) in pairs {
        *open.entry(from).or_default() += 1;
        open.entry(to).or_default();
        before.entry(to).or_default().push(from);
    }
    let mut ends: Vec<&'s str> = open.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    let mut gone: BTreeSet<&'s str> = BTreeSet::new();
    while let Some(id) = ends.pop() {
        gone.insert(id);
        for from in before.get(id).into_iter().flatten() {
            if let Some(count) = open.get_mut(from) {
                *count -= 1;
                if *count == 0 {
                    ends.push(from);
                }
            }
        }
    }
    gone
}
