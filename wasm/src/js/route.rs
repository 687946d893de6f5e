//! The routes.

use alloc::vec::Vec;
use codemint_core::journey as core_journey;
use serde::Serialize;
use tsify::Tsify;

/// How the tenant of a request is determined.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "kebab-case", tag = "from")]
pub(super) enum TenantFrom {
    /// By the host name that the request was sent to.
    Host,
    /// By the first label of the host name, in any case; if no tenant has that name, by the whole
    /// host name.
    HostLabel,
    /// By the path: the value of this name in the template, which is the tenant's ID.
    Path {
        /// The name.
        name: &'static str,
    },
    /// By the request: the needs name the tenant. If they do not, it is the only tenant that the
    /// caller may act for.
    Request,
}

/// A scheme of authentication. The host checks the credentials before it plans.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "scheme")]
pub(super) enum Authentication {
    /// `Authorization: Bearer` with a JWT signed by RS256.
    SignedToken {
        /// The path that, appended to the tenant's base URL, is the audience.
        audience_path: &'static str,
        /// The maximum time from `iat` to `exp`, in seconds.
        max_life: u32,
        /// The tolerated difference between the clocks of issuer and host, in seconds.
        clock_skew: u32,
        /// The maximum number of keys that a tenant may register.
        max_keys: u8,
    },
    /// `Authorization: Bearer` with an opaque token that is registered with the tenant.
    OpaqueToken,
    /// One of the tenant's keys, in the header or in the query parameter of this name.
    Key {
        /// The name.
        name: &'static str,
    },
    /// `Authorization: Basic` of an account that is registered with the tenant.
    Basic,
    /// `Authorization: Bearer` with the key of an operator that has this role.
    Operator {
        /// The role.
        role: &'static str,
    },
    /// None: the presented code is the proof.
    Public,
}

/// One HTTP route. Its position in the list of routes is its number in a call.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(super) struct Route {
    /// The dialect that answers it.
    dialect: &'static str,
    /// The name of the operation, unique within the dialect.
    name: &'static str,
    /// The HTTP method, in capitals.
    method: &'static str,
    /// The path from the first slash; `{name}` matches one segment.
    template: &'static str,
    /// How the tenant is determined.
    tenant: TenantFrom,
    /// The required transport: HTTP or HTTPS, or TLS only.
    #[tsify(type = "'any' | 'tls'")]
    transport: &'static str,
    /// The media type that a body must have; absent where the dialect accepts any.
    #[serde(skip_serializing_if = "Option::is_none")]
    media_type: Option<&'static str>,
    /// The accepted schemes of authentication. The first for which the caller sends credentials
    /// decides.
    authentication: Vec<Authentication>,
    /// The header with the idempotency key, in lower case: the host answers a repeated request as
    /// it answered the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    repeat_header: Option<&'static str>,
    /// The host's limit that its calls count towards.
    #[tsify(type = "'none' | 'issue' | 'present'")]
    limit: &'static str,
    /// Everything that its calls may do. The host refuses an answer that does more.
    #[tsify(
        type = "('issue' | 'check' | 'redeem' | 'void' | 'unlock' | 'read' | 'reveal' | 'audit')[]"
    )]
    effects: Vec<&'static str>,
}

impl From<&core_journey::Route> for Route {
    fn from(route: &core_journey::Route) -> Self {
        use core_journey::{Limit, Transport};
        Self {
            dialect: route.dialect,
            name: route.name,
            method: route.method,
            template: route.template,
            tenant: tenant(route.tenant),
            transport: match route.transport {
                Transport::Any => "any",
                Transport::Tls => "tls",
            },
            media_type: route.media_type,
            authentication: route.authentication.iter().map(authentication).collect(),
            repeat_header: route.repeat_header,
            limit: match route.limit {
                Limit::None => "none",
                Limit::Issue => "issue",
                Limit::Present => "present",
            },
            effects: route.effects.iter().map(|effect| effect.name()).collect(),
        }
    }
}

const fn tenant(from: core_journey::TenantFrom) -> TenantFrom {
    match from {
        core_journey::TenantFrom::Host => TenantFrom::Host,
        core_journey::TenantFrom::HostLabel => TenantFrom::HostLabel,
        core_journey::TenantFrom::Path(name) => TenantFrom::Path { name },
        core_journey::TenantFrom::Request => TenantFrom::Request,
    }
}

const fn authentication(scheme: &core_journey::Authentication) -> Authentication {
    use core_journey::Authentication as Core;
    match scheme {
        Core::SignedToken(token) => Authentication::SignedToken {
            audience_path: token.audience_path,
            max_life: token.max_life,
            clock_skew: token.clock_skew,
            max_keys: token.max_keys,
        },
        Core::OpaqueToken => Authentication::OpaqueToken,
        Core::Key(name) => Authentication::Key { name },
        Core::Basic => Authentication::Basic,
        Core::Operator(role) => Authentication::Operator { role: role.name() },
        Core::Public => Authentication::Public,
    }
}
