//! Rows in order: duplicates found, the others stored.

use std::io::{self, Read, Seek, Write};
use std::path::Path;

use milepost_expression::Slot;

use crate::agencies::Agencies;
use crate::check;
use crate::encode::Head;
use crate::header::Header;
use crate::intake::{Progress, Request};
use crate::open::Opened;
use crate::outcome::StoredSlice;
use crate::problem::{Failure, FileProblem, Stop, shortened};
use crate::record::{Record, Shared};
use crate::rejects::Rejects;
use crate::rules::Breach;
use crate::slices::Slices;
use crate::sort::{Sorted, Sorter};
use crate::store::{Shelf, Storing};
use crate::tally::Tally;

const DOING: &str = "ordering the accepted rows";
/// Rows between two words of progress.
const BEAT: u64 = 64 * 1024;
/// Bytes of the line at the end of each key.
const LINE: usize = 8;

/// How accepted rows are brought into order.
pub(crate) struct Rows<'a, 'p> {
    pub(crate) agencies: &'a Agencies<'p>,
    pub(crate) periods: &'a Slices<'p>,
    /// Whether rows have a key that must be unique.
    pub(crate) keyed: bool,
    /// Whether rows come sorted by their key, and carry the key by which they are stored.
    pub(crate) two_keys: bool,
    pub(crate) memory: usize,
    pub(crate) scratch: &'a Path,
}

impl Rows<'_, '_> {
    /// Stores the first row of each key and returns the others.
    pub(crate) fn store<S: Shelf>(
        &self,
        sorter: Sorter<'_>,
        request: &Request<'_>,
        shelf: &mut S,
        tally: &mut Tally<'_>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(Vec<StoredSlice>, Duplicates), Failure> {
        let mut seen = Seen { key: Vec::new(), line: 0, any: false, lines: Sorter::new(self.scratch, self.memory / 8) };
        let of = sorter.rows();
        let mut sorted = sorter.finish().map_err(Failure::io(DOING))?;
        if self.two_keys {
            let mut again = Sorter::new(self.scratch, self.memory);
            while let Some((key, row)) = sorted.next().map_err(Failure::io(DOING))? {
                let (stored, row) = inner(row)?;
                if !seen.again(key, row, tally)? {
                    again.push(stored, row).map_err(Failure::io(DOING))?;
                }
            }
            sorted = again.finish().map_err(Failure::io(DOING))?;
        }
        let mut storing = Storing::new(shelf, request.dataset, self.agencies, request.buckets.max(1));
        let mut done = 0;
        while let Some((key, row)) = sorted.next().map_err(Failure::io(DOING))? {
            done += 1;
            if done % BEAT == 0 {
                progress(Progress::Storing { rows: done, of });
            }
            if self.keyed && !self.two_keys && seen.again(key, row, tally)? {
                continue;
            }
            let (head, body) = Head::split(row).ok_or_else(changed)?;
            let (slice, bucket) = home(key).ok_or_else(changed)?;
            storing.push((slice, self.periods.period(slice)), bucket, body, head.agency as usize, head.line)?;
        }
        Ok((storing.finish()?, Duplicates(seen.lines.finish().map_err(Failure::io(DOING))?)))
    }
}

fn changed() -> Failure {
    Failure::io(DOING)(io::Error::other("a spilled row came back changed"))
}

/// The key by which a row is stored, and the row.
fn inner(row: &[u8]) -> Result<(&[u8], &[u8]), Failure> {
    let (len, rest) = row.split_first_chunk().ok_or_else(changed)?;
    rest.split_at_checked(u32::from_le_bytes(*len) as usize).ok_or_else(changed)
}

/// Slice and bucket at the front of a stored row's key.
fn home(key: &[u8]) -> Option<(usize, u16)> {
    let (slice, rest) = key.split_first_chunk()?;
    let (bucket, _) = rest.split_first_chunk()?;
    Some((usize::from(u16::from_be_bytes(*slice)), u16::from_be_bytes(*bucket)))
}

/// The key of the row before, and the lines of those that had one again.
struct Seen<'a> {
    key: Vec<u8>,
    line: u64,
    any: bool,
    lines: Sorter<'a>,
}

impl Seen<'_> {
    /// True when the row before had the same key.
    fn again(&mut self, key: &[u8], row: &[u8], tally: &mut Tally<'_>) -> Result<bool, Failure> {
        let (head, _) = Head::split(row).ok_or_else(changed)?;
        let key = &key[..key.len().saturating_sub(LINE)];
        if !self.any || key != self.key {
            self.any = true;
            self.key.clear();
            self.key.extend_from_slice(key);
            self.line = head.line;
            return Ok(false);
        }
        tally.counts.accepted -= 1;
        tally.counts.rejected += 1;
        tally.counts.warned -= u64::from(head.warned);
        self.lines.push(&head.line.to_be_bytes(), &self.line.to_le_bytes()).map_err(Failure::io(DOING))?;
        Ok(true)
    }
}

/// Lines of rows whose key an earlier row has, each with that row's line, in order.
pub(crate) struct Duplicates(Sorted);

impl Duplicates {
    fn next(&mut self) -> Result<Option<(u64, u64)>, Failure> {
        let next = self.0.next().map_err(Failure::io(DOING))?;
        Ok(next.and_then(|(line, first)| {
            Some((u64::from_be_bytes(line.try_into().ok()?), u64::from_le_bytes(first.try_into().ok()?)))
        }))
    }

    /// Reads the file a second time, if need be, and hands back the rows as they stood.
    pub(crate) fn reject<R: Read + Seek + Send + 'static, W: Write>(
        mut self,
        source: &Shared<R>,
        opened: &Opened,
        request: &Request<'_>,
        (header, key): (&Header, &[Slot]),
        tally: &mut Tally<'_>,
        rejects: &mut Rejects<W>,
    ) -> Result<(), Failure> {
        let Some(mut awaited) = self.next()? else { return Ok(()) };
        let mut visit = |record: &Record| -> Result<(), Stop> {
            if record.line != awaited.0 {
                return Ok(());
            }
            let breach = duplicate(record, header, request, key, awaited.1);
            let value = record.field(header.fields[key[0].0]);
            tally.breach(record.line, value, &breach);
            rejects.write(header, record, &format!("{} ({})", breach.message, breach.code), &breach.cure)?;
            awaited = self.next()?.ok_or(Stop::Noted)?;
            Ok(())
        };
        match opened.each_record(source, request, &mut visit) {
            Err(Stop::Noted) => Ok(()),
            Err(Stop::Failure(failure)) => Err(failure),
            Ok(()) => Err(moved("a row is gone")),
            Err(Stop::Problem(FileProblem { message, .. })) => Err(moved(&message)),
        }
    }
}

fn moved(why: &str) -> Failure {
    let source = io::Error::other(format!("the file changed while it was read: {why}"));
    Failure::io("reading the submitted file a second time")(source)
}

fn duplicate(record: &Record, header: &Header, request: &Request<'_>, key: &[Slot], first: u64) -> Breach {
    let columns = &request.dataset.columns;
    let part = |slot: &Slot| format!("{} `{}`", columns[slot.0].id, shortened(record.field(header.fields[slot.0])));
    let parts = key.iter().map(part).collect::<Vec<_>>().join(", ");
    let message = format!("the row has the key of the row at line {first}: {parts}");
    let cure = format!("Keep one of lines {first} and {}, or correct the key.", record.line);
    Breach::new(check::DUPLICATE_KEY, message).on(key[0].0).cured(cure)
}
