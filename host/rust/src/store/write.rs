//! A write: what one transaction changes.

use super::answers::KeptAnswer;
use crate::locale::Locale;
use codemint_core::journey::{AuditEvent, Change};
use codemint_core::words::{CodeFormat, Purpose, RecordId, Timestamp};

/// One transaction. A record must not occur twice in `superseded` and `changed`: a store may make
/// the changes one after the other, so that the second is a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// The tenant whose data it changes.
    pub tenant: String,
    /// The purpose of its codes; `None` for a write without any. Required for new codes and mails.
    pub purpose: Option<Purpose>,
    /// When it was decided.
    pub at: Timestamp,
    /// New codes.
    pub records: Vec<NewRecord>,
    /// Live codes that become superseded: ID and expected version. Applied before `records`.
    pub superseded: Vec<(RecordId, u32)>,
    /// Other changes to the tenant's codes, whatever their purpose. Applied before `records`.
    pub changed: Vec<Change>,
    /// Mails to be sent.
    pub mails: Vec<NewMail>,
    /// New entries of the audit trail.
    pub audit: Vec<AuditRow>,
    /// Whether the caller did not authenticate. Then the texts of `audit` are truncated, and of
    /// many failures only the first have entries of their own: the others are counted
    /// ([`audit`](crate::store::audit)).
    pub anonymous: bool,
    /// The answer to give again if the request is repeated.
    pub answer: Option<KeptAnswer>,
}

/// A new code: pending, version 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// The ID.
    pub id: RecordId,
    /// The canonical key of its subject.
    pub subject: String,
    /// The keyed digest of the code ([`crate::keys`]).
    pub digest: Vec<u8>,
    /// First second in which it is valid.
    pub not_before: Timestamp,
    /// Last second in which it is valid.
    pub not_after: Timestamp,
    /// The number of wrong attempts that locks it.
    pub max_tries: u8,
    /// Whether it may coexist with other codes of its subject. Then it conflicts only with a live
    /// code of the same digest; otherwise it conflicts only with another one that may not coexist.
    pub several: bool,
    /// The encrypted copy of a code that can be shown again ([`crate::keys`]).
    pub sealed_code: Option<Vec<u8>>,
    /// Whether it is shown only once, in the answer that issues it.
    pub hidden: bool,
    /// How often it may be redeemed; 0 for any number of times while it is valid.
    pub max_uses: u16,
    /// A note that is shown with it.
    pub note: Option<String>,
    /// What exactly it grants, as JSON.
    pub terms: Option<String>,
    /// Who requested it: the name under which the caller authenticated.
    pub issuer: String,
    /// The format it was drawn in; `None` if it was not drawn in a policy's format.
    pub format: Option<CodeFormat>,
    /// The batch it was issued in.
    pub batch: Option<RecordId>,
    /// The second from which on its value is removed if it is still live; `None` for never.
    pub remove_at: Option<Timestamp>,
}

/// A mail to be sent. A record has at most one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// The record whose code it carries: one of the same write, or one that the tenant already has
    /// for the purpose.
    pub record: RecordId,
    /// The address of its recipient.
    pub to: String,
    /// The encrypted code ([`crate::keys`]).
    pub sealed_code: Vec<u8>,
    /// The language of the recipient, if known.
    pub locale: Option<Locale>,
}

/// The error for a write with codes or mails and no purpose, which its author got wrong.
pub(super) const WITHOUT_PURPOSE: &str = "a write with codes or mails has no purpose";

/// The error for a mail without a record, which the author of the write got wrong.
pub(super) const MAIL_WITHOUT_RECORD: &str = "a mail refers to no record of its tenant and purpose";

/// An entry of the audit trail. Never contains a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// When it happened.
    pub at: Timestamp,
    /// Who made the request: the name under which the caller authenticated.
    pub actor: String,
    /// The canonical key of the subject, if the request was understood so far.
    pub subject: Option<String>,
    /// What happened.
    pub event: AuditEvent,
    /// The record that it concerns.
    pub record: Option<RecordId>,
    /// The caller's reason, or other details. Never a code.
    pub detail: Option<String>,
}

/// The result of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is durable.
    Done,
    /// Another write came first. Nothing of this one is in force; read again and decide again.
    Conflict,
}
