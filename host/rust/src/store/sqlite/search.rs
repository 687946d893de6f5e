//! Searches, each read from one index and in its order.
//!
//! | criteria | index | ranges that are merged |
//! |---|---|---|
//! | a batch, and any others | `records_of_batch` | one; a batch has at most 1,000 codes |
//! | a subject | `records_of_subject` | one for each purpose and phase |
//! | others, or none | `records_of_tenant` | one for each purpose and phase |
//!
//! For a purpose or a phase only its ranges are read; each range is in the order of the list
//! already, and merging reads no further than the page. So a page visits as many rows as it has,
//! and at most one more for each of the 32 ranges, however large the file is.
//!
//! A phase depends on the time. The stored part of it (`stage`) is brought up to the time of the
//! search before it is read: each code is settled at most twice.

use super::audit::Trail;
use super::column::{bounded, seconds};
use super::fault::Fault;
use super::job::{Job, Outcome};
use super::records::{newest, stored};
use crate::store::StoredRecord;
use codemint_core::journey::Search;
use codemint_core::words::{Phase, Purpose, RecordId, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter};

/// How many codes one transaction settles for a waiting search.
pub(super) const SETTLED: usize = 1000;

/// Reads the records that a search finds, newest first; `None` if codes have to be settled first.
pub(super) fn search(
    connection: &Connection,
    tenant: &str,
    search: &Search,
    now: Timestamp,
    limit: usize,
) -> Result<Option<Vec<StoredRecord>>, Fault> {
    if search.phase.is_some_and(depends_on_time) && is_any_due(connection, seconds(now))? {
        return Ok(None);
    }
    let Some(before) = place_of(connection, tenant, search.before)? else {
        return Ok(Some(Vec::new()));
    };
    let (sql, mut values) = query(tenant, search, before);
    values.push(Value::Integer(bounded(limit)));
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_map(params_from_iter(values), stored)?;
    Ok(Some(found.collect::<Result<_, _>>()?))
}

/// The statement of a search, and its values without the limit.
pub(super) fn query(tenant: &str, search: &Search, before: i64) -> (String, Vec<Value>) {
    let mut values = vec![Value::Text(tenant.to_owned()), Value::Integer(before)];
    let ranges = if let Some(batch) = search.batch {
        values.push(Value::Blob(batch.to_bytes().to_vec()));
        vec![range_of_batch(search, &mut values)]
    } else if let Some(subject) = &search.subject {
        values.push(Value::Text(subject.as_str().to_owned()));
        ranges(search, "records_of_subject WHERE tenant = ?1 AND subject = ?3")
    } else {
        ranges(search, "records_of_tenant WHERE tenant = ?1")
    };
    let limit = format!("?{}", values.len().saturating_add(1));
    (newest(&ranges, &limit), values)
}

/// The range of a batch. The other criteria are checked code by code.
fn range_of_batch(search: &Search, values: &mut Vec<Value>) -> String {
    let mut range = "SELECT place FROM records INDEXED BY records_of_batch
        WHERE tenant = ?1 AND place < ?2 AND batch = ?3"
        .to_owned();
    let mut and = |column: &str, value: String| {
        values.push(Value::Text(value));
        range.push_str(&format!(" AND {column} = ?{}", values.len()));
    };
    if let Some(subject) = &search.subject {
        and("subject", subject.as_str().to_owned());
    }
    if let Some(purpose) = search.purpose {
        and("purpose", purpose.name().to_owned());
    }
    if let Some(phase) = search.phase {
        and("phase", phase.name().to_owned());
    }
    range
}

/// One range for each purpose and phase searched; the names are constants, never a caller's.
fn ranges(search: &Search, of: &str) -> Vec<String> {
    let purposes = search.purpose.map_or(Purpose::ALL.to_vec(), |purpose| vec![purpose]);
    let phases = search.phase.map_or(Phase::ALL.to_vec(), |phase| vec![phase]);
    let range = |purpose: Purpose, phase: Phase| {
        format!(
            "SELECT place FROM records INDEXED BY {of}
             AND purpose = '{}' AND phase = '{}' AND place < ?2",
            purpose.name(),
            phase.name()
        )
    };
    let of_purpose = |purpose| phases.iter().map(move |phase| range(purpose, *phase));
    purposes.into_iter().flat_map(of_purpose).collect()
}

/// The place before which a list continues. `None` if the tenant has no such code: records are
/// never deleted, so no list has ended with it.
fn place_of(
    connection: &Connection,
    tenant: &str,
    before: Option<RecordId>,
) -> Result<Option<i64>, Fault> {
    let Some(before) = before else { return Ok(Some(i64::MAX)) };
    let mut statement =
        connection.prepare_cached("SELECT place FROM records WHERE id = ?1 AND tenant = ?2")?;
    let place = statement.query_row(params![before.to_bytes(), tenant], |row| row.get(0));
    Ok(place.optional()?)
}

const fn depends_on_time(phase: Phase) -> bool {
    matches!(phase, Phase::Pending | Phase::NotYetValid | Phase::Expired | Phase::Locked)
}

/// Whether the stage of any code has ended.
fn is_any_due(connection: &Connection, now: i64) -> Result<bool, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT 1 FROM records INDEXED BY due_phases WHERE due IS NOT NULL AND due < ?1 LIMIT 1",
    )?;
    Ok(statement.exists([now])?)
}

/// Brings the stages of at most `limit` codes up to that time.
pub(super) struct Settle {
    pub(super) now: Timestamp,
    pub(super) limit: usize,
}

impl Job for Settle {
    fn weight(&self) -> usize {
        self.limit
    }

    fn run(&self, connection: &Connection, _: &mut Trail) -> Result<Outcome, Fault> {
        Ok(Outcome::Counted(settle(connection, seconds(self.now), self.limit)?))
    }
}

/// Brings the stages of at most `limit` codes up to that time, those first that were due first, and
/// returns their number.
pub(super) fn settle(connection: &Connection, now: i64, limit: usize) -> Result<usize, Fault> {
    let mut statement = connection.prepare_cached(
        "UPDATE records SET stage = CASE WHEN not_after < ?1 THEN 2 ELSE 1 END
         WHERE place IN (SELECT place FROM records INDEXED BY due_phases
             WHERE due IS NOT NULL AND due < ?1 ORDER BY due LIMIT ?2)",
    )?;
    Ok(statement.execute(params![now, bounded(limit)])?)
}

/// Sets the stages of codes back to that time, after the latest time was set back. Reads all live
/// codes: not for a store in use.
pub(super) fn unsettle(connection: &Connection, to: i64) -> Result<(), Fault> {
    connection.execute(
        "UPDATE records SET stage = iif(not_before <= ?1, 1, 0)
         WHERE state IN ('pending', 'locked')
         AND (stage = 2 AND not_after >= ?1 OR stage = 1 AND not_before > ?1)",
        [to],
    )?;
    Ok(())
}
