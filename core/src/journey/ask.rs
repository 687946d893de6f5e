//! The request for one code.

use crate::words::{Code, CodeFormat, EmailAddress, SubjectKey, Timestamp};
use alloc::string::String;
use core::num::NonZeroU32;

/// A request for one code.
pub struct Ask {
    /// The subject that the code is for.
    pub subject: SubjectKey,
    /// The end of its validity.
    pub not_after: NotAfter,
    /// The first second of its validity; `None` for now.
    pub not_before: Option<Timestamp>,
    /// How the code reaches its subject.
    pub deliver: Deliver,
    /// A code that the caller chooses; `None` for a random one.
    pub wish: Option<Code>,
    /// A note that is stored and returned with the code.
    pub note: Option<String>,
    /// Whether the code is shown only once, in the answer that issues it.
    pub hidden: bool,
    /// The privileges to raise, where that is the purpose.
    pub elevation: Option<Elevation>,
    /// How often it may be redeemed, 0 for no limit; `None` for the policy's value.
    pub uses: Option<u16>,
    /// The format of a random code; `None` for the policy's.
    pub format: Option<CodeFormat>,
    /// The reason, for the audit trail.
    pub reason: Option<String>,
}

impl Ask {
    /// A request for a random code, shown in the answer, with the policy's usual validity.
    #[must_use]
    pub const fn of(subject: SubjectKey) -> Self {
        Self {
            subject,
            not_after: NotAfter::Usual,
            not_before: None,
            deliver: Deliver::Answer,
            wish: None,
            note: None,
            hidden: false,
            elevation: None,
            uses: None,
            format: None,
            reason: None,
        }
    }

    /// The first second in which a code that is requested at `now` is valid; never before `now`.
    #[must_use]
    pub fn valid_from(&self, now: Timestamp) -> Timestamp {
        self.not_before.map_or(now, |asked| asked.max(now))
    }
}

/// The end of a code's validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAfter {
    /// The policy's usual validity after the start.
    Usual,
    /// This long after the start.
    In(Validity),
    /// This second, the last one in which the code is valid.
    At(Timestamp),
}

/// How long a code is valid, in seconds; at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Validity(NonZeroU32);

impl Validity {
    /// A validity of this many seconds; `None` for 0.
    #[must_use]
    pub const fn from_seconds(seconds: u32) -> Option<Self> {
        match NonZeroU32::new(seconds) {
            Some(seconds) => Some(Self(seconds)),
            None => None,
        }
    }

    /// The length in seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0.get()
    }
}

/// How a code reaches its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deliver {
    /// In the answer; the caller passes it on.
    Answer,
    /// By mail only.
    Mail {
        /// An address that the caller chooses; `None` for the one in the directory.
        to: Option<EmailAddress>,
    },
}

/// The privileges that a code raises on its subject, a computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elevation {
    /// The account that requests the elevation, and must be allowed to.
    pub account: SubjectKey,
    /// The local account that the code unlocks, in the caller's spelling.
    pub local_account: String,
    /// The number of the policy's span for which the account is unlocked.
    pub span: u8,
    /// The device's ID in its cloud directory, if the caller gave it.
    pub device: Option<String>,
    /// The reason, for the audit trail.
    pub reason: Option<String>,
}
