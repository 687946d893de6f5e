//! `codemint config check FILE`: every fault, or else how strong the policies are.

mod standards;
mod strength;

use super::{Outcome, say};
use crate::config::{Config, ConfigError};
use codemint::words::Policy;
use std::path::Path;
use std::process::ExitCode;
use strength::Strength;

pub(super) fn run(file: &Path, accept_below_floor: bool) -> Outcome {
    match Config::load(file, accept_below_floor) {
        Ok(config) => {
            say(&format!("{}: no fault, {} tenant(s)", file.display(), config.tenants.len()));
            for tenant in &config.tenants {
                for rules in &tenant.policies {
                    say("");
                    tell(&tenant.id, rules.purpose.name(), &rules.policy);
                }
            }
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

/// How strong a policy's codes are, and what the standards say of it.
fn tell(tenant: &str, purpose: &str, policy: &Policy) {
    let strength = Strength::of(policy);
    say(&format!("{tenant}, {purpose}: {strength}"));
    for finding in standards::findings(policy, &strength) {
        say(&format!("  {finding}"));
    }
}
