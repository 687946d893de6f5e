//! What must be looked up, on its way out.

use super::enums::{Phase, Purpose};
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use codemint_core::journey as core_journey;
use codemint_core::words::SubjectKey;
use serde::Serialize;
use tsify::Tsify;

/// The last whole number up to which JavaScript's numbers are exact (ECMA-262, section 21.1.2.6).
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// A text that may be one of a subject's live codes. Secret.
#[derive(Serialize, Tsify)]
pub(super) struct Given {
    /// The subject's position in the needs.
    subject: u32,
    /// The text.
    code: String,
}

/// Which records are searched, all that is given applying; the newest first.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Search {
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<Purpose>,
    /// How they stand now.
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<Phase>,
    /// The batch they were issued in.
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<String>,
    /// They are older than this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    /// How many at the most, at least 1.
    limit: u16,
}

/// Which entries of the audit trail are read, all that is given applying; the oldest first.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrailQuery {
    #[serde(skip_serializing_if = "Option::is_none")]
    record_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// Those after this number.
    after: u64,
    /// How many at the most, at least 1.
    limit: u16,
}

/// What must be looked up: the policy for the purpose; for each subject its row and its live codes;
/// and what else is asked here.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Needs {
    /// What the codes grant; where there is none, no policy is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<Purpose>,
    /// The tenant, where the request itself says for which it is. The host makes sure that it is
    /// served, and that the caller may speak for it, and puts it into the second call.
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    /// Whom it is about, each once, in canonical spelling; 1,000 at the most.
    subjects: Vec<String>,
    /// Texts to be held against their subjects' live codes, by digests, in constant time.
    given: Vec<Given>,
    /// The texts that a presented code may be, each once, to be held in the same way against the
    /// codes that the first subject has and had. Secret.
    presented: Vec<String>,
    /// The account whose rules of elevation for the first subject are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    /// Whether the first subject's codes are to be opened and told.
    listed: bool,
    /// The record that is asked for by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    /// Whether that record's code is to be opened.
    opened: bool,
    /// Which records are searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    search: Option<Search>,
    /// Which entries of the audit trail are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    trail: Option<TrailQuery>,
    /// Names of members that were passed over, for the host's log, exactly as the caller wrote them.
    ignored: Vec<String>,
}

impl From<core_journey::Needs> for Needs {
    fn from(needs: core_journey::Needs) -> Self {
        let given = needs.given.iter();
        let given = given
            .map(|given| Given { subject: given.subject, code: given.code.reveal().into() })
            .collect();
        Self {
            purpose: needs.purpose.map(Into::into),
            tenant: needs.tenant,
            subjects: needs.subjects.into_iter().map(SubjectKey::into_string).collect(),
            given,
            presented: needs.presented.iter().map(|code| code.reveal().into()).collect(),
            account: needs.account.map(SubjectKey::into_string),
            listed: needs.listed,
            record: needs.record.map(|id| id.to_string()),
            opened: needs.opened,
            search: needs.search.map(Into::into),
            trail: needs.trail.map(Into::into),
            ignored: needs.ignored,
        }
    }
}

impl From<core_journey::Search> for Search {
    fn from(search: core_journey::Search) -> Self {
        Self {
            subject: search.subject.map(SubjectKey::into_string),
            purpose: search.purpose.map(Into::into),
            phase: search.phase.map(Into::into),
            batch: search.batch.map(|id| id.to_string()),
            before: search.before.map(|id| id.to_string()),
            limit: search.limit,
        }
    }
}

impl From<core_journey::TrailQuery> for TrailQuery {
    fn from(query: core_journey::TrailQuery) -> Self {
        Self {
            record_id: query.record.map(|id| id.to_string()),
            subject: query.subject.map(SubjectKey::into_string),
            // Beyond that a number of JavaScript's is none that was meant; no entry has such a one.
            after: query.after.min(MAX_SAFE_INTEGER),
            limit: query.limit,
        }
    }
}
