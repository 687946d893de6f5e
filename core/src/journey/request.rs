//! What was asked, after a dialect has read it.

use super::{Ask, Error};
use crate::words::{Phase, Purpose, RecordId, SubjectKey, Typed};
use alloc::{string::String, vec::Vec};

/// A request.
pub struct Request {
    /// What the codes grant; `None` where the request is about records, whatever they grant.
    pub purpose: Option<Purpose>,
    /// The tenant, where the request itself says for which it is.
    pub tenant: Option<String>,
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
    /// The same, as one batch that has a name, or only to see what would become of it.
    IssueBatch {
        /// The items.
        items: Vec<Result<Ask, Error>>,
        /// Whether nothing is to be done about it.
        dry_run: bool,
    },
    /// The subject's codes are to be told.
    List(SubjectKey),
    /// A typed code is to be held against the subject's.
    Present(Presented),
    /// All live codes of these subjects are to be revoked, in the order of the request. No two
    /// understood items are the same subject.
    Void(Vec<Result<SubjectKey, Error>>),
    /// Something is to be done with one record.
    Record(OnRecord),
    /// Records are to be searched.
    Search(Search),
    /// The audit trail is to be read.
    ReadTrail(TrailQuery),
}

/// A code that somebody typed.
pub struct Presented {
    /// Whose it is said to be.
    pub subject: SubjectKey,
    /// What was typed.
    pub typed: Typed,
    /// Whether it is to be redeemed, or only looked at.
    pub redeem: bool,
}

/// What is to be done with which record.
pub struct OnRecord {
    /// Its name.
    pub id: RecordId,
    /// What is to be done.
    pub action: RecordAction,
    /// Why, for the audit trail.
    pub reason: Option<String>,
}

/// What can be done with one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordAction {
    /// Revoke it.
    Void,
    /// Let a locked code be tried again.
    Unlock,
    /// Tell it, and its history; `opened`: with its value, if that is held and may be told.
    Inspect {
        /// Whether the caller may see the value.
        opened: bool,
    },
}

/// Which records are searched, all that is given applying; the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Those of this subject.
    pub subject: Option<SubjectKey>,
    /// Those that grant this.
    pub purpose: Option<Purpose>,
    /// Those that stand so, now.
    pub phase: Option<Phase>,
    /// Those of this batch.
    pub batch: Option<RecordId>,
    /// Those that are older than this one: the last of the page before.
    pub before: Option<RecordId>,
    /// How many at the most, at least 1.
    pub limit: u16,
}

/// Which entries of the audit trail are read, all that is given applying; the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailQuery {
    /// Those about this record.
    pub record: Option<RecordId>,
    /// Those about this subject.
    pub subject: Option<SubjectKey>,
    /// Those after this number: the last of the page before.
    pub after: u64,
    /// How many at the most, at least 1.
    pub limit: u16,
}

impl Request {
    /// A request about codes that grant `purpose`, for the tenant that the call came to.
    #[must_use]
    pub const fn of(purpose: Purpose, action: Action) -> Self {
        Self { purpose: Some(purpose), tenant: None, action }
    }

    /// The items of an issue that were understood, in order. The n-th of them is the n-th subject
    /// of the needs.
    pub fn asks(&self) -> impl Iterator<Item = &Ask> {
        let items: &[Result<Ask, Error>] = match &self.action {
            Action::Issue(items) | Action::IssueBatch { items, .. } => items,
            _ => &[],
        };
        items.iter().filter_map(|item| item.as_ref().ok())
    }

    /// How many subjects it is about.
    #[must_use]
    pub fn subjects(&self) -> usize {
        match &self.action {
            Action::Issue(_) | Action::IssueBatch { .. } => self.asks().count(),
            Action::Void(items) => items.iter().filter(|item| item.is_ok()).count(),
            Action::List(_) | Action::Present(_) => 1,
            Action::Record(..) | Action::Search(_) | Action::ReadTrail(_) => 0,
        }
    }
}
