//! The contract's types to the core's and back.

mod commit;
mod findings;
mod needs;
mod enums;

pub(super) use commit::settlement;
pub(super) use findings::{Crossing, findings};
pub(super) use needs::planned;

use super::Transport;
use super::bindings::exports::codemint::module::journey as wit;
use super::{Authentication, Effect, Limit, ModuleError, Nonsense, Role, Route};
use super::{SignedToken, TenantFrom};
use codemint_core::journey::{Body, Call, Problem, Reply};

pub(super) fn refused(error: wit::HostError) -> ModuleError {
    ModuleError::Refused(match error {
        wit::HostError::NoSuchRoute(number) => format!("there is no route {number}"),
        wit::HostError::Findings(what) => what,
    })
}

pub(super) fn route(route: wit::Route) -> Route {
    Route {
        dialect: route.dialect,
        name: route.name,
        method: route.method,
        template: route.template,
        tenant: match route.tenant {
            wit::TenantFrom::Host => TenantFrom::Host,
            wit::TenantFrom::HostLabel => TenantFrom::HostLabel,
            wit::TenantFrom::Path(name) => TenantFrom::Path(name),
            wit::TenantFrom::Request => TenantFrom::Request,
        },
        transport: match route.transport {
            wit::Transport::Any => Transport::Any,
            wit::Transport::Tls => Transport::Tls,
        },
        media_type: route.media_type,
        authentication: route.authentication.into_iter().map(authentication).collect(),
        repeat_header: route.repeat_header,
        limit: match route.limit {
            wit::Limit::None => Limit::None,
            wit::Limit::Issue => Limit::Issue,
            wit::Limit::Present => Limit::Present,
        },
        effects: route.effects.into_iter().map(effect).collect(),
    }
}

const fn effect(effect: wit::Effect) -> Effect {
    match effect {
        wit::Effect::Issue => Effect::Issue,
        wit::Effect::Check => Effect::Check,
        wit::Effect::Redeem => Effect::Redeem,
        wit::Effect::Void => Effect::Void,
        wit::Effect::Unlock => Effect::Unlock,
        wit::Effect::Read => Effect::Read,
        wit::Effect::Reveal => Effect::Reveal,
        wit::Effect::Audit => Effect::Audit,
    }
}

fn authentication(scheme: wit::Authentication) -> Authentication {
    match scheme {
        wit::Authentication::SignedToken(token) => Authentication::SignedToken(SignedToken {
            audience_path: token.audience_path,
            max_life: token.max_life,
            clock_skew: token.clock_skew,
            max_keys: token.max_keys,
        }),
        wit::Authentication::OpaqueToken => Authentication::OpaqueToken,
        wit::Authentication::Key(name) => Authentication::Key(name),
        wit::Authentication::Basic => Authentication::Basic,
        wit::Authentication::Operator(role) => Authentication::Operator(match role {
            wit::Role::Issue => Role::Issue,
            wit::Role::Read => Role::Read,
            wit::Role::Void => Role::Void,
            wit::Role::Audit => Role::Audit,
        }),
        wit::Authentication::Public => Authentication::Public,
    }
}

pub(super) const fn call<'a>(call: &Call<'a>) -> wit::Call<'a> {
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

pub(super) fn reply(reply: wit::Reply) -> Result<Reply, ModuleError> {
    // The final response of a request: no interim one (RFC 9110 section 15.2).
    if !(200..=599).contains(&reply.status) {
        return Err(Nonsense::Status(reply.status).into());
    }
    // It becomes a header: visible ASCII and spaces only (RFC 9110 section 5.5).
    if reply.content_type.is_empty() || !reply.content_type.bytes().all(|c| matches!(c, 32..=126)) {
        return Err(Nonsense::Text.into());
    }
    let content_type = reply.content_type.into();
    Ok(Reply { status: reply.status, content_type, body: Body::new(reply.body) })
}

pub(super) const fn problem(problem: Problem) -> wit::Problem {
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
