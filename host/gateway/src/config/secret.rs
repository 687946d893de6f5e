//! Secrets: from files or environment variables, never in the configuration itself.

use super::reader::{Found, Section};
use codemint::files;
use std::env;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The place of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SecretSource {
    /// A file.
    File(PathBuf),
    /// An environment variable.
    Variable(String),
}

impl SecretSource {
    /// Reads the secret, without the white space around it.
    ///
    /// # Errors
    /// What is wrong; never says what was read.
    pub(crate) fn read(&self) -> Result<Zeroizing<String>, String> {
        let text = match self {
            Self::File(path) => files::read_text(path)
                .map_err(|error| format!("cannot read `{}`: {error}", path.display()))?,
            Self::Variable(name) => {
                let text = env::var(name);
                Zeroizing::new(
                    text.map_err(|_| format!("the environment variable `{name}` is not set"))?,
                )
            }
        };
        Ok(Zeroizing::new(text.trim().to_owned()))
    }

    /// Reads `{ file = "…" }` or `{ env = "…" }`. A relative path starts at `folder`.
    pub(super) fn from(mut section: Section<'_>, folder: &Path) -> Option<Self> {
        let file = section.optional::<String>("file");
        let variable = section.optional::<String>("env");
        let at = section.at();
        let source = match (file, variable) {
            (Some(Found { value, .. }), None) => Some(Self::File(folder.join(value))),
            (None, Some(Found { value, .. })) => Some(Self::Variable(value)),
            _ => {
                section.fault(at, "a secret needs either `file` or `env`");
                None
            }
        };
        section.finish();
        source
    }
}
