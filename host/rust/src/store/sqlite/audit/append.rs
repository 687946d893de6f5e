//! How the trail grows.

use super::super::fault::Fault;
use super::super::write::seconds;
use super::{flood, read};
use crate::store::audit::{Chain, Entry};
use crate::store::{AuditRow, Write};
use codemint_core::words::{Purpose, RecordId, Timestamp};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

/// The last entry, to which the next one is linked: its number and the chain there.
pub(super) type End = (u64, Chain);

/// What the writing thread knows of the end of the trail. It belongs to one connection.
///
/// The end is moved on while a transaction is open, and is believed after it only when that was
/// committed. Another process may write to the file as well; SQLite counts for every connection
/// what others have committed, and when they have, the end is read from the file again.
#[derive(Default)]
pub(in super::super) struct Trail {
    /// As it was committed last, and the count then.
    committed: Option<(i64, End)>,
    /// In the transaction that is open, once it has been looked at.
    open: Option<(i64, End)>,
}

/// A place to come back to within a transaction.
pub(in super::super) struct Mark(Option<(i64, End)>);

impl Trail {
    /// A transaction begins, or begins anew.
    pub(in super::super) fn begin(&mut self) {
        self.open = None;
    }

    /// The transaction is durable.
    pub(in super::super) fn committed(&mut self) {
        if let Some(open) = self.open.take() {
            self.committed = Some(open);
        }
    }

    /// It is not known what became of the transaction: the file will tell.
    pub(in super::super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Where the trail is now.
    pub(in super::super) fn mark(&self) -> Mark {
        Mark(self.open)
    }

    /// What came after the mark has been undone.
    pub(in super::super) fn back_to(&mut self, mark: Mark) {
        self.open = mark.0;
    }

    /// Appends the entries of a write.
    pub(in super::super) fn append(
        &mut self,
        connection: &Connection,
        write: &Write,
    ) -> Result<(), Fault> {
        if write.anonymous {
            let entries = flood::sift(connection, write)?;
            let entries: Vec<_> = entries.iter().map(|(purpose, row)| (*purpose, row)).collect();
            return self.put(connection, &write.tenant, &entries);
        }
        let entries: Vec<_> = write.audit.iter().map(|row| (write.purpose, row)).collect();
        self.put(connection, &write.tenant, &entries)
    }

    /// Appends what was counted in intervals that are over at that time.
    pub(in super::super) fn take_counts(
        &mut self,
        connection: &Connection,
        at: Timestamp,
    ) -> Result<(), Fault> {
        for (tenant, row) in flood::over(connection, at)? {
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
        let (count, mut end) = self.look(connection)?;
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

    /// Appends an entry of the store's own, which no tenant has asked for.
    pub(in super::super) fn append_own(
        &mut self,
        connection: &Connection,
        entry: &Entry<'_>,
    ) -> Result<(), Fault> {
        let (count, end) = self.look(connection)?;
        let number = numbers(connection, entry.tenant, 1)?;
        let end = append(&mut connection.prepare_cached(INSERT)?, end, entry, number)?;
        self.open = Some((count, end));
        Ok(())
    }

    /// The end in the transaction that is open.
    fn look(&mut self, connection: &Connection) -> Result<(i64, End), Fault> {
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

/// Takes the tenant's next numbers, so many; the first of them.
fn numbers(connection: &Connection, tenant: &str, count: usize) -> Result<i64, Fault> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO audit_tenants (tenant, last) VALUES (?1, ?2)
         ON CONFLICT (tenant) DO UPDATE SET last = last + excluded.last RETURNING last",
    )?;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let last: i64 = statement.query_row(params![tenant, count], |row| row.get(0))?;
    Ok(last.saturating_sub(count).saturating_add(1))
}

/// Where the trail in the file ends.
fn end_in(connection: &Connection) -> Result<End, Fault> {
    let mut last =
        connection.prepare_cached("SELECT seq, chain FROM audit ORDER BY seq DESC LIMIT 1")?;
    let last = last.query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?))).optional()?;
    match last {
        Some((seq, chain)) => Ok((seq.cast_unsigned(), Chain(chain))),
        // All have been removed, or there never was one.
        None => match read::marks(connection)?.cut {
            Some(cut) => Ok((cut.seq, cut.chain)),
            None => {
                let writer = read::writer(connection)?;
                let none =
                    || Fault::Damaged("the id of the audit trail's writer is missing".into());
                Ok((0, Chain::of(writer.ok_or_else(none)?)))
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
    let last = || Fault::Damaged("the audit trail has the highest number there is".into());
    let seq = end.0.checked_add(1).and_then(|seq| i64::try_from(seq).ok()).ok_or_else(last)?;
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

/// The entry without its number yet.
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
