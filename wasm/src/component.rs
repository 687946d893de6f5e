//! The face for component hosts: converts the contract's types to the core's and back.

use alloc::{string::String, string::ToString, vec::Vec};
use bindings::Component;
use bindings::exports::codemint::module::journey as wit;
use codemint_core::engine::{self, NoSuchRoute, Unsettled};
use codemint_core::journey as core_journey;

#[allow(
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    reason = "generated from the contract"
)]
#[allow(clippy::all, clippy::indexing_slicing, reason = "generated from the contract")]
mod bindings;
mod commit;
mod enums;
mod findings;
mod formats;
mod needs;
mod offline;
mod qr;

bindings::export!(Component with_types_in bindings);

impl wit::Guest for Component {
    fn routes() -> Vec<wit::Route> {
        engine::routes().map(route).collect()
    }

    fn plan(call: wit::Call) -> Result<wit::Planned, wit::HostError> {
        match engine::plan(&core_call(&call, &path(&call))).map_err(no_such_route)? {
            core_journey::Planned::Finished(finished) => {
                Ok(wit::Planned::Finished(reply(finished)))
            }
            core_journey::Planned::Needs(needs) => Ok(wit::Planned::Needs(needs::needs(*needs))),
        }
    }

    fn settle(call: wit::Call, found: wit::Findings) -> Result<wit::Settlement, wit::HostError> {
        let found =
            findings::findings(found).map_err(|error| wit::HostError::Findings(error.into()))?;
        match engine::settle(&core_call(&call, &path(&call)), found) {
            Ok(settled) => Ok(wit::Settlement {
                reply: reply(settled.reply),
                commit: commit::commit(settled.commit),
            }),
            Err(Unsettled::Route(error)) => Err(no_such_route(error)),
            Err(Unsettled::Findings(error)) => Err(wit::HostError::Findings(error.to_string())),
        }
    }

    fn reject(route: u32, problem: wit::Problem) -> Result<wit::Reply, wit::HostError> {
        engine::reject(route, core_problem(problem)).map(reply).map_err(no_such_route)
    }
}

fn no_such_route(NoSuchRoute(number): NoSuchRoute) -> wit::HostError {
    wit::HostError::NoSuchRoute(number)
}

/// The call, with `path` as the values of its path.
fn core_call<'a>(call: &'a wit::Call, path: &'a [&'a str]) -> core_journey::Call<'a> {
    core_journey::Call {
        route: call.route,
        tenant: &call.tenant,
        actor: &call.actor,
        sees_codes: call.sees_codes,
        path,
        query: &call.query,
        body: &call.body,
    }
}

fn path(call: &wit::Call) -> Vec<&str> {
    call.path.iter().map(String::as_str).collect()
}

fn route(route: &core_journey::Route) -> wit::Route {
    wit::Route {
        dialect: route.dialect.into(),
        name: route.name.into(),
        method: route.method.into(),
        template: route.template.into(),
        tenant: match route.tenant {
            core_journey::TenantFrom::Host => wit::TenantFrom::Host,
            core_journey::TenantFrom::HostLabel => wit::TenantFrom::HostLabel,
            core_journey::TenantFrom::Path(name) => wit::TenantFrom::Path(name.into()),
            core_journey::TenantFrom::Request => wit::TenantFrom::Request,
        },
        transport: match route.transport {
            core_journey::Transport::Any => wit::Transport::Any,
            core_journey::Transport::Tls => wit::Transport::Tls,
        },
        media_type: route.media_type.map(String::from),
        authentication: route.authentication.iter().map(authentication).collect(),
        repeat_header: route.repeat_header.map(String::from),
        limit: match route.limit {
            core_journey::Limit::None => wit::Limit::None,
            core_journey::Limit::Issue => wit::Limit::Issue,
            core_journey::Limit::Present => wit::Limit::Present,
        },
        effects: route.effects.iter().copied().map(effect).collect(),
    }
}

const fn effect(effect: core_journey::Effect) -> wit::Effect {
    match effect {
        core_journey::Effect::Issue => wit::Effect::Issue,
        core_journey::Effect::Check => wit::Effect::Check,
        core_journey::Effect::Redeem => wit::Effect::Redeem,
        core_journey::Effect::Void => wit::Effect::Void,
        core_journey::Effect::Unlock => wit::Effect::Unlock,
        core_journey::Effect::Read => wit::Effect::Read,
        core_journey::Effect::Reveal => wit::Effect::Reveal,
        core_journey::Effect::Audit => wit::Effect::Audit,
    }
}

fn authentication(scheme: &core_journey::Authentication) -> wit::Authentication {
    match scheme {
        core_journey::Authentication::SignedToken(token) => {
            wit::Authentication::SignedToken(wit::SignedToken {
                audience_path: token.audience_path.into(),
                max_life: token.max_life,
                clock_skew: token.clock_skew,
                max_keys: token.max_keys,
            })
        }
        core_journey::Authentication::OpaqueToken => wit::Authentication::OpaqueToken,
        core_journey::Authentication::Key(name) => wit::Authentication::Key((*name).into()),
        core_journey::Authentication::Basic => wit::Authentication::Basic,
        core_journey::Authentication::Operator(role) => wit::Authentication::Operator(match role {
            core_journey::Role::Issue => wit::Role::Issue,
            core_journey::Role::Read => wit::Role::Read,
            core_journey::Role::Void => wit::Role::Void,
            core_journey::Role::Audit => wit::Role::Audit,
        }),
        core_journey::Authentication::Public => wit::Authentication::Public,
    }
}

fn reply(reply: core_journey::Reply) -> wit::Reply {
    wit::Reply {
        status: reply.status,
        content_type: reply.content_type.into_owned(),
        body: reply.body.into_revealed(),
    }
}

const fn core_problem(problem: wit::Problem) -> core_journey::Problem {
    use core_journey::Problem;
    match problem {
        wit::Problem::Unauthenticated => Problem::Unauthenticated,
        wit::Problem::Forbidden => Problem::Forbidden,
        wit::Problem::PlainTransport => Problem::PlainTransport,
        wit::Problem::UnknownTenant => Problem::UnknownTenant,
        wit::Problem::MethodNotAllowed => Problem::MethodNotAllowed,
        wit::Problem::Timeout => Problem::Timeout,
        wit::Problem::TooLarge => Problem::TooLarge,
        wit::Problem::MediaType => Problem::MediaType,
        wit::Problem::RepeatDiffers => Problem::RepeatDiffers,
        wit::Problem::TooManyRequests => Problem::TooManyRequests,
        wit::Problem::Internal => Problem::Internal,
        wit::Problem::OutcomeUnknown => Problem::OutcomeUnknown,
        wit::Problem::Unavailable => Problem::Unavailable,
    }
}
