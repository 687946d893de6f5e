//! `codemint store time`

use super::offline::shown;
use super::{Outcome, audit, say};
use crate::cli::{StoreCommand, StoreTime};
use crate::site;
use codemint::clock::{Clock as _, SystemClock};
use codemint::keys::AuditKeys;
use std::process::ExitCode;

/// Who the audit trail says has set the time back.
const ACTOR: &str = "command line";

pub(super) fn run(command: &StoreCommand) -> Outcome {
    let StoreCommand::Time(wanted) = command;
    time(wanted)
}

fn time(wanted: &StoreTime) -> Outcome {
    let config = audit::config(&wanted.place)?;
    let store = audit::open(&config)?;
    let now = SystemClock.now()?;
    let latest = store.latest_time()?;
    let ahead = latest.map_or(0, |latest| latest.seconds().saturating_sub(now.seconds()));
    say(&format!("clock   {}", shown(now)));
    say(&format!("store   {}", latest.map_or_else(|| "nothing yet".to_owned(), shown)));
    say(&format!("the store is {ahead} seconds ahead of the clock"));
    if !wanted.set_back || ahead == 0 {
        store.close()?;
        return Ok(ExitCode::SUCCESS);
    }
    if !wanted.revive_codes {
        store.close()?;
        return Err("codes that expired between the two times would become valid again: add \
                    `--revive-codes` if that is wanted"
            .into());
    }
    let seconds = store.set_time_back(now, ACTOR)?;
    site::vouch(&store, &AuditKeys::of_ring(&site::key_ring(&config.key)?));
    store.close()?;
    say(&format!("set back by {seconds} seconds"));
    Ok(ExitCode::SUCCESS)
}
