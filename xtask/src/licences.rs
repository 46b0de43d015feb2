//! The licences under which we may ship other people's code. `deny.toml` says the same to cargo-deny.

use std::collections::BTreeMap;
use std::path::Path;

use crate::Outcome;
use crate::graph::Graph;

/// Licences that ask for no more than their own text and a name.
const ALLOWED: [&str; 11] = [
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "MIT",
    "MIT-0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "CC0-1.0",
    "Unlicense",
];

/// Checks every package that the lock file names.
pub(crate) fn check(root: &Path) -> Outcome {
    let graph = Graph::of(root)?;
    let mut refused: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in graph.packages.values().filter(|package| !package.ours) {
        let licence = package.licence.as_deref().unwrap_or("");
        if !allowed(licence) {
            refused.entry(licence.to_owned()).or_default().push(format!("{} {}", package.name, package.version));
        }
    }
    if refused.is_empty() {
        return Ok(());
    }
    let lines = refused.iter().map(|(licence, packages)| match licence.as_str() {
        "" => format!("no licence is stated by {}", packages.join(", ")),
        _ => format!("`{licence}` is not allowed: {}", packages.join(", ")),
    });
    Err(lines.collect::<Vec<_>>().join("\n"))
}

/// True when an SPDX expression can be met by licences on the list: every side of AND, one of OR.
/// AND binds closer than OR; `/` is an old way to write OR.
fn allowed(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    matches!(either(&words), Some((true, [])))
}

fn either<'a>(words: &'a [&'a str]) -> Option<(bool, &'a [&'a str])> {
    let (mut met, mut rest) = both(words)?;
    while let ["OR", after @ ..] = rest {
        let (other, after) = both(after)?;
        (met, rest) = (met || other, after);
    }
    Some((met, rest))
}

fn both<'a>(words: &'a [&'a str]) -> Option<(bool, &'a [&'a str])> {
    let (mut met, mut rest) = one(words)?;
    while let ["AND", after @ ..] = rest {
        let (other, after) = one(after)?;
        (met, rest) = (met && other, after);
    }
    Some((met, rest))
}

fn one<'a>(words: &'a [&'a str]) -> Option<(bool, &'a [&'a str])> {
    match words {
        ["(", inside @ ..] => match either(inside)? {
            (met, [")", rest @ ..]) => Some((met, rest)),
            _ => None,
        },
        [licence, "WITH", exception, rest @ ..] => {
            Some((ALLOWED.contains(&format!("{licence} WITH {exception}").as_str()), rest))
        }
        ["OR" | "AND" | "WITH" | ")", ..] | [] => None,
        [licence, rest @ ..] => Some((ALLOWED.contains(licence), rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dependency_is_allowed() {
        assert_eq!(check(&crate::root()), Ok(()));
    }

    #[test]
    fn an_expression_is_met_or_not() {
        for met in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-3.0 OR MIT",
            "MIT/Apache-2.0",
            "(MIT OR GPL-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
            "GPL-2.0 AND MIT OR Zlib",
        ] {
            assert!(allowed(met), "{met}");
        }
        for refused in [
            "",
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "MIT AND (GPL-3.0 OR LGPL-2.1)",
            "MIT WITH Some-exception",
            "MIT OR",
            "(MIT",
            "MIT)",
            "MIT Apache-2.0",
            "GPL-2.0 AND (MIT OR Zlib)",
        ] {
            assert!(!allowed(refused), "{refused}");
        }
    }
}
