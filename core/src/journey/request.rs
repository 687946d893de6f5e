//! A request, after a dialect has parsed it.

use super::{Ask, Error};
use crate::words::{Phase, Purpose, RecordId, SubjectKey, Typed};
use alloc::{string::String, vec::Vec};

/// A request.
pub struct Request {
    /// What the codes grant; `None` where the request is about records of any purpose.
    pub purpose: Option<Purpose>,
    /// The tenant, where the request itself names it.
    pub tenant: Option<String>,
    /// The action.
    pub action: Action,
}

/// What a request asks for.
pub enum Action {
    /// Issue codes, one for each item that was understood, in the order of the request.
    ///
    /// No two understood items have the same subject. The dialect ensures that, since vendors treat
    /// repetitions differently.
    Issue(Vec<Result<Ask, Error>>),
    /// The same, as one batch with an ID, or as a dry run.
    IssueBatch {
        /// The items.
        items: Vec<Result<Ask, Error>>,
        /// Whether only to decide, and to issue nothing.
        dry_run: bool,
    },
    /// List the subject's codes.
    List(SubjectKey),
    /// Compare a typed code with the subject's.
    Present(Presented),
    /// Void all live codes of these subjects, in the order of the request. No two understood items
    /// are the same subject.
    Void(Vec<Result<SubjectKey, Error>>),
    /// Act on one record.
    Record(OnRecord),
    /// Search records.
    Search(Search),
    /// Read the audit trail.
    ReadTrail(TrailQuery),
}

/// A typed code.
pub struct Presented {
    /// The subject that it is presented for.
    pub subject: SubjectKey,
    /// What was typed.
    pub typed: Typed,
    /// Whether to redeem it, or only to check it.
    pub redeem: bool,
}

/// An action on one record.
pub struct OnRecord {
    /// The ID of the record.
    pub id: RecordId,
    /// The action.
    pub action: RecordAction,
    /// The reason, for the audit trail.
    pub reason: Option<String>,
}

/// What can be done with one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordAction {
    /// Void it.
    Void,
    /// Unlock it.
    Unlock,
    /// Return it and its history.
    Inspect {
        /// Whether the caller may see the value, where a copy is kept and the code is not hidden.
        opened: bool,
    },
}

/// A search for records, the newest first. Only records that meet all given criteria are found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Records of this subject.
    pub subject: Option<SubjectKey>,
    /// Records of this purpose.
    pub purpose: Option<Purpose>,
    /// Records that are now in this state.
    pub phase: Option<Phase>,
    /// Records of this batch.
    pub batch: Option<RecordId>,
    /// Records that are older than this one, the last of the previous page.
    pub before: Option<RecordId>,
    /// The maximum number of records, at least 1.
    pub limit: u16,
}

/// A query for entries of the audit trail, the oldest first. Only entries that meet all given
/// criteria are returned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailQuery {
    /// Entries about this record.
    pub record: Option<RecordId>,
    /// Entries about this subject.
    pub subject: Option<SubjectKey>,
    /// Entries after this number, the last of the previous page.
    pub after: u64,
    /// The maximum number of entries, at least 1.
    pub limit: u16,
}

impl Request {
    /// A request about codes that grant `purpose`, for the tenant of the call.
    #[must_use]
    pub const fn of(purpose: Purpose, action: Action) -> Self {
        Self { purpose: Some(purpose), tenant: None, action }
    }

    /// The items that were understood, where codes are issued, in order. The n-th of them is the
    /// n-th subject of the needs.
    pub fn asks(&self) -> impl Iterator<Item = &Ask> {
        let items: &[Result<Ask, Error>] = match &self.action {
            Action::Issue(items) | Action::IssueBatch { items, .. } => items,
            _ => &[],
        };
        items.iter().filter_map(|item| item.as_ref().ok())
    }

    /// How many subjects it has.
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
