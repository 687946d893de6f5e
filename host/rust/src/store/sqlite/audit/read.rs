//! Reading the trail.

use crate::store::AuditRow;
use crate::store::audit::{
    AuditEntry, AuditFilter, AuditLine, Chain, Checkpoint, CheckpointKind, Entry, WriterId,
};
use crate::store::sqlite::column::{bounded, named, optional_id, optional_named, time};
use crate::store::sqlite::fault::Fault;
use codemint_core::journey::AuditEvent;
use codemint_core::words::{Purpose, RecordId};
use rusqlite::{Connection, Row, named_params, params};

/// The columns of an entry, in the order in which they are read.
pub(super) const COLUMNS: &str =
    "seq, at, tenant, actor, purpose, subject, event, record, detail, chain";

/// The checkpoints of a trail.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) head: Option<Checkpoint>,
    pub(super) cut: Option<Checkpoint>,
}

/// Reads the checkpoints. The caller checks their signatures.
pub(super) fn marks(connection: &Connection) -> Result<Marks, Fault> {
    let mut marks = Marks::default();
    for (kind, place) in
        [(CheckpointKind::Head, &mut marks.head), (CheckpointKind::Cut, &mut marks.cut)]
    {
        let mut statement = connection.prepare_cached(
            "SELECT seq, chain, at, signature FROM audit_checkpoints WHERE kind = ?1",
        )?;
        let mut rows = statement.query([kind.name()])?;
        if let Some(row) = rows.next()? {
            let seq = row.get::<_, i64>(0)?.cast_unsigned();
            let (chain, at, signature) = (Chain(row.get(1)?), row.get(2)?, row.get(3)?);
            *place = Some(Checkpoint { kind, seq, chain, at, signature });
        }
    }
    Ok(marks)
}

/// Reads the ID of the writer; `None` if it is missing, or there are several.
pub(super) fn writer(connection: &Connection) -> Result<Option<WriterId>, Fault> {
    let mut statement = connection.prepare_cached("SELECT id FROM audit_writer LIMIT 2")?;
    let ids: Vec<[u8; 16]> =
        statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(if let [id] = ids.as_slice() { Some(WriterId(*id)) } else { None })
}

/// Reads an entry and its chain from a row of [`COLUMNS`].
pub(super) fn entry<'a>(row: &'a Row<'_>) -> rusqlite::Result<(Entry<'a>, Chain)> {
    let text = |column| Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str()?);
    let optional = |column| Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str_or_null()?);
    let entry = Entry {
        seq: row.get::<_, i64>(0)?.cast_unsigned(),
        at: row.get(1)?,
        tenant: text(2)?,
        actor: text(3)?,
        purpose: optional(4)?,
        subject: optional(5)?,
        event: text(6)?,
        record: row.get_ref(7)?.as_blob_or_null()?,
        detail: optional(8)?,
    };
    Ok((entry, Chain(row.get(9)?)))
}

/// Reads entries of all tenants with a number above `after`.
pub(super) fn entries(
    connection: &Connection,
    after: u64,
    limit: usize,
) -> Result<Vec<AuditEntry>, Fault> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM audit WHERE seq > ?1 ORDER BY seq LIMIT ?2"
    ))?;
    let entries = statement.query_map(params![number(after), bounded(limit)], |row| {
        let (entry, chain) = entry(row)?;
        Ok(AuditEntry {
            seq: entry.seq,
            at: entry.at,
            tenant: entry.tenant.into(),
            actor: entry.actor.into(),
            purpose: entry.purpose.map(Into::into),
            subject: entry.subject.map(Into::into),
            event: entry.event.into(),
            record: optional_id(row, 7)?,
            detail: entry.detail.map(Into::into),
            chain,
        })
    })?;
    Ok(entries.collect::<Result<_, _>>()?)
}

/// Reads the entries of a tenant that match a filter, oldest first.
pub(in crate::store::sqlite) fn audit_trail(
    connection: &Connection,
    tenant: &str,
    filter: &AuditFilter,
) -> Result<Vec<AuditLine>, Fault> {
    let statement = match (filter.record, &filter.subject) {
        (Some(_), _) => OF_RECORD,
        (None, Some(_)) => OF_SUBJECT,
        (None, None) => OF_TENANT,
    };
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS}, number FROM audit INDEXED BY {statement}"))?;
    let (after, limit) = (number(filter.after), bounded(filter.limit));
    let record = filter.record.map(RecordId::to_bytes);
    let values = named_params! {
        ":tenant": tenant, ":after": after, ":limit": limit,
    };
    let of_subject = named_params! { ":subject": filter.subject };
    let of_record = named_params! { ":record": record, ":subject": filter.subject };
    let more: &[_] = match (filter.record, &filter.subject) {
        (Some(_), _) => of_record,
        (None, Some(_)) => of_subject,
        (None, None) => &[],
    };
    let lines = statement.query_map([values, more].concat().as_slice(), line)?;
    Ok(lines.collect::<Result<_, _>>()?)
}

const OF_TENANT: &str = "audit_of_tenant
    WHERE tenant = :tenant AND number > :after ORDER BY number LIMIT :limit";

const OF_SUBJECT: &str = "audit_of_subject
    WHERE tenant = :tenant AND subject = :subject AND number > :after
    ORDER BY number LIMIT :limit";

/// All entries of a record are about one subject, or about none.
const OF_RECORD: &str = "audit_of_record
    WHERE tenant = :tenant AND record = :record AND number > :after
    AND (:subject IS NULL OR subject = :subject) ORDER BY number LIMIT :limit";

fn line(row: &Row<'_>) -> rusqlite::Result<AuditLine> {
    let purpose = optional_named(row, 4, Purpose::named)?;
    let seq = row.get::<_, i64>(10)?.cast_unsigned();
    let row = AuditRow {
        at: time(row, 1)?,
        actor: row.get(3)?,
        subject: row.get(5)?,
        event: named(row, 6, event)?,
        record: optional_id(row, 7)?,
        detail: row.get(8)?,
    };
    Ok(AuditLine { seq, purpose, row })
}

/// The event with that name.
pub(super) fn event(name: &str) -> Option<AuditEvent> {
    AuditEvent::ALL.into_iter().find(|event| event.name() == name)
}

/// A number for SQLite; one that no entry can have stays above all others.
pub(super) fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
