//! The folder of everything that is kept: who may read it, and what lies where.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The data folder of an installation.
#[derive(Clone, Debug)]
pub(crate) struct Home(PathBuf);

impl Home {
    /// The folder, created with access for its owner alone if it is not there.
    ///
    /// # Errors
    /// When it cannot be created.
    pub(crate) fn at(folder: &Path) -> io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let named = |error: io::Error| {
            io::Error::new(error.kind(), format!("cannot use `{}`: {error}", folder.display()))
        };
        builder.create(folder).map_err(named)?;
        Ok(Self(folder.to_path_buf()))
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

    /// Writes a file that only its owner may read, all of it or nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn write_private(&self, name: &str, content: &[u8]) -> io::Result<PathBuf> {
        let (path, draft) = (self.file(name), self.file(&format!(".{name}.draft")));
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft)?;
        file.write_all(content)?;
        drop(file);
        fs::rename(draft, &path)?;
        Ok(path)
    }
}
