//! Converts enums that have the same variants in the contract and the core, and the IDs of records.

use super::bindings::exports::codemint::module::journey as wit;
use codemint_core::journey::AuditEvent;
use codemint_core::words::{Phase, Purpose, RecordId, State};

/// Defines the functions to the contract and back from one list of variants.
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

pub(super) const fn phase(phase: Phase) -> wit::Phase {
    match phase {
        Phase::Pending => wit::Phase::Pending,
        Phase::NotYetValid => wit::Phase::NotYetValid,
        Phase::Expired => wit::Phase::Expired,
        Phase::Redeemed => wit::Phase::Redeemed,
        Phase::Voided => wit::Phase::Voided,
        Phase::Superseded => wit::Phase::Superseded,
        Phase::Locked => wit::Phase::Locked,
        Phase::Removed => wit::Phase::Removed,
    }
}

pub(super) const fn core_state(state: wit::State) -> State {
    match state {
        wit::State::Pending => State::Pending,
        wit::State::Redeemed => State::Redeemed,
        wit::State::Voided => State::Voided,
        wit::State::Superseded => State::Superseded,
        wit::State::Locked => State::Locked,
        wit::State::Removed => State::Removed,
    }
}

pub(super) const fn record_id(id: RecordId) -> wit::RecordId {
    let (high, low) = id.words();
    wit::RecordId { high, low }
}

pub(super) const fn core_id(id: wit::RecordId) -> RecordId {
    RecordId::from_words(id.high, id.low)
}
