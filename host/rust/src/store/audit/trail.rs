//! What is read of a trail, and what can be wrong with it.

use super::Chain;
use crate::store::{AuditRow, StoreError};
use codemint_core::words::{Purpose, RecordId};

/// Which entries of a tenant are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only those that a record came of.
    pub record: Option<RecordId>,
    /// Only those about this subject (canonical key).
    pub subject: Option<String>,
    /// Only those with a number ([`AuditLine::seq`]) above this one; 0 for all.
    pub after: u64,
    /// At most so many.
    pub limit: usize,
}

impl AuditFilter {
    /// The first entries, whatever they are about.
    #[must_use]
    pub const fn first(limit: usize) -> Self {
        Self { record: None, subject: None, after: 0, limit }
    }
}

/// An entry of a tenant's trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// Its number among the tenant's entries: the first has 1, and each is one higher than the one
    /// before, so that it tells nothing of other tenants. Entries from before tenants had numbers
    /// of their own keep those of the store's whole trail.
    pub seq: u64,
    /// What the code grants; `None` where that was not understood.
    pub purpose: Option<Purpose>,
    /// The rest, as it was given.
    pub row: AuditRow,
}

/// An entry as it is stored, to be exported: whether its words are known or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number in the store's whole trail.
    pub seq: u64,
    /// When it was written, in seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// Whose data it is about.
    pub tenant: String,
    /// Who asked.
    pub actor: String,
    /// What the code grants.
    pub purpose: Option<String>,
    /// Whom it is about.
    pub subject: Option<String>,
    /// What happened.
    pub event: String,
    /// The record that came of it.
    pub record: Option<RecordId>,
    /// The caller's reason, or else more about it.
    pub detail: Option<String>,
    /// The chain up to this entry.
    pub chain: Chain,
}

/// A trail that is as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// How many entries there are.
    pub entries: u64,
    /// The number of the last one, also when it has been removed by policy; 0 when there never was
    /// one.
    pub seq: u64,
    /// The chain there.
    pub chain: Chain,
}

/// The first thing about a trail that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// An entry was changed, swapped or inserted.
    #[error("entry {seq}: it is not what was written after the one before it")]
    Link {
        /// The entry.
        seq: u64,
    },
    /// Entries were removed.
    #[error("entry {seq}: it is missing, and all before entry {before}")]
    Missing {
        /// The first that is missing.
        seq: u64,
        /// The next one that is there.
        before: u64,
    },
    /// The number under which the tenant sees an entry is not above that of its entry before.
    #[error("entry {seq}: its tenant's number does not follow")]
    Number {
        /// The entry.
        seq: u64,
    },
    /// The end was cut off.
    #[error("entry {seq}: it is missing, and all up to {head}, for which a checkpoint vouches")]
    CutOff {
        /// The first that is missing.
        seq: u64,
        /// The entry that the head vouches for.
        head: u64,
    },
    /// The chain is sound, but another one than was vouched for.
    #[error("entry {seq}: it is not the one that the checkpoint vouches for")]
    NotVouchedFor {
        /// The entry.
        seq: u64,
    },
    /// An entry stands where all have been removed, or before the first.
    #[error("entry {seq}: it stands before the beginning of the trail")]
    Stray {
        /// The entry.
        seq: u64,
    },
    /// An entry cannot be read.
    #[error("entry {seq}: it cannot be read: {what}")]
    Unreadable {
        /// The entry.
        seq: u64,
        /// Why.
        what: String,
    },
    /// Nothing vouches for the trail: it was never kept by a host with a key, or its checkpoint was
    /// removed.
    #[error("there is no checkpoint: nothing tells where the trail must end")]
    NoCheckpoint,
    /// There is no id of the writer, or more than one.
    #[error("the id of the writer is missing: nothing tells where the trail must begin")]
    NoWriter,
    /// A checkpoint was not signed by one of the keys.
    #[error("entry {seq}: the {kind} checkpoint there is forged")]
    Forged {
        /// Its kind.
        kind: &'static str,
        /// Its entry.
        seq: u64,
    },
    /// A checkpoint is under a key that is not in the ring.
    #[error("entry {seq}: the {kind} checkpoint there is under a key that is not in the ring")]
    UnknownKey {
        /// Its kind.
        kind: &'static str,
        /// Its entry.
        seq: u64,
    },
}

/// Why a trail is not verified, vouched for or cut.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// It does not fit.
    #[error("the audit trail is not what was written: {0}")]
    Misfit(#[from] Misfit),
    /// The store failed.
    #[error("the audit trail cannot be looked at")]
    Store(#[from] StoreError),
}
