//! `codemint config check FILE`

use super::{Outcome, say};
use crate::config::{Config, ConfigError};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(file: &Path, accept_below_floor: bool) -> Outcome {
    match Config::load(file, accept_below_floor) {
        Ok(config) => {
            say(&format!("{}: no fault, {} tenant(s)", file.display(), config.tenants.len()));
            Ok(ExitCode::SUCCESS)
        }
        Err(ConfigError::Faults(_, faults)) => {
            for fault in faults {
                say(&format!("{}: {fault}", file.display()));
            }
            Ok(ExitCode::FAILURE)
        }
        Err(unreadable) => Err(unreadable.into()),
    }
}
