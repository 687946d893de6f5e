//! From an outcome to JSON.

#[cfg(test)]
use super::openapi::tests::shapes;
use super::problem;
use super::read::Echo;
use super::record::{self, Changed, Entry, Inspected, Record, grants};
use super::refusal::{self, Declined};
use super::time::Utc;
use crate::dialects::json;
use crate::journey::json::Verbatim;
use crate::journey::{Accepted, Answer, Grant, Outcome, Problem, RecordAction, Refusal, Reply};
use crate::words::{Code, Language, Phase, Shown, display, spoken};
use alloc::{string::String, string::ToString, vec::Vec};
use serde::{Serialize, Serializer};

/// The answer to an issue.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Issued<'a> {
    /// The codes' batch; left out where nothing was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<shapes::Id>"))]
    batch: Option<String>,
    /// True where nothing was to be issued; else left out.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    dry_run: bool,
    /// One for each subject, in their order.
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
    /// The code in groups, as people read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    display: Option<Telling>,
    /// The code as it is said, symbol for symbol, for telephones and screen readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    spoken: Option<Telling>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_after: Option<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Declined>,
}

/// A text with a code in it, wiped with the answer.
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(with = "String", inline))]
pub(super) struct Telling(Shown);

impl Serialize for Telling {
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
    /// The last second in which it is valid.
    not_after: Utc,
    /// Null where uses are not counted.
    uses_left: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<shapes::Grants>"))]
    grants: Option<Verbatim<'a>>,
}

/// Codes that were searched, the newest first.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Page<'a> {
    codes: Vec<Record<'a>>,
    /// Where the next page goes on; null on the last one.
    #[cfg_attr(test, schemars(with = "Option<shapes::Id>"))]
    next: Option<String>,
}

/// A part of the audit trail, the oldest first.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Trail<'a> {
    entries: Vec<Entry<'a>>,
    /// Where the next page goes on; null on the last one.
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
        // An action is answered by its own kind of answer; anything else is our fault.
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

/// A code that was made; of one that only would be made, there is no name.
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
        display: grant.code.map(|code| Telling(display(code, format))),
        spoken: grant.code.map(|code| Telling(spoken(code, format, language))),
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
