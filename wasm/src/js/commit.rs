//! What must be durable, on its way out.

use super::enums::{AuditEvent, Transition};
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use codemint_core::journey as core_journey;
use codemint_core::words::CodeFormat;
use serde::Serialize;
use tsify::Tsify;

/// A new code.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Issued {
    /// The subject's position in the needs.
    subject: u32,
    /// Its name.
    id: String,
    /// Its text. Secret.
    code: String,
    /// First second in which it is valid.
    not_before: u64,
    /// Last second in which it is valid.
    not_after: u64,
    /// Wrong tries that lock it.
    max_tries: u8,
    /// Whether it stands beside others that the subject has.
    several: bool,
    /// Whether it is to be kept revealable too.
    revealable: bool,
    /// Whether it is never told once more.
    hidden: bool,
    /// How often it may be redeemed; 0 for as often as wanted while it is valid.
    max_uses: u16,
    /// A remark that is told with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// What exactly it grants, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<String>,
    /// The number of the format it was drawn in; 0 where it was not drawn by a policy's.
    format: u32,
}

/// A live code that a new one replaces.
#[derive(Serialize, Tsify)]
pub(super) struct Superseded {
    /// Its name.
    id: String,
    /// The version that it must still have.
    version: u32,
}

/// What else becomes of a code, in one conditional write.
#[derive(Serialize, Tsify)]
pub(super) struct Change {
    /// Its name.
    id: String,
    /// The version that it must still have; a counted try does not look at it.
    version: u32,
    /// What becomes of it.
    transition: Transition,
}

/// A mail to be sent.
#[derive(Serialize, Tsify)]
pub(super) struct MailOrder {
    /// The position in `issued` of the code that it carries.
    issued: u32,
    /// To whom; to the address that the directory knows where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

/// An entry of the audit trail.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditEntry {
    /// The position of the subject that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<u32>,
    /// What happened.
    event: AuditEvent,
    /// The record that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    record_id: Option<String>,
    /// The caller's reason, or else more about it. Never a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// What must be durable before the reply is sent: all of it, or nothing.
#[derive(Serialize, Tsify)]
pub(super) struct Commit {
    /// New codes, in the order of their subjects.
    issued: Vec<Issued>,
    /// The name of the batch they were issued in.
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<String>,
    /// What they replace.
    superseded: Vec<Superseded>,
    /// What else becomes of codes.
    changed: Vec<Change>,
    /// Mails to be sent.
    mails: Vec<MailOrder>,
    /// What happened.
    audit: Vec<AuditEntry>,
}

impl From<core_journey::Commit> for Commit {
    fn from(commit: core_journey::Commit) -> Self {
        let superseded = commit.superseded.iter();
        let changed = commit.changed.iter();
        let mails = commit.mails.into_iter();
        Self {
            issued: commit.issued.into_iter().map(Into::into).collect(),
            batch: commit.batch.map(|id| id.to_string()),
            superseded: superseded
                .map(|old| Superseded { id: old.id.to_string(), version: old.version })
                .collect(),
            changed: changed.map(Into::into).collect(),
            mails: mails.map(|mail| MailOrder { issued: mail.issued, to: mail.to }).collect(),
            audit: commit.audit.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<core_journey::Issued> for Issued {
    fn from(issued: core_journey::Issued) -> Self {
        Self {
            subject: issued.subject,
            id: issued.id.to_string(),
            code: issued.code.reveal().into(),
            not_before: issued.not_before.seconds(),
            not_after: issued.not_after.seconds(),
            max_tries: issued.max_tries,
            several: issued.several,
            revealable: issued.revealable,
            hidden: issued.hidden,
            max_uses: issued.max_uses,
            note: issued.note,
            terms: issued.terms,
            format: issued.format.map_or(0, CodeFormat::number),
        }
    }
}

impl From<&core_journey::Change> for Change {
    fn from(change: &core_journey::Change) -> Self {
        Self {
            id: change.id.to_string(),
            version: change.version,
            transition: change.transition.into(),
        }
    }
}

impl From<core_journey::AuditEntry> for AuditEntry {
    fn from(entry: core_journey::AuditEntry) -> Self {
        Self {
            subject: entry.subject,
            event: entry.event.into(),
            record_id: entry.record.map(|id| id.to_string()),
            detail: entry.detail,
        }
    }
}
