//! The mails in the file.

use super::audit::Trail;
use super::column::{bounded, id, locale, named, optional_named, seconds, time};
use super::fault::Fault;
use super::handle::SqliteStore;
use super::job::{Job, Outcome};
use crate::locale::Locale;
use crate::store::write::MAIL_WITHOUT_RECORD;
use crate::store::{
    DeadMail, MailCounts, MailFault, MailQueue, MailStep, NewMail, StoreError, WaitingMail, Write,
};
use async_trait::async_trait;
use codemint_core::words::{Purpose, RecordId, Timestamp};
use rusqlite::{Connection, Row, params};

impl SqliteStore {
    /// Returns at most `limit` waiting mails of all tenants, due or not, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub async fn waiting_mails(&self, limit: usize) -> Result<Vec<WaitingMail>, StoreError> {
        Ok(self.0.readers.read_once(|connection| waiting(connection, limit))?)
    }
}

#[async_trait]
impl MailQueue for SqliteStore {
    async fn due_mails(
        &self,
        tenant: &str,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<WaitingMail>, StoreError> {
        Ok(self.0.readers.read_once(|connection| due(connection, tenant, now, limit))?)
    }

    async fn step_mail(
        &self,
        record: RecordId,
        attempts: u32,
        step: MailStep,
    ) -> Result<bool, StoreError> {
        Ok(self.run(Step { record, attempts, step }).await?.count() == 1)
    }

    async fn forget_mail(&self, record: RecordId) -> Result<(), StoreError> {
        self.run(Forget(record)).await.map(drop)
    }

    async fn dead_mails(&self, limit: usize) -> Result<Vec<DeadMail>, StoreError> {
        Ok(self.0.readers.read_once(|connection| dead(connection, limit))?)
    }

    async fn mail_counts(&self) -> Result<MailCounts, StoreError> {
        Ok(self.0.long.read(counts).await?)
    }
}

/// Inserts the mails of a write; `false` if one of their records has a mail already.
pub(super) fn insert(connection: &Connection, write: &Write, purpose: &str) -> Result<bool, Fault> {
    if write.mails.is_empty() {
        return Ok(true);
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO outbox (record, tenant, purpose, recipient, sealed_code, not_after, locale)
         SELECT id, tenant, purpose, ?4, ?5, not_after, ?6 FROM records
         WHERE id = ?1 AND tenant = ?2 AND purpose = ?3",
    )?;
    for NewMail { record, to, sealed_code, locale } in &write.mails {
        let locale = locale.as_ref().map(Locale::as_str);
        let row = params![record.to_bytes(), write.tenant, purpose, to, sealed_code, locale];
        let executed = statement.execute(row);
        if matches!(executed, Ok(0)) {
            return Err(Fault::Refused(MAIL_WITHOUT_RECORD));
        }
        if !Fault::is_inserted(executed)? {
            return Ok(false);
        }
    }
    Ok(true)
}

const WAITING: &str = "SELECT tenant, purpose, not_after, record, recipient, sealed_code, locale,
    attempts, next_attempt_at, last_error FROM outbox WHERE dead_at IS NULL";

fn waiting(connection: &Connection, limit: usize) -> Result<Vec<WaitingMail>, Fault> {
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
        purpose: named(row, 1, Purpose::named)?,
        not_after: time(row, 2)?,
        attempts: row.get(7)?,
        next_attempt_at: time(row, 8)?,
        last_error: optional_named(row, 9, MailFault::named)?,
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
            purpose: named(row, 1, Purpose::named)?,
            record: id(row, 2)?,
            to: row.get(3)?,
            attempts: row.get(4)?,
            died_at: time(row, 5)?,
            fault: named(row, 6, MailFault::named)?,
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

/// Changes a mail that waits and has that many attempts.
struct Step {
    record: RecordId,
    attempts: u32,
    step: MailStep,
}

impl Job for Step {
    fn weight(&self) -> usize {
        1
    }

    fn run(&self, connection: &Connection, _: &mut Trail) -> Result<Outcome, Fault> {
        const THIS: &str = "WHERE record = ?1 AND attempts = ?2 AND dead_at IS NULL";
        let (change, at, fault) = match self.step {
            MailStep::Try { until } => (
                "attempts = attempts + 1, next_attempt_at = ?3, last_error = ?4",
                until,
                Some(MailFault::Unanswered),
            ),
            MailStep::Fail { again_at, fault } => {
                ("next_attempt_at = ?3, last_error = ?4", again_at, Some(fault))
            }
            MailStep::Die { at, fault } => {
                ("dead_at = ?3, last_error = ?4, sealed_code = x''", at, Some(fault))
            }
            MailStep::Hurry { at } => {
                ("next_attempt_at = ?3, last_error = coalesce(?4, last_error)", at, None)
            }
        };
        let mut statement =
            connection.prepare_cached(&format!("UPDATE outbox SET {change} {THIS}"))?;
        let (record, fault) = (self.record.to_bytes(), fault.map(MailFault::name));
        let row = params![record, self.attempts, seconds(at), fault];
        Ok(Outcome::Counted(statement.execute(row)?))
    }
}

/// Forgets a mail that was sent.
struct Forget(RecordId);

impl Job for Forget {
    fn weight(&self) -> usize {
        1
    }

    fn run(&self, connection: &Connection, _: &mut Trail) -> Result<Outcome, Fault> {
        connection
            .prepare_cached("DELETE FROM outbox WHERE record = ?1 AND dead_at IS NULL")?
            .execute([self.0.to_bytes()])?;
        Ok(Outcome::Done)
    }
}

/// Lets the waiting mail of a record die, if there is one: its code has been removed.
pub(super) fn expire(
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
