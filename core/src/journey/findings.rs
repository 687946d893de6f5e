//! What the host looked up.

use super::AuditEvent;
use crate::offline::DeviceKey;
use crate::words::{Code, LiveCode, Policy, Purpose, RecordId, Recorded, Seed, Tick, Timestamp};
use alloc::{string::String, vec::Vec};

/// What the host looked up, not yet checked against the request.
pub struct Findings {
    /// The host's time.
    pub now: Timestamp,
    /// The position within that second, which orders the IDs of records. Of two settlements of one
    /// host in one second, the later one has the later tick.
    pub tick: Tick,
    /// The randomness of this settlement; never used for another.
    pub seed: Seed,
    /// The policy in force for the tenant and the purpose, where the needs name a purpose.
    pub policy: Option<Policy>,
    /// One row for each subject of the needs, in their order.
    pub rows: Vec<SubjectRow>,
    /// The subjects' live codes for the purpose, in the order of their subjects.
    pub live: Vec<LiveCode>,
    /// For each given text of the needs, in their order, the position in `live` of its subject's
    /// code with this text, if there is one.
    pub matches: Vec<Option<u32>>,
    /// What was found about the account and the computer, where the needs name an account.
    pub elevation: Option<Elevating>,
    /// The first subject's codes, where the needs ask for them, the oldest first.
    pub listed: Vec<Listed>,
    /// The record that the needs name, or the one whose code was presented: a live one, or else one
    /// that was live.
    pub record: Option<Found>,
    /// The records that the search found.
    pub page: Vec<Recorded>,
    /// The entries of the audit trail that the needs ask for.
    pub trail: Vec<TrailLine>,
    /// Whether there are more records or entries after these.
    pub more: bool,
}

/// A record, and how it was found.
pub struct Found {
    /// The record.
    pub record: Recorded,
    /// The position of its code among the presented texts; 0 where the needs name the record.
    pub text: u32,
}

/// One entry of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailLine {
    /// Its number. A tenant's entries are numbered in ascending order.
    pub number: u64,
    /// When it happened.
    pub at: Timestamp,
    /// The caller.
    pub actor: String,
    /// The purpose of the codes it is about, if any.
    pub purpose: Option<Purpose>,
    /// The canonical key of its subject, if a subject was understood.
    pub subject: Option<String>,
    /// What happened.
    pub event: AuditEvent,
    /// The record it is about, if any.
    pub record: Option<RecordId>,
    /// The caller's reason, or other details.
    pub detail: Option<String>,
}

/// What was found about an account that requests an elevation on a computer.
pub struct Elevating {
    /// The rules that name the account and either this computer or every computer.
    pub rules: Vec<Rule>,
    /// The computer's ID in its cloud directory, if it is joined to one.
    pub device: Option<String>,
    /// The computer's own key, if its codes are to be redeemed offline.
    pub device_key: Option<DeviceKey>,
}

/// One rule of elevation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The spans it allows: bit n for span n.
    pub spans: u16,
    /// The local accounts it allows, in any case.
    pub local_accounts: Vec<String>,
    /// Whether it applies by device ID, so that a request must give one.
    pub by_device: bool,
}

/// A stored code that is shown again.
pub struct Listed {
    /// Its text; `None` where it is hidden or no copy was kept.
    pub code: Option<Code>,
    /// When it was issued.
    pub created: Timestamp,
    /// The last second in which it is valid.
    pub not_after: Timestamp,
    /// Its note.
    pub note: Option<String>,
    /// The caller that requested it.
    pub issuer: String,
}

/// What the directory knows about one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectRow {
    /// The subject's status.
    pub standing: Standing,
    /// Whether its source allows codes for the requested purpose.
    pub purpose_allowed: bool,
    /// Whether the directory has a mail address for it.
    pub has_mail: bool,
}

/// The status of a subject in the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No such subject exists.
    Unknown,
    /// It exists and may be used.
    Active,
    /// It is disabled.
    Disabled,
    /// It is about to be deleted.
    PendingDeletion,
    /// The directory did not answer.
    Unavailable,
}

impl Findings {
    /// Findings for a request without subjects, at the start of the second.
    #[must_use]
    pub const fn of(now: Timestamp, seed: Seed, policy: Option<Policy>) -> Self {
        Self {
            now,
            tick: Tick::START,
            seed,
            policy,
            rows: Vec::new(),
            live: Vec::new(),
            matches: Vec::new(),
            elevation: None,
            listed: Vec::new(),
            record: None,
            page: Vec::new(),
            trail: Vec::new(),
            more: false,
        }
    }
}
