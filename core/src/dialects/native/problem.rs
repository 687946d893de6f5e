//! Problem details (RFC 9457).

#[cfg(test)]
use super::openapi::tests::shapes;
use crate::dialects::json;
use crate::journey::{Error, ErrorKind, Problem, Refusal, Reply};
use crate::words::{EntryFault, Phase};
use alloc::{string::String, string::ToString};
use serde::Serialize;

/// Why a request as a whole failed. Members without a value are left out.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Problem"))]
pub(super) struct Details<'a> {
    /// The kind of problem: a URN, which never changes.
    r#type: &'a str,
    title: &'a str,
    #[cfg_attr(test, schemars(range(min = 400, max = 599)))]
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The place in the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    /// The state of the code, if it does not allow the action.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<shapes::PhaseName>"))]
    state: Option<&'static str>,
    /// The group of a mistyped code that contains the mistake; the first group is 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<u8>,
}

impl<'a> Details<'a> {
    const fn of(r#type: &'a str, title: &'a str, status: u16) -> Self {
        Self { r#type, title, status, detail: None, path: None, state: None, group: None }
    }

    fn reply(&self) -> Reply {
        let content_type = "application/problem+json".into();
        Reply { content_type, ..json::reply(self.status, self) }
    }
}

/// Writes the reply to a request that was not understood.
pub(super) fn not_understood(error: &Error) -> Reply {
    let problem =
        Details::of("urn:codemint:problem:not-understood", "The request is not understood.", 400);
    let detail = match &error.kind {
        ErrorKind::Shape { found } => found.clone(),
        kind => Error::whole(kind.clone()).to_string(),
    };
    let path = Some(error.path.as_str()).filter(|path| !path.is_empty());
    Details { detail: Some(detail), path, ..problem }.reply()
}

/// Writes the reply to a presented code that is not accepted, whatever the cause.
pub(super) fn not_accepted() -> Reply {
    Details::of("urn:codemint:problem:not-accepted", "The code is not accepted.", 403).reply()
}

/// Writes the reply to a refusal of a request as a whole.
pub(super) fn refused(refusal: &Refusal) -> Reply {
    match refusal {
        Refusal::NoSuchRecord => {
            Details::of("urn:codemint:problem:no-such-code", "There is no such code.", 404).reply()
        }
        Refusal::NotLive { phase } => {
            state("The code is no longer live and cannot be voided.", *phase)
        }
        Refusal::NotLocked { phase } => state("The code is not locked.", *phase),
        Refusal::Mistyped { fault } => mistyped(*fault),
        _ => not_accepted(),
    }
}

/// Writes the reply to a text that cannot be a code. It does not repeat the text.
fn mistyped(fault: EntryFault) -> Reply {
    let problem = Details::of("urn:codemint:problem:mistyped", "The code was mistyped.", 422);
    let group = match fault {
        EntryFault::Check { group } => group,
        _ => None,
    };
    Details { detail: Some(fault.to_string()), group, ..problem }.reply()
}

fn state(title: &str, phase: Phase) -> Reply {
    let problem = Details::of("urn:codemint:problem:wrong-state", title, 409);
    Details { state: Some(phase.name()), ..problem }.reply()
}

/// Writes the reply that reports a problem of the host.
pub(super) fn reject(problem: Problem) -> Reply {
    let (status, _) = problem.status();
    let (r#type, title) = match problem {
        Problem::Unauthenticated => ("unauthenticated", "A valid API key is needed."),
        Problem::Forbidden => ("forbidden", "The API key does not allow this."),
        Problem::PlainTransport => ("plain-transport", "The request did not come over TLS."),
        Problem::UnknownTenant => ("no-such-tenant", "There is no such tenant."),
        Problem::MethodNotAllowed => ("method-not-allowed", "The method is not allowed."),
        Problem::Timeout => ("timeout", "The request did not arrive in time."),
        Problem::TooLarge => ("too-large", "The request is too large."),
        Problem::MediaType => ("media-type", "The request is not application/json."),
        Problem::RepeatDiffers => {
            ("repeat-differs", "The Idempotency-Key is malformed, or was used for another request.")
        }
        Problem::TooManyRequests => ("too-many-requests", "Too many requests."),
        Problem::Internal => ("internal", "The server failed. Nothing was changed."),
        Problem::OutcomeUnknown => (
            "outcome-unknown",
            "It is not known whether the request was carried out. Repeat it with the same \
             Idempotency-Key, or list the codes before you ask again.",
        ),
        Problem::Unavailable => ("unavailable", "The server cannot answer now. Try again later."),
    };
    let r#type = String::from("urn:codemint:problem:") + r#type;
    Details::of(&r#type, title, status).reply()
}
