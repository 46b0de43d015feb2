//! The file area: bytes under their own hash, written once and never changed.
//!
//! A file is written beside its place, flushed to the disk, moved to its place, and the move is flushed too; only then
//! does [`FileWriter::finish`] return the name that a row may hold. A process that dies in between leaves a file that
//! no row speaks of, never a row that speaks of no file.
//!
//! These calls block the thread until the disk has answered.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::file_failed;
use crate::home::{FILES, sync_folder};
use crate::{FileHash, StoreError};

/// Folder inside the file area for files that are not complete yet.
const INCOMING: &str = "incoming";

/// The files of a home. Clones are handles on the same area.
#[derive(Clone, Debug)]
pub struct FileArea {
    area: Arc<Area>,
}

#[derive(Debug)]
struct Area {
    root: PathBuf,
    writable: bool,
    /// Numbers the incomplete files of this process, the only one that writes.
    next: AtomicU64,
    /// Files that this process has put and that may not have their row yet.
    put: Mutex<BTreeSet<FileHash>>,
}

impl FileArea {
    /// The file area of a home, for reading.
    pub(crate) fn to_read(home: &Path) -> Self {
        Self::new(home, false)
    }

    /// The file area of a home, for the process that holds its lock. Incomplete files of processes before it are
    /// cleared away.
    pub(crate) fn to_write(home: &Path) -> Result<Self, StoreError> {
        let files = Self::new(home, true);
        let incoming = files.incoming();
        if incoming.exists() {
            fs::remove_dir_all(&incoming).map_err(file_failed("clear the folder", &incoming))?;
        }
        fs::create_dir_all(&incoming).map_err(file_failed("make the folder", &incoming))?;
        sync_folder(&files.area.root)?;
        sync_folder(home)?;
        Ok(files)
    }

    fn new(home: &Path, writable: bool) -> Self {
        let root = home.join(FILES);
        Self { area: Arc::new(Area { root, writable, next: AtomicU64::new(0), put: Mutex::default() }) }
    }

    /// Stores bytes and returns their name. Bytes that are stored already are not stored twice.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], [`StoreError::DiskFull`] or [`StoreError::File`].
    pub fn put(&self, bytes: &[u8]) -> Result<FileHash, StoreError> {
        let hash = FileHash::of(bytes);
        if self.put_here().contains(&hash) {
            return Ok(hash);
        }
        let mut writer = self.writer()?;
        writer.write_all(bytes).map_err(file_failed("write", &writer.path))?;
        writer.finish()
    }

    /// Stores all that a reader yields, in constant memory, and returns its name.
    ///
    /// # Errors
    /// As [`put`](Self::put); an error of the reader is a [`StoreError::File`] too.
    pub fn put_reader(&self, mut reader: impl Read) -> Result<FileHash, StoreError> {
        let mut writer = self.writer()?;
        io::copy(&mut reader, &mut writer).map_err(file_failed("write", &writer.path))?;
        writer.finish()
    }

