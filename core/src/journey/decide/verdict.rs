//! The decision on one item.

use crate::journey::{Error, Refusal};

/// The decision on one item.
pub(super) enum Verdict {
    NotUnderstood(Error),
    Refused(Refusal),
    /// The position of the code among the issued ones, and whether the caller may see it.
    Granted(usize, bool),
    Listed,
    /// The presented code is accepted, and has this many uses left, if they are counted.
    Accepted(Option<u16>),
    /// This many codes were voided.
    Voided(usize),
    /// The record was changed, or is returned.
    Record,
    Page,
    Trail,
}

impl Verdict {
    /// Withholds the code from the caller.
    pub(super) fn hide(&mut self) {
        if let Self::Granted(_, shown) = self {
            *shown = false;
        }
    }
}
