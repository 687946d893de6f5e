//! Routes.

use crate::module::bindings::exports::codemint::module::journey as wit;
use crate::module::route::{
    Authentication, Effect, Limit, Role, Route, SignedToken, TenantFrom, Transport,
};

pub(in crate::module) fn route(route: wit::Route) -> Route {
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
