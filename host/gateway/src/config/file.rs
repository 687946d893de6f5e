//! A configuration from its file.

use super::{Config, Fault};
use codemint::files::{self, Refused};
use std::fs;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read `{0}`: {1}")]
    File(PathBuf, std::io::Error),
    /// It has faults.
    #[error("`{}` has {} fault(s):{}", .0.display(), .1.len(), list(.1))]
    Faults(PathBuf, Vec<Fault>),
}

fn list(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("\n  {fault}")).collect()
}

impl Config {
    /// Reads a file and logs its warnings. Relative paths in it start at its folder.
    ///
    /// # Errors
    /// [`ConfigError`] with every fault that was found. `accept_below_floor` accepts policies below a
    /// standard's floor.
    pub(crate) fn load(path: &Path, accept_below_floor: bool) -> Result<Self, ConfigError> {
        let config = Self::read(path, accept_below_floor)?;
        for warning in &config.warnings {
            tracing::warn!(file = %path.display(), "{warning}");
        }
        Ok(config)
    }

    /// As [`Self::load`], without logging the warnings.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub(crate) fn read(path: &Path, accept_below_floor: bool) -> Result<Self, ConfigError> {
        let unreadable = |error| ConfigError::File(path.to_path_buf(), error);
        let text = match files::read_text(path) {
            // The file holds no secret, and is often mounted from another user's folder.
            Err(error) if Refused::is_in(&error) => {
                tracing::warn!(cause = %error, "another user may have changed the configuration");
                fs::read_to_string(path).map(Zeroizing::new)
            }
            text => text,
        };
        let text = text.map_err(unreadable)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        Self::parse(&text, folder, accept_below_floor)
            .map_err(|faults| ConfigError::Faults(path.to_path_buf(), faults))
    }
}
