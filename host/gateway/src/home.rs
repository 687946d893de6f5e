//! The data folder and the names of its files.

use codemint::files::Folder;
use std::io;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The data folder of an installation.
#[derive(Clone, Debug)]
pub(crate) struct Home(PathBuf);

impl Home {
    /// The name of the database.
    pub(crate) const STORE: &str = "codemint.sqlite";

    /// Opens the folder, or creates it with access for its owner alone. It must belong to this user
    /// or root, and no other user may write to it ([`codemint::files`]).
    ///
    /// # Errors
    /// When it is refused, or cannot be created.
    pub(crate) fn at(folder: &Path) -> io::Result<Self> {
        let home = Self(folder.to_path_buf());
        Folder::open_or_create(folder).map_err(|error| home.unusable(&error))?;
        Ok(home)
    }

    /// The folder, if it exists and may be used; it is not created.
    pub(crate) fn at_existing(folder: &Path) -> Option<Self> {
        Folder::open(folder).ok().map(|_| Self(folder.to_path_buf()))
    }

    /// The default data folder of the demo.
    pub(crate) fn of_demo() -> Option<PathBuf> {
        let folders = etcetera::choose_base_strategy().ok()?;
        Some(etcetera::BaseStrategy::data_dir(&folders).join("codemint").join("demo"))
    }

    /// The database.
    pub(crate) fn store(&self) -> PathBuf {
        self.0.join(Self::STORE)
    }

    /// The folder of the module's compiled machine code.
    pub(crate) fn module_cache(&self) -> PathBuf {
        self.0.join("module-cache")
    }

    /// The path of a file in the folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Reads a text file in the folder.
    ///
    /// # Errors
    /// When it is refused, or cannot be read.
    pub(crate) fn read_text(&self, name: &str) -> io::Result<Zeroizing<String>> {
        Folder::open(&self.0)?.read_text(name)
    }

    /// Writes a file that only its owner may read. It is replaced as a whole.
    ///
    /// # Errors
    /// When the folder is refused, or the file cannot be written.
    pub(crate) fn write_private(&self, name: &str, content: &[u8]) -> io::Result<()> {
        Folder::open(&self.0)?.write(name, content)
    }

    fn unusable(&self, error: &io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("cannot use `{}`: {error}", self.0.display()))
    }
}
