//! A stored code as it is told, and its history.

use super::time::Utc;
use crate::journey::TrailLine;
use crate::words::{Code, Phase, RecordId, Recorded, Timestamp};
use alloc::string::{String, ToString};
use serde::Serialize;
use serde_json::value::RawValue;

/// One record. What is absent is left out, never null.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    id: String,
    purpose: &'static str,
    subject: &'a str,
    state: &'static str,
    created: Utc,
    not_before: Utc,
    not_after: Utc,
    tries: u8,
    max_tries: u8,
    uses: u16,
    max_uses: u16,
    hidden: bool,
    issuer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grants: Option<&'a RawValue>,
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

/// What exactly a code grants, where that was written down.
pub(super) fn grants(record: &Recorded) -> Option<&RawValue> {
    record.terms.as_deref().and_then(|terms| serde_json::from_str(terms).ok())
}

/// One record and its history.
#[derive(Serialize)]
pub(super) struct Inspected<'a> {
    #[serde(flatten)]
    pub(super) record: Record<'a>,
    pub(super) history: alloc::vec::Vec<Entry<'a>>,
}

/// One entry of the audit trail.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    number: u64,
    at: Utc,
    actor: &'a str,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
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

/// What became of a record.
#[derive(Serialize)]
pub(super) struct Changed {
    id: String,
    state: &'static str,
}

impl Changed {
    pub(super) fn to(id: RecordId, phase: Phase) -> Self {
        Self { id: id.to_string(), state: phase.name() }
    }
}
