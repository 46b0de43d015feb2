use crate::Type;

/// The place of a name's value in a row: an index into the slice handed to the evaluator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(pub usize);

/// The names that an expression may use, each with its type and its place in the row.
///
/// A name is one word (`birth_date`) or two joined by a dot (`setting.min_days`, `c3a.d`).
#[derive(Clone, Debug, Default)]
pub struct Scope {
    names: Vec<(String, Type)>,
}

impl Scope {
    /// An empty scope.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a name and returns its slot. Slots are given out in order, from zero.
    pub fn add(&mut self, name: impl Into<String>, kind: Type) -> Slot {
        self.names.push((name.into(), kind));
        Slot(self.names.len() - 1)
    }

    /// Adds a slot without a name, for a value that is in the row and that no expression may read, such
    /// as one that is derived later. The type is of no account.
    pub fn add_unnamed(&mut self) -> Slot {
        self.add("", Type::Text)
    }

    /// The slot and type of a name, if the scope has it.
    pub fn find(&self, name: &str) -> Option<(Slot, Type)> {
        if name.is_empty() {
            return None;
        }
        self.names.iter().position(|(n, _)| n == name).map(|i| (Slot(i), self.names[i].1))
    }

    /// All names in slot order; slots without a name are left out.
    pub fn names(&self) -> impl Iterator<Item = (&str, Type)> {
        self.names.iter().filter(|(n, _)| !n.is_empty()).map(|(n, t)| (n.as_str(), *t))
    }

    /// How many slots a row of this scope has.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// True when no name was added.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}
