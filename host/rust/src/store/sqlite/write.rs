//! What the writer does with one job, inside a transaction that is not its own.

use super::audit::{self, Trail};
use super::changes::change;
use super::fault::Fault;
use super::import_steps::Step;
use super::rules::{self, RuleRow};
use super::{answers, mails, removal, reseal, schema, search, time};
use crate::locale::Locale;
use crate::store::audit::Checkpoint;
use crate::store::{
    MAIL_WITHOUT_RECORD, MailStep, NewMail, NewRecord, NewForms, WITHOUT_PURPOSE, Write,
};
use codemint_core::words::{CodeFormat, Purpose, RecordId, Timestamp};
#[cfg(unix)]
use rusqlite::FileControl;
use rusqlite::{CachedStatement, Connection, params};

/// One thing to be written, all of it or nothing.
pub(super) enum Work {
    /// A transaction of the issuer's.
    Apply(Box<Write>),
    /// A mail has been sent.
    ForgetMail(RecordId),
    /// What happens to a mail that waits and was tried that often.
    StepMail(RecordId, u32, MailStep),
    /// The values of that many codes at the most are to be removed, whose time for it has come.
    Remove(Timestamp, usize),
    /// The stages of codes are to be brought up to that time, of so many at the most.
    Settle(Timestamp, usize),
    /// New forms of codes, in place of old ones.
    Reseal(Vec<NewForms>),
    /// Nothing, durably: to see whether writing works.
    Touch,
    /// A step of an import.
    Import(Step),
    /// A tenant's rules for all accounts that are named, in place of those they have.
    Rules {
        /// Whose rules they are.
        tenant: String,
        /// The accounts, each once.
        accounts: Vec<String>,
        /// Their rules.
        rules: Vec<RuleRow>,
    },
    /// The latest time is to be that second again, if it is later.
    SetBack {
        /// That second.
        to: Timestamp,
        /// Who says so.
        actor: String,
    },
    /// What vouches for the audit trail, in place of what did.
    Checkpoints(Vec<Checkpoint>),
    /// The audit trail is to begin after this checkpoint.
    Cut {
        /// After which entry it begins now.
        from: u64,
        /// After which it will.
        cut: Checkpoint,
    },
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is done.
    Done,
    /// It was done, and there is more of the same to do.
    More,
    /// It was done to that many.
    Counted(usize),
    /// It must not be done: something else is in force. Nothing of it has been.
    Conflict,
}

impl Work {
    /// How many rows it writes, about.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Apply(write) => {
                write.superseded.len()
                    + write.changed.len()
                    + write.records.len()
                    + write.mails.len()
                    + write.audit.len()
            }
            Self::ForgetMail(_) | Self::StepMail(..) | Self::Touch | Self::SetBack { .. } => 1,
            Self::Remove(_, limit) | Self::Settle(_, limit) => *limit,
            Self::Reseal(resealed) => resealed.len(),
            Self::Import(step) => step.weight(),
            Self::Rules { accounts, rules, .. } => accounts.len() + rules.len(),
            Self::Checkpoints(checkpoints) => checkpoints.len(),
            Self::Cut { from, cut } => {
                usize::try_from(cut.seq.saturating_sub(*from)).unwrap_or(usize::MAX)
            }
        }
    }

    /// When it was decided, where that is to be kept.
    pub(super) fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Apply(write) => Some(write.at),
            _ => None,
        }
    }

    /// Does it. After a conflict or a fault some of it may have been done: the caller rolls back.
    pub(super) fn run(&self, connection: &Connection, trail: &mut Trail) -> Result<Answer, Fault> {
        match self {
            Self::Apply(write) => apply(connection, trail, write),
            Self::ForgetMail(record) => forget_mail(connection, *record),
            Self::StepMail(record, attempts, step) => {
                mails::step(connection, *record, *attempts, *step)
            }
            Self::Remove(now, limit) => removal::remove(connection, *now, *limit),
            Self::Settle(now, limit) => search::settle(connection, seconds(*now), *limit),
            Self::Reseal(resealed) => reseal::reseal(connection, resealed),
            Self::Touch => touch(connection),
            Self::Import(step) => step.run(connection),
            Self::Rules { tenant, accounts, rules } => {
                rules::replace(connection, tenant, accounts, rules)
            }
            Self::SetBack { to, actor } => time::set_back(connection, trail, *to, actor),
            Self::Checkpoints(checkpoints) => audit::place(connection, checkpoints),
            Self::Cut { from, cut } => audit::cut(connection, *from, cut),
        }
    }
}

