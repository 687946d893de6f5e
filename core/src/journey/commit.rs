//! What the host must make durable, all of it or nothing, before it sends the reply.

use super::AuditEvent;
use crate::words::{Code, CodeFormat, RecordId, Timestamp};
use alloc::{string::String, vec::Vec};

/// One transaction.
#[derive(Default)]
pub struct Commit {
    /// New codes: inserted if their subject has no live code left that is in their way (see
    /// [`Issued::several`]), else the commit is lost and the request is settled again with fresh
    /// facts.
    pub issued: Vec<Issued>,
    /// The name of the batch that the new codes are.
    pub batch: Option<RecordId>,
    /// Live codes that a new one replaces: changed if they still have that version.
    pub superseded: Vec<Superseded>,
    /// What else becomes of codes that are there.
    pub changed: Vec<Change>,
    /// Mails to be sent.
    pub mails: Vec<MailOrder>,
    /// What happened, one entry for each item.
    pub audit: Vec<AuditEntry>,
}

/// A new code.
pub struct Issued {
    /// Whose it is: the position of the subject in the needs.
    pub subject: u32,
    /// Its name.
    pub id: RecordId,
    /// The first second in which it is valid.
    pub not_before: Timestamp,
    /// The last second in which it is valid.
    pub not_after: Timestamp,
    /// How many wrong tries lock it.
    pub max_tries: u8,
    /// Its text, to be hashed by the host and never stored as it is.
    pub code: Code,
    /// Whether it stands beside others of its subject: then only a live code of the same text is
    /// in its way, else only one that does not stand beside others either.
    pub several: bool,
    /// Whether the host keeps the code revealable too, so that it can be told once more.
    pub revealable: bool,
    /// Whether it is never told once more, by anything.
    pub hidden: bool,
    /// How often it may be redeemed; 0 for as often as wanted while it is valid.
    pub max_uses: u16,
    /// A remark that is told with it.
    pub note: Option<String>,
    /// What exactly it grants, as JSON; `None` where the purpose says it all.
    pub terms: Option<String>,
    /// The format it was drawn in; `None` where it was not drawn by a policy's format.
    pub format: Option<CodeFormat>,
}

/// What becomes of one code. If it cannot be done any more, the commit is lost and the request is
/// settled again with fresh facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub id: RecordId,
    /// The version it was seen with.
    pub version: u32,
    /// What becomes of it.
    pub transition: Transition,
}

/// What can become of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// One use of it is spent, if it is pending and still has that version; with the last one it
    /// is redeemed.
    Use,
    /// A wrong try is counted, if it is pending, whatever its version; the last one locks it.
    Try,
    /// It is revoked, if it is live and still has that version. Its seal is wiped, and a mail that
    /// waits to carry it is not sent any more.
    Void,
    /// It is pending again, with no tries counted, if it is locked and still has that version.
    Unlock,
}

/// A live code that is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Superseded {
    /// Its name.
    pub id: RecordId,
    /// The version it was seen with.
    pub version: u32,
}

/// A mail that carries a new code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailOrder {
    /// The position of the code among the issued ones.
    pub issued: u32,
    /// An address that the caller chose; `None` for the one the directory knows.
    pub to: Option<String>,
}

/// One line of the audit trail. It never contains a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Whom it is about: the position of the subject in the needs, if one was understood.
    pub subject: Option<u32>,
    /// What happened.
    pub event: AuditEvent,
    /// Which record it is about, where it is about one that was there before.
    pub record: Option<RecordId>,
    /// What the caller gave as the reason, or else wants to be found here.
    pub detail: Option<String>,
}

impl AuditEntry {
    /// That this happened to the subject at that position.
    #[must_use]
    pub const fn of(subject: Option<u32>, event: AuditEvent) -> Self {
        Self { subject, event, record: None, detail: None }
    }
}
