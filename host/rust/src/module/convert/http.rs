//! Calls and replies.

use crate::module::bindings::exports::codemint::module::journey as wit;
use crate::module::error::{ModuleError, Nonsense};
use codemint_core::journey::{Body, Call, Problem, Reply};

pub(in crate::module) const fn call<'a>(call: &Call<'a>) -> wit::Call<'a> {
    wit::Call {
        route: call.route,
        tenant: call.tenant,
        actor: call.actor,
        sees_codes: call.sees_codes,
        path: call.path,
        query: call.query,
        body: call.body,
    }
}

pub(in crate::module) fn reply(reply: wit::Reply) -> Result<Reply, ModuleError> {
    // A final response, not an interim one (RFC 9110 section 15.2).
    if !(200..=599).contains(&reply.status) {
        return Err(Nonsense::Status(reply.status).into());
    }
    // It becomes a header field: visible ASCII and spaces only (RFC 9110 section 5.5).
    if reply.content_type.is_empty() || !reply.content_type.bytes().all(|c| matches!(c, 32..=126)) {
        return Err(Nonsense::Text.into());
    }
    let content_type = reply.content_type.into();
    Ok(Reply { status: reply.status, content_type, body: Body::new(reply.body) })
}

pub(in crate::module) const fn problem(problem: Problem) -> wit::Problem {
    match problem {
        Problem::Unauthenticated => wit::Problem::Unauthenticated,
        Problem::Forbidden => wit::Problem::Forbidden,
        Problem::PlainTransport => wit::Problem::PlainTransport,
        Problem::UnknownTenant => wit::Problem::UnknownTenant,
        Problem::MethodNotAllowed => wit::Problem::MethodNotAllowed,
        Problem::Timeout => wit::Problem::Timeout,
        Problem::TooLarge => wit::Problem::TooLarge,
        Problem::MediaType => wit::Problem::MediaType,
        Problem::RepeatDiffers => wit::Problem::RepeatDiffers,
        Problem::TooManyRequests => wit::Problem::TooManyRequests,
        Problem::Internal => wit::Problem::Internal,
        Problem::OutcomeUnknown => wit::Problem::OutcomeUnknown,
        Problem::Unavailable => wit::Problem::Unavailable,
    }
}

pub(in crate::module) fn refused(error: wit::HostError) -> ModuleError {
    ModuleError::Refused(match error {
        wit::HostError::NoSuchRoute(number) => format!("there is no route {number}"),
        wit::HostError::Findings(what) => what,
    })
}
