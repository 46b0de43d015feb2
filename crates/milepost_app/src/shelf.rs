//! Where intake puts what it makes: accepted rows into the home, rejected ones beside the submitted file.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use milepost_dataset::{Place, Shelf};
use milepost_store::{FileArea, FileHash, FileWriter};

/// Puts stored rows into the file area of the home.
pub(crate) struct StoreShelf {
    files: FileArea,
    kept: Vec<((String, u16), FileHash)>,
}

impl StoreShelf {
    pub(crate) fn new(files: FileArea) -> Self {
        Self { files, kept: Vec::new() }
    }

    /// The stored file of a bucket of a period.
    pub(crate) fn kept(&self, period: &str, bucket: u16) -> Option<FileHash> {
        self.kept.iter().find(|((p, b), _)| p == period && *b == bucket).map(|(_, hash)| *hash)
    }
}

impl Shelf for StoreShelf {
    type File = FileWriter;

    fn create(&mut self, _: &Place<'_>) -> io::Result<FileWriter> {
        self.files.writer().map_err(io::Error::other)
    }

    fn keep(&mut self, place: &Place<'_>, file: FileWriter) -> io::Result<()> {
        let hash = file.finish().map_err(io::Error::other)?;
        self.kept.push(((place.period.label.clone(), place.bucket), hash));
        Ok(())
    }
}

/// A file that exists only if something was rejected.
pub(crate) struct RejectsFile {
    path: PathBuf,
    file: Option<io::BufWriter<File>>,
}

impl RejectsFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, file: None }
    }

    pub(crate) fn finish(mut self) -> io::Result<Option<PathBuf>> {
        let Some(file) = &mut self.file else { return Ok(None) };
        io::Write::flush(file)?;
        Ok(Some(self.path))
    }
}

impl io::Write for RejectsFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.file.is_none() {
            self.file = Some(io::BufWriter::new(File::create(&self.path)?));
        }
        self.file.as_mut().map_or(Ok(0), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), io::Write::flush)
    }
}
