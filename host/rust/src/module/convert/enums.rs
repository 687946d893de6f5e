//! Enums with the same variants in the contract and the core, and record IDs.

use crate::module::bindings::exports::codemint::module::journey as wit;
use codemint_core::journey::AuditEvent;
use codemint_core::words::{Phase, Purpose, RecordId, State};

/// Defines the two conversions of an enum from one list of variants.
macro_rules! enums {
    ($out:ident, $back:ident, $core:ident = $wit:ident: $($variant:ident),+ $(,)?) => {
        pub(super) const fn $out(value: $core) -> wit::$wit {
            match value { $($core::$variant => wit::$wit::$variant),+ }
        }

        pub(super) const fn $back(value: wit::$wit) -> $core {
            match value { $(wit::$wit::$variant => $core::$variant),+ }
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
