//! What host and core exchange: routes, calls, replies.

use alloc::{borrow::Cow, vec::Vec};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// One HTTP route that a dialect answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The dialect that answers it.
    pub dialect: &'static str,
    /// The name of the operation, unique within the dialect.
    pub name: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path, from the first slash; `{name}` matches one segment.
    pub template: &'static str,
    /// How the tenant is determined.
    pub tenant: TenantFrom,
    /// The required transport.
    pub transport: Transport,
    /// The media type that a body must have (RFC 9110 section 8.3); `None` where the dialect
    /// accepts any. A request without a `Content-Type` is accepted.
    pub media_type: Option<&'static str>,
    /// The accepted schemes of authentication. The first for which the caller sends credentials
    /// decides. The host checks them before it plans.
    pub authentication: &'static [Authentication],
    /// The header with the idempotency key, in lower case: the host answers a repeated request as
    /// it answered the first. `None` where the dialect has no such header.
    pub repeat_header: Option<&'static str>,
    /// The host's limit that its calls count towards.
    pub limit: Limit,
    /// Everything that its calls may do. A host refuses an answer that does more, and a route that
    /// may do more than its authentication allows.
    pub effects: &'static [Effect],
}

/// Something that a call can do. A host checks that the route has the effect before it acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Issue codes: new records, the records that they supersede, the mails that carry them.
    Issue,
    /// Compare a presented text with a subject's codes, and count failed attempts.
    Check,
    /// Spend a use of the presented code.
    Redeem,
    /// Void live codes.
    Void,
    /// Unlock a locked code.
    Unlock,
    /// Read records, without the values of their codes.
    Read,
    /// Read the values of revealable codes, where the caller may see them.
    Reveal,
    /// Read the audit trail.
    Audit,
}

impl Effect {
    /// Every effect.
    pub const ALL: [Self; 8] = [
        Self::Issue,
        Self::Check,
        Self::Redeem,
        Self::Void,
        Self::Unlock,
        Self::Read,
        Self::Reveal,
        Self::Audit,
    ];

    /// The name of this effect in the contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Check => "check",
            Self::Redeem => "redeem",
            Self::Void => "void",
            Self::Unlock => "unlock",
            Self::Read => "read",
            Self::Reveal => "reveal",
            Self::Audit => "audit",
        }
    }
}

/// The host's limit that a call counts towards. The host chooses the rates; a call beyond them is
/// answered with [`Problem::TooManyRequests`] and has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// No limit.
    None,
    /// The limit of issuing.
    Issue,
    /// The limit of presenting a code, to check or to redeem it.
    Present,
}

/// How the tenant of a request is determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantFrom {
    /// By the host name that the request was sent to.
    Host,
    /// By the first label of the host name, in any case; if no tenant has that name, by the whole
    /// host name.
    HostLabel,
    /// By the path: the value of this name in the template, which is the tenant's ID.
    Path(&'static str),
    /// By the request: the needs name the tenant. If they do not, it is the only tenant that the
    /// caller may act for.
    Request,
}

/// The transport that a route requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// HTTP or HTTPS.
    Any,
    /// TLS, to the host or to a proxy that the host trusts to report it.
    Tls,
}

/// A scheme of authentication, with everything a host needs to check it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// `Authorization: Bearer` with a JWT (RFC 7519) signed by RS256 (RFC 7518 section 3.3).
    SignedToken(SignedToken),
    /// `Authorization: Bearer` with an opaque token that is registered with the tenant (RFC 6750
    /// section 2.1).
    OpaqueToken,
    /// One of the tenant's keys, in the header or in the query parameter of this name. The header's
    /// name is case-insensitive (RFC 9110 section 5.1), the parameter's is not. The host removes
    /// the parameter from the query before it passes the query on.
    Key(&'static str),
    /// `Authorization: Basic` of an account that is registered with the tenant (RFC 7617).
    Basic,
    /// `Authorization: Bearer` with the key of an operator that has this role.
    Operator(Role),
    /// None: the presented code is the proof.
    Public,
}

