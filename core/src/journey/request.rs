//! What was asked, after a dialect has read it.

use super::Error;
use crate::words::{Code, EmailAddress, Purpose, SubjectKey, Timestamp};
use alloc::{string::String, vec::Vec};
use core::num::NonZeroU32;

/// A request.
pub struct Request {
    /// What the codes grant.
    pub purpose: Purpose,
    /// What is to be done.
    pub action: Action,
}

/// What is to be done.
pub enum Action {
    /// Codes are to be issued, one for each item that was understood, in the order of the request.
    ///
    /// No two understood items ask for the same subject; the dialect has seen to that, since what
    /// becomes of a repetition is its business.
    Issue(Vec<Result<Ask, Error>>),
    /// The subject's codes are to be told.
    List(SubjectKey),
}

impl Request {
    /// The items of an issue that were understood, in order. The n-th of them is the n-th subject
    /// of the needs.
    pub fn asks(&self) -> impl Iterator<Item = &Ask> {
        let items: &[Result<Ask, Error>] = match &self.action {
            Action::Issue(items) => items,
            Action::List(_) => &[],
        };
        items.iter().filter_map(|item| item.as_ref().ok())
    }

    /// How many subjects it is about.
    #[must_use]
    pub fn subjects(&self) -> usize {
        match &self.action {
            Action::Issue(_) => self.asks().count(),
            Action::List(_) => 1,
        }
    }
}

/// One code, asked for.
pub struct Ask {
    /// For whom.
    pub subject: SubjectKey,
    /// Until when.
    pub not_after: NotAfter,
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
}

impl Ask {
    /// An ask for a drawn code, told in the answer, by the policy's usual validity.
    #[must_use]
    pub const fn of(subject: SubjectKey) -> Self {
        Self {
            subject,
            not_after: NotAfter::Usual,
            deliver: Deliver::Answer,
            wish: None,
            note: None,
            hidden: false,
            elevation: None,
        }
    }
}

/// Until when a code is to be valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAfter {
    /// As long as the policy usually has it.
    Usual,
    /// For that long from now.
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
