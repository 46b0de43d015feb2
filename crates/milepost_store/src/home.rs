//! The folder of a home: what lies where, and the lock that lets one process write.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::StoreError;
use crate::error::file_failed;

/// Name of the database in a home.
pub(crate) const DATABASE: &str = "milepost.db";
/// Folder of the file area in a home.
pub(crate) const FILES: &str = "files";
/// Name of the file that a writing process locks.
const LOCK: &str = "milepost.lock";

/// What a home's folder may hold; those that begin with the database's name are SQLite's companions of it.
const OWN: [&str; 6] = [DATABASE, "milepost.db-journal", "milepost.db-wal", "milepost.db-shm", FILES, LOCK];

/// The right to write to a home, held by one process at a time and given back when dropped or when the process
/// ends, however it ends.
#[derive(Debug)]
pub(crate) struct HomeLock {
    file: File,
}

impl HomeLock {
    pub(crate) fn take(home: &Path) -> Result<Self, StoreError> {
        let path = home.join(LOCK);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(file_failed("open the lock", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Locked { path: home.to_path_buf(), holder: holder(&mut file) });
            }
            Err(TryLockError::Error(source)) => return Err(file_failed("lock", &path)(source)),
        }
        let write = |file: &mut File| {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            write!(file, "{}", std::process::id())
        };
        write(&mut file).map_err(file_failed("write", &path))?;
        Ok(Self { file })
    }
}

impl Drop for HomeLock {
    fn drop(&mut self) {
        // Closing the file is not enough: a process that this one is just starting shares it for a moment. If this
        // fails, the lock goes when the last of them closes it.
        let _ = self.file.unlock();
    }
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(20).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

/// Path of the database, if the folder has one.
pub(crate) fn database_of(home: &Path) -> Result<PathBuf, StoreError> {
    let path = home.join(DATABASE);
    match fs::metadata(&path) {
        Ok(found) if found.is_file() => Ok(path),
        _ => Err(StoreError::NotAHome { path: home.to_path_buf() }),
    }
}

/// Makes the folder, or takes one that is empty or holds no more than a half-made home.
pub(crate) fn prepare(home: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(home).map_err(file_failed("make the folder", home))?;
    let failed = file_failed("read the folder", home);
    for entry in fs::read_dir(home).map_err(&failed)? {
        let name = entry.map_err(&failed)?.file_name();
        if !OWN.iter().any(|own| *own == name) {
            let found = name.to_string_lossy().into_owned();
            return Err(StoreError::NotEmpty { path: home.to_path_buf(), found });
        }
    }
    Ok(())
}

/// Makes names that were added to a folder, or taken from it, outlive a loss of power.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder).and_then(|file| file.sync_all()).map_err(file_failed("write the folder", folder))
}

/// Other systems cannot flush a folder through a file handle; their file systems order renames themselves.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_folder: &Path) -> Result<(), StoreError> {
    Ok(())
}
