//! Converts the commit.

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
    /// The ID of its record.
    id: String,
    /// Its text. Secret.
    code: String,
    /// The first second in which it is valid.
    not_before: u64,
    /// The last second in which it is valid.
    not_after: u64,
    /// The number of failed attempts that locks it.
    max_tries: u8,
    /// Whether it may be live beside other codes of its subject. If so, it conflicts only with a
    /// live code of the same text; otherwise only with a live code that has no `several` either.
    several: bool,
    /// Whether the host also keeps an encrypted copy, so that the code can be shown again.
    revealable: bool,
    /// Whether it is never shown again, by any route.
    hidden: bool,
    /// How often it may be redeemed while it is valid; 0 for no limit.
    max_uses: u16,
    /// A note that is returned with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// What exactly it grants, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<String>,
    /// The number of the format in which it was drawn; 0 where it was not drawn in a policy's
    /// format.
    format: u32,
}

/// A live code that a new one replaces.
#[derive(Serialize, Tsify)]
pub(super) struct Superseded {
    /// The ID of the record.
    id: String,
    /// The version that it must still have.
    version: u32,
}

/// A change to a stored code, in one conditional write.
#[derive(Serialize, Tsify)]
pub(super) struct Change {
    /// The ID of the record.
    id: String,
    /// The version that it must still have, except to count a failed attempt.
    version: u32,
    /// The change.
    transition: Transition,
}

/// A mail to send.
#[derive(Serialize, Tsify)]
pub(super) struct MailOrder {
    /// The position in `issued` of the code that it carries.
    issued: u32,
    /// An address that the caller chose; absent for the one in the directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

/// An entry of the audit trail.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditEntry {
    /// The subject's position in the needs, if a subject was understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<u32>,
    /// What happened.
    event: AuditEvent,
    /// The ID of the record it is about, if that existed before.
    #[serde(skip_serializing_if = "Option::is_none")]
    record_id: Option<String>,
    /// The caller's reason, or other details. Never a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// What must be durable, in one transaction, before the reply is sent.
#[derive(Serialize, Tsify)]
pub(super) struct Commit {
    /// New codes, in the order of their subjects.
    issued: Vec<Issued>,
    /// The ID of the batch that the new codes form.
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<String>,
    /// The live codes that they replace.
    superseded: Vec<Superseded>,
    /// Other changes to stored codes.
    changed: Vec<Change>,
    /// Mails to send.
    mails: Vec<MailOrder>,
    /// What happened, one entry for each item of the request.
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
