//! The events of the audit trail.

/// What happened to one item of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditEvent {
    /// A code was issued.
    Issued,
    /// The item was not understood.
    NotUnderstood,
    /// The subject is unknown, disabled or about to be deleted.
    SubjectRefused,
    /// The directory did not answer.
    Undetermined,
    /// The tenant or the subject's source allows no codes for the purpose.
    PurposeForbidden,
    /// The policy does not allow the requested validity.
    ValidityRefused,
    /// The policy allows no mail to this domain.
    MailDomainRefused,
    /// The tenant cannot send mail, or the subject has no address.
    NoMail,
    /// The requested end of validity is in the past.
    TimeRefused,
    /// The subject already has this code, or as many codes as it may have; or more uses or a weaker
    /// format were requested than the policy allows.
    CodeRefused,
    /// The rules do not let the account raise these privileges, or the request for it is invalid.
    ElevationRefused,
    /// The subject's codes were shown.
    Listed,
    /// A code was redeemed.
    Redeemed,
    /// A code was checked and would be accepted.
    Checked,
    /// A presented code does not belong to the subject; a failed attempt was counted.
    CodeWrong,
    /// A presented code does not belong to the subject, which has no code to count an attempt
    /// against.
    CodeAbsent,
    /// A presented code is not yet valid.
    CodeEarly,
    /// A presented code has expired.
    CodeExpired,
    /// A presented code is locked.
    CodeLocked,
    /// A presented code was redeemed, voided or superseded before.
    CodeSpent,
    /// A presented text cannot be a code, according to its check symbols.
    CodeMistyped,
    /// A code was voided.
    Voided,
    /// A locked code was unlocked.
    Unlocked,
    /// A record was inspected.
    Inspected,
    /// Records were searched.
    Searched,
    /// The audit trail was read.
    TrailRead,
    /// No such record exists.
    RecordUnknown,
    /// The state of the code does not allow the action.
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

    /// The event of this name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }

    /// The name of this event in stores and exports. It never changes.
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
