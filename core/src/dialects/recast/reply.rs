//! From an outcome to a bare string or a message.

use super::constants::{Failure, UNEXPECTED, refused, rejected};
use super::properties;
use super::read::Echo;
use crate::dialects::json;
use crate::journey::{Answer, Error, ErrorKind, Grant, Outcome, Problem, Refusal, Reply};
use crate::words::Policy;
use alloc::{format, string::String, vec::Vec};
use serde::Serialize;

/// The body of every reply without a code (ours).
#[derive(Serialize)]
struct Fault<'a> {
    #[serde(rename = "Message")]
    message: &'a str,
}

pub(super) fn reply(echo: &Echo, outcome: &Outcome<'_>) -> Reply {
    match outcome.answers.first() {
        Some(Answer::Granted(Grant { code: Some(code), .. })) => json::reply(200, code.reveal()),
        Some(Answer::NotUnderstood(error)) => faulty(error, faults_by_policy(echo, outcome.policy)),
        Some(Answer::Refused(Refusal::NoSuchSpan { .. } | Refusal::NoReason)) => {
            faults(faults_by_policy(echo, outcome.policy))
        }
        Some(Answer::Refused(refusal)) => failed(refused(*refusal)),
        // This dialect requests nothing that has any other answer.
        _ => failed(UNEXPECTED),
    }
}

/// The errors of the request that depend on the policy.
fn faults_by_policy(echo: &Echo, policy: &Policy) -> Vec<Error> {
    let unknown = echo.span.is_some_and(|span| policy.span(span).is_none());
    let expected = properties::SPAN_CONFIGURED;
    let span = unknown.then(|| Error::at(properties::SPAN, ErrorKind::Rule { expected }));
    let reasonless = policy.reason_required && echo.reasonless;
    let reason = reasonless.then(|| Error::at(properties::REASON, ErrorKind::Missing));
    span.into_iter().chain(reason).collect()
}

/// A reply with the errors of parsing and those that depend on the policy.
fn faulty(error: &Error, mut by_policy: Vec<Error>) -> Reply {
    match &error.kind {
        ErrorKind::Several(errors) => by_policy.extend(errors.iter().cloned()),
        _ => by_policy.push(error.clone()),
    }
    faults(by_policy)
}

/// A reply with one sentence for each error, in the order of the properties.
fn faults(mut faults: Vec<Error>) -> Reply {
    faults.sort_by_key(|fault| properties::ORDER.iter().position(|name| *name == fault.path));
    let sentences: Vec<String> = faults.iter().map(sentence).collect();
    message(400, &sentences.join(" "))
}

fn sentence(error: &Error) -> String {
    let path = &error.path;
    match &error.kind {
        ErrorKind::Missing => format!("{path} is missing."),
        ErrorKind::Rule { expected } => format!("{path} must be {expected}."),
        ErrorKind::Shape { found } => format!("The request body is not valid: {found}."),
        _ => format!("The request body is not valid: {error}."),
    }
}

pub(super) fn not_understood(error: &Error) -> Reply {
    faulty(error, Vec::new())
}

pub(super) fn reject(problem: Problem) -> Reply {
    message(problem.status().0, rejected(problem))
}

fn failed(failure: Failure) -> Reply {
    message(failure.status, failure.message)
}

fn message(status: u16, message: &str) -> Reply {
    json::reply(status, &Fault { message })
}
