//! "Understood, and declined": each with its evidence.

use super::Standing;
use crate::words::{EntryFault, Phase, Timestamp, ValidityBounds};

/// Why no code was issued for an item that was understood, or none is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The subject does not exist or must not be used.
    Subject {
        /// Where it stands.
        standing: Standing,
    },
    /// The directory could not tell about this subject.
    Undetermined,
    /// The tenant issues no codes for this purpose.
    TenantForbids,
    /// The subject's source allows no codes for this purpose.
    SourceForbids,
    /// The policy allows no such validity.
    Validity {
        /// The asked validity in seconds.
        asked: u32,
        /// What the policy allows.
        allowed: ValidityBounds,
    },
    /// The code would have expired before it was made.
    Expired {
        /// The asked last second.
        not_after: Timestamp,
        /// The host's time.
        now: Timestamp,
    },
    /// The subject has a live code that is the one the caller wants.
    CodeTaken,
    /// The subject has as many live codes as it may have.
    TooManyCodes {
        /// How many that is.
        max: u16,
    },
    /// The caller chose an address whose domain the policy does not allow.
    MailDomain,
    /// Mail was asked for, and the tenant cannot send any.
    NoMail,
    /// Mail was asked for to the subject's own address, and the directory knows none.
    NoAddress,
    /// The policy has no such span of elevation.
    NoSuchSpan {
        /// The asked one.
        span: u8,
    },
    /// The policy asks for a reason, and none was given.
    NoReason,
    /// No rule lets the account raise privileges on this computer.
    Account,
    /// The rules let the account do so, but not for that span.
    Span {
        /// The asked one.
        span: u8,
    },
    /// The rules let the account do so, but not for that local account.
    LocalAccount,
    /// Every rule that would allow it asks for the device's id, and none was given.
    NoDevice,
    /// The device's id is not the one that the directory knows.
    OtherDevice,
    /// The policy allows fewer uses.
    Uses {
        /// How many; 0 for as many as wanted.
        max: u16,
    },
    /// The asked format has fewer codes than the policy's.
    WeakFormat,
    /// The presented code is none that can be redeemed now. Whatever it is, the caller learns no
    /// more.
    NotAccepted,
    /// What was typed cannot be a code, by the check symbols that every code has. This tells of the
    /// text and of nobody's codes.
    Mistyped {
        /// What is wrong with it.
        fault: EntryFault,
    },
    /// The tenant has no record of that name.
    NoSuchRecord,
    /// The record's code cannot be revoked, since it is over already.
    NotLive {
        /// Where it stands.
        phase: Phase,
    },
    /// The record's code is not locked.
    NotLocked {
        /// Where it stands.
        phase: Phase,
    },
    /// The subject has no live code that could be revoked.
    NothingLive,
}
