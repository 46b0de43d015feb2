//! Which format a file has, and its rows one after another.

use std::io::{Read, Seek, SeekFrom};

use crate::check;
use crate::csv_records::{self, Visit};
use crate::decode::{byte_order_mark, decoded, looks_like_utf16};
use crate::dialect::Encoding;
use crate::format::Format;
use crate::intake::Request;
use crate::problem::{Failure, FileProblem, Stop};
use crate::record::{Shared, read_full};
use crate::{parquet_records, xlsx_records};

/// How a file is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opened {
    pub(crate) format: Format,
    /// Between fields, in delimited text.
    pub(crate) delimiter: Option<u8>,
    encoding: Encoding,
    /// Bytes of the mark at its start.
    mark: u64,
}

/// Looks at the start of a file.
pub(crate) fn open<R: Read + Seek>(source: &Shared<R>, request: &Request<'_>) -> Result<Opened, Stop> {
    let mut head = vec![0; 4096];
    let n = read_full(&mut source.at(0), &mut head).map_err(Failure::io("reading the submitted file"))?;
    head.truncate(n);
    if head.is_empty() {
        return Err(FileProblem::error(check::EMPTY_FILE, "the file holds nothing").into());
    }
    let format = Format::detect(request.name, &head)?;
    let mark = byte_order_mark(&head);
    let (encoding, mark) = mark.unwrap_or((request.dialect.encoding, 0));
    if format == Format::Csv && encoding == Encoding::Utf8 && mark == 0 && looks_like_utf16(&head) {
        let message = "the file is UTF-16 without a mark, not UTF-8";
        let problem = FileProblem::error(check::WRONG_ENCODING, message);
        return Err(problem.cured("Save the file as UTF-8, or submit with the dialect `utf-16`.").into());
    }
    let tabs = request.name.rsplit_once('.').is_some_and(|(_, e)| matches!(&*e.to_ascii_lowercase(), "tsv" | "tab"));
    let usual = if tabs { b'\t' } else { b',' };
    let delimiter = (format == Format::Csv).then(|| request.dialect.delimiter.unwrap_or(usual));
    Ok(Opened { format, delimiter, encoding, mark: mark as u64 })
}

impl Opened {
    /// Hands every row to `visit`, from the start of the file; the header is the first that holds
    /// anything.
    pub(crate) fn each_record<R: Read + Seek + Send + 'static>(
        &self,
        source: &Shared<R>,
        request: &Request<'_>,
        visit: &mut Visit<'_>,
    ) -> Result<(), Stop> {
        match self.format {
            Format::Csv => {
                let mut source = source.at(0);
                source.seek(SeekFrom::Start(self.mark)).map_err(Failure::io("reading the submitted file"))?;
                let delimiter = self.delimiter.unwrap_or(b',');
                csv_records::each_record(&mut *decoded(source, self.encoding), delimiter, visit)
            }
            Format::Xlsx => xlsx_records::each_record(source.at(0), request.dialect.sheet.as_deref(), visit),
            Format::Parquet => {
                let column = |name: &str| request.dataset.columns.iter().find(|c| c.id.eq_ignore_ascii_case(name));
                parquet_records::each_record(source.at(0), &|name| column(name).map(|c| c.kind), visit)
            }
        }
    }
}
