//! What a dialect may tell the caller.

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
    /// The rules that were in force.
    pub policy: &'a Policy,
    /// The batch that the new codes are, if they were asked for as one.
    pub batch: Option<RecordId>,
    /// One answer for each item.
    pub answers: Vec<Answer<'a>>,
}

/// The result of one item.
pub enum Answer<'a> {
    /// It was not understood.
    NotUnderstood(&'a Error),
    /// It was declined.
    Refused(Refusal),
    /// A code was made.
    Granted(Grant<'a>),
    /// The subject's codes are told.
    Listed(&'a [Listed]),
    /// The presented code is good, and was redeemed if that was asked.
    Accepted(Accepted<'a>),
    /// So many codes of the subject were revoked.
    Voided(usize),
    /// One record.
    Record {
        /// As it was found, before what was done with it.
        record: &'a Recorded,
        /// Its history from the beginning, where that was asked for.
        history: &'a [TrailLine],
        /// Whether there is more of the history.
        more: bool,
    },
    /// Records that were searched.
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

/// A presented code that is good.
#[derive(Clone, Copy)]
pub struct Accepted<'a> {
    /// The record, as it was found.
    pub record: &'a Recorded,
    /// How often it can still be redeemed; `None` for as often as wanted.
    pub uses_left: Option<u16>,
}

/// A code that was made.
#[derive(Clone, Copy)]
pub struct Grant<'a> {
    /// Its name.
    pub id: RecordId,
    /// The code, if the caller may see it; `None` when it goes by mail.
    pub code: Option<&'a Code>,
    /// The format it was drawn in; `None` where it was not drawn by a policy's format.
    pub format: Option<CodeFormat>,
    /// When it was made.
    pub created: Timestamp,
    /// The first second in which it is valid.
    pub not_before: Timestamp,
    /// The last second in which it is valid.
    pub not_after: Timestamp,
    /// Its remark.
    pub note: Option<&'a str>,
}