    /// Opens a new file to write to; it has no name before [`FileWriter::finish`].
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], [`StoreError::DiskFull`] or [`StoreError::File`].
    pub fn writer(&self) -> Result<FileWriter, StoreError> {
        if !self.area.writable {
            return Err(StoreError::ReadOnly);
        }
        let number = self.area.next.fetch_add(1, Ordering::Relaxed);
        let path = self.incoming().join(number.to_string());
        let file = File::create_new(&path).map_err(file_failed("make", &path))?;
        let out = BufWriter::with_capacity(1 << 16, file);
        Ok(FileWriter { files: self.clone(), path, out: Some(out), hasher: blake3::Hasher::new(), bytes: 0 })
    }

    /// The bytes of a stored file, known to be those that were put in.
    ///
    /// # Errors
    /// [`StoreError::FileMissing`], [`StoreError::FileDamaged`] or [`StoreError::File`].
    pub fn read(&self, hash: FileHash) -> Result<Vec<u8>, StoreError> {
        let path = self.path_of(hash);
        let bytes = fs::read(&path).map_err(|error| missing_or_failed(hash, &path, error))?;
        let found = FileHash::of(&bytes);
        if found == hash { Ok(bytes) } else { Err(StoreError::FileDamaged { hash, found }) }
    }

    /// A stored file open at its beginning, for readers that jump about in it. It is read through once to see that it
    /// holds what was put in.
    ///
    /// # Errors
    /// [`StoreError::FileMissing`], [`StoreError::FileDamaged`] or [`StoreError::File`].
    pub fn open(&self, hash: FileHash) -> Result<File, StoreError> {
        let path = self.path_of(hash);
        let failed = file_failed("read", &path);
        let mut file = File::open(&path).map_err(|error| missing_or_failed(hash, &path, error))?;
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(&mut file).map_err(&failed)?;
        let found = FileHash::from(hasher.finalize());
        if found != hash {
            return Err(StoreError::FileDamaged { hash, found });
        }
        file.seek(SeekFrom::Start(0)).map_err(&failed)?;
        Ok(file)
    }

    /// Where a stored file lies, or would lie. Whoever reads it there sees whatever is there: [`open`](Self::open) is
    /// the way that checks.
    pub fn path_of(&self, hash: FileHash) -> PathBuf {
        let name = hash.to_string();
        self.area.root.join(&name[..2]).join(name)
    }

    /// Size in bytes of a stored file.
    pub(crate) fn size_of(&self, hash: FileHash) -> Result<u64, StoreError> {
        let path = self.path_of(hash);
        let found = fs::metadata(&path).map_err(|error| missing_or_failed(hash, &path, error))?;
        Ok(found.len())
    }

    /// Every file that lies in the area under the name of a hash.
    pub(crate) fn all(&self) -> Result<Vec<FileHash>, StoreError> {
        let mut found = Vec::new();
        for folder in folder_entries(&self.area.root)? {
            if folder.file_name().is_some_and(|name| name != INCOMING) && folder.is_dir() {
                let names = folder_entries(&folder)?.into_iter();
                found.extend(names.filter_map(|path| path.file_name()?.to_str()?.parse::<FileHash>().ok()));
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Takes a file that no row speaks of out of the area and returns its size. A file that this process has put
    /// stays, as its row may be on the way.
    pub(crate) fn remove_orphan(&self, hash: FileHash) -> Result<Option<u64>, StoreError> {
        let put = self.put_here();
        if put.contains(&hash) {
            return Ok(None);
        }
        let bytes = self.size_of(hash)?;
        let path = self.path_of(hash);
        fs::remove_file(&path).map_err(file_failed("remove", &path))?;
        Ok(Some(bytes))
    }

    fn put_here(&self) -> MutexGuard<'_, BTreeSet<FileHash>> {
        self.area.put.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn incoming(&self) -> PathBuf {
        self.area.root.join(INCOMING)
    }
}

/// A file on its way into the file area. Dropped before [`finish`](Self::finish), it leaves nothing behind.
#[derive(Debug)]
pub struct FileWriter {
    files: FileArea,
    path: PathBuf,
    out: Option<BufWriter<File>>,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl FileWriter {
    /// Bytes written until now.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Flushes the file to the disk, moves it to its place and returns its name.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] or [`StoreError::File`].
    pub fn finish(mut self) -> Result<FileHash, StoreError> {
        let hash = FileHash::from(self.hasher.finalize());
        let failed = file_failed("write", &self.path);
        if let Some(out) = self.out.take() {
            let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
            file.sync_all().map_err(&failed)?;
        }
        let place = self.files.path_of(hash);
        if let Some(folder) = place.parent()
            && !folder.exists()
        {
            fs::create_dir_all(folder).map_err(file_failed("make the folder", folder))?;
            sync_folder(&self.files.area.root)?;
        }
        {
            // Held over the move, so that no sweep takes the file away between the move and the note of it.
            let mut put = self.files.put_here();
            // The same bytes may lie there already; replacing them is harmless, and mends a damaged file.
            fs::rename(&self.path, &place).map_err(file_failed("move into place", &place))?;
            put.insert(hash);
        }
        if let Some(folder) = place.parent() {
            sync_folder(folder)?;
        }
        Ok(hash)
    }
}

impl Write for FileWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let out = self.out.as_mut().ok_or_else(|| io::Error::other("the file is finished"))?;
        let written = out.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for FileWriter {
    fn drop(&mut self) {
        // After a finished write the path is free again, and a file that cannot be removed is cleared away by the
        // next process that writes: nothing to report either way.
        let _ = fs::remove_file(&self.path);
    }
}

fn folder_entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let failed = file_failed("read the folder", folder);
    fs::read_dir(folder).map_err(&failed)?.map(|entry| Ok(entry.map_err(&failed)?.path())).collect()
}

fn missing_or_failed(hash: FileHash, path: &Path, error: io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::NotFound => StoreError::FileMissing { hash },
        _ => file_failed("read", path)(error),
    }
}
