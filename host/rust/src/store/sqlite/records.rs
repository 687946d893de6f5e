//! What is read of whole records.

use super::fault::Fault;
use super::read::{format, id, optional_id, time, word};
use super::write::seconds;
use crate::store::StoredRecord;
use codemint_core::journey::Search;
use codemint_core::words::{Phase, Purpose, RecordId, Recorded, State, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};

/// The columns that [`stored`] reads.
const COLUMNS: &str = "id, version, purpose, subject, state, created, not_before, not_after, tries,
    max_tries, uses, max_uses, hidden, format, batch, issuer, note, terms, digest, sealed_code";

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredRecord> {
    Ok(StoredRecord {
        known: Recorded {
            id: id(row, 0)?,
            version: row.get(1)?,
            purpose: word(row, 2, Purpose::named)?,
            subject: row.get(3)?,
            state: word(row, 4, State::named)?,
            created: time(row, 5)?,
            not_before: time(row, 6)?,
            not_after: time(row, 7)?,
            tries: row.get(8)?,
            max_tries: row.get(9)?,
            uses: row.get(10)?,
            max_uses: row.get(11)?,
            hidden: row.get(12)?,
            format: format(row, 13)?,
            batch: optional_id(row, 14)?,
            issuer: row.get(15)?,
            note: row.get(16)?,
            terms: row.get(17)?,
            code: None,
        },
        digest: row.get(18)?,
        sealed_code: row.get(19)?,
    })
}

pub(super) fn records_of(
    connection: &Connection,
    tenant: &str,
    purpose: Purpose,
    subject: &str,
    ended: usize,
) -> Result<Vec<StoredRecord>, Fault> {
    let of = "tenant = ?1 AND purpose = ?2 AND subject = ?3";
    let mut live = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM records INDEXED BY live_codes
         WHERE {of} AND state IN ('pending', 'locked') ORDER BY id"
    ))?;
    let mut over = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM records INDEXED BY records_of_subject
         WHERE {of} AND state NOT IN ('pending', 'locked') ORDER BY id DESC LIMIT ?4"
    ))?;
    let ended = i64::try_from(ended).unwrap_or(i64::MAX);
    let live = live.query_map(params![tenant, purpose.name(), subject], stored)?;
    let over = over.query_map(params![tenant, purpose.name(), subject, ended], stored)?;
    Ok(live.chain(over).collect::<Result<_, _>>()?)
}

pub(super) fn record(
    connection: &Connection,
    tenant: &str,
    id: RecordId,
) -> Result<Option<StoredRecord>, Fault> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM records WHERE id = ?1 AND tenant = ?2"))?;
    Ok(statement.query_row(params![id.to_bytes(), tenant], stored).optional()?)
}

pub(super) fn search(
    connection: &Connection,
    tenant: &str,
    search: &Search,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<StoredRecord>, Fault> {
    let mut query = Query::new(tenant);
    if let Some(subject) = &search.subject {
        query.and("subject =", subject.as_str().to_owned());
    }
    if let Some(purpose) = search.purpose {
        query.and("purpose =", purpose.name().to_owned());
    }
    if let Some(batch) = search.batch {
        query.and("batch =", batch.to_bytes().to_vec());
    }
    if let Some(before) = search.before {
        query.and("id <", before.to_bytes().to_vec());
    }
    if let Some(phase) = search.phase {
        query.stand(phase, seconds(now));
    }
    query.run(connection, limit)
}

/// A search that is put together from what was asked.
struct Query {
    conditions: String,
    values: Vec<Value>,
}

impl Query {
    fn new(tenant: &str) -> Self {
        Self { conditions: "tenant = ?".into(), values: vec![Value::Text(tenant.to_owned())] }
    }

    /// One more condition; `left` is ours and never a caller's.
    fn and(&mut self, left: &str, value: impl Into<Value>) {
        self.conditions.push_str(&format!(" AND {left} ?"));
        self.values.push(value.into());
    }

    /// How a record stands at that time, as [`Phase::of`] has it.
    fn stand(&mut self, phase: Phase, now: i64) {
        let live = " AND state IN ('pending', 'locked')";
        match phase {
            Phase::Expired => {
                self.conditions.push_str(live);
                self.and("not_after <", now);
            }
            Phase::Pending => {
                self.and("state =", State::Pending.name().to_owned());
                self.and("not_before <=", now);
                self.and("not_after >=", now);
            }
            Phase::NotYetValid => {
                self.and("state =", State::Pending.name().to_owned());
                self.and("not_before >", now);
                self.and("not_after >=", now);
            }
            Phase::Locked => {
                self.and("state =", State::Locked.name().to_owned());
                self.and("not_after >=", now);
            }
            Phase::Redeemed => self.and("state =", State::Redeemed.name().to_owned()),
            Phase::Voided => self.and("state =", State::Voided.name().to_owned()),
            Phase::Superseded => self.and("state =", State::Superseded.name().to_owned()),
            Phase::Removed => self.and("state =", State::Removed.name().to_owned()),
        }
    }

    fn run(mut self, connection: &Connection, limit: usize) -> Result<Vec<StoredRecord>, Fault> {
        self.values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        let Self { conditions, values } = self;
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM records WHERE {conditions} ORDER BY id DESC LIMIT ?"
        ))?;
        let found = statement.query_map(params_from_iter(values), stored)?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

/// The latest time of any write.
pub(super) fn latest(connection: &Connection) -> Result<Option<Timestamp>, Fault> {
    let mut statement = connection.prepare_cached("SELECT at FROM latest WHERE at > 0")?;
    Ok(statement.query_row([], |row| time(row, 0)).optional()?)
}
