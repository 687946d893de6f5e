//! One transaction: what is written, and what became of it.

use super::KeptAnswer;
use crate::locale::Locale;
use codemint_core::journey::{AuditEvent, Change};
use codemint_core::words::{CodeFormat, Purpose, RecordId, Timestamp};

/// One transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Whose data it is.
    pub tenant: String,
    /// What the codes grant; `None` where the write is about no codes at all. New codes and mails
    /// have one.
    pub purpose: Option<Purpose>,
    /// When it was decided.
    pub at: Timestamp,
    /// New codes.
    pub records: Vec<NewRecord>,
    /// Live codes that go to the state superseded: name and expected version. Applied before
    /// `records`.
    pub superseded: Vec<(RecordId, u32)>,
    /// What else becomes of the tenant's codes, whatever they grant. Applied before `records`.
    pub changed: Vec<Change>,
    /// Mails to be sent.
    pub mails: Vec<NewMail>,
    /// What happened.
    pub audit: Vec<AuditRow>,
    /// Whether the caller proved nothing. Then the entries of `audit` are cut, and of many failures
    /// only the first have entries of their own: the others are counted
    /// ([`audit`](crate::store::audit)).
    pub anonymous: bool,
    /// The answer, where it is to be given again when the request is repeated.
    pub answer: Option<KeptAnswer>,
}

/// A new code, pending, version 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// Its name.
    pub id: RecordId,
    /// Whose it is (canonical key).
    pub subject: String,
    /// The keyed digest of the code ([`crate::keys`]).
    pub digest: Vec<u8>,
    /// First second in which it is valid.
    pub not_before: Timestamp,
    /// Last second in which it is valid.
    pub not_after: Timestamp,
    /// Wrong tries that lock it.
    pub max_tries: u8,
    /// Whether it stands beside others: then only a live code with the same digest is in its way,
    /// else only one that does not stand beside others either.
    pub several: bool,
    /// The code, sealed, where it can be told once more ([`crate::keys`]).
    pub sealed_code: Option<Vec<u8>>,
    /// Whether it is never told once more, by anything.
    pub hidden: bool,
    /// How often it may be redeemed; 0 for as often as wanted while it is valid.
    pub max_uses: u16,
    /// A remark that is told with it.
    pub note: Option<String>,
    /// What exactly it grants, as JSON.
    pub terms: Option<String>,
    /// Who asked for it: the name under which the caller authenticated.
    pub issuer: String,
    /// The format it was drawn in; `None` where it was not drawn by a policy's format.
    pub format: Option<CodeFormat>,
    /// The batch it was issued in.
    pub batch: Option<RecordId>,
    /// From when on its value is to be removed if it is still live; `None` for never.
    pub remove_at: Option<Timestamp>,
}

/// A mail to be sent, one for a record at the most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// The record whose code it carries: one of the same write, or one that the tenant has for the
    /// purpose already.
    pub record: RecordId,
    /// To whom.
    pub to: String,
    /// The code, sealed ([`crate::keys`]).
    pub sealed_code: Vec<u8>,
    /// The language in which it is to be read, if that is known.
    pub locale: Option<Locale>,
}

/// Why a write is not taken that has codes or mails and no purpose: whoever composed it is broken.
pub(super) const WITHOUT_PURPOSE: &str = "a write with codes or mails does not say what they grant";

/// Why a mail is not taken whose record is not there: whoever composed the write is broken.
pub(super) const MAIL_WITHOUT_RECORD: &str =
    "a mail carries the code of no record of its tenant and purpose";

/// One line of the audit trail. Never contains a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// When.
    pub at: Timestamp,
    /// Who asked: the name under which the caller authenticated.
    pub actor: String,
    /// Whom it is about (canonical key), if that was understood.
    pub subject: Option<String>,
    /// What happened.
    pub event: AuditEvent,
    /// The record that came of it.
    pub record: Option<RecordId>,
    /// The caller's reason, or else more about it. Never a code.
    pub detail: Option<String>,
}

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is durable.
    Done,
    /// Somebody was faster. Nothing of it is in force; look again and decide again.
    Conflict,
}
