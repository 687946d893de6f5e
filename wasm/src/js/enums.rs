//! Words that are the same on both sides, variant for variant; in JavaScript they are texts in kebab
//! case.

use codemint_core::journey as core_journey;
use codemint_core::words as core_words;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// A type whose variants are words, and the way there and back.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident = $core:ty: $($variant:ident),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Serialize, Deserialize, Tsify)]
        #[serde(rename_all = "kebab-case")]
        pub(super) enum $name { $($variant),+ }

        impl From<$core> for $name {
            fn from(word: $core) -> Self {
                match word { $(<$core>::$variant => Self::$variant),+ }
            }
        }

        impl From<$name> for $core {
            fn from(word: $name) -> Self {
                match word { $($name::$variant => Self::$variant),+ }
            }
        }
    };
}

words!(
    /// What redeeming a code grants.
    Purpose = core_words::Purpose: Enrolment, PasswordReset, Elevation, Activation
);

words!(
    /// Where a code stands at a time.
    Phase = core_words::Phase:
    Pending, NotYetValid, Expired, Redeemed, Voided, Superseded, Locked, Removed
);

words!(
    /// Where a code stands in the store.
    State = core_words::State: Pending, Redeemed, Voided, Superseded, Locked, Removed
);

words!(
    /// Where a subject stands in the directory.
    Standing = core_journey::Standing: Unknown, Active, Disabled, PendingDeletion, Unavailable
);

words!(
    /// What happened, for the audit trail.
    AuditEvent = core_journey::AuditEvent:
    Issued, NotUnderstood, SubjectRefused, Undetermined, PurposeForbidden, ValidityRefused,
    MailDomainRefused, NoMail, TimeRefused, CodeRefused, ElevationRefused, Listed, Redeemed,
    Checked, CodeWrong, CodeAbsent, CodeEarly, CodeExpired, CodeLocked, CodeSpent, CodeMistyped,
    Voided, Unlocked, Inspected, Searched, TrailRead, RecordUnknown, StateRefused
);

words!(
    /// The symbols a code is made of.
    Alphabet = core_words::Alphabet: Decimal, Base20, Base31, Crockford32
);

words!(
    /// The check symbols behind those that are drawn.
    CheckScheme = core_words::CheckScheme: None, Mod97, Damm, Verhoeff, LetterPair, Mod37
);

words!(
    /// Why a host turns a request away before it has been read.
    Problem = core_journey::Problem:
    Unauthenticated, Forbidden, PlainTransport, UnknownTenant, MethodNotAllowed, Timeout, TooLarge,
    MediaType, RepeatDiffers, TooManyRequests, Internal, OutcomeUnknown, Unavailable
);

words!(
    /// What becomes of a code.
    Transition = core_journey::Transition: Use, Try, Void, Unlock
);
