//! Enums that have the same variants in JavaScript and the core; in JavaScript they are strings in
//! kebab case.

use codemint_core::journey as core_journey;
use codemint_core::words as core_words;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// Defines a type from a list of variants, and its conversions from and to the core's.
macro_rules! enums {
    ($(#[$doc:meta])* $name:ident = $core:ty: $($variant:ident),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Serialize, Deserialize, Tsify)]
        #[serde(rename_all = "kebab-case")]
        pub(super) enum $name { $($variant),+ }

        impl From<$core> for $name {
            fn from(value: $core) -> Self {
                match value { $(<$core>::$variant => Self::$variant),+ }
            }
        }

        impl From<$name> for $core {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant),+ }
            }
        }
    };
}

enums!(
    /// What redeeming a code grants.
    Purpose = core_words::Purpose: Enrolment, PasswordReset, Elevation, Activation
);

enums!(
    /// The state of a code at a time.
    Phase = core_words::Phase:
    Pending, NotYetValid, Expired, Redeemed, Voided, Superseded, Locked, Removed
);

enums!(
    /// The stored state of a code.
    State = core_words::State: Pending, Redeemed, Voided, Superseded, Locked, Removed
);

enums!(
    /// The status of a subject in the directory.
    Standing = core_journey::Standing: Unknown, Active, Disabled, PendingDeletion, Unavailable
);

enums!(
    /// What happened to one item of a request.
    AuditEvent = core_journey::AuditEvent:
    Issued, NotUnderstood, SubjectRefused, Undetermined, PurposeForbidden, ValidityRefused,
    MailDomainRefused, NoMail, TimeRefused, CodeRefused, ElevationRefused, Listed, Redeemed,
    Checked, CodeWrong, CodeAbsent, CodeEarly, CodeExpired, CodeLocked, CodeSpent, CodeMistyped,
    Voided, Unlocked, Inspected, Searched, TrailRead, RecordUnknown, StateRefused
);

enums!(
    /// The symbols of a code.
    Alphabet = core_words::Alphabet: Decimal, Base20, Base31, Crockford32
);

enums!(
    /// The check symbols that follow the random ones.
    CheckScheme = core_words::CheckScheme: None, Mod97, Damm, Verhoeff, LetterPair, Mod37
);

enums!(
    /// Why a host answers without a settlement.
    Problem = core_journey::Problem:
    Unauthenticated, Forbidden, PlainTransport, UnknownTenant, MethodNotAllowed, Timeout, TooLarge,
    MediaType, RepeatDiffers, TooManyRequests, Internal, OutcomeUnknown, Unavailable
);

enums!(
    /// A change to a stored code.
    Transition = core_journey::Transition: Use, Try, Void, Unlock
);
