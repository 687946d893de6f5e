//! What was asked, after a dialect has read it.

use super::Error;
use crate::words::{EmailAddress, Purpose, SubjectKey};
use alloc::vec::Vec;
use core::num::NonZeroU32;

/// A request to issue codes, one for each item that was understood.
///
/// No two understood items ask for the same subject; the dialect has seen to that, since what
/// becomes of a repetition is its business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What the codes will grant.
    pub purpose: Purpose,
    /// The items, in the order of the request.
    pub items: Vec<Result<Ask, Error>>,
}

impl Request {
    /// The items that were understood, in order. The n-th of them is the n-th subject of the needs.
    pub fn asks(&self) -> impl Iterator<Item = &Ask> {
        self.items.iter().filter_map(|item| item.as_ref().ok())
    }
}

/// One code, asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// For whom.
    pub subject: SubjectKey,
    /// For how long.
    pub validity: Validity,
    /// How the code reaches its subject.
    pub deliver: Deliver,
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
