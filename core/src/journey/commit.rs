//! What the host must make durable, all of it or nothing, before it sends the reply.

use crate::words::{Code, RecordId, Timestamp};
use alloc::{string::String, vec::Vec};

/// One transaction.
#[derive(Default)]
pub struct Commit {
    /// New codes: inserted if their subject has no live code left that is in their way (see
    /// [`Issued::several`]), else the commit is lost and the request is settled again with fresh
    /// facts.
    pub issued: Vec<Issued>,
    /// Live codes that a new one replaces: changed if they still have that version.
    pub superseded: Vec<Superseded>,
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
    /// Whether the host keeps the code sealed too, so that it can be told once more.
    pub sealed: bool,
    /// Whether it is never told once more, by anything.
    pub hidden: bool,
    /// How often it may be redeemed; 0 for as often as wanted while it is valid.
    pub max_uses: u16,
    /// A remark that is told with it.
    pub note: Option<String>,
    /// What exactly it grants, as JSON; `None` where the purpose says it all.
    pub terms: Option<String>,
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
    /// What the caller gave as the reason, or else wants to be found here.
    pub detail: Option<String>,
}

/// What happened to one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditEvent {
    /// A code was issued.
    Issued,
    /// The item was not understood.
    NotUnderstood,
    /// The subject is unknown or must not be used.
    SubjectRefused,
    /// The directory could not tell.
    Undetermined,
    /// Tenant or source allow no codes for the purpose.
    PurposeForbidden,
    /// The policy allows no such validity.
    ValidityRefused,
    /// The policy allows no mail to that domain.
    MailDomainRefused,
    /// The tenant cannot send mail, or the subject has no address.
    NoMail,
    /// The wanted end lies in the past.
    TimeRefused,
    /// The subject has that code already, or as many as it may have.
    CodeRefused,
    /// Nobody lets the account raise these privileges.
    ElevationRefused,
    /// The subject's codes were told.
    Listed,
}

impl AuditEvent {
    /// Every event.
    pub const ALL: [Self; 12] = [
        Self::Issued,
        Self::NotUnderstood,
        Self::SubjectRefused,
        Self::Undetermined,
        Self::PurposeForbidden,
        Self::ValidityRefused,
        Self::MailDomainRefused,
        Self::NoMail,
        Self::TimeRefused,
        Self::CodeRefused,
        Self::ElevationRefused,
        Self::Listed,
    ];

    /// The name by which stores and exports know this event. Never changed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::NotUnderstood => "not-understood",
            Self::SubjectRefused => "subject-refused",
            Self::Undetermined => "undetermined",
            Self::PurposeForbidden => "purpose-forbidden",
            Self::ValidityRefused => "validity-refused",
            Self::MailDomainRefused => "mail-domain-refused",
            Self::NoMail => "no-mail",
            Self::TimeRefused => "time-refused",
            Self::CodeRefused => "code-refused",
            Self::ElevationRefused => "elevation-refused",
            Self::Listed => "listed",
        }
    }
}
