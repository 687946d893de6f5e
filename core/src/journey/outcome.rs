//! The result of a request, as far as a dialect may report it to the caller.

use super::{Error, Listed, Refusal, TrailLine};
use crate::words::{Code, CodeFormat, Policy, Purpose, RecordId, Recorded, Timestamp};
use alloc::vec::Vec;

/// The result of a request, in the order of its items.
pub struct Outcome<'a> {
    /// What the codes grant, if the request was about codes that grant something.
    pub purpose: Option<Purpose>,
    /// The tenant it is for.
    pub tenant: &'a str,
    /// The name under which the caller authenticated.
    pub actor: &'a str,
    /// The host's time.
    pub now: Timestamp,
    /// The policy in force.
    pub policy: &'a Policy,
    /// The ID of the batch that the new codes form, if they were requested as one.
    pub batch: Option<RecordId>,
    /// One answer for each item.
    pub answers: Vec<Answer<'a>>,
}

/// The result of one item.
pub enum Answer<'a> {
    /// It was not understood.
    NotUnderstood(&'a Error),
    /// It was refused.
    Refused(Refusal),
    /// A code was issued.
    Granted(Grant<'a>),
    /// The subject's codes.
    Listed(&'a [Listed]),
    /// The presented code is accepted, and was redeemed if that was requested.
    Accepted(Accepted<'a>),
    /// This many codes of the subject were voided.
    Voided(usize),
    /// One record.
    Record {
        /// The record as it was found, before any change.
        record: &'a Recorded,
        /// Its history from the beginning, where that was requested.
        history: &'a [TrailLine],
        /// Whether the history has more entries.
        more: bool,
    },
    /// The records that a search found.
    Page {
        /// The records.
        records: &'a [Recorded],
        /// Whether there are more.
        more: bool,
    },
    /// Entries of the audit trail.
    Trail {
        /// The entries.
        lines: &'a [TrailLine],
        /// Whether there are more.
        more: bool,
    },
}

/// A presented code that is accepted.
#[derive(Clone, Copy)]
pub struct Accepted<'a> {
    /// The record, as it was found.
    pub record: &'a Recorded,
    /// How often it can still be redeemed; `None` for no limit.
    pub uses_left: Option<u16>,
}

/// A code that was issued.
#[derive(Clone, Copy)]
pub struct Grant<'a> {
    /// The ID of its record.
    pub id: RecordId,
    /// The code, if the caller may see it; `None` when it goes by mail.
    pub code: Option<&'a Code>,
    /// The format in which it was drawn; `None` where it was not drawn in a policy's format.
    pub format: Option<CodeFormat>,
    /// When it was issued.
    pub created: Timestamp,
    /// The first second in which it is valid.
    pub not_before: Timestamp,
    /// The last second in which it is valid.
    pub not_after: Timestamp,
    /// Its note.
    pub note: Option<&'a str>,
}
