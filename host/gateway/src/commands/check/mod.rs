//! `codemint config check FILE`: every fault of a configuration and of the files that it names, and
//! how strong its policies are.

pub(super) mod files;
mod report;
mod standards;
mod strength;

use super::standard::Outcome;
use crate::cli::ConfigCheck;
use crate::config::{Config, ConfigError};
use crate::output::{Output, write_json, write_text};
use report::Report;
use std::process::ExitCode;

pub(super) fn run(wanted: &ConfigCheck) -> Outcome {
    let file = wanted.file.display().to_string();
    let report = match Config::read(&wanted.file, wanted.accept_below_floor) {
        Ok(config) => Report::of(file, &config, !wanted.without_files),
        Err(ConfigError::Faults(_, faults)) => Report::of_faults(file, faults),
        Err(unreadable) => return Err(unreadable.into()),
    };
    match Output::choose(wanted.form.json) {
        Output::Json => write_json(&report)?,
        Output::People(people) => write_text(&report.text(&people, wanted.verbose))?,
    }
    Ok(if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
