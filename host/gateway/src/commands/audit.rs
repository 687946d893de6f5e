//! `codemint audit verify` and `codemint audit export`

mod export;
mod formats;

use super::{Outcome, config_of, say};
use crate::cli::{AuditCommand, AuditPlace, Place};
use crate::config::Config;
use crate::home::Home;
use crate::site;
use codemint::clock::{Clock as _, SystemClock};
use codemint::keys::AuditKeys;
use codemint::store::SqliteStore;
use codemint::store::audit::AuditError;
use std::error::Error;
use std::process::ExitCode;

pub(super) fn run(command: &AuditCommand) -> Outcome {
    match command {
        AuditCommand::Verify(place) => verify(place),
        AuditCommand::Export(wanted) => export::run(wanted),
    }
}

fn verify(place: &AuditPlace) -> Outcome {
    let config = config(place)?;
    let keys = AuditKeys::of_ring(&site::key_ring(&config.key)?);
    let store = open(&config)?;
    let head = match store.verify_audit(&keys) {
        Ok(head) => head,
        Err(AuditError::Misfit(misfit)) => {
            say(&format!("audit: {misfit}"));
            return Ok(ExitCode::FAILURE);
        }
        Err(error) => return Err(error.into()),
    };
    // What is sound now shall not be cut off unseen.
    store.checkpoint_audit(&keys, SystemClock.now()?)?;
    store.close()?;
    say(&format!("audit: {} entries, head {}, clean", head.entries, head.seq));
    say(&format!("chain there: {}", head.chain));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn config(place: &AuditPlace) -> Result<Config, Box<dyn Error>> {
    // The policies are not looked at.
    let (config, data) = (place.config.clone(), place.data.clone());
    Ok(config_of(&Place { config, data, tenant: None, accept_below_floor: true })?)
}

/// The store that is there. A new one would have an empty trail, and say that all is well.
pub(super) fn open(config: &Config) -> Result<SqliteStore, Box<dyn Error>> {
    let file = Home::at(&config.data)?.store();
    if !file.exists() {
        return Err(format!("there is no store `{}`", file.display()).into());
    }
    Ok(SqliteStore::open(file)?)
}
