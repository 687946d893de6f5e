//! Appending to the trail.

use super::{flood, read};
use crate::store::audit::{Chain, Entry};
use crate::store::sqlite::column::seconds;
use crate::store::sqlite::fault::Fault;
use crate::store::{AuditRow, Write};
use codemint_core::words::{Purpose, RecordId, Timestamp};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

/// The end of the trail, to which the next entry is linked: the number of the last entry and the
/// chain there.
pub(super) type End = (u64, Chain);

/// The end of the trail as the writing thread knows it. It belongs to one connection.
///
/// The end advances in an open transaction, and is kept after it only if it was committed. Other
/// processes may write to the file too; SQLite has a counter for every connection that shows when
/// they have committed, and then the end is read from the file again.
#[derive(Default)]
pub(in crate::store::sqlite) struct Trail {
    /// The end as it was last committed, with SQLite's counter then.
    committed: Option<(i64, End)>,
    /// The end in the open transaction, once it is known.
    open: Option<(i64, End)>,
}

/// A point within a transaction to return to.
pub(in crate::store::sqlite) struct Mark(Option<(i64, End)>);

impl Trail {
    /// Notes that a transaction begins, or begins again.
    pub(in crate::store::sqlite) fn begin(&mut self) {
        self.open = None;
    }

    /// Notes that the transaction is durable.
    pub(in crate::store::sqlite) fn committed(&mut self) {
        if let Some(open) = self.open.take() {
            self.committed = Some(open);
        }
    }

    /// Forgets the end: whether the transaction is durable is unknown, and the file is read again.
    pub(in crate::store::sqlite) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Returns the current point.
    pub(in crate::store::sqlite) fn mark(&self) -> Mark {
        Mark(self.open)
    }

    /// Notes that everything after that point has been undone.
    pub(in crate::store::sqlite) fn back_to(&mut self, mark: Mark) {
        self.open = mark.0;
    }

    /// Appends the entries of a write.
    pub(in crate::store::sqlite) fn append(
        &mut self,
        connection: &Connection,
        write: &Write,
    ) -> Result<(), Fault> {
        if write.anonymous {
            let entries = flood::limited(connection, write)?;
            let entries: Vec<_> = entries.iter().map(|(purpose, row)| (*purpose, row)).collect();
            return self.put(connection, &write.tenant, &entries);
        }
        let entries: Vec<_> = write.audit.iter().map(|row| (write.purpose, row)).collect();
        self.put(connection, &write.tenant, &entries)
    }

    /// Appends the counts of intervals that have ended at that time.
    pub(in crate::store::sqlite) fn take_counts(
        &mut self,
        connection: &Connection,
        at: Timestamp,
    ) -> Result<(), Fault> {
        for (tenant, row) in flood::ended(connection, at)? {
            self.put(connection, &tenant, &[(None, &row)])?;
        }
        Ok(())
    }

    fn put(
        &mut self,
        connection: &Connection,
        tenant: &str,
        entries: &[(Option<Purpose>, &AuditRow)],
    ) -> Result<(), Fault> {
        if entries.is_empty() {
            return Ok(());
        }
        let (count, mut end) = self.end(connection)?;
        let mut insert = connection.prepare_cached(INSERT)?;
        let first = numbers(connection, tenant, entries.len())?;
        for (number, (purpose, row)) in (first..).zip(entries) {
            let record = record_of(row);
            let entry = entry_of(tenant, *purpose, row, &record);
            end = append(&mut insert, end, &entry, number)?;
            self.open = Some((count, end));
        }
        Ok(())
    }

    /// Appends an entry of the store's own, which belongs to no tenant's request.
    pub(in crate::store::sqlite) fn append_own(
        &mut self,
        connection: &Connection,
        entry: &Entry<'_>,
    ) -> Result<(), Fault> {
        let (count, end) = self.end(connection)?;
        let number = numbers(connection, entry.tenant, 1)?;
        let end = append(&mut connection.prepare_cached(INSERT)?, end, entry, number)?;
        self.open = Some((count, end));
        Ok(())
    }

    /// Returns the end in the open transaction.
    fn end(&mut self, connection: &Connection) -> Result<(i64, End), Fault> {
        if let Some(open) = self.open {
            return Ok(open);
        }
        let mut statement = connection.prepare_cached("PRAGMA data_version")?;
        let count = statement.query_row([], |row| row.get(0))?;
        let end = match self.committed {
            Some((then, end)) if then == count => end,
            _ => end_in(connection)?,
        };
        Ok(*self.open.insert((count, end)))
    }
}

const INSERT: &str = "INSERT INTO audit
    (seq, at, tenant, actor, purpose, subject, event, record, detail, chain, number)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// Takes the tenant's next `count` numbers, and returns the first of them.
fn numbers(connection: &Connection, tenant: &str, count: usize) -> Result<i64, Fault> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO audit_tenants (tenant, last) VALUES (?1, ?2)
         ON CONFLICT (tenant) DO UPDATE SET last = last + excluded.last RETURNING last",
    )?;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let last: i64 = statement.query_row(params![tenant, count], |row| row.get(0))?;
    Ok(last.saturating_sub(count).saturating_add(1))
}

/// Reads the end of the trail from the file.
fn end_in(connection: &Connection) -> Result<End, Fault> {
    let mut last =
        connection.prepare_cached("SELECT seq, chain FROM audit ORDER BY seq DESC LIMIT 1")?;
    let last = last.query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?))).optional()?;
    match last {
        Some((seq, chain)) => Ok((seq.cast_unsigned(), Chain(chain))),
        // All entries have been removed, or there never was one.
        None => match read::marks(connection)?.cut {
            Some(cut) => Ok((cut.seq, cut.chain)),
            None => {
                let writer = read::writer(connection)?;
                let missing =
                    || Fault::Damaged("the ID of the audit trail's writer is missing".into());
                Ok((0, Chain::of(writer.ok_or_else(missing)?)))
            }
        },
    }
}

/// Links an entry to the end, and stores it.
fn append(
    insert: &mut CachedStatement<'_>,
    end: End,
    entry: &Entry<'_>,
    number: i64,
) -> Result<End, Fault> {
    let full = || Fault::Damaged("the audit trail has the highest possible number".into());
    let seq = end.0.checked_add(1).and_then(|seq| i64::try_from(seq).ok()).ok_or_else(full)?;
    let entry = Entry { seq: seq.cast_unsigned(), ..*entry };
    let chain = end.1.with(&entry);
    let Entry { at, tenant, actor, purpose, subject, event, record, detail, .. } = entry;
    insert.execute(params![
        seq, at, tenant, actor, purpose, subject, event, record, detail, chain.0, number
    ])?;
    Ok((entry.seq, chain))
}

fn record_of(row: &AuditRow) -> Option<[u8; 16]> {
    row.record.map(RecordId::to_bytes)
}

/// An entry that has no number yet.
fn entry_of<'a>(
    tenant: &'a str,
    purpose: Option<Purpose>,
    row: &'a AuditRow,
    record: &'a Option<[u8; 16]>,
) -> Entry<'a> {
    Entry {
        seq: 0,
        at: seconds(row.at),
        tenant,
        actor: &row.actor,
        purpose: purpose.map(Purpose::name),
        subject: row.subject.as_deref(),
        event: row.event.name(),
        record: record.as_ref().map(<[u8; 16]>::as_slice),
        detail: row.detail.as_deref(),
    }
}
