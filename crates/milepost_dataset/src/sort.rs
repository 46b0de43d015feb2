//! Sorting more rows than fit into memory: runs are sorted in memory, spilled, and merged.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Runs merged at once; more are first merged among themselves.
const FAN_IN: usize = 64;
const BUFFER: usize = 128 * 1024;

/// Takes rows in any order, in bounded memory.
pub(crate) struct Sorter<'a> {
    scratch: &'a Path,
    memory: usize,
    arena: Vec<u8>,
    index: Vec<Entry>,
    /// Spilled runs: those of one level have about the same length.
    levels: Vec<Vec<File>>,
    rows: u64,
}

/// Where a row stands in the arena, with the first bytes of its key.
#[derive(Clone, Copy)]
struct Entry {
    prefix: u128,
    at: u32,
    key: u32,
    row: u32,
}

impl<'a> Sorter<'a> {
    /// `memory` is what the rows of a run may take, without the index over them.
    pub(crate) fn new(scratch: &'a Path, memory: usize) -> Self {
        Self { scratch, memory: memory.min(1 << 31), arena: Vec::new(), index: Vec::new(), levels: Vec::new(), rows: 0 }
    }

    /// Rows so far.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Adds a row. Rows with equal keys come out in no particular order.
    pub(crate) fn push(&mut self, key: &[u8], row: &[u8]) -> io::Result<()> {
        let size = key.len() + row.len();
        let taken = self.arena.len() + self.index.len() * size_of::<Entry>();
        if taken + size + size_of::<Entry>() > self.memory && !self.index.is_empty() {
            self.spill()?;
        }
        if self.arena.capacity() == 0 {
            // Reserved once: a growing buffer would be copied and for a while be there twice.
            self.arena.reserve_exact(self.memory - self.memory / 4);
            self.index.reserve_exact(self.memory / 4 / size_of::<Entry>());
        }
        let at = self.arena.len() as u32;
        self.arena.extend_from_slice(key);
        self.arena.extend_from_slice(row);
        self.index.push(Entry { prefix: prefix(key), at, key: key.len() as u32, row: row.len() as u32 });
        self.rows += 1;
        Ok(())
    }

    /// All rows in order.
    pub(crate) fn finish(mut self) -> io::Result<Sorted> {
        self.sort();
        if self.levels.is_empty() {
            let Self { arena, index, .. } = self;
            return Ok(Sorted(Rows::InMemory { arena, index, next: 0 }));
        }
        self.spill()?;
        let runs = std::mem::take(&mut self.levels).into_iter().flatten().collect();
        (self.arena, self.index) = (Vec::new(), Vec::new());
        Ok(Sorted(Rows::Spilled(Merge::new(runs)?)))
    }

    fn sort(&mut self) {
        let arena = &self.arena;
        self.index
            .sort_unstable_by(|a, b| a.prefix.cmp(&b.prefix).then_with(|| a.key_bytes(arena).cmp(b.key_bytes(arena))));
    }

    fn spill(&mut self) -> io::Result<()> {
        if self.index.is_empty() {
            return Ok(());
        }
        self.sort();
        let mut out = BufWriter::with_capacity(BUFFER, tempfile::tempfile_in(self.scratch)?);
        for entry in &self.index {
            write_row(&mut out, entry.key_bytes(&self.arena), entry.row_bytes(&self.arena))?;
        }
        let run = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.arena.clear();
        self.index.clear();
        self.keep(run, 0)
    }

    fn keep(&mut self, run: File, level: usize) -> io::Result<()> {
        if self.levels.len() <= level {
            self.levels.push(Vec::new());
        }
        self.levels[level].push(run);
        if self.levels[level].len() < FAN_IN {
            return Ok(());
        }
        let runs = std::mem::take(&mut self.levels[level]);
        let mut merge = Merge::new(runs)?;
        let mut out = BufWriter::with_capacity(BUFFER, tempfile::tempfile_in(self.scratch)?);
        while merge.advance()? {
            let (key, row) = merge.current();
            write_row(&mut out, key, row)?;
        }
        let merged = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.keep(merged, level + 1)
    }
}

impl Entry {
    fn key_bytes(self, arena: &[u8]) -> &[u8] {
        &arena[self.at as usize..][..self.key as usize]
    }

    fn row_bytes(self, arena: &[u8]) -> &[u8] {
        &arena[self.at as usize + self.key as usize..][..self.row as usize]
    }
}

/// The first bytes of a key as a number that compares as they do.
fn prefix(key: &[u8]) -> u128 {
    let mut head = [0; 16];
    let n = key.len().min(16);
    head[..n].copy_from_slice(&key[..n]);
    u128::from_be_bytes(head)
}

fn write_row(out: &mut impl Write, key: &[u8], row: &[u8]) -> io::Result<()> {
    out.write_all(&(key.len() as u32).to_le_bytes())?;
    out.write_all(&(row.len() as u32).to_le_bytes())?;
    out.write_all(key)?;
    out.write_all(row)
}

