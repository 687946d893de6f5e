//! From an outcome to JSON.

use super::echo::Echo;
#[cfg(test)]
use super::openapi::tests::shapes;
use super::problem;
use super::record::{self, Changed, Entry, Inspected, Record, grants};
use super::refusal::{self, Declined};
use super::time::Utc;
use crate::dialects::json;
use crate::journey::json::Verbatim;
use crate::journey::{Accepted, Answer, Grant, Outcome, Problem, RecordAction, Refusal, Reply};
use crate::words::{Code, Language, Phase, Shown, display, spoken};
use alloc::{string::String, string::ToString, vec::Vec};
use serde::{Serialize, Serializer};

/// The answer to a request for codes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Issued<'a> {
    /// The ID of the batch that the codes form; left out in a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<shapes::Id>"))]
    batch: Option<String>,
    /// True in a dry run, otherwise left out.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    dry_run: bool,
    /// One result for each subject, in the order of the request.
    results: Vec<Item<'a>>,
}

/// One subject's result.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Result"))]
pub(super) struct Item<'a> {
    subject: &'a str,
    #[cfg_attr(test, schemars(with = "shapes::ItemStatus"))]
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<shapes::Id>"))]
    id: Option<String>,
    /// The code, unless it goes by mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    /// The code in groups, for people to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    display: Option<CodeText>,
    /// The code symbol by symbol, for telephones and screen readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    spoken: Option<CodeText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_after: Option<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Declined>,
}

/// A text that contains a code; wiped on drop.
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(with = "String", inline))]
pub(super) struct CodeText(Shown);

impl Serialize for CodeText {
    fn serialize<S: Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        output.serialize_str(self.0.reveal())
    }
}

/// A presented code that is accepted.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Good<'a> {
    #[cfg_attr(test, schemars(with = "shapes::Id"))]
    id: String,
    #[cfg_attr(test, schemars(with = "shapes::PurposeName"))]
    purpose: &'static str,
    subject: &'a str,
    /// The last second in which the code is valid.
    not_after: Utc,
    /// How often the code can still be redeemed; null for no limit.
    uses_left: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<shapes::Grants>"))]
    grants: Option<Verbatim<'a>>,
}

/// A page of codes, the newest first.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Page<'a> {
    codes: Vec<Record<'a>>,
    /// The cursor of the next page; null on the last page.
    #[cfg_attr(test, schemars(with = "Option<shapes::Id>"))]
    next: Option<String>,
}

/// A page of the audit trail, the oldest entry first.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Trail<'a> {
    entries: Vec<Entry<'a>>,
    /// The cursor of the next page; null on the last page.
    next: Option<String>,
}

pub(super) fn reply(echo: &Echo, outcome: &Outcome<'_>) -> Reply {
    if let Echo::Issue { subjects, dry_run } = echo {
        return issued(subjects, *dry_run, outcome);
    }
    match (echo, outcome.answers.first()) {
        (Echo::Present(subject), Some(Answer::Accepted(accepted))) => good(subject, accepted),
        (Echo::Record(action), Some(Answer::Record { record, history, more })) => match action {
            RecordAction::Void => json::reply(200, &Changed::to(record.id, Phase::Voided)),
            RecordAction::Unlock => json::reply(200, &Changed::to(record.id, Phase::Pending)),
            RecordAction::Inspect { .. } => {
                let record = Record::of(record, outcome.now);
                let history_next = record::next(history, *more);
                let history = history.iter().map(Entry::of).collect();
                json::reply(200, &Inspected { record, history, history_next })
            }
        },
        (Echo::Page, Some(Answer::Page { records, more })) => {
            let next = records.last().filter(|_| *more).map(|last| last.id.to_string());
            let codes = records.iter().map(|record| Record::of(record, outcome.now)).collect();
            json::reply(200, &Page { codes, next })
        }
        (Echo::Trail, Some(Answer::Trail { lines, more })) => {
            let next = record::next(lines, *more);
            json::reply(200, &Trail { entries: lines.iter().map(Entry::of).collect(), next })
        }
        (_, Some(Answer::Refused(refusal))) => problem::refused(refusal),
        (_, Some(Answer::NotUnderstood(error))) => problem::not_understood(error),
        // Each action has its own kind of answer; any other is a bug.
        _ => problem::reject(Problem::Internal),
    }
}

fn issued(subjects: &[(String, Language)], dry_run: bool, outcome: &Outcome<'_>) -> Reply {
    let results = subjects.iter().zip(&outcome.answers);
    let results = results.map(|((subject, language), answer)| match answer {
        Answer::Granted(grant) => granted(subject, *language, dry_run, grant, outcome),
        answer => refused(subject, answer),
    });
    let results = results.collect();
    let batch = outcome.batch.map(|batch| batch.to_string());
    json::reply(200, &Issued { batch, dry_run, results })
}

fn refused<'a>(subject: &'a str, answer: &Answer<'a>) -> Item<'a> {
    let refusal = match answer {
        Answer::NotUnderstood(error) => refusal::not_understood(error),
        Answer::Refused(refusal) => refusal::declined(refusal),
        _ => refusal::declined(&Refusal::Undetermined),
    };
    Item {
        subject,
        status: "refused",
        id: None,
        code: None,
        display: None,
        spoken: None,
        not_before: None,
        not_after: None,
        refusal: Some(refusal),
    }
}

/// The result for a code that was issued. A dry run has no ID.
fn granted<'a>(
    subject: &'a str,
    language: Language,
    dry_run: bool,
    grant: &Grant<'a>,
    outcome: &Outcome<'_>,
) -> Item<'a> {
    let format = grant.format.unwrap_or(outcome.policy.format());
    Item {
        subject,
        status: "issued",
        id: (!dry_run).then(|| grant.id.to_string()),
        code: grant.code.map(Code::reveal),
        display: grant.code.map(|code| CodeText(display(code, format))),
        spoken: grant.code.map(|code| CodeText(spoken(code, format, language))),
        not_before: Some(Utc(grant.not_before)),
        not_after: Some(Utc(grant.not_after)),
        refusal: None,
    }
}

fn good(subject: &str, accepted: &Accepted<'_>) -> Reply {
    let record = accepted.record;
    json::reply(
        200,
        &Good {
            id: record.id.to_string(),
            purpose: record.purpose.name(),
            subject,
            not_after: Utc(record.not_after),
            uses_left: accepted.uses_left,
            note: record.note.as_deref(),
            grants: grants(record),
        },
    )
}
