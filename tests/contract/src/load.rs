//! The vector files and their names.

use crate::host::Failure;
use crate::vector::{Fault, Vector};
use std::fs;
use std::path::{Path, PathBuf};

/// A vector and its file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The file.
    pub path: PathBuf,
    /// Its name without folder and ending: `001-a-slug`.
    pub name: String,
    /// Its content.
    pub vector: Vector,
}

/// The folder with one folder of vectors for each dialect.
#[must_use]
pub fn vectors_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("vectors")
}

/// Every vector of every dialect, in the order of their names.
///
/// # Errors
/// [`Failure`] when a file cannot be read or is not a vector; it names the file.
pub fn load() -> Result<Vec<Entry>, Failure> {
    paths()?.into_iter().map(entry).collect()
}

/// The paths of all vector files, in order.
pub(crate) fn paths() -> Result<Vec<PathBuf>, Failure> {
    let mut paths = Vec::new();
    // `nonsense` is not a dialect: its files are read by `tests/nonsense`.
    let is_dialect = |path: &PathBuf| path.is_dir() && !path.ends_with("nonsense");
    for folder in listed(&vectors_folder())?.into_iter().filter(is_dialect) {
        paths.extend(listed(&folder)?.into_iter().filter(|path| has_ending(path)));
    }
    paths.sort();
    Ok(paths)
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let shown = folder.display();
    let entries = fs::read_dir(folder).map_err(|error| Fault(format!("{shown}: {error}")))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

fn has_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "json")
}

fn entry(path: PathBuf) -> Result<Entry, Failure> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let text = fs::read_to_string(&path)?;
    let vector =
        serde_json::from_str(&text).map_err(|error| Fault(format!("`{name}`: {error}")))?;
    Ok(Entry { path, name, vector })
}
