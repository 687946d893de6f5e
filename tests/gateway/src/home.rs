//! A gateway's data folder. It outlives the gateway, so that another can use it.

mod machine_code;

use crate::token::Claims;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A temporary folder. Removed when dropped.
pub struct Home(TempDir);

/// The contents of `demo.env`.
#[derive(Clone, Debug)]
pub struct Demo {
    /// The gateway's address.
    pub url: String,
    /// A bearer token for the `rsa` dialect.
    pub token: String,
}

impl Home {
    /// Creates a folder with the module's machine code in it, if an earlier gateway has compiled it.
    /// Compiling takes a second.
    ///
    /// # Panics
    /// When the folder cannot be created.
    #[must_use]
    pub fn new() -> Self {
        let home = Self::bare();
        machine_code::hand_out(&home.file(machine_code::FOLDER));
        home
    }

    /// Creates an empty folder.
    ///
    /// # Panics
    /// When the folder cannot be created.
    #[must_use]
    pub fn bare() -> Self {
        Self(tempfile::Builder::new().prefix("codemint-gateway-tests-").tempdir().unwrap())
    }

    /// The folder's path.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path of a file in the folder.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// The text of a file in the folder.
    ///
    /// # Panics
    /// When the file cannot be read.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        let path = self.file(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The permissions of a file in the folder.
    ///
    /// # Panics
    /// When there is no such file.
    #[must_use]
    pub fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.file(name)).unwrap().permissions().mode() & 0o777
    }

    /// Writes a file into the folder, with mode 0600, and returns its path.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.file(name);
        fs::write(&path, text).unwrap();
        // Regardless of the umask: a key that others may write is refused.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// The contents of `demo.env`.
    ///
    /// # Panics
    /// When an assignment is missing.
    #[must_use]
    pub fn demo(&self) -> Demo {
        Demo { url: self.variable("CODEMINT_URL"), token: self.variable("RSA_TOKEN") }
    }

    /// The value of a variable in `demo.env`.
    ///
    /// # Panics
    /// When there is no such variable.
    #[must_use]
    pub fn variable(&self, name: &str) -> String {
        let value = self.find_variable(name);
        value.unwrap_or_else(|| panic!("demo.env has no line {name}='…'"))
    }

    /// The value of a variable in `demo.env`, if there is one.
    #[must_use]
    pub fn find_variable(&self, name: &str) -> Option<String> {
        let text = self.text("demo.env");
        let mut lines = text.lines();
        lines.find_map(|line| {
            line.strip_prefix(name)?.strip_prefix("='")?.strip_suffix('\'').map(str::to_owned)
        })
    }

    /// The claims of the demo's token, valid from now on.
    #[must_use]
    pub fn claims(&self) -> Claims {
        Claims::like(&self.demo().token)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        machine_code::collect(&self.file(machine_code::FOLDER));
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}
