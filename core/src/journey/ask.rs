//! One code, asked for.

use crate::words::{Code, CodeFormat, EmailAddress, SubjectKey, Timestamp};
use alloc::string::String;
use core::num::NonZeroU32;

/// One code, asked for.
pub struct Ask {
    /// For whom.
    pub subject: SubjectKey,
    /// Until when.
    pub not_after: NotAfter,
    /// From when on; `None` for now.
    pub not_before: Option<Timestamp>,
    /// How the code reaches its subject.
    pub deliver: Deliver,
    /// The code that the caller wants it to be; `None` for one that is drawn.
    pub wish: Option<Code>,
    /// A remark that is kept with the code and told with it.
    pub note: Option<String>,
    /// Whether nobody but the caller, now, may see the code.
    pub hidden: bool,
    /// The privileges that are to be raised, where that is the purpose.
    pub elevation: Option<Elevation>,
    /// How often it may be redeemed, 0 for as often as wanted; `None` for what the policy says.
    pub uses: Option<u16>,
    /// The format that it is drawn in; `None` for the policy's.
    pub format: Option<CodeFormat>,
    /// Why, for the audit trail.
    pub reason: Option<String>,
}

impl Ask {
    /// An ask for a drawn code, told in the answer, by the policy's usual validity.
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

    /// The first second in which the code is to be valid, asked at `now`: never before that.
    #[must_use]
    pub fn valid_from(&self, now: Timestamp) -> Timestamp {
        self.not_before.map_or(now, |asked| asked.max(now))
    }
}

/// Until when a code is to be valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAfter {
    /// As long as the policy usually has it.
    Usual,
    /// For that long from when it becomes valid.
    In(Validity),
    /// Until then.
    At(Timestamp),
}

/// How long a code is to be valid, from now, in seconds; at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Validity(NonZeroU32);

impl Validity {
    /// A validity of that many seconds; `None` for 0.
    #[must_use]
    pub const fn from_seconds(seconds: u32) -> Option<Self> {
        match NonZeroU32::new(seconds) {
            Some(seconds) => Some(Self(seconds)),
            None => None,
        }
    }

    /// The span in seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0.get()
    }
}

/// How a code reaches its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deliver {
    /// In the answer: the caller hands it on.
    Answer,
    /// By mail, and nowhere else.
    Mail {
        /// An address that the caller chose; `None` for the one the directory knows.
        to: Option<EmailAddress>,
    },
}

/// Privileges that a code raises on its subject, a computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elevation {
    /// The account that asks, which must be allowed to.
    pub account: SubjectKey,
    /// The local account that the code unlocks, as it was written.
    pub local_account: String,
    /// Which of the policy's spans the account is unlocked for.
    pub span: u8,
    /// The device's id in its cloud directory, if the caller gave it.
    pub device: Option<String>,
    /// Why, for the audit trail.
    pub reason: Option<String>,
}
