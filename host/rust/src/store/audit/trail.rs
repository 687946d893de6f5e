//! Entries of a trail as they are read, and the ways in which a trail can be wrong.

use super::chain::Chain;
use crate::store::{AuditRow, StoreError};
use codemint_core::words::{Purpose, RecordId};

/// Selects entries of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only entries that concern this record.
    pub record: Option<RecordId>,
    /// Only entries about this subject (canonical key).
    pub subject: Option<String>,
    /// Only entries with a number ([`AuditLine::seq`]) above this one; 0 for all.
    pub after: u64,
    /// The maximum number of entries.
    pub limit: usize,
}

impl AuditFilter {
    /// Selects the first entries, whatever they are about.
    #[must_use]
    pub const fn first(limit: usize) -> Self {
        Self { record: None, subject: None, after: 0, limit }
    }
}

/// An entry of a tenant's trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// Its number among the tenant's entries: the first has 1, and each is one higher than the one
    /// before, so that it reveals nothing about other tenants. Entries from before numbers were per
    /// tenant keep those of the store's whole trail.
    pub seq: u64,
    /// What the code grants; `None` if the request was not understood so far.
    pub purpose: Option<Purpose>,
    /// The entry as it was written.
    pub row: AuditRow,
}

/// An entry as it is stored, for export: the names in it may be unknown to this release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number in the store's whole trail.
    pub seq: u64,
    /// When it was written, in seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// The tenant.
    pub tenant: String,
    /// Who made the request.
    pub actor: String,
    /// What the code grants.
    pub purpose: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// What happened.
    pub event: String,
    /// The record that it concerns.
    pub record: Option<RecordId>,
    /// The caller's reason, or other details.
    pub detail: Option<String>,
    /// The chain up to this entry.
    pub chain: Chain,
}

/// The end of a trail that was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// The number of entries.
    pub entries: u64,
    /// The number of the last entry, even if it has been removed by policy; 0 if there never was
    /// one.
    pub seq: u64,
    /// The chain there.
    pub chain: Chain,
}

/// The first thing about a trail that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// An entry was changed, swapped or inserted.
    #[error("entry {seq}: it does not follow from the entry before it")]
    Link {
        /// The entry.
        seq: u64,
    },
    /// Entries were removed.
    #[error("entry {seq}: it is missing, as are all others before entry {before}")]
    Missing {
        /// The first that is missing.
        seq: u64,
        /// The next one that is there.
        before: u64,
    },
    /// The number that the tenant sees is not above that of the tenant's entry before.
    #[error("entry {seq}: its tenant's number is out of order")]
    Number {
        /// The entry.
        seq: u64,
    },
    /// The end was cut off.
    #[error(
        "entry {seq}: it is missing, as are all others up to {head}, which a checkpoint covers"
    )]
    CutOff {
        /// The first that is missing.
        seq: u64,
        /// The entry of the head.
        head: u64,
    },
    /// The chain is valid, but differs from the one that was signed.
    #[error("entry {seq}: it is not the one that the checkpoint was signed for")]
    NotVouchedFor {
        /// The entry.
        seq: u64,
    },
    /// There is an entry where all have been removed, or before the first.
    #[error("entry {seq}: it is before the beginning of the trail")]
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
    /// There is no checkpoint: no host with a key has opened the store, or the checkpoint was
    /// removed.
    #[error("there is no checkpoint, so that a missing end cannot be detected")]
    NoCheckpoint,
    /// The ID of the writer is missing, or there is more than one.
    #[error("the ID of the writer is missing, so that a missing beginning cannot be detected")]
    NoWriter,
    /// A checkpoint was not signed with one of the keys.
    #[error("entry {seq}: its {kind} checkpoint is forged")]
    Forged {
        /// Its kind.
        kind: &'static str,
        /// Its entry.
        seq: u64,
    },
    /// A checkpoint is under a key that is not in the ring.
    #[error("entry {seq}: its {kind} checkpoint is under a key that is not in the ring")]
    UnknownKey {
        /// Its kind.
        kind: &'static str,
        /// Its entry.
        seq: u64,
    },
}

/// Why a trail was not verified, signed or cut.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// It is not what was written.
    #[error("the audit trail is not what was written: {0}")]
    Misfit(#[from] Misfit),
    /// The store failed.
    #[error("the audit trail cannot be read or written")]
    Store(#[from] StoreError),
}
