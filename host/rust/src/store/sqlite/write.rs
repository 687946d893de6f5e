//! Applying a write.

use super::audit::Trail;
use super::changes::change;
use super::column::seconds;
use super::fault::Fault;
use super::job::{Job, Outcome};
use super::{answers, mails};
use crate::store::write::WITHOUT_PURPOSE;
use crate::store::{NewRecord, Write};
use codemint_core::words::{CodeFormat, Purpose, RecordId, Timestamp};
use rusqlite::{CachedStatement, Connection, params};

impl Job for Write {
    fn weight(&self) -> usize {
        self.superseded.len()
            + self.changed.len()
            + self.records.len()
            + self.mails.len()
            + self.audit.len()
    }

    fn decided_at(&self) -> Option<Timestamp> {
        Some(self.at)
    }

    fn run(&self, connection: &Connection, trail: &mut Trail) -> Result<Outcome, Fault> {
        if self.purpose.is_none() && !(self.records.is_empty() && self.mails.is_empty()) {
            return Err(Fault::Refused(WITHOUT_PURPOSE));
        }
        // The purpose as it is stored; a write without one has nothing that is stored under it.
        let purpose = self.purpose.map_or("", Purpose::name);
        let is_applied = supersede(connection, self, purpose)?
            && change(connection, self)?
            && insert_records(connection, self, purpose)?
            && mails::insert(connection, self, purpose)?
            && answers::keep(connection, self)?;
        if !is_applied {
            return Ok(Outcome::Conflict);
        }
        trail.append(connection, self)?;
        Ok(Outcome::Done)
    }
}

/// Supersedes codes; `false` if one of them is no longer as expected.
fn supersede(connection: &Connection, write: &Write, purpose: &str) -> Result<bool, Fault> {
    if write.superseded.is_empty() {
        return Ok(true);
    }
    let mut statement = connection.prepare_cached(
        "UPDATE records SET state = 'superseded', version = version + 1
         WHERE id = ?1 AND version = ?2 AND tenant = ?3 AND purpose = ?4
         AND state IN ('pending', 'locked')",
    )?;
    for (id, version) in &write.superseded {
        if statement.execute(params![id.to_bytes(), version, write.tenant, purpose])? != 1 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Inserts the new codes; `false` if an ID is taken, or one conflicts with a live code.
fn insert_records(connection: &Connection, write: &Write, purpose: &str) -> Result<bool, Fault> {
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
        if !insert_record(&mut statement, write, purpose, record)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn insert_record(
    statement: &mut CachedStatement<'_>,
    write: &Write,
    purpose: &str,
    record: &NewRecord,
) -> Result<bool, Fault> {
    Fault::is_inserted(statement.execute(params![
        record.id.to_bytes(),
        write.tenant,
        purpose,
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
