//! Converts the needs.

use super::enums::{Phase, Purpose};
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use codemint_core::journey as core_journey;
use codemint_core::words::SubjectKey;
use serde::Serialize;
use tsify::Tsify;

/// The greatest safe integer of JavaScript (ECMA-262, section 21.1.2.8).
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// A text that may be one of a subject's live codes. Secret.
#[derive(Serialize, Tsify)]
pub(super) struct Given {
    /// The subject's position in the needs.
    subject: u32,
    /// The text.
    code: String,
}

/// A search for records, the newest first. Only records that meet all given criteria are found.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Search {
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<Purpose>,
    /// Records that are now in this state.
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<Phase>,
    /// Records of this batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<String>,
    /// Records that are older than this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    /// The maximum number of records, at least 1.
    limit: u16,
}

/// A query for entries of the audit trail, the oldest first. Only entries that meet all given
/// criteria are returned.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrailQuery {
    #[serde(skip_serializing_if = "Option::is_none")]
    record_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// Entries after this number.
    after: u64,
    /// The maximum number of entries, at least 1.
    limit: u16,
}

/// What must be looked up: the policy for the purpose; for each subject its row and its live codes;
/// and everything else that is named here.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Needs {
    /// What the codes grant; where it is absent, no policy is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<Purpose>,
    /// The tenant, where the request itself names it. The host makes sure that it serves this
    /// tenant and that the caller may act for it, and puts it into the second call.
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    /// The subjects of the request, each once, as canonical keys; at most 1,000.
    subjects: Vec<String>,
    /// Texts to compare with their subjects' live codes, by digests, in constant time.
    given: Vec<Given>,
    /// The readings of a presented text, each once, to compare in the same way with the first
    /// subject's codes, the live ones and the former ones. Secret.
    presented: Vec<String>,
    /// The account whose rules of elevation for the first subject are needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    /// Whether the first subject's codes are needed, decrypted.
    listed: bool,
    /// The ID of a record that is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    /// Whether that record's code is needed, decrypted.
    opened: bool,
    /// A search for records.
    #[serde(skip_serializing_if = "Option::is_none")]
    search: Option<Search>,
    /// The entries of the audit trail that are needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    trail: Option<TrailQuery>,
    /// Names of unknown members that were ignored, for the host's log: at most 8, at most 64
    /// characters each, exactly as the caller wrote them.
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
            // Larger numbers are not exact in JavaScript, and no entry has one.
            after: query.after.min(MAX_SAFE_INTEGER),
            limit: query.limit,
        }
    }
}
