use std::io::Read;

/// A stream of chance that depends on its seed and its name alone, on every machine and in every
/// release: the extendable output of BLAKE3. (The streams of random-number crates may change with
/// their versions, and generated data must not.)
pub(crate) struct Chance(blake3::OutputReader);

/// Streams of chance under one seed and name, each with numbers of its own: whatever order they are drawn from in,
/// each gives the same.
pub(crate) struct Streams(blake3::Hasher);

impl Streams {
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes()).update(name.as_bytes());
        Self(hasher)
    }

    /// The stream with these numbers.
    pub(crate) fn stream(&self, numbers: &[u64]) -> Chance {
        let mut hasher = self.0.clone();
        // Behind a byte that no name holds, so that numbers can't be taken for a part of it.
        hasher.update(&[0xff]);
        for number in numbers {
            hasher.update(&number.to_le_bytes());
        }
        Chance(hasher.finalize_xof())
    }
}

impl Chance {
    /// The stream that belongs to a seed and a name.
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes()).update(name.as_bytes());
        Self(hasher.finalize_xof())
    }

    fn next(&mut self) -> u64 {
        let mut bytes = [0; 8];
        // Reading from an extendable output can't fail; a short read would leave zeros, not panic.
        let _ = self.0.read_exact(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// A number from 0 up to, not including, `bound`; 0 for a bound of 0. Without bias: draws from
    /// the incomplete last stretch are thrown away.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        let fair = u64::MAX - u64::MAX % bound;
        loop {
            let drawn = self.next();
            if drawn < fair {
                return drawn % bound;
            }
        }
    }

    /// Puts things into random order.
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = self.below(last as u64 + 1) as usize;
            things.swap(last, other);
        }
    }
}
