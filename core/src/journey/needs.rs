//! What the host has to look up.

use super::{Action, Ask, Error, OnRecord, Presented, RecordAction, Request, Search, TrailQuery};
use crate::words::{Code, Purpose, RecordId, SubjectKey};
use alloc::{string::String, vec::Vec};

/// What the host has to look up before a request can be settled: the policy for the purpose; for
/// each subject, what the directory knows about it and its live codes; and everything else that is
/// named here.
pub struct Needs {
    /// What the codes grant; without it, no policy is needed.
    pub purpose: Option<Purpose>,
    /// The tenant, where the request itself names it. The host makes sure that it serves this
    /// tenant and that the caller may act for it, and puts it into the second call.
    pub tenant: Option<String>,
    /// The subjects of the request, each once. Facts and commit refer to a subject by its position
    /// here.
    pub subjects: Vec<SubjectKey>,
    /// Texts to compare with their subjects' live codes. Secret.
    pub given: Vec<Given>,
    /// The readings of a presented text, each once, to compare with the first subject's codes, the
    /// live ones and the former ones. Secret.
    pub presented: Vec<Code>,
    /// The account whose rules of elevation for the first subject are needed.
    pub account: Option<SubjectKey>,
    /// Whether the first subject's codes are needed, decrypted.
    pub listed: bool,
    /// The ID of a record that is needed.
    pub record: Option<RecordId>,
    /// Whether that record's code is needed, decrypted.
    pub opened: bool,
    /// A search for records.
    pub search: Option<Search>,
    /// The entries of the audit trail that are needed.
    pub trail: Option<TrailQuery>,
    /// Names of unknown members that were ignored, for the host's log: at most
    /// [`Self::MAX_IGNORED`], each once, shortened.
    pub ignored: Vec<String>,
}

/// A text that may be one of a subject's live codes. The host compares it with their digests in
/// constant time, and returns which of them it is, if any.
pub struct Given {
    /// The position of the subject.
    pub subject: u32,
    /// The text.
    pub code: Code,
}

impl Needs {
    /// The maximum number of ignored names that are kept.
    pub const MAX_IGNORED: usize = 8;

    /// The maximum number of subjects in one request, in any dialect.
    pub const MAX_SUBJECTS: usize = 1_000;

    /// The maximum number of entries of its history that are returned with a record.
    pub const HISTORY: u16 = 1_000;

    /// Needs for which nothing has to be looked up.
    #[must_use]
    pub const fn nothing() -> Self {
        Self {
            purpose: None,
            tenant: None,
            subjects: Vec::new(),
            given: Vec::new(),
            presented: Vec::new(),
            account: None,
            listed: false,
            record: None,
            opened: false,
            search: None,
            trail: None,
            ignored: Vec::new(),
        }
    }

    /// The needs of a request.
    #[must_use]
    pub fn of(request: Request, ignored: Vec<String>) -> Self {
        let Request { purpose, tenant, action } = request;
        let mut needs = Self { purpose, tenant, ignored, ..Self::nothing() };
        match action {
            Action::Issue(items) | Action::IssueBatch { items, .. } => needs.issue(items),
            Action::List(subject) => {
                needs.subjects.push(subject);
                needs.listed = true;
            }
            Action::Present(Presented { subject, typed, .. }) => {
                needs.subjects.push(subject);
                needs.presented = typed.candidates();
            }
            Action::Void(items) => needs.subjects.extend(items.into_iter().flatten()),
            Action::Record(OnRecord { id, action, .. }) => needs.record(id, action),
            Action::Search(search) => needs.search = Some(search),
            Action::ReadTrail(query) => needs.trail = Some(query),
        }
        needs
    }

    fn issue(&mut self, items: Vec<Result<Ask, Error>>) {
        self.subjects.reserve_exact(items.len());
        for (position, ask) in (0..).zip(items.into_iter().flatten()) {
            self.subjects.push(ask.subject);
            self.given.extend(ask.wish.map(|code| Given { subject: position, code }));
            let account = ask.elevation.map(|elevation| elevation.account);
            self.account = self.account.take().or(account);
        }
    }

    fn record(&mut self, id: RecordId, action: RecordAction) {
        self.record = Some(id);
        if let RecordAction::Inspect { opened } = action {
            self.opened = opened;
            let limit = Self::HISTORY;
            self.trail = Some(TrailQuery { record: Some(id), limit, ..TrailQuery::default() });
        }
    }
}