/// What an operator may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Issue codes, and see the values of revealable ones.
    Issue,
    /// Read records.
    Read,
    /// Void and unlock codes.
    Void,
    /// Read the audit trail.
    Audit,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Issue, Self::Read, Self::Void, Self::Audit];

    /// The name of this role in configuration and contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Read => "read",
            Self::Void => "void",
            Self::Audit => "audit",
        }
    }

    /// The role of this name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// What a signed token must satisfy besides a valid signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedToken {
    /// The path that, appended to the tenant's base URL, is the audience.
    pub audience_path: &'static str,
    /// The maximum time from `iat` to `exp`, in seconds.
    pub max_life: u32,
    /// The tolerated difference between the clocks of issuer and host, in seconds.
    pub clock_skew: u32,
    /// The maximum number of keys that a tenant may register.
    pub max_keys: u8,
}

/// One request, as data. The host has found the route and the tenant, and has authenticated the
/// caller.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The position of the route in the list of routes.
    pub route: u32,
    /// The tenant it is for.
    pub tenant: &'a str,
    /// The name under which the caller authenticated; on a public route, the host's name for an
    /// anonymous caller.
    pub actor: &'a str,
    /// Whether the caller may see the values of revealable codes.
    pub sees_codes: bool,
    /// The values of the template's names, in its order, percent-encoded as received (RFC 3986
    /// section 2.1).
    pub path: &'a [&'a str],
    /// The query as received, without the question mark and without credentials.
    pub query: &'a str,
    /// The body as received.
    pub body: &'a [u8],
}

impl<'a> Call<'a> {
    /// A call with a body only: without tenant, caller, path values and query.
    #[must_use]
    pub const fn of(route: u32, body: &'a [u8]) -> Self {
        Self { route, tenant: "", actor: "", sees_codes: false, path: &[], query: "", body }
    }
}

/// The HTTP response.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: Cow<'static, str>,
    /// The body.
    pub body: Body,
}

/// The body of a reply. It may contain a code: no `Debug`, no `Clone`, wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Body(Vec<u8>);

impl Body {
    /// A body of these bytes.
    #[must_use]
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes. The caller is responsible for where they go.
    #[must_use]
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, moved out and no longer wiped on drop.
    #[must_use]
    pub fn into_revealed(mut self) -> Vec<u8> {
        core::mem::take(&mut self.0)
    }
}

/// Why a host answers without a settlement. The dialect writes the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Problem {
    /// The caller is not authenticated.
    Unauthenticated,
    /// The caller's credentials are of a kind that is never accepted, or do not allow this.
    Forbidden,
    /// The request came over plain HTTP, and the route requires TLS.
    PlainTransport,
    /// The tenant that the request is for does not exist.
    UnknownTenant,
    /// The path exists, but not for this method.
    MethodNotAllowed,
    /// The body did not arrive in time.
    Timeout,
    /// The body is longer than the host accepts.
    TooLarge,
    /// The body does not have the route's media type.
    MediaType,
    /// The idempotency key is malformed, or was used for a different request.
    RepeatDiffers,
    /// The caller exceeded a rate limit.
    TooManyRequests,
    /// The host failed. Nothing was stored and no code was issued.
    Internal,
    /// The host lost its connection to the store during a write, and does not know whether the
    /// write took effect.
    OutcomeUnknown,
    /// The host cannot answer now: it is stopping, or overloaded.
    Unavailable,
}

impl Problem {
    /// Every problem.
    pub const ALL: [Self; 13] = [
        Self::Unauthenticated,
        Self::Forbidden,
        Self::PlainTransport,
        Self::UnknownTenant,
        Self::MethodNotAllowed,
        Self::Timeout,
        Self::TooLarge,
        Self::MediaType,
        Self::RepeatDiffers,
        Self::TooManyRequests,
        Self::Internal,
        Self::OutcomeUnknown,
        Self::Unavailable,
    ];

    /// The HTTP status and its reason phrase (RFC 9110 section 15, RFC 6585 section 4).
    #[must_use]
    pub const fn status(self) -> (u16, &'static str) {
        match self {
            Self::Unauthenticated => (401, "Unauthorized"),
            Self::Forbidden | Self::PlainTransport => (403, "Forbidden"),
            Self::UnknownTenant => (404, "Not Found"),
            Self::MethodNotAllowed => (405, "Method Not Allowed"),
            Self::Timeout => (408, "Request Timeout"),
            Self::TooLarge => (413, "Content Too Large"),
            Self::MediaType => (415, "Unsupported Media Type"),
            Self::RepeatDiffers => (422, "Unprocessable Content"),
            Self::TooManyRequests => (429, "Too Many Requests"),
            Self::Internal | Self::OutcomeUnknown => (500, "Internal Server Error"),
            Self::Unavailable => (503, "Service Unavailable"),
        }
    }
}
