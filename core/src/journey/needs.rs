//! What the host has to look up.

use super::{Action, Request};
use crate::words::{Code, Purpose, SubjectKey};
use alloc::{string::String, vec::Vec};

/// What the host has to look up before a request can be settled: for the purpose, the policy;
/// for each subject, what the directory knows of it and which live codes it has; and what else is
/// asked here.
pub struct Needs {
    /// What the codes grant.
    pub purpose: Purpose,
    /// Whom it is about, each once. Facts and commit refer to a subject by its position here.
    pub subjects: Vec<SubjectKey>,
    /// Texts that are to be held against their subjects' live codes. Secret.
    pub given: Vec<Given>,
    /// The account whose rules of elevation for the first subject are asked for.
    pub account: Option<SubjectKey>,
    /// Whether the first subject's codes are to be opened and told.
    pub listed: bool,
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

    /// The needs of a request.
    #[must_use]
    pub fn of(request: Request, ignored: Vec<String>) -> Self {
        let mut needs = Self {
            purpose: request.purpose,
            subjects: Vec::new(),
            given: Vec::new(),
            account: None,
            listed: false,
            ignored,
        };
        match request.action {
            Action::List(subject) => {
                needs.subjects.push(subject);
                needs.listed = true;
            }
            Action::Issue(items) => {
                needs.subjects.reserve_exact(items.len());
                for (position, ask) in (0..).zip(items.into_iter().flatten()) {
                    needs.subjects.push(ask.subject);
                    let given = ask.wish.map(|code| Given { subject: position, code });
                    needs.given.extend(given);
                    let account = ask.elevation.map(|elevation| elevation.account);
                    needs.account = needs.account.or(account);
                }
            }
        }
        needs
    }
}
