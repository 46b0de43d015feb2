use std::sync::Arc;

use super::Rule;
use crate::problem::Problems;
use crate::read::Entry;
use crate::{Severity, Span};

pub(crate) static RULE: Rule = Rule {
    code: "P010",
    name: "not exactly one [pack]",
    severity: Severity::Error,
    what: "Exactly one file of a pack has the table `[pack]`.",
    why: "It says which program this is, in which release. Two of them would be two programs in one folder.",
    wrong: &[(
        "second.toml",
        "[pack]\nid = \"other\"\ntitle = \"Another program\"\nrelease = \"1\"\nabout = \"A copy.\"\n\
         authority = \"Nobody\"\nstate_agency = \"ST\"\ncites = [\"act\"]\n",
    )],
    mended: &[("second.toml", "# The program is declared in pack.toml.\n")],
};

pub(crate) fn check(packs: &[Entry], problems: &mut Problems) {
    if packs.is_empty() {
        problems.push(RULE.problem(
            Span::new(&Arc::from("pack.toml"), 0..0),
            "no file has the table `[pack]`",
            "missing",
            "write a file `pack.toml` with `[pack]` and its keys: id, title, release, about, authority, state_agency, cites",
        ));
    }
    for second in packs.iter().skip(1) {
        problems.push(RULE.problem(
            second.span.clone(),
            format!("a second `[pack]`; the first is in `{}`", packs[0].span.file),
            "again",
            "keep one; what both say belongs together in it",
        ));
    }
}
