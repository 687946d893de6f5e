//! From an outcome to the vendor's JSON; members in the vendor's order, which is alphabetical.

use super::constants::{CREATED, ErrorCode, LISTED, SUB_SYSTEM};
use super::picture;
use super::read::{Echo, QrType};
use super::wording::{self, Failure};
use crate::dialects::json;
use crate::journey::{Answer, Error, Grant, Listed, Outcome, Problem, Reply};
use crate::words::{Code, Timestamp};
use alloc::{string::String, vec::Vec};
use serde::{Serialize, Serializer};
use zeroize::Zeroizing;

/// The reply to a request to create.
#[derive(Serialize)]
struct Created<'a> {
    data: Entry<'a>,
    message: &'static str,
    status: &'static str,
    #[serde(rename = "subSystem")]
    sub_system: u8,
}

/// The reply to a request for a list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct List<'a> {
    /// The number of codes, including those that are not shown (vendor).
    code_count: usize,
    data: Vec<Entry<'a>>,
    message: &'static str,
    status: &'static str,
    sub_system: u8,
}

/// One code. Absent members are left out, never null.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    activation_code: Option<&'a str>,
    activation_not_after: EpochSeconds,
    creation_date: EpochSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    info: Option<&'a str>,
    issuer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    qr_image: Option<&'a str>,
    #[serde(rename = "userID")]
    user_id: &'a str,
}

/// The reply to a request that failed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failed<'a> {
    message: &'a str,
    status: &'static str,
    sub_system: u8,
    error_code: ErrorCode,
}

/// A time as a string of seconds since 1970 (vendor).
struct EpochSeconds(Timestamp);

impl Serialize for EpochSeconds {
    fn serialize<S: Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        output.collect_str(&self.0.seconds())
    }
}

/// Writes the reply to the only item of an outcome.
///
/// # Errors
/// Those of [`picture::of`], when a QR symbol cannot be drawn; nothing is issued or listed then.
pub(super) fn reply(echo: &Echo, outcome: &Outcome<'_>) -> Result<Reply, Error> {
    Ok(match outcome.answers.first() {
        Some(Answer::Granted(grant)) => created(echo, grant, outcome)?,
        Some(Answer::Listed(codes)) => listed(echo, codes, outcome)?,
        Some(Answer::NotUnderstood(error)) => not_understood(error),
        Some(Answer::Refused(refusal)) => failed(&wording::refused(refusal)),
        // Each request has one item, and requests nothing that has any other answer.
        _ => reject(Problem::Internal),
    })
}

fn created(echo: &Echo, grant: &Grant<'_>, outcome: &Outcome<'_>) -> Result<Reply, Error> {
    let picture = drawn(echo, grant.code, outcome)?;
    let data = Entry {
        activation_code: grant.code.map(Code::reveal),
        activation_not_after: EpochSeconds(grant.not_after),
        creation_date: EpochSeconds(grant.created),
        info: grant.note,
        issuer: outcome.actor,
        qr_image: picture.as_deref().map(String::as_str),
        user_id: &echo.user,
    };
    let (message, status) = CREATED;
    Ok(json::reply(200, &Created { data, message, status, sub_system: SUB_SYSTEM }))
}

fn listed(echo: &Echo, codes: &[Listed], outcome: &Outcome<'_>) -> Result<Reply, Error> {
    let pictures = codes.iter().map(|listed| drawn(echo, listed.code.as_ref(), outcome));
    let pictures = pictures.collect::<Result<Vec<_>, _>>()?;
    let data = codes.iter().zip(&pictures);
    let data = data.map(|(code, picture)| entry(echo, code, picture.as_deref())).collect();
    let (message, status) = LISTED;
    let code_count = codes.len();
    Ok(json::reply(200, &List { code_count, data, message, status, sub_system: SUB_SYSTEM }))
}

fn entry<'a>(echo: &'a Echo, listed: &'a Listed, picture: Option<&'a String>) -> Entry<'a> {
    Entry {
        activation_code: listed.code.as_ref().map(Code::reveal),
        activation_not_after: EpochSeconds(listed.not_after),
        creation_date: EpochSeconds(listed.created),
        info: listed.note.as_deref(),
        issuer: &listed.issuer,
        qr_image: picture.map(String::as_str),
        user_id: &echo.user,
    }
}

/// The picture of a code, if the code is shown and pictures are requested.
fn drawn(
    echo: &Echo,
    code: Option<&Code>,
    outcome: &Outcome<'_>,
) -> Result<Option<Zeroizing<String>>, Error> {
    let draw = |(code, qr_type): (&Code, QrType)| picture::of(code, &echo.user, qr_type, outcome);
    code.zip(echo.pictures).map(draw).transpose()
}

/// Writes the reply to a request that was not understood.
pub(super) fn not_understood(error: &Error) -> Reply {
    failed(&wording::not_understood(error))
}

/// Writes the reply that reports a problem of the host.
pub(super) fn reject(problem: Problem) -> Reply {
    let (status, reason) = problem.status();
    let (error_code, message) = wording::rejected(problem);
    json::reply(status, &Failed { message, status: reason, sub_system: SUB_SYSTEM, error_code })
}

fn failed((error_code, message): &Failure) -> Reply {
    let (number, status) = error_code.status();
    let error_code = *error_code;
    json::reply(number, &Failed { message, status, sub_system: SUB_SYSTEM, error_code })
}
