//! The folder where a gateway keeps its things. It outlives the gateway, so that another can
//! take over.

mod machine_code;

use crate::token::Claims;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder, removed when dropped.
pub struct Home(TempDir);

/// What `demo.env` tells.
#[derive(Clone, Debug)]
pub struct Demo {
    /// The gateway's address.
    pub url: String,
    /// A bearer token for the `rsa` dialect.
    pub token: String,
}

impl Home {
    /// A new folder. Nothing is in it but the module's machine code, if a gateway before has made
    /// it: each would take a second for it otherwise.
    ///
    /// # Panics
    /// When there can be none.
    #[must_use]
    pub fn new() -> Self {
        let home = Self::bare();
        machine_code::hand_out(&home.file(machine_code::FOLDER));
        home
    }

    /// A new folder with nothing in it.
    ///
    /// # Panics
    /// When there can be none.
    #[must_use]
    pub fn bare() -> Self {
        Self(tempfile::Builder::new().prefix("codemint-gateway-tests-").tempdir().unwrap())
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// A file in it.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// The text of a file in it.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        let path = self.file(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The permissions of a file in it.
    ///
    /// # Panics
    /// When it is not there.
    #[must_use]
    pub fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.file(name)).unwrap().permissions().mode() & 0o777
    }

    /// Writes a file into it.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.file(name);
        fs::write(&path, text).unwrap();
        // Whatever the umask is: a key that others may write is refused.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// What `demo.env` tells.
    ///
    /// # Panics
    /// When it lacks one of its assignments.
    #[must_use]
    pub fn demo(&self) -> Demo {
        Demo { url: self.variable("CODEMINT_URL"), token: self.variable("RSA_TOKEN") }
    }

    /// The value of a variable in `demo.env`.
    ///
    /// # Panics
    /// When it is not there.
    #[must_use]
    pub fn variable(&self, name: &str) -> String {
        let value = self.find_variable(name);
        value.unwrap_or_else(|| panic!("demo.env has no line {name}='…'"))
    }

    /// The value of a variable in `demo.env`, if it is there.
    #[must_use]
    pub fn find_variable(&self, name: &str) -> Option<String> {
        let text = self.text("demo.env");
        let mut lines = text.lines();
        lines.find_map(|line| {
            line.strip_prefix(name)?.strip_prefix("='")?.strip_suffix('\'').map(str::to_owned)
        })
    }

    /// The claims of the demo's token, with a fresh life.
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
