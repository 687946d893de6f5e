//! `codemint mail list` and `codemint mail retry`

use super::{Outcome, config_of, say, serve};
use crate::cli::{MailCommand, Place};
use crate::home::Home;
use crate::terminal::escaped;
use codemint::clock::{Clock as _, SystemClock};
use codemint::store::{MailQueue as _, MailStep, SqliteStore, Store as _};
use codemint::words::Timestamp;
use std::error::Error;
use std::process::ExitCode;

pub(super) fn run(command: &MailCommand) -> Outcome {
    match command {
        MailCommand::List { dead, limit, place } => list(*dead, *limit, place),
        MailCommand::Retry { id, place } => retry(id, place),
    }
}

/// One line a mail, its columns divided by tabs.
fn list(dead: bool, limit: usize, place: &Place) -> Outcome {
    let (store, runtime) = (open(place)?, serve::runtime()?);
    let is_wanted = |tenant: &str| place.tenant.as_ref().is_none_or(|wanted| wanted == tenant);
    if dead {
        say("id\ttenant\tpurpose\tto\tattempts\tdied at\treason");
        for mail in runtime.block_on(store.dead_mails(limit))? {
            if is_wanted(&mail.tenant) {
                let (at, purpose) = (moment(mail.died_at), mail.purpose.name());
                let (to, attempts, fault) = (escaped(&mail.to), mail.attempts, mail.fault.name());
                let (id, tenant) = (mail.record, escaped(&mail.tenant));
                say(&format!("{id}\t{tenant}\t{purpose}\t{to}\t{attempts}\t{at}\t{fault}"));
            }
        }
    } else {
        say("id\ttenant\tpurpose\tto\tattempts\tnext attempt at\tlast error");
        for waiting in runtime.block_on(store.waiting_mails(limit))? {
            if is_wanted(&waiting.tenant) {
                let (to, tenant) = (escaped(&waiting.mail.to), escaped(&waiting.tenant));
                let id = waiting.mail.record;
                let (purpose, attempts) = (waiting.purpose.name(), waiting.attempts);
                let untried = waiting.next_attempt_at.seconds() == 0;
                let at = if untried { "now".into() } else { moment(waiting.next_attempt_at) };
                let fault = waiting.last_error.map_or("-", |fault| fault.name());
                say(&format!("{id}\t{tenant}\t{purpose}\t{to}\t{attempts}\t{at}\t{fault}"));
            }
        }
    }
    store.close()?;
    Ok(ExitCode::SUCCESS)
}

/// Has a waiting mail tried now, by the gateway that runs or the next one.
fn retry(id: &str, place: &Place) -> Outcome {
    let (store, runtime) = (open(place)?, serve::runtime()?);
    let waiting = runtime.block_on(store.waiting_mails(usize::MAX))?;
    let mail = waiting.iter().find(|waiting| waiting.mail.record.to_string() == id);
    let Some(mail) = mail else {
        store.close()?;
        return Err(format!("no mail waits that has the id `{}`", escaped(id)).into());
    };
    let step = MailStep::Hurry { at: SystemClock.now()? };
    let hurried = runtime.block_on(store.step_mail(mail.mail.record, mail.attempts, step))?;
    store.close()?;
    if !hurried {
        return Err(String::from("the mail is being tried just now").into());
    }
    say(&format!("{id} is due now"));
    Ok(ExitCode::SUCCESS)
}

fn open(place: &Place) -> Result<SqliteStore, Box<dyn Error>> {
    Ok(SqliteStore::open(Home::at(&config_of(place)?.data)?.store())?)
}

/// As RFC 3339 has it, in UTC.
fn moment(at: Timestamp) -> String {
    let at = at.civil();
    let (date, time) = ((at.year, at.month, at.day), (at.hour, at.minute, at.second));
    format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", date.0, date.1, date.2, time.0, time.1, time.2)
}
