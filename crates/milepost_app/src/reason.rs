use std::fmt;

use milepost_store::CellInput;
use serde::Serialize;

/// An input that is not what it was when a slice was counted, or a result made, the last time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// What it is, in a word: `submission`, `reached`, `measure`, `derived`, `setting`, `dataset`; of results also
    /// `cells`, `memberships`, `release`.
    pub input: String,
    /// Which one; empty for what there is one of.
    pub name: String,
    /// What became of it.
    pub change: Change,
}

/// What became of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It wasn't there.
    New,
    /// It says something else.
    Changed,
    /// It is there no longer.
    Gone,
}

impl Reason {
    pub(crate) fn new(input: &str, name: impl Into<String>, change: Change) -> Self {
        Self { input: input.to_owned(), name: name.into(), change }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match (self.input.as_str(), self.change) {
            ("cells", Change::New) if name.is_empty() => f.write_str("never counted before"),
            ("cells", Change::Gone) if name.is_empty() => f.write_str("the stored cells are lost or damaged"),
            ("cells", Change::Changed) if name.is_empty() => f.write_str("the same inputs in another order"),
            ("results", _) => f.write_str("never computed before"),
            ("submission", Change::New) => write!(f, "submission {name} came in"),
            ("submission", Change::Changed) => write!(f, "submission {name} counts for other agencies than before"),
            ("submission", Change::Gone) => write!(f, "submission {name} counts no longer"),
            ("reached", _) => write!(f, "rows changed that lookups reach: {name}"),
            ("memberships", _) => f.write_str("agencies or their memberships changed"),
            (input, Change::New) => write!(f, "{input} `{name}` is new"),
            (input, Change::Changed) => write!(f, "{input} `{name}` changed"),
            (input, Change::Gone) => write!(f, "{input} `{name}` is gone"),
        }
    }
}

/// How inputs differ from those of before.
pub(crate) fn differences(before: &[CellInput], now: &[CellInput]) -> Vec<Reason> {
    let same = |a: &CellInput, b: &CellInput| a.kind == b.kind && a.name == b.name;
    // A file that was submitted again says what it said before.
    let resubmitted = |input: &CellInput, others: &[CellInput]| {
        input.kind == "submission" && others.iter().any(|o| o.kind == input.kind && o.hash == input.hash)
    };
    let mut reasons = Vec::new();
    for input in now.iter().filter(|input| !resubmitted(input, before)) {
        match before.iter().find(|known| same(known, input)) {
            None => reasons.push(Reason::new(&input.kind, &input.name, Change::New)),
            Some(known) if known.hash != input.hash => {
                reasons.push(Reason::new(&input.kind, &input.name, Change::Changed));
            }
            Some(_) => {}
        }
    }
    let gone = before.iter().filter(|known| !now.iter().any(|input| same(known, input)) && !resubmitted(known, now));
    reasons.extend(gone.map(|known| Reason::new(&known.kind, &known.name, Change::Gone)));
    if reasons.is_empty() {
        reasons.push(Reason::new("cells", "", Change::Changed));
    }
    reasons
}
