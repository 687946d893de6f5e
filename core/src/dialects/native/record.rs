//! The JSON of a record and of its history.

#[cfg(test)]
use super::openapi::tests::shapes;
use super::time::Utc;
use crate::journey::TrailLine;
use crate::journey::json::Verbatim;
use crate::words::{Code, Phase, RecordId, Recorded, Timestamp};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::Serialize;

/// One code, without its value unless the caller may see it. Absent members are left out, never
/// null.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Record<'a> {
    #[cfg_attr(test, schemars(with = "shapes::Id"))]
    id: String,
    #[cfg_attr(test, schemars(with = "shapes::PurposeName"))]
    purpose: &'static str,
    subject: &'a str,
    #[cfg_attr(test, schemars(with = "shapes::PhaseName"))]
    state: &'static str,
    created: Utc,
    /// The first second in which the code is valid.
    not_before: Utc,
    /// The last second in which the code is valid.
    not_after: Utc,
    /// The number of failed attempts so far.
    tries: u8,
    /// The number of failed attempts that locks the code.
    max_tries: u8,
    /// How often the code has been redeemed.
    uses: u16,
    /// How often the code can be redeemed; 0 for no limit.
    max_uses: u16,
    /// Whether the code is never shown again.
    hidden: bool,
    /// The operator that requested the code.
    issuer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<shapes::Id>"))]
    batch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<shapes::Grants>"))]
    grants: Option<Verbatim<'a>>,
    /// The value, if an encrypted copy is kept, the code is not hidden, and the caller may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
}

impl<'a> Record<'a> {
    pub(super) fn of(record: &'a Recorded, now: Timestamp) -> Self {
        Self {
            id: record.id.to_string(),
            purpose: record.purpose.name(),
            subject: &record.subject,
            state: record.phase(now).name(),
            created: Utc(record.created),
            not_before: Utc(record.not_before),
            not_after: Utc(record.not_after),
            tries: record.tries,
            max_tries: record.max_tries,
            uses: record.uses,
            max_uses: record.max_uses,
            hidden: record.hidden,
            issuer: &record.issuer,
            batch: record.batch.map(|batch| batch.to_string()),
            note: record.note.as_deref(),
            grants: grants(record),
            code: record.code.as_ref().filter(|_| !record.hidden).map(Code::reveal),
        }
    }
}

/// What exactly a code grants, where the record says so.
pub(super) fn grants(record: &Recorded) -> Option<Verbatim<'_>> {
    record.terms.as_deref().and_then(|terms| serde_json::from_str(terms).ok()).map(Verbatim)
}

/// One code and its history.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Inspected<'a> {
    #[serde(flatten)]
    pub(super) record: Record<'a>,
    /// The history from its beginning, at most 1,000 entries.
    #[cfg_attr(test, schemars(length(max = 1_000)))]
    pub(super) history: Vec<Entry<'a>>,
    /// The cursor with which the history continues; null if this is all of it.
    pub(super) history_next: Option<String>,
}

/// One entry of the audit trail.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Entry<'a> {
    /// The number of the entry. A tenant's entries are numbered consecutively.
    number: u64,
    at: Utc,
    /// The caller.
    actor: &'a str,
    #[cfg_attr(test, schemars(with = "shapes::EventName"))]
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<shapes::PurposeName>"))]
    purpose: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    /// The ID of the code it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<shapes::Id>"))]
    record: Option<String>,
    /// Details: a reason, or JSON as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
}

impl<'a> Entry<'a> {
    pub(super) fn of(line: &'a TrailLine) -> Self {
        Self {
            number: line.number,
            at: Utc(line.at),
            actor: &line.actor,
            event: line.event.name(),
            purpose: line.purpose.map(crate::words::Purpose::name),
            subject: line.subject.as_deref(),
            record: line.record.map(|record| record.to_string()),
            detail: line.detail.as_deref(),
        }
    }
}

/// The cursor of the next page of the trail, if there is one: the number of the last entry.
pub(super) fn next(lines: &[TrailLine], more: bool) -> Option<String> {
    lines.last().filter(|_| more).map(|last| last.number.to_string())
}

/// The state of a code after a change.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Changed {
    #[cfg_attr(test, schemars(with = "shapes::Id"))]
    id: String,
    #[cfg_attr(test, schemars(with = "shapes::PhaseName"))]
    state: &'static str,
}

impl Changed {
    pub(super) fn to(id: RecordId, phase: Phase) -> Self {
        Self { id: id.to_string(), state: phase.name() }
    }
}
