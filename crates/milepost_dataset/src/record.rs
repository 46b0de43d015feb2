use std::io::{self, Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One row as it stood in the file: the fields' text, laid end to end.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// Line on which it starts, or number of the row in a sheet, counted from 1.
    pub(crate) line: u64,
    pub(crate) bytes: Vec<u8>,
    /// Where each field ends in `bytes`.
    pub(crate) ends: Vec<usize>,
}

impl Record {
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Ends a field with what was added to `bytes` since the one before.
    pub(crate) fn end_field(&mut self) {
        self.ends.push(self.bytes.len());
    }

    pub(crate) fn push(&mut self, field: &[u8]) {
        self.bytes.extend_from_slice(field);
        self.end_field();
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn start(&self, index: usize) -> usize {
        if index == 0 { 0 } else { self.ends[index - 1] }
    }

    pub(crate) fn field(&self, index: usize) -> &[u8] {
        &self.bytes[self.start(index)..self.ends[index]]
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|i| self.field(i))
    }

    /// True when no field holds anything but spaces, as in rows that spreadsheets leave behind.
    pub(crate) fn is_blank(&self) -> bool {
        self.bytes.iter().all(|b| *b == b' ')
    }
}

/// A source that several readers use in turn, so that a file can be read a second time.
///
/// Each handle keeps its own place in the file.
#[derive(Debug)]
pub(crate) struct Shared<R> {
    inner: Arc<Mutex<R>>,
    furthest: Arc<AtomicU64>,
    len: u64,
    at: u64,
}

impl<R> Clone for Shared<R> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), furthest: Arc::clone(&self.furthest), len: self.len, at: self.at }
    }
}

impl<R: Read + Seek> Shared<R> {
    pub(crate) fn new(mut source: R) -> io::Result<Self> {
        let len = source.seek(SeekFrom::End(0))?;
        let inner = Arc::new(Mutex::new(source));
        Ok(Self { inner, furthest: Arc::default(), len, at: 0 })
    }

    /// A handle at a place of its own.
    pub(crate) fn at(&self, at: u64) -> Self {
        Self { at, ..self.clone() }
    }

    /// Length of the file in bytes.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// How far any handle has read.
    pub(crate) fn furthest(&self) -> u64 {
        self.furthest.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, R> {
        // A reader that panicked leaves a position behind, and every read sets it anew.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R: Read + Seek> Read for Shared<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut inner = self.lock();
        inner.seek(SeekFrom::Start(self.at))?;
        let n = inner.read(buffer)?;
        drop(inner);
        self.at += n as u64;
        self.furthest.fetch_max(self.at, Ordering::Relaxed);
        Ok(n)
    }
}

impl<R: Read + Seek> Seek for Shared<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (base, by) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::End(by) => (self.len, by),
            SeekFrom::Current(by) => (self.at, by),
        };
        let at = base.checked_add_signed(by);
        self.at = at.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "seek before the start of the file"))?;
        Ok(self.at)
    }
}

/// Fills a buffer as far as the source goes.
pub(crate) fn read_full(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}
