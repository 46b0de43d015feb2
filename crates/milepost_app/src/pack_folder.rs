//! The files of a pack in a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use milepost_pack::Files;
use thiserror::Error;

/// A pack is read whole; more than this is a mistake (a home, say, or a disk given as a pack).
const LARGEST_PACK_BYTES: u64 = 256 << 20;
const MOST_FILES: usize = 10_000;

/// Why a folder can't be read as a pack.
#[derive(Debug, Error)]
pub enum FolderError {
    /// The operating system refused.
    #[error("`{}` can't be read", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It isn't a folder.
    #[error("`{}` is not a folder; a pack is a folder with a `pack.toml`", .0.display())]
    NotAFolder(PathBuf),
    /// Too much to be a pack.
    #[error("`{}` holds more than {MOST_FILES} files or {} MiB; is it a pack?", .0.display(), LARGEST_PACK_BYTES >> 20)]
    TooLarge(PathBuf),
    /// A name that isn't Unicode.
    #[error("`{}` has a name that is not Unicode", .0.display())]
    Name(PathBuf),
}

/// Reads the files of a pack folder. Hidden files and links are left out: a pack is what it holds.
pub fn read(folder: &Path) -> Result<Files, FolderError> {
    let mut files = Files::new();
    let mut bytes = 0;
    if !folder.is_dir() {
        return Err(FolderError::NotAFolder(folder.to_owned()));
    }
    let mut waiting = vec![folder.to_owned()];
    while let Some(current) = waiting.pop() {
        let unreadable = |source| FolderError::Unreadable { path: current.clone(), source };
        for entry in fs::read_dir(&current).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let path = entry.path();
            let name = entry.file_name().into_string().map_err(|_| FolderError::Name(path.clone()))?;
            let kind = entry.file_type().map_err(unreadable)?;
            if name.starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                waiting.push(path);
            } else if kind.is_file() {
                bytes += entry.metadata().map_err(unreadable)?.len();
                if bytes > LARGEST_PACK_BYTES || files.len() == MOST_FILES {
                    return Err(FolderError::TooLarge(folder.to_owned()));
                }
                let content =
                    fs::read(&path).map_err(|source| FolderError::Unreadable { path: path.clone(), source })?;
                files.insert(relative(folder, &path)?, content);
            }
        }
    }
    Ok(files)
}

fn relative(folder: &Path, path: &Path) -> Result<String, FolderError> {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let parts: Option<Vec<&str>> = inside.components().map(|c| c.as_os_str().to_str()).collect();
    parts.map(|p| p.join("/")).ok_or_else(|| FolderError::Name(path.to_owned()))
}
