//! From an outcome to the vendor's JSON; members in the vendor's order.

use super::constants::{
    BAD_ADDRESS, BAD_FIELD, ENROLL_PATH, GENERATED, NO_MAIL, NO_USER, NOT_ALLOWED, UNEXPECTED,
};
use super::echo::UserEcho;
use crate::dialects::json;
use crate::journey::{Answer, Error, ErrorKind, Grant, Outcome, Problem, Refusal, Reply};
use crate::words::{Purpose, Timestamp, ValidityBounds};
use alloc::{borrow::Cow, format, string::String, vec::Vec};
use serde::{Serialize, Serializer};

/// One user's result. Absent members are left out, never null.
#[derive(Serialize)]
struct Item<'a> {
    status: u16,
    #[serde(rename = "errorMessage")]
    error_message: Cow<'static, str>,
    #[serde(rename = "userDetailsRequestForVerifyCodeGeneration")]
    user_details: &'a UserEcho,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify_code_validity_time: Option<ValidityTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify_code_generation_mode: Option<&'static str>,
    #[serde(rename = "verification_Link", skip_serializing_if = "Option::is_none")]
    verification_link: Option<&'a str>,
}

/// The approximate length of an item without its link, with an address of 30 bytes.
const USUAL_ITEM: usize = 400;

/// A reply about the request as a whole.
#[derive(Serialize)]
struct Whole<'a> {
    code: &'a str,
    description: &'a str,
}

pub(super) fn reply(users: &[UserEcho], outcome: &Outcome<'_>) -> Reply {
    // Without a base URL there is no page to link to, so the link is left out.
    let base = Some(outcome.policy.link_base.as_str()).filter(|base| !base.is_empty());
    let link = base.map(|base| format!("{base}{ENROLL_PATH}"));
    let link = link.as_deref();
    let users = users.iter().zip(&outcome.answers);
    let mode = outcome.purpose.and_then(mode);
    let items: Vec<Item<'_>> = users.map(|(user, answer)| item(user, answer, mode, link)).collect();
    json::reply_of_about(64 + items.len() * (USUAL_ITEM + link.map_or(0, str::len)), 200, &items)
}

fn item<'a>(
    user: &'a UserEcho,
    answer: &Answer<'a>,
    mode: Option<&'static str>,
    link: Option<&'a str>,
) -> Item<'a> {
    let (status, message) = verdict(answer);
    let shown = match answer {
        Answer::Granted(Grant { code: Some(code), not_after, .. }) => Some((*code, *not_after)),
        _ => None,
    };
    Item {
        status,
        error_message: message,
        user_details: user,
        verify_code: shown.map(|(code, _)| code.reveal()),
        verify_code_validity_time: shown.map(|(_, not_after)| ValidityTime(not_after)),
        verify_code_generation_mode: mode.filter(|_| shown.is_some()),
        verification_link: link.filter(|_| shown.is_some()),
    }
}

/// The vendor's name of the purpose, if it has one.
const fn mode(purpose: Purpose) -> Option<&'static str> {
    match purpose {
        Purpose::Enrolment => Some("ENROLLMENT"),
        Purpose::PasswordReset => Some("PASSWORD_RESET"),
        Purpose::Elevation | Purpose::Activation => None,
    }
}

fn verdict(answer: &Answer<'_>) -> (u16, Cow<'static, str>) {
    let status = match answer {
        Answer::NotUnderstood(Error { kind: ErrorKind::Rule { expected }, path }) => {
            let message = format!("{}{path} must be {expected}.", BAD_FIELD.message);
            return (BAD_FIELD.number, message.into());
        }
        Answer::Refused(Refusal::Validity { allowed, .. }) => {
            return (BAD_FIELD.number, narrower(*allowed).into());
        }
        Answer::Granted(_) => GENERATED,
        Answer::NotUnderstood(_) => BAD_ADDRESS,
        Answer::Refused(Refusal::Subject { .. }) => NO_USER,
        Answer::Refused(Refusal::TenantForbids | Refusal::SourceForbids | Refusal::MailDomain) => {
            NOT_ALLOWED
        }
        Answer::Refused(Refusal::NoMail | Refusal::NoAddress) => NO_MAIL,
        // This dialect requests nothing that has any other answer.
        _ => UNEXPECTED,
    };
    (status.number, status.message.into())
}

/// The message that the tenant's bounds are narrower than the vendor's; in minutes if both are
/// whole.
fn narrower(allowed: ValidityBounds) -> String {
    let ValidityBounds { min, max } = allowed;
    let (min, max, unit) = if min % 60 == 0 && max % 60 == 0 {
        (min / 60, max / 60, "minutes")
    } else {
        (min, max, "seconds")
    };
    format!("{}code_validity must be between {min} and {max} {unit}.", BAD_FIELD.message)
}

pub(super) fn not_understood(error: &Error) -> Reply {
    let description = match &error.kind {
        ErrorKind::TooMany { count, max } => {
            format!("Number of user details ({count}) in request exceeds maximum allowed ({max})")
        }
        ErrorKind::Empty => String::from("Request contains no user details"),
        ErrorKind::Shape { found } if error.path.is_empty() => {
            format!("Request body is not valid: {found}")
        }
        ErrorKind::Shape { found } => {
            format!("Request body is not valid at {}: {found}", error.path)
        }
        _ => format!("Request body is not valid: {error}"),
    };
    whole(400, "Bad Request", &description)
}

pub(super) fn reject(problem: Problem) -> Reply {
    let (status, reason) = problem.status();
    let description = match problem {
        Problem::Unauthenticated => "Authentication is required.",
        Problem::Forbidden => "Access is denied.",
        Problem::PlainTransport => "The request did not come over TLS.",
        Problem::UnknownTenant => "There is no such company.",
        Problem::MethodNotAllowed => "The method is not allowed.",
        Problem::Timeout => "The request did not arrive in time.",
        Problem::TooLarge => "The request is too large.",
        Problem::MediaType => "The request is not of a known media type.",
        Problem::RepeatDiffers => "The request differs from the one it repeats.",
        Problem::TooManyRequests => "Too many requests.",
        Problem::Internal => "Some unexpected internal error. No code was generated.",
        Problem::OutcomeUnknown => "It is not known whether the request was carried out.",
        Problem::Unavailable => "The service is not available. Try again later.",
    };
    whole(status, reason, description)
}

/// A reply with the status as the vendor writes it: the number and the reason phrase in capitals.
fn whole(status: u16, reason: &str, description: &str) -> Reply {
    let reason = reason.to_ascii_uppercase().replace(' ', "_");
    let code = format!("{status} {reason}");
    json::reply(status, &Whole { code: &code, description })
}

/// `2023-07-25 05:55:23 UTC`
#[derive(Clone, Copy)]
struct ValidityTime(Timestamp);

impl Serialize for ValidityTime {
    fn serialize<S: Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        let mut text = *b"0000-00-00 00:00:00 UTC";
        text.first_chunk_mut().into_iter().for_each(|to| *to = self.0.civil().written(b' '));
        output.serialize_str(core::str::from_utf8(&text).unwrap_or_default())
    }
}
