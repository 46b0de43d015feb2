use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder with one of the endings, in the order of paths; none if there is no such
/// folder. What is built, and hidden folders, are left out.
pub(crate) fn below(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
            let entry = entry.map_err(|error| format!("{}: {error}", folder.display()))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || name == "target" || name == "node_modules" {
                continue;
            }
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| endings.iter().any(|e| ending == *e)) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The text of a file.
pub(crate) fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// A path below the root, with `/` between folders.
pub(crate) fn shown(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The packs that come with the project: folders below `packs/` with a `pack.toml`.
pub(crate) fn packs(root: &Path) -> Result<Vec<PathBuf>, String> {
    let folder = root.join("packs");
    let declarations = below(&folder, &["toml"])?;
    let packs = declarations.iter().filter(|path| path.ends_with("pack.toml")).filter_map(|path| path.parent());
    Ok(packs.filter(|pack| pack.parent() == Some(&folder)).map(Path::to_owned).collect())
}
