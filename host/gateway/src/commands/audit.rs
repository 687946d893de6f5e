//! `codemint audit verify` and `codemint audit export`

mod export;
mod formats;
pub(super) mod trail;

use super::standard::Outcome;
use crate::cli::{AuditCommand, WholePlace};
use crate::output::{Hue, Output, Progress, write_json, write_text};
use crate::site;
use codemint::clock::{Clock as _, SystemClock};
use codemint::keys::AuditKeys;
use codemint::store::audit::{AuditError, AuditHead, Misfit};
use serde_json::json;
use std::io;
use std::process::ExitCode;

pub(super) fn run(command: &AuditCommand) -> Outcome {
    match command {
        AuditCommand::Verify { place, form } => verify(place, &Output::choose(form.json)),
        AuditCommand::Export(wanted) => export::run(wanted),
    }
}

fn verify(place: &WholePlace, output: &Output) -> Outcome {
    let config = trail::config(place)?;
    let keys = AuditKeys::of_ring(&site::key_ring(&config.key)?);
    let store = trail::open(&config)?;
    let progress = Progress::of_time("verifying the audit trail,");
    let verified = store.verify_audit(&keys);
    drop(progress);
    let head = match verified {
        Ok(head) => head,
        Err(AuditError::Misfit(misfit)) => {
            report_misfit(&misfit, output)?;
            return Ok(ExitCode::FAILURE);
        }
        Err(error) => return Err(error.into()),
    };
    // From now on, what is intact cannot be cut off unnoticed.
    store.checkpoint_audit(&keys, SystemClock.now()?)?;
    store.close()?;
    report_clean(&head, output)?;
    Ok(ExitCode::SUCCESS)
}

fn report_clean(head: &AuditHead, output: &Output) -> io::Result<()> {
    let AuditHead { entries, seq, chain } = head;
    match output {
        Output::Json => write_json(&json!({
            "clean": true, "entries": entries, "head": seq, "chain": chain.to_string(),
        })),
        Output::People(people) => write_text(&format!(
            "audit: {entries} entries, head {seq}, {}\nchain at the head: {chain}",
            people.hue(Hue::Green, "clean")
        )),
    }
}

fn report_misfit(misfit: &Misfit, output: &Output) -> io::Result<()> {
    let fault = misfit.to_string();
    match output {
        Output::Json => write_json(&json!({ "clean": false, "fault": fault })),
        Output::People(people) => write_text(&format!("audit: {}", people.hue(Hue::Red, &fault))),
    }
}