/// Rows in the order of their keys, one at a time.
pub(crate) struct Sorted(Rows);

enum Rows {
    InMemory { arena: Vec<u8>, index: Vec<Entry>, next: usize },
    Spilled(Merge),
}

impl Sorted {
    /// Key and row of the next one.
    pub(crate) fn next(&mut self) -> io::Result<Option<(&[u8], &[u8])>> {
        match &mut self.0 {
            Rows::InMemory { arena, index, next } => {
                let Some(entry) = index.get(*next) else { return Ok(None) };
                *next += 1;
                Ok(Some((entry.key_bytes(arena), entry.row_bytes(arena))))
            }
            Rows::Spilled(merge) => Ok(if merge.advance()? { Some(merge.current()) } else { None }),
        }
    }
}

/// The runs that still have rows, the one with the smallest key on top.
struct Merge {
    heap: BinaryHeap<Reverse<Run>>,
    started: bool,
}

struct Run {
    reader: BufReader<File>,
    prefix: u128,
    key: usize,
    bytes: Vec<u8>,
}

impl Merge {
    fn new(files: Vec<File>) -> io::Result<Self> {
        let mut heap = BinaryHeap::with_capacity(files.len());
        for mut file in files {
            file.seek(SeekFrom::Start(0))?;
            let reader = BufReader::with_capacity(BUFFER, file);
            let mut run = Run { reader, prefix: 0, key: 0, bytes: Vec::new() };
            if run.advance()? {
                heap.push(Reverse(run));
            }
        }
        Ok(Self { heap, started: false })
    }

    /// Goes to the next row; false when there is none.
    fn advance(&mut self) -> io::Result<bool> {
        if !self.started {
            self.started = true;
        } else if let Some(mut top) = self.heap.peek_mut()
            && !top.0.advance()?
        {
            PeekMut::pop(top);
        }
        Ok(!self.heap.is_empty())
    }

    fn current(&self) -> (&[u8], &[u8]) {
        self.heap.peek().map_or((&[], &[]), |top| top.0.bytes.split_at(top.0.key))
    }
}

impl Run {
    fn advance(&mut self) -> io::Result<bool> {
        let mut sizes = [0; 8];
        match self.reader.read_exact(&mut sizes) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(e) => return Err(e),
        }
        let size = |at: usize| u32::from_le_bytes([sizes[at], sizes[at + 1], sizes[at + 2], sizes[at + 3]]) as usize;
        self.key = size(0);
        self.bytes.resize(size(0) + size(4), 0);
        self.reader.read_exact(&mut self.bytes)?;
        self.prefix = prefix(&self.bytes[..self.key]);
        Ok(true)
    }
}

impl Ord for Run {
    fn cmp(&self, other: &Self) -> Ordering {
        let keys = || self.bytes[..self.key].cmp(&other.bytes[..other.key]);
        self.prefix.cmp(&other.prefix).then_with(keys)
    }
}

impl PartialOrd for Run {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Run {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Run {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enough rows and little enough memory for several runs, and for runs merged among themselves.
    #[test]
    fn rows_come_out_in_order_whatever_memory_there_is() {
        let scratch = tempfile::tempdir().unwrap();
        for memory in [1 << 9, 1 << 13, 1 << 24] {
            let mut sorter = Sorter::new(scratch.path(), memory);
            let n: u64 = 5_000;
            for i in 0..n {
                let shuffled = i * 2_654_435_761 % n;
                let key = format!("a key longer than its prefix {shuffled:05}");
                sorter.push(key.as_bytes(), &shuffled.to_le_bytes()).unwrap();
            }
            assert_eq!(sorter.rows(), n);
            let mut sorted = sorter.finish().unwrap();
            for i in 0..n {
                let (key, row) = sorted.next().unwrap().unwrap();
                assert_eq!(row, i.to_le_bytes(), "memory {memory}");
                assert!(key.ends_with(format!("{i:05}").as_bytes()));
            }
            assert!(sorted.next().unwrap().is_none());
        }
    }

    #[test]
    fn no_rows_are_no_rows() {
        let scratch = tempfile::tempdir().unwrap();
        assert!(Sorter::new(scratch.path(), 1024).finish().unwrap().next().unwrap().is_none());
    }

    #[test]
    fn a_key_sorts_before_one_that_it_begins() {
        let scratch = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::new(scratch.path(), 1024);
        for key in [&b"ab"[..], b"a", b"", b"a\0"] {
            sorter.push(key, key).unwrap();
        }
        let mut sorted = sorter.finish().unwrap();
        for key in [&b""[..], b"a", b"a\0", b"ab"] {
            assert_eq!(sorted.next().unwrap(), Some((key, key)));
        }
    }
}
