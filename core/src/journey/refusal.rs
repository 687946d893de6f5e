//! "Understood, and declined": each with its evidence.

use super::Standing;
use crate::words::ValidityBounds;

/// Why no code was issued for an item that was understood.
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
    /// The caller chose an address whose domain the policy does not allow.
    MailDomain,
    /// Mail was asked for, and the tenant cannot send any.
    NoMail,
    /// Mail was asked for to the subject's own address, and the directory knows none.
    NoAddress,
}
