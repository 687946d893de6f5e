//! Walking along the trail to verify it.

use super::append::End;
use super::read::{COLUMNS, Marks, entry, marks, number, writer};
use crate::keys::AuditKeys;
use crate::store::audit::{AuditHead, Chain, Checkpoint, CheckpointKind, Entry, Misfit, WriterId};
use crate::store::sqlite::column::{bounded, seconds};
use crate::store::sqlite::fault::Fault;
use codemint_core::words::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// Why a walk ends early.
pub(super) enum Stop {
    /// The file cannot be read.
    Fault(Fault),
    /// The trail is wrong.
    Misfit(Misfit),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Misfit> for Stop {
    fn from(misfit: Misfit) -> Self {
        Self::Misfit(misfit)
    }
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Fault(error.into())
    }
}

/// A walk from entry to entry. It reads in several transactions: meanwhile other processes write,
/// and may cut off the beginning.
pub(super) struct Walk {
    writer: WriterId,
    marks: Marks,
    at: End,
    entries: u64,
    /// The last number of each tenant whose entries have been seen.
    numbers: HashMap<String, i64>,
}

impl Walk {
    /// Starts at the beginning of the trail. There must be a head.
    pub(super) fn from_beginning(connection: &Connection, keys: &AuditKeys) -> Result<Self, Stop> {
        let walk = Self::from_cut(connection, keys)?;
        if walk.marks.head.is_none() {
            return Err(Misfit::NoCheckpoint.into());
        }
        Ok(walk)
    }

    /// Starts at the beginning of the trail, with or without a head.
    pub(super) fn from_cut(connection: &Connection, keys: &AuditKeys) -> Result<Self, Stop> {
        let writer = writer(connection)?.ok_or(Misfit::NoWriter)?;
        let marks = checked_marks(connection, keys, writer)?;
        let at = marks.cut.as_ref().map_or((0, Chain::of(writer)), |cut| (cut.seq, cut.chain));
        let mut stray = connection
            .prepare_cached("SELECT seq FROM audit WHERE seq <= ?1 ORDER BY seq LIMIT 1")?;
        let stray: Option<i64> = stray.query_row([number(at.0)], |row| row.get(0)).optional()?;
        if let Some(seq) = stray {
            return Err(Misfit::Stray { seq: seq.cast_unsigned() }.into());
        }
        let walk = Self { writer, marks, at, entries: 0, numbers: HashMap::new() };
        match (&walk.marks.head, &walk.marks.cut) {
            // Nothing is cut without a head.
            (None, Some(_)) => return Err(Misfit::NoCheckpoint.into()),
            (Some(head), Some(cut)) if head.seq < cut.seq => {
                return Err(Misfit::NotVouchedFor { seq: cut.seq }.into());
            }
            _ => walk.compare_with_head()?,
        }
        Ok(walk)
    }

    /// Starts at the entry of the head; without a head, at the beginning of the trail.
    pub(super) fn from_head(connection: &Connection, keys: &AuditKeys) -> Result<Self, Stop> {
        let mut walk = Self::from_cut(connection, keys)?;
        let Some(head) = &walk.marks.head else { return Ok(walk) };
        if head.seq > walk.at.0 {
            let mut there = connection.prepare_cached("SELECT chain FROM audit WHERE seq = ?1")?;
            let there = there.query_row([number(head.seq)], |row| row.get(0)).optional()?;
            let chain = there.ok_or(Misfit::CutOff { seq: head.seq, head: head.seq })?;
            walk.at = (head.seq, Chain(chain));
        }
        walk.compare_with_head()?;
        Ok(walk)
    }

    /// Takes at most `max` steps. Returns `false` at the end of the trail, if that is not before
    /// the head.
    pub(super) fn go_on(
        &mut self,
        connection: &Connection,
        keys: &AuditKeys,
        max: usize,
    ) -> Result<bool, Stop> {
        self.refresh(connection, keys)?;
        if self.steps(connection, i64::MAX, max)? == max {
            return Ok(true);
        }
        match &self.marks.head {
            Some(head) if head.seq > self.at.0 => {
                Err(Misfit::CutOff { seq: self.at.0.saturating_add(1), head: head.seq }.into())
            }
            _ => Ok(false),
        }
    }

    /// Takes at most `max` steps up to the first entry of that time or later, and not beyond the
    /// head.
    pub(super) fn go_until(
        &mut self,
        connection: &Connection,
        before: Timestamp,
        max: usize,
    ) -> Result<(), Stop> {
        let head = self.marks.head.as_ref().map_or(0, |head| head.seq);
        let ahead = usize::try_from(head.saturating_sub(self.at.0)).unwrap_or(usize::MAX);
        self.steps(connection, seconds(before), max.min(ahead))?;
        Ok(())
    }

