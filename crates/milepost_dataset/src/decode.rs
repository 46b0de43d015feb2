//! Bytes in a declared encoding to UTF-8, in constant memory.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::dialect::Encoding;

const BLOCK: usize = 64 * 1024;

/// What the first bytes of a file tell about its encoding, and how many of them are a mark.
pub(crate) fn byte_order_mark(head: &[u8]) -> Option<(Encoding, usize)> {
    match head {
        [0xef, 0xbb, 0xbf, ..] => Some((Encoding::Utf8, 3)),
        [0xff, 0xfe, ..] => Some((Encoding::Utf16Le, 2)),
        [0xfe, 0xff, ..] => Some((Encoding::Utf16Be, 2)),
        _ => None,
    }
}

/// True when ASCII text in UTF-16 looks like this: every other byte is NUL.
pub(crate) fn looks_like_utf16(head: &[u8]) -> bool {
    let pairs = head.chunks_exact(2);
    let n = pairs.len();
    let (mut low, mut high) = (0, 0);
    for pair in pairs {
        low += usize::from(pair[0] == 0 && pair[1] != 0);
        high += usize::from(pair[1] == 0 && pair[0] != 0);
    }
    n >= 2 && low.max(high) * 10 >= n * 9
}

/// UTF-8 text of a source in another encoding. What can't be decoded becomes U+FFFD, which the field
/// checks refuse.
pub(crate) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_start: usize,
    raw_end: usize,
    text: Vec<u8>,
    text_start: usize,
    text_end: usize,
    at_end: bool,
    done: bool,
}

/// The source as UTF-8. UTF-8 itself passes through unlooked at; its validity is a matter of fields.
pub(crate) fn decoded<R: Read + 'static>(source: R, encoding: Encoding) -> Box<dyn Read> {
    let from = match encoding {
        Encoding::Utf8 => return Box::new(source),
        Encoding::Windows1252 => WINDOWS_1252,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
    };
    Box::new(Decoded {
        source,
        decoder: from.new_decoder_without_bom_handling(),
        raw: vec![0; BLOCK],
        raw_start: 0,
        raw_end: 0,
        text: vec![0; BLOCK],
        text_start: 0,
        text_end: 0,
        at_end: false,
        done: false,
    })
}

impl<R: Read> Decoded<R> {
    fn refill(&mut self) -> io::Result<()> {
        while self.text_start == self.text_end && !self.done {
            if self.raw_start == self.raw_end && !self.at_end {
                self.raw_start = 0;
                self.raw_end = self.source.read(&mut self.raw)?;
                self.at_end = self.raw_end == 0;
            }
            let raw = &self.raw[self.raw_start..self.raw_end];
            let (result, read, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, self.at_end);
            self.raw_start += read;
            self.text_start = 0;
            self.text_end = written;
            self.done = self.at_end && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.refill()?;
        let n = buffer.len().min(self.text_end - self.text_start);
        buffer[..n].copy_from_slice(&self.text[self.text_start..self.text_start + n]);
        self.text_start += n;
        Ok(n)
    }
}
