//! Words that are the same on both sides of the wall, variant for variant.

use super::wit;
use codemint_core::journey::AuditEvent;
use codemint_core::words::{Phase, Purpose, RecordId, State};

/// Two functions from one list: there and back.
macro_rules! enums {
    ($out:ident, $back:ident, $core:ident = $wit:ident: $($variant:ident),+ $(,)?) => {
        pub(super) const fn $out(word: $core) -> wit::$wit {
            match word { $($core::$variant => wit::$wit::$variant),+ }
        }

        pub(super) const fn $back(word: wit::$wit) -> $core {
            match word { $(wit::$wit::$variant => $core::$variant),+ }
        }
    };
}

enums!(purpose, core_purpose, Purpose = Purpose: Enrolment, PasswordReset, Elevation, Activation);

enums!(
    event, core_event, AuditEvent = AuditEvent:
    Issued, NotUnderstood, SubjectRefused, Undetermined, PurposeForbidden, ValidityRefused,
    MailDomainRefused, NoMail, TimeRefused, CodeRefused, ElevationRefused, Listed, Redeemed,
    Checked, CodeWrong, CodeAbsent, CodeEarly, CodeExpired, CodeLocked, CodeSpent, CodeMistyped,
    Voided, Unlocked, Inspected, Searched, TrailRead, RecordUnknown, StateRefused,
);

pub(super) const fn core_phase(phase: wit::Phase) -> Phase {
    match phase {
        wit::Phase::Pending => Phase::Pending,
        wit::Phase::NotYetValid => Phase::NotYetValid,
        wit::Phase::Expired => Phase::Expired,
        wit::Phase::Redeemed => Phase::Redeemed,
        wit::Phase::Voided => Phase::Voided,
        wit::Phase::Superseded => Phase::Superseded,
        wit::Phase::Locked => Phase::Locked,
        wit::Phase::Removed => Phase::Removed,
    }
}

pub(super) const fn state(state: State) -> wit::State {
    match state {
        State::Pending => wit::State::Pending,
        State::Redeemed => wit::State::Redeemed,
        State::Voided => wit::State::Voided,
        State::Superseded => wit::State::Superseded,
        State::Locked => wit::State::Locked,
        State::Removed => wit::State::Removed,
    }
}

pub(super) const fn record_id(id: RecordId) -> wit::RecordId {
    let (high, low) = id.words();
    wit::RecordId { high, low }
}

pub(super) const fn core_id(id: wit::RecordId) -> RecordId {
    RecordId::from_words(id.high, id.low)
}
