//! `codemint mail list` and `codemint mail retry`

use super::installation::config_of;
use super::runtime::runtime;
use super::standard::{Outcome, say};
use crate::cli::{MailCommand, Place};
use crate::home::Home;
use crate::output::{Cell, Hue, Output, People, Table, rfc3339, write_json, write_text};
use crate::terminal::escaped;
use codemint::clock::{Clock as _, SystemClock};
use codemint::store::{DeadMail, MailQueue as _, MailStep, SqliteStore, WaitingMail};
use serde::Serialize;
use std::error::Error;
use std::process::ExitCode;

pub(super) fn run(command: &MailCommand) -> Outcome {
    match command {
        MailCommand::List { dead, limit, place, form } => {
            list(*dead, *limit, place, &Output::choose(form.json))
        }
        MailCommand::Retry { id, place } => retry(id, place),
    }
}

/// A mail of either kind, as it is listed.
#[derive(Serialize)]
struct Listed {
    id: String,
    tenant: String,
    purpose: &'static str,
    to: String,
    attempts: u32,
    /// When the next attempt is due; `None` where it is due now.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_attempt_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    died_at: Option<String>,
    /// The fault of the last attempt, or why the mail is dead.
    fault: Option<&'static str>,
}

fn list(dead: bool, limit: usize, place: &Place, output: &Output) -> Outcome {
    let (store, runtime) = (open(place)?, runtime()?);
    let mut mails: Vec<Listed> = if dead {
        runtime.block_on(store.dead_mails(limit))?.iter().map(Listed::of_dead).collect()
    } else {
        runtime.block_on(store.waiting_mails(limit))?.iter().map(Listed::of_waiting).collect()
    };
    store.close()?;
    mails.retain(|mail| place.tenant.as_ref().is_none_or(|tenant| *tenant == mail.tenant));
    match output {
        Output::Json => write_json(&serde_json::json!({ "mails": mails }))?,
        Output::People(people) => write_text(&text(&mails, dead, people))?,
    }
    Ok(ExitCode::SUCCESS)
}

impl Listed {
    fn of_waiting(waiting: &WaitingMail) -> Self {
        let is_untried = waiting.next_attempt_at.seconds() == 0;
        Self {
            id: waiting.mail.record.to_string(),
            tenant: waiting.tenant.clone(),
            purpose: waiting.purpose.name(),
            to: waiting.mail.to.clone(),
            attempts: waiting.attempts,
            next_attempt_at: (!is_untried).then(|| rfc3339(waiting.next_attempt_at)),
            died_at: None,
            fault: waiting.last_error.map(|fault| fault.name()),
        }
    }

    fn of_dead(mail: &DeadMail) -> Self {
        Self {
            id: mail.record.to_string(),
            tenant: mail.tenant.clone(),
            purpose: mail.purpose.name(),
            to: mail.to.clone(),
            attempts: mail.attempts,
            next_attempt_at: None,
            died_at: Some(rfc3339(mail.died_at)),
            fault: Some(mail.fault.name()),
        }
    }

    fn row(&self, people: &People) -> Vec<Cell> {
        let at = self.died_at.as_ref().or(self.next_attempt_at.as_ref());
        vec![
            Cell::of(&self.id),
            Cell::of(&self.tenant),
            Cell::of(self.purpose),
            Cell::of(&self.to),
            Cell::of(self.attempts.to_string()),
            Cell::of(at.map_or_else(|| "now".to_owned(), |at| people.time(at))),
            Cell::of(self.fault.unwrap_or_default()).hue(Hue::Yellow),
        ]
    }
}

fn text(mails: &[Listed], dead: bool, people: &People) -> String {
    let (none, at) = match dead {
        true => ("no dead mails", "DIED AT"),
        false => ("no mails wait", "NEXT ATTEMPT"),
    };
    if mails.is_empty() {
        return none.to_owned();
    }
    let head = vec!["ID", "TENANT", "PURPOSE", "TO", "ATTEMPTS", at, "FAULT"];
    let mut table = Table::new(head);
    mails.iter().for_each(|mail| table.push(mail.row(people)));
    people.table(&table)
}

/// Makes a waiting mail due now, for the running gateway or the next one.
fn retry(id: &str, place: &Place) -> Outcome {
    let (store, runtime) = (open(place)?, runtime()?);
    let waiting = runtime.block_on(store.waiting_mails(usize::MAX))?;
    let mail = waiting.iter().find(|waiting| waiting.mail.record.to_string() == id);
    let Some(mail) = mail else {
        store.close()?;
        let id = escaped(id);
        return Err(format!("no mail waits with the ID `{id}`: see `codemint mail list`").into());
    };
    let step = MailStep::Hurry { at: SystemClock.now()? };
    let hurried = runtime.block_on(store.step_mail(mail.mail.record, mail.attempts, step))?;
    store.close()?;
    if !hurried {
        return Err("the mail is being sent just now: see `codemint mail list`".into());
    }
    say(&format!("{id} is due now"));
    Ok(ExitCode::SUCCESS)
}

fn open(place: &Place) -> Result<SqliteStore, Box<dyn Error>> {
    Ok(SqliteStore::open(Home::at(&config_of(place)?.data)?.store())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(died_at: Option<&str>) -> Listed {
        Listed {
            id: "7".to_owned(),
            tenant: "demo".to_owned(),
            purpose: "enrolment",
            to: "e\u{202e}@example.com".to_owned(),
            attempts: 2,
            next_attempt_at: None,
            died_at: died_at.map(str::to_owned),
            fault: died_at.map(|_| "rejected"),
        }
    }

    #[test]
    fn mails_are_a_table_with_escaped_addresses() {
        let people = People::test("Europe/Berlin", false);
        assert_eq!(
            text(&[listed(None)], false, &people),
            "ID  TENANT  PURPOSE    TO                   ATTEMPTS  NEXT ATTEMPT\n\
             7   demo    enrolment  e\\u202e@example.com  2         now\n"
        );
        let dead = text(&[listed(Some("2026-07-31T23:30:00Z"))], true, &people);
        assert!(dead.contains("DIED AT                   FAULT\n"), "{dead}");
        assert!(dead.ends_with("2026-08-01 01:30:00 CEST  rejected\n"), "{dead}");
        assert_eq!(text(&[], true, &people), "no dead mails");
    }
}
