//! Ids of records: UUIDv7 as text, made from the time and the randomness that the caller hands in.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// Where the random part of ids comes from: the operating system in the binary, a seed in tests. Any closure that
/// returns ten bytes will do.
pub trait IdSource: Send {
    /// Ten bytes, unlike all before; six bits of them are overwritten by the version and variant of the id.
    fn random(&mut self) -> [u8; 10];
}

impl<F: FnMut() -> [u8; 10] + Send> IdSource for F {
    fn random(&mut self) -> [u8; 10] {
        self()
    }
}

/// Makes ids for all units of work of a store.
pub(crate) struct Ids(Mutex<Box<dyn IdSource>>);

impl Ids {
    pub(crate) fn new(source: impl IdSource + 'static) -> Self {
        Self(Mutex::new(Box::new(source)))
    }

    /// A new id. Ids of a later millisecond sort after those of an earlier one; a time before 1970 counts as 1970.
    pub(crate) fn make(&self, at: Timestamp) -> String {
        let random = self.0.lock().unwrap_or_else(PoisonError::into_inner).random();
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
    }
}
