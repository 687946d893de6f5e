//! Refusals: why a request that was understood is not carried out, with the evidence.

use super::Standing;
use crate::words::{EntryFault, Phase, Timestamp, ValidityBounds};

/// Why an item that was understood is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The subject does not exist, is disabled or is about to be deleted.
    Subject {
        /// Its status.
        standing: Standing,
    },
    /// The directory did not answer for this subject.
    Undetermined,
    /// The tenant issues no codes for this purpose.
    TenantForbids,
    /// The subject's source allows no codes for this purpose.
    SourceForbids,
    /// The policy does not allow the requested validity.
    Validity {
        /// The requested validity in seconds.
        asked: u32,
        /// The policy's bounds.
        allowed: ValidityBounds,
    },
    /// The code would expire before it becomes valid.
    Expired {
        /// The requested last second.
        not_after: Timestamp,
        /// The host's time.
        now: Timestamp,
    },
    /// A live code of the subject already has the text that the caller chose.
    CodeTaken,
    /// The subject has as many live codes as the policy allows.
    TooManyCodes {
        /// How many that is.
        max: u16,
    },
    /// The caller chose an address whose domain the policy does not allow.
    MailDomain,
    /// The code should go by mail, and the tenant cannot send any.
    NoMail,
    /// The code should go to the subject's own mail address, and the directory has none.
    NoAddress,
    /// The policy has no such span of elevation.
    NoSuchSpan {
        /// The requested span.
        span: u8,
    },
    /// The policy requires a reason, and none was given.
    NoReason,
    /// No rule lets the account raise privileges on this computer.
    Account,
    /// The rules let the account raise privileges, but not for this span.
    Span {
        /// The requested span.
        span: u8,
    },
    /// The rules let the account raise privileges, but not those of this local account.
    LocalAccount,
    /// Every rule that would allow it requires the device's ID, and none was given.
    NoDevice,
    /// The device's ID differs from the directory's.
    OtherDevice,
    /// The policy allows fewer uses.
    Uses {
        /// How many.
        max: u16,
    },
    /// The requested format has fewer possible codes than the policy's.
    WeakFormat,
    /// The presented code cannot be redeemed now. The caller does not learn why.
    NotAccepted,
    /// The presented text cannot be a code, according to the check symbols that every code has.
    /// This depends on the text alone, and reveals nothing about any code.
    Mistyped {
        /// What is wrong with it.
        fault: EntryFault,
    },
    /// The tenant has no record with this ID.
    NoSuchRecord,
    /// The record's code cannot be voided, because it is no longer live.
    NotLive {
        /// Its state.
        phase: Phase,
    },
    /// The record's code is not locked.
    NotLocked {
        /// Its state.
        phase: Phase,
    },
    /// The subject has no live code to void.
    NothingLive,
}