fn apply(connection: &Connection, trail: &mut Trail, write: &Write) -> Result<Answer, Fault> {
    if write.purpose.is_none() && !(write.records.is_empty() && write.mails.is_empty()) {
        return Err(Fault::Refused(WITHOUT_PURPOSE));
    }
    let is_free = supersede(connection, write)?
        && change(connection, write)?
        && insert_records(connection, write)?
        && insert_mails(connection, write)?
        && answers::keep(connection, write)?;
    if !is_free {
        return Ok(Answer::Conflict);
    }
    trail.append(connection, write)?;
    Ok(Answer::Done)
}

/// Whether every code that is to be superseded was as it was seen.
fn supersede(connection: &Connection, write: &Write) -> Result<bool, Fault> {
    if write.superseded.is_empty() {
        return Ok(true);
    }
    let mut statement = connection.prepare_cached(
        "UPDATE records SET state = 'superseded', version = version + 1
         WHERE id = ?1 AND version = ?2 AND tenant = ?3 AND purpose = ?4
         AND state IN ('pending', 'locked')",
    )?;
    let (tenant, purpose) = (&write.tenant, purpose(write));
    for (id, version) in &write.superseded {
        if statement.execute(params![id.to_bytes(), version, tenant, purpose])? != 1 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether no id was taken, and no subject had a live code left.
fn insert_records(connection: &Connection, write: &Write) -> Result<bool, Fault> {
    if write.records.is_empty() {
        return Ok(true);
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO records (id, tenant, purpose, subject, slot, digest, not_before, not_after,
         max_tries, max_uses, state, version, created, sealed_code, hidden, note, terms, issuer,
         remove_at, format, batch, stage)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'pending', 1, ?11, ?12, ?13, ?14, ?15,
         ?16, ?17, ?18, ?19, CASE WHEN ?8 < ?20 THEN 2 WHEN ?7 <= ?20 THEN 1 ELSE 0 END)",
    )?;
    for record in &write.records {
        if !insert_record(&mut statement, write, record)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn insert_record(
    statement: &mut CachedStatement<'_>,
    write: &Write,
    record: &NewRecord,
) -> Result<bool, Fault> {
    is_inserted(statement.execute(params![
        record.id.to_bytes(),
        write.tenant,
        purpose(write),
        record.subject,
        if record.several { record.digest.as_slice() } else { &[] },
        record.digest,
        seconds(record.not_before),
        seconds(record.not_after),
        record.max_tries,
        record.max_uses,
        seconds(record.id.created()),
        record.sealed_code,
        record.hidden,
        record.note,
        record.terms,
        record.issuer,
        record.remove_at.map(seconds),
        record.format.map_or(0, CodeFormat::number),
        record.batch.map(RecordId::to_bytes),
        seconds(write.at),
    ]))
}

/// Whether none of the mails had been ordered before.
fn insert_mails(connection: &Connection, write: &Write) -> Result<bool, Fault> {
    if write.mails.is_empty() {
        return Ok(true);
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO outbox (record, tenant, purpose, recipient, sealed_code, not_after, locale)
         SELECT id, tenant, purpose, ?4, ?5, not_after, ?6 FROM records
         WHERE id = ?1 AND tenant = ?2 AND purpose = ?3",
    )?;
    let (tenant, purpose) = (&write.tenant, purpose(write));
    for NewMail { record, to, sealed_code, locale } in &write.mails {
        let locale = locale.as_ref().map(Locale::as_str);
        let row = params![record.to_bytes(), tenant, purpose, to, sealed_code, locale];
        let executed = statement.execute(row);
        if matches!(executed, Ok(0)) {
            return Err(Fault::Refused(MAIL_WITHOUT_RECORD));
        }
        if !is_inserted(executed)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn forget_mail(connection: &Connection, record: RecordId) -> Result<Answer, Fault> {
    connection
        .prepare_cached("DELETE FROM outbox WHERE record = ?1 AND dead_at IS NULL")?
        .execute([record.to_bytes()])?;
    Ok(Answer::Done)
}

/// A file that was removed or replaced can still be written to, but nobody will find it again.
fn touch(connection: &Connection) -> Result<Answer, Fault> {
    #[cfg(unix)]
    {
        let mut has_moved = 0;
        connection.file_control(Some(c"main"), FileControl::HasMoved(&mut has_moved))?;
        if has_moved != 0 {
            return Err(Fault::Damaged("the file has been moved or removed".into()));
        }
    }
    schema::touch(connection)?;
    Ok(Answer::Done)
}

/// What the codes of a write grant, as it is stored; empty where it is about none.
fn purpose(write: &Write) -> &'static str {
    write.purpose.map_or("", Purpose::name)
}

/// Whether a row went in; if not, something unique in it was taken.
fn is_inserted(executed: rusqlite::Result<usize>) -> Result<bool, Fault> {
    match executed {
        Ok(_) => Ok(true),
        Err(error) if Fault::is_taken(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// As SQLite stores it: no point in time is beyond its range.
pub(super) const fn seconds(time: Timestamp) -> i64 {
    time.seconds().cast_signed()
}
