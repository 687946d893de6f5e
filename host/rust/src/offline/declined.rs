//! Why a code is not accepted.

use super::Refusal;
use codemint_core::words::Timestamp;

/// Why a code is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Declined {
    /// There were too many wrong attempts. This one was not checked and does not count.
    #[error("too many wrong attempts: try again later")]
    Wait {
        /// The time of the attempt.
        now: Timestamp,
        /// The first second in which another attempt is allowed.
        until: Timestamp,
    },
    /// The module refuses it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It is a single-use code and was used before.
    #[error("the code was used before")]
    Used {
        /// The minute of its issue.
        issued: Timestamp,
    },
    /// It was issued before the memory begins (or within the tolerance after), so it is unknown
    /// whether it was used.
    #[error("the code was issued before this computer's memory of codes begins")]
    Unremembered {
        /// The minute of its issue.
        issued: Timestamp,
        /// When the memory begins.
        from: Timestamp,
    },
}
