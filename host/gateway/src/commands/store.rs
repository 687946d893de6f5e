//! `codemint store time`

use super::audit::trail;
use super::standard::{Outcome, say};
use crate::cli::{StoreCommand, StoreTime};
use crate::output::rfc3339;
use crate::site;
use codemint::clock::{Clock as _, SystemClock};
use codemint::keys::AuditKeys;
use std::process::ExitCode;

/// The actor in the audit trail.
const ACTOR: &str = "command line";

pub(super) fn run(command: &StoreCommand) -> Outcome {
    let StoreCommand::Time(wanted) = command;
    time(wanted)
}

fn time(wanted: &StoreTime) -> Outcome {
    let config = trail::config(&wanted.place)?;
    let store = trail::open(&config)?;
    let now = SystemClock.now()?;
    let latest = store.latest_time()?;
    let ahead = latest.map_or(0, |latest| latest.seconds().saturating_sub(now.seconds()));
    say(&format!("clock   {}", rfc3339(now)));
    say(&format!("store   {}", latest.map_or_else(|| "nothing yet".to_owned(), rfc3339)));
    say(&format!("the store is {ahead} seconds ahead of the clock"));
    if !wanted.set_back || ahead == 0 {
        store.close()?;
        return Ok(ExitCode::SUCCESS);
    }
    if !wanted.revive_codes {
        store.close()?;
        return Err("codes that expired between the two times may become valid again: add \
                    `--revive-codes` to accept that"
            .into());
    }
    let seconds = store.set_time_back(now, ACTOR)?;
    let keys = AuditKeys::of_ring(&site::key_ring(&config.key)?);
    site::vouch(&store, &keys, &SystemClock);
    store.close()?;
    say(&format!("set back by {seconds} seconds"));
    Ok(ExitCode::SUCCESS)
}
