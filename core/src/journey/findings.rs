//! What the host looked up, by position.

use super::AuditEvent;
use crate::offline::DeviceKey;
use crate::words::{Code, LiveCode, Policy, Purpose, RecordId, Recorded, Seed, Tick, Timestamp};
use alloc::{string::String, vec::Vec};

/// What the host looked up, not yet held against the request.
pub struct Findings {
    /// The host's time.
    pub now: Timestamp,
    /// Where within that second, for the order of record ids. Of two settlements of a host in one
    /// second the later one has the later tick.
    pub tick: Tick,
    /// The randomness of this settlement; never used for another.
    pub seed: Seed,
    /// The rules in force for the tenant and the purpose, where the needs name a purpose.
    pub policy: Option<Policy>,
    /// One row for each subject of the needs, in their order.
    pub rows: Vec<SubjectRow>,
    /// The subjects' live codes of the purpose, in the order of their subjects.
    pub live: Vec<LiveCode>,
    /// For each given text of the needs, in their order, the position in `live` of the code that
    /// it is, if it is any of its subject's.
    pub matches: Vec<Option<u32>>,
    /// What was found of the account and the computer, where the needs name an account.
    pub elevation: Option<Elevating>,
    /// The first subject's codes, where the needs ask for them, the oldest first.
    pub listed: Vec<Listed>,
    /// The record that the needs name, or the one that a presented text is the code of: a live one,
    /// or else one that was live.
    pub record: Option<Found>,
    /// The records that were searched.
    pub page: Vec<Recorded>,
    /// The entries of the audit trail that were asked for.
    pub trail: Vec<TrailLine>,
    /// Whether there are more records or entries after these.
    pub more: bool,
}

/// A record, and how it was found.
pub struct Found {
    /// The record.
    pub record: Recorded,
    /// Which of the presented texts its code is; 0 where the record was asked for by name.
    pub text: u32,
}

/// One entry of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailLine {
    /// Its number: entries of one store count up.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who asked.
    pub actor: String,
    /// What codes it was about, if about any.
    pub purpose: Option<Purpose>,
    /// Whom it was about, if that was understood (canonical key).
    pub subject: Option<String>,
    /// What happened.
    pub event: AuditEvent,
    /// The record it was about.
    pub record: Option<RecordId>,
    /// More about it.
    pub detail: Option<String>,
}

/// What is known of an account that wants to raise privileges on a computer.
pub struct Elevating {
    /// The rules that name the account and the computer, or the account and every computer.
    pub rules: Vec<Rule>,
    /// The computer's id in its cloud directory, if it is joined to one.
    pub device: Option<String>,
    /// The computer's own key, if its codes are to be redeemed without a network.
    pub device_key: Option<DeviceKey>,
}

/// One rule of elevation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The spans it allows: bit n for span n.
    pub spans: u16,
    /// The local accounts it allows, in any case.
    pub local_accounts: Vec<String>,
    /// Whether it applies by the device's id, so that a request must give it.
    pub by_device: bool,
}

/// A stored code, told once more.
pub struct Listed {
    /// Its text; `None` where it is hidden or was not kept.
    pub code: Option<Code>,
    /// When it was made.
    pub created: Timestamp,
    /// The last second in which it is valid.
    pub not_after: Timestamp,
    /// Its remark.
    pub note: Option<String>,
    /// Who asked for it.
    pub issuer: String,
}

/// What the directory knows of one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectRow {
    /// Where the subject stands.
    pub standing: Standing,
    /// Whether its source allows codes of the asked purpose.
    pub purpose_allowed: bool,
    /// Whether the directory knows where it gets mail.
    pub has_mail: bool,
}

/// Where a subject stands in the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is no such subject.
    Unknown,
    /// It is there and may be used.
    Active,
    /// It is switched off.
    Disabled,
    /// It is about to be removed.
    PendingDeletion,
    /// The directory could not tell.
    Unavailable,
}

impl Findings {
    /// Findings of a host that was asked about nobody, at the start of the second.
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
