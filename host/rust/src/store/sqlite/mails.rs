//! The outbox: what waits, what is due, what becomes of it, and what is dead.

use super::SqliteStore;
use super::fault::Fault;
use super::read::{bounded, id, nonsense, time, word};
use super::write::{Answer, Work, seconds};
use crate::locale::Locale;
use crate::store::{
    DeadMail, MailCounts, MailFault, MailQueue, MailStep, NewMail, StoreError, WaitingMail,
};
use async_trait::async_trait;
use codemint_core::words::{Purpose, RecordId, Timestamp};
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};

#[async_trait]
impl MailQueue for SqliteStore {
    async fn due_mails(
        &self,
        tenant: &str,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<WaitingMail>, StoreError> {
        Ok(self.read(|connection| due(connection, tenant, now, limit))?)
    }

    async fn step_mail(
        &self,
        record: RecordId,
        attempts: u32,
        step: MailStep,
    ) -> Result<bool, StoreError> {
        let answer = self.0.writer.run(Work::StepMail(record, attempts, step)).await?;
        Ok(answer == Answer::Counted(1))
    }

    async fn dead_mails(&self, limit: usize) -> Result<Vec<DeadMail>, StoreError> {
        Ok(self.read(|connection| dead(connection, limit))?)
    }

    async fn mail_counts(&self) -> Result<MailCounts, StoreError> {
        Ok(self.0.long.read(counts).await?)
    }
}

const WAITING: &str = "SELECT tenant, purpose, not_after, record, recipient, sealed_code, locale,
    attempts, next_attempt_at, last_error FROM outbox WHERE dead_at IS NULL";

pub(super) fn waiting(connection: &Connection, limit: usize) -> Result<Vec<WaitingMail>, Fault> {
    let sql = format!("{WAITING} ORDER BY place LIMIT ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mails = statement.query_map([bounded(limit)], mail)?;
    Ok(mails.collect::<Result<_, _>>()?)
}

fn due(
    connection: &Connection,
    tenant: &str,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<WaitingMail>, Fault> {
    let sql = format!(
        "{WAITING} AND tenant = ?1 AND next_attempt_at <= ?2
         ORDER BY next_attempt_at, place LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mails = statement.query_map(params![tenant, seconds(now), bounded(limit)], mail)?;
    Ok(mails.collect::<Result<_, _>>()?)
}

fn mail(row: &Row<'_>) -> rusqlite::Result<WaitingMail> {
    Ok(WaitingMail {
        tenant: row.get(0)?,
        purpose: word(row, 1, Purpose::named)?,
        not_after: time(row, 2)?,
        attempts: row.get(7)?,
        next_attempt_at: time(row, 8)?,
        last_error: fault(row, 9)?,
        mail: NewMail {
            record: id(row, 3)?,
            to: row.get(4)?,
            sealed_code: row.get(5)?,
            locale: locale(row, 6)?,
        },
    })
}

fn dead(connection: &Connection, limit: usize) -> Result<Vec<DeadMail>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT tenant, purpose, record, recipient, attempts, dead_at, last_error FROM outbox
         WHERE dead_at IS NOT NULL ORDER BY dead_at, place LIMIT ?1",
    )?;
    let mails = statement.query_map([bounded(limit)], |row| {
        Ok(DeadMail {
            tenant: row.get(0)?,
            purpose: word(row, 1, Purpose::named)?,
            record: id(row, 2)?,
            to: row.get(3)?,
            attempts: row.get(4)?,
            died_at: time(row, 5)?,
            fault: word(row, 6, MailFault::named)?,
        })
    })?;
    Ok(mails.collect::<Result<_, _>>()?)
}

fn counts(connection: &Connection) -> Result<MailCounts, Fault> {
    let count = |condition: &str| {
        let sql = format!("SELECT count(*) FROM outbox WHERE dead_at IS {condition}");
        let count: i64 = connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?;
        Ok::<_, Fault>(count.cast_unsigned())
    };
    Ok(MailCounts { waiting: count("NULL")?, dead: count("NOT NULL")? })
}

/// Changes one mail, or none.
pub(super) fn step(
    connection: &Connection,
    record: RecordId,
    attempts: u32,
    step: MailStep,
) -> Result<Answer, Fault> {
    const THIS: &str = "WHERE record = ?1 AND attempts = ?2 AND dead_at IS NULL";
    let change = match step {
        MailStep::Try { .. } => "attempts = attempts + 1, next_attempt_at = ?3, last_error = ?4",
        MailStep::Fail { .. } => "next_attempt_at = ?3, last_error = ?4",
        MailStep::Die { .. } => "dead_at = ?3, last_error = ?4, sealed_code = x''",
        MailStep::Hurry { .. } => "next_attempt_at = ?3, last_error = coalesce(?4, last_error)",
    };
    let (at, fault) = match step {
        MailStep::Try { until } => (until, Some(MailFault::Unanswered)),
        MailStep::Fail { again_at: at, fault } | MailStep::Die { at, fault } => (at, Some(fault)),
        MailStep::Hurry { at } => (at, None),
    };
    let mut statement = connection.prepare_cached(&format!("UPDATE outbox SET {change} {THIS}"))?;
    let row = params![record.to_bytes(), attempts, seconds(at), fault.map(MailFault::name)];
    Ok(Answer::Counted(statement.execute(row)?))
}

/// The mail of a code whose value is removed dies, if it waits: nothing is left for it to carry.
pub(super) fn bury_with(
    connection: &Connection,
    record: [u8; 16],
    now: Timestamp,
) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "UPDATE outbox SET dead_at = ?2, last_error = ?3, sealed_code = x''
             WHERE record = ?1 AND dead_at IS NULL",
        )?
        .execute(params![record, seconds(now), MailFault::Expired.name()])?;
    Ok(())
}

fn fault(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<MailFault>> {
    let name: Option<String> = row.get(column)?;
    name.map(|_| word(row, column, MailFault::named)).transpose()
}

/// The language in that column, if there is one.
pub(super) fn locale(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Locale>> {
    let tag: Option<String> = row.get(column)?;
    let parsed = |tag: String| {
        Locale::parse(&tag)
            .ok_or_else(|| nonsense(column, Type::Text, format!("`{tag}` is no language")))
    };
    tag.map(parsed).transpose()
}
