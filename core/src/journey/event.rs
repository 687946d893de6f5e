//! What the audit trail calls the things that happen.

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
    /// A code was redeemed.
    Redeemed,
    /// A code was looked at and would be accepted.
    Checked,
    /// A presented code was none of the subject's; a try was counted.
    CodeWrong,
    /// A code was presented for a subject that has none.
    CodeAbsent,
    /// A presented code is not valid yet.
    CodeEarly,
    /// A presented code is not valid any more.
    CodeExpired,
    /// A presented code is locked.
    CodeLocked,
    /// A presented code was redeemed, revoked or superseded before.
    CodeSpent,
    /// What was presented cannot be a code, by its check symbols.
    CodeMistyped,
    /// A code was revoked.
    Voided,
    /// A locked code may be tried again.
    Unlocked,
    /// A record was told.
    Inspected,
    /// Records were searched.
    Searched,
    /// The audit trail was read.
    TrailRead,
    /// There is no such record.
    RecordUnknown,
    /// The code is in a state in which this cannot be done.
    StateRefused,
}

impl AuditEvent {
    /// Every event.
    pub const ALL: [Self; 28] = [
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
        Self::Redeemed,
        Self::Checked,
        Self::CodeWrong,
        Self::CodeAbsent,
        Self::CodeEarly,
        Self::CodeExpired,
        Self::CodeLocked,
        Self::CodeSpent,
        Self::CodeMistyped,
        Self::Voided,
        Self::Unlocked,
        Self::Inspected,
        Self::Searched,
        Self::TrailRead,
        Self::RecordUnknown,
        Self::StateRefused,
    ];

    /// The event of that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }

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
            Self::Redeemed => "redeemed",
            Self::Checked => "checked",
            Self::CodeWrong => "code-wrong",
            Self::CodeAbsent => "code-absent",
            Self::CodeEarly => "code-early",
            Self::CodeExpired => "code-expired",
            Self::CodeLocked => "code-locked",
            Self::CodeSpent => "code-spent",
            Self::CodeMistyped => "code-mistyped",
            Self::Voided => "voided",
            Self::Unlocked => "unlocked",
            Self::Inspected => "inspected",
            Self::Searched => "searched",
            Self::TrailRead => "trail-read",
            Self::RecordUnknown => "record-unknown",
            Self::StateRefused => "state-refused",
        }
    }
}