    /// Reads the checkpoints again: other processes may have replaced them.
    fn refresh(&mut self, connection: &Connection, keys: &AuditKeys) -> Result<(), Stop> {
        self.marks = checked_marks(connection, keys, self.writer)?;
        if let Some(cut) = &self.marks.cut
            && cut.seq > self.at.0
        {
            self.at = (cut.seq, cut.chain);
        }
        Ok(self.compare_with_head()?)
    }

    /// Takes at most `max` steps along entries from before that time, and returns their number.
    fn steps(&mut self, connection: &Connection, before: i64, max: usize) -> Result<usize, Stop> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS}, number FROM audit WHERE seq > ?1 ORDER BY seq LIMIT ?2"
        ))?;
        let mut rows = statement.query(params![number(self.at.0), bounded(max)])?;
        let mut taken = 0;
        while let Some(row) = rows.next()? {
            let seq = row.get::<_, i64>(0)?.cast_unsigned();
            let unreadable =
                |error: rusqlite::Error| Misfit::Unreadable { seq, what: error.to_string() };
            let (entry, chain) = entry(row).map_err(unreadable)?;
            if entry.at >= before {
                break;
            }
            self.step(&entry, chain)?;
            self.count(&entry, row.get(10).map_err(unreadable)?)?;
            taken += 1;
        }
        Ok(taken)
    }

    fn step(&mut self, entry: &Entry<'_>, stored: Chain) -> Result<(), Misfit> {
        let (before, chain) = self.at;
        let linked = chain.with(entry);
        if linked != stored {
            let (missing, seq) = (before.saturating_add(1), entry.seq);
            // Files from before there was a chain may begin with a higher number than 1.
            return Err(match missing < seq {
                true => Misfit::Missing { seq: missing, before: seq },
                false => Misfit::Link { seq },
            });
        }
        // A recomputed chain may leave out the very entry of the head.
        if let Some(head) = &self.marks.head
            && before < head.seq
            && head.seq < entry.seq
        {
            return Err(Misfit::Missing { seq: head.seq, before: entry.seq });
        }
        self.at = (entry.seq, linked);
        self.entries = self.entries.saturating_add(1);
        self.compare_with_head()
    }

    /// Checks that a tenant's numbers ascend: they are not linked, and by changing them an entry
    /// could be hidden from a reader that continues after a number.
    fn count(&mut self, entry: &Entry<'_>, number: i64) -> Result<(), Misfit> {
        match self.numbers.get_mut(entry.tenant) {
            Some(last) if *last >= number => return Err(Misfit::Number { seq: entry.seq }),
            Some(last) => *last = number,
            None => {
                self.numbers.insert(entry.tenant.to_owned(), number);
            }
        }
        Ok(())
    }

    /// Checks the chain at the entry of the head.
    fn compare_with_head(&self) -> Result<(), Misfit> {
        match &self.marks.head {
            Some(head) if head.seq == self.at.0 && head.chain != self.at.1 => {
                Err(Misfit::NotVouchedFor { seq: head.seq })
            }
            _ => Ok(()),
        }
    }

    /// Signs the checkpoints that are due after a walk to the end.
    pub(super) fn checkpoints(self, keys: &AuditKeys, now: Timestamp) -> Vec<Checkpoint> {
        let is_current = |mark: &Checkpoint| mark.key() == Some(keys.current());
        let Marks { head, cut } = self.marks;
        let sign = |kind, end| Checkpoint::signed(keys, self.writer, kind, end, now);
        let head = match head {
            Some(head) if head.seq == self.at.0 && is_current(&head) => None,
            _ => Some(sign(CheckpointKind::Head, self.at)),
        };
        let cut = cut.filter(|cut| !is_current(cut));
        let cut = cut.map(|cut| sign(CheckpointKind::Cut, (cut.seq, cut.chain)));
        head.into_iter().chain(cut).collect()
    }

    pub(super) const fn writer(&self) -> WriterId {
        self.writer
    }

    /// The current position.
    pub(super) const fn at(&self) -> End {
        self.at
    }

    /// The result at the end.
    pub(super) const fn head(&self) -> AuditHead {
        AuditHead { entries: self.entries, seq: self.at.0, chain: self.at.1 }
    }
}

/// Reads the checkpoints, and checks that each was signed with one of the keys.
fn checked_marks(
    connection: &Connection,
    keys: &AuditKeys,
    writer: WriterId,
) -> Result<Marks, Stop> {
    let marks = marks(connection)?;
    for mark in marks.head.iter().chain(&marks.cut) {
        mark.check(keys, writer)?;
    }
    Ok(marks)
}
