//! Names for content: of a file's bytes, and of rows whatever their order.

use std::io::{self, Read, Write};

/// BLAKE3 of all bytes of a source, in hex: the same file sent twice has the same one.
///
/// # Errors
/// The source can't be read.
pub fn content_hash(source: &mut impl Read) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0; 256 * 1024];
    loop {
        match source.read(&mut block) {
            Ok(0) => return Ok(hasher.finalize().to_hex().to_string()),
            Ok(n) => {
                hasher.update(&block[..n]);
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// A hash of a collection of rows: the sum, modulo 2 to the 256, of the hashes of its rows, with their
/// number. Sums do not ask for an order, so buckets and slices add up.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fingerprint {
    sum: [u64; 4],
    rows: u64,
}

impl Fingerprint {
    pub(crate) fn add_row(&mut self, agency: &str, body: &[u8]) {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&(agency.len() as u64).to_le_bytes());
        hasher.update(agency.as_bytes());
        hasher.update(body);
        let mut sum = [0; 4];
        for (lane, bytes) in sum.iter_mut().zip(hasher.finalize().as_bytes().chunks_exact(8)) {
            *lane = bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte));
        }
        self.add(&Self { sum, rows: 1 });
    }

    pub(crate) fn add(&mut self, other: &Self) {
        let mut carry = false;
        for (lane, more) in self.sum.iter_mut().zip(other.sum) {
            let (value, over) = lane.overflowing_add(more);
            let (value, over_again) = value.overflowing_add(u64::from(carry));
            (*lane, carry) = (value, over || over_again);
        }
        self.rows += other.rows;
    }

    pub(crate) fn hex(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.rows.to_le_bytes());
        self.sum.iter().for_each(|lane| {
            hasher.update(&lane.to_le_bytes());
        });
        hasher.finalize().to_hex().to_string()
    }
}

/// One name for the fingerprints of several periods.
pub(crate) fn combined<'a>(slices: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut slices: Vec<_> = slices.collect();
    slices.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    for (label, fingerprint) in slices {
        hasher.update(&(label.len() as u64).to_le_bytes());
        hasher.update(label.as_bytes());
        hasher.update(fingerprint.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// Passes bytes on, counting and hashing them.
pub(crate) struct Hashed<W> {
    pub(crate) inner: W,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<W> Hashed<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, hasher: blake3::Hasher::new(), bytes: 0 }
    }

    /// Length and hash of what passed.
    pub(crate) fn sum(&self) -> (u64, String) {
        (self.bytes, self.hasher.finalize().to_hex().to_string())
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(buffer)?;
        self.hasher.update(&buffer[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
