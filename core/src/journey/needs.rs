//! What the host has to look up.

use super::{Action, Ask, Error, OnRecord, Presented, RecordAction, Request, Search, TrailQuery};
use crate::words::{Code, Purpose, RecordId, SubjectKey};
use alloc::{string::String, vec::Vec};

/// What the host has to look up before a request can be settled: for the purpose, the policy;
/// for each subject, what the directory knows of it and which live codes it has; and what else is
/// asked here.
pub struct Needs {
    /// What the codes grant; where it is `None`, no policy is asked for.
    pub purpose: Option<Purpose>,
    /// The tenant, where the request itself says for which it is. The host makes sure that it is
    /// served, and that the caller may speak for it, and puts it into the second call.
    pub tenant: Option<String>,
    /// Whom it is about, each once. Facts and commit refer to a subject by its position here.
    pub subjects: Vec<SubjectKey>,
    /// Texts that are to be held against their subjects' live codes. Secret.
    pub given: Vec<Given>,
    /// The texts that a presented code may be, each once, to be held against the codes that the
    /// first subject has and had. Secret.
    pub presented: Vec<Code>,
    /// The account whose rules of elevation for the first subject are asked for.
    pub account: Option<SubjectKey>,
    /// Whether the first subject's codes are to be opened and told.
    pub listed: bool,
    /// The record that is asked for by its name.
    pub record: Option<RecordId>,
    /// Whether that record's code is to be opened.
    pub opened: bool,
    /// Which records are searched.
    pub search: Option<Search>,
    /// Which entries of the audit trail are asked for.
    pub trail: Option<TrailQuery>,
    /// Names of members that were not understood and were passed over, for the host's log: at
    /// most [`Self::MAX_IGNORED`], each once, shortened.
    pub ignored: Vec<String>,
}

/// A text that may be one of a subject's live codes. The host holds it against their digests in
/// constant time, and answers which of them it is, if any.
pub struct Given {
    /// The position of the subject.
    pub subject: u32,
    /// The text.
    pub code: Code,
}

impl Needs {
    /// The most names of unknown members that are kept.
    pub const MAX_IGNORED: usize = 8;

    /// The most subjects that one request may be about, in any dialect.
    pub const MAX_SUBJECTS: usize = 1_000;

    /// How many entries of its history are told with a record.
    pub const HISTORY: u16 = 1_000;

    /// Needs of nothing.
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
