//! The data folder: what is in it, and under which names.

use codemint::files::Folder;
use std::io;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The data folder of an installation.
#[derive(Clone, Debug)]
pub(crate) struct Home(PathBuf);

impl Home {
    /// The folder, created with access for its owner alone if it is not there. It must be this
    /// user's or root's, and no other user may write to it ([`codemint::files`]).
    ///
    /// # Errors
    /// When it is refused, or cannot be created.
    pub(crate) fn at(folder: &Path) -> io::Result<Self> {
        let home = Self(folder.to_path_buf());
        Folder::open_or_create(folder).map_err(|error| home.unusable(&error))?;
        Ok(home)
    }

    /// Where the demo is kept if nothing else is said.
    pub(crate) fn of_demo() -> Option<PathBuf> {
        let folders = etcetera::choose_base_strategy().ok()?;
        Some(etcetera::BaseStrategy::data_dir(&folders).join("codemint").join("demo"))
    }

    /// The database.
    pub(crate) fn store(&self) -> PathBuf {
        self.0.join("codemint.sqlite")
    }

    /// The module's machine code.
    pub(crate) fn module_cache(&self) -> PathBuf {
        self.0.join("module-cache")
    }

    /// A file in it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The text of a file in it.
    ///
    /// # Errors
    /// When it is refused, or cannot be read.
    pub(crate) fn read_text(&self, name: &str) -> io::Result<Zeroizing<String>> {
        Folder::open(&self.0)?.read_text(name)
    }

    /// Writes a file that only its owner may read: whoever reads it finds all of it.
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
