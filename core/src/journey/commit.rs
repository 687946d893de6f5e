//! What the host must make durable, in one transaction, before it sends the reply.

use super::AuditEvent;
use crate::words::{Code, CodeFormat, RecordId, Timestamp};
use alloc::{string::String, vec::Vec};

/// One transaction.
#[derive(Default)]
pub struct Commit {
    /// New codes: inserted if no live code of their subject conflicts with them (see
    /// [`Issued::several`]); otherwise the commit fails and the request is settled again with fresh
    /// facts.
    pub issued: Vec<Issued>,
    /// The ID of the batch that the new codes form.
    pub batch: Option<RecordId>,
    /// Live codes that new ones replace: changed if they still have the given version.
    pub superseded: Vec<Superseded>,
    /// Other changes to stored codes.
    pub changed: Vec<Change>,
    /// Mails to send.
    pub mails: Vec<MailOrder>,
    /// What happened, one entry per item.
    pub audit: Vec<AuditEntry>,
}

/// A new code.
pub struct Issued {
    /// The position of its subject in the needs.
    pub subject: u32,
    /// The ID of its record.
    pub id: RecordId,
    /// The first second in which it is valid.
    pub not_before: Timestamp,
    /// The last second in which it is valid.
    pub not_after: Timestamp,
    /// How many failed attempts lock it.
    pub max_tries: u8,
    /// Its text. The host hashes it and never stores it in clear.
    pub code: Code,
    /// Whether it may be live beside other codes of its subject. If so, it conflicts only with a
    /// live code of the same text; otherwise only with a live code that has no `several` either.
    pub several: bool,
    /// Whether the host also keeps an encrypted copy, so that the code can be shown again.
    pub revealable: bool,
    /// Whether it is never shown again, by any route.
    pub hidden: bool,
    /// How often it may be redeemed while it is valid; 0 for no limit.
    pub max_uses: u16,
    /// A note that is returned with it.
    pub note: Option<String>,
    /// What exactly it grants, as JSON; `None` where the purpose says everything.
    pub terms: Option<String>,
    /// The format in which it was drawn; `None` where it was not drawn in a policy's format.
    pub format: Option<CodeFormat>,
}

/// A change to one code. If its condition no longer holds, the commit fails and the request is
/// settled again with fresh facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The ID of the record.
    pub id: RecordId,
    /// The version that the findings had.
    pub version: u32,
    /// The change.
    pub transition: Transition,
}

/// A change to a code, and its condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// Spends one use, if the code is pending and still has the given version. The last use makes
    /// it redeemed.
    Use,
    /// Counts a failed attempt, if the code is pending, whatever its version. The last attempt
    /// locks it.
    Try,
    /// Voids the code, if it is live and still has the given version. Its encrypted copy is wiped,
    /// and a mail in the outbox that carries it is not sent.
    Void,
    /// Makes the code pending again, with no attempts counted, if it is locked and still has the
    /// given version.
    Unlock,
}

/// A live code that is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Superseded {
    /// The ID of the record.
    pub id: RecordId,
    /// The version that the findings had.
    pub version: u32,
}

/// A mail that carries a new code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailOrder {
    /// The position of the code in [`Commit::issued`].
    pub issued: u32,
    /// An address that the caller chose; `None` for the one in the directory.
    pub to: Option<String>,
}

/// One entry of the audit trail. It never contains a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// The position of its subject in the needs, if a subject was understood.
    pub subject: Option<u32>,
    /// What happened.
    pub event: AuditEvent,
    /// The record it is about, if that existed before.
    pub record: Option<RecordId>,
    /// The caller's reason, or other details.
    pub detail: Option<String>,
}

impl AuditEntry {
    /// An entry for the subject at this position, without record and detail.
    #[must_use]
    pub const fn of(subject: Option<u32>, event: AuditEvent) -> Self {
        Self { subject, event, record: None, detail: None }
    }
}
