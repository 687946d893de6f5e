//! What the host has to look up.

use super::Request;
use crate::words::{Purpose, SubjectKey};
use alloc::{string::String, vec::Vec};

/// What the host has to look up before a request can be settled: for the purpose, the policy;
/// for each subject, what the directory knows of it and which live codes it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    /// What the codes will grant.
    pub purpose: Purpose,
    /// Whom it is about, each once. Facts and commit refer to a subject by its position here.
    pub subjects: Vec<SubjectKey>,
    /// Names of members that were not understood and were passed over, for the host's log: at
    /// most [`Self::MAX_IGNORED`], each once, shortened.
    pub ignored: Vec<String>,
}

impl Needs {
    /// The most names of unknown members that are kept.
    pub const MAX_IGNORED: usize = 8;

    /// The needs of a request.
    #[must_use]
    pub fn of(request: Request, ignored: Vec<String>) -> Self {
        let asks = request.items.into_iter().flatten();
        Self { purpose: request.purpose, subjects: asks.map(|ask| ask.subject).collect(), ignored }
    }
}
