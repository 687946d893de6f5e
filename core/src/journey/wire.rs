//! What crosses the edge: routes, calls, replies.

use alloc::{borrow::Cow, vec::Vec};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// One HTTP route that a dialect answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The dialect that answers it.
    pub dialect: &'static str,
    /// What it does, in the dialect's words; unique within the dialect.
    pub name: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path, from the first slash; `{name}` stands for one segment.
    pub template: &'static str,
    /// How the tenant is found.
    pub tenant: TenantFrom,
    /// Over what a call may come.
    pub transport: Transport,
    /// The media type that a body must have (RFC 9110 section 8.3); `None` where the dialect does
    /// not look. A caller who names none is believed.
    pub media_type: Option<&'static str>,
    /// How the caller proves who it is, one of these; the first for which the caller brings
    /// anything decides. The host checks it before it plans.
    pub authentication: &'static [Authentication],
    /// The header by which a caller may say that two requests are one (lower case); the host then
    /// answers the second as it answered the first. `None` where the dialect has none.
    pub repeat_header: Option<&'static str>,
    /// Which of the host's limits its calls count towards.
    pub limit: Limit,
    /// Everything that its calls may do. A host refuses an answer that does more, and a route that
    /// may do more than its authentication allows.
    pub effects: &'static [Effect],
}

/// Something that a call can do, and that a host checks before it does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Issue codes: new records, the records that they supersede, the mails that carry them.
    Issue,
    /// Compare a presented text with a subject's codes, and count failed attempts.
    Check,
    /// Spend a use of the presented code.
    Redeem,
    /// Revoke live codes.
    Void,
    /// Unlock a locked code.
    Unlock,
    /// Read records, without the values of their codes.
    Read,
    /// Read the values of codes that are kept, where the caller may see them.
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

    /// The name by which the contract knows this effect.
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

/// Which of a host's limits a call counts towards. How much they allow is the host's business; a
/// call beyond them is answered with [`Problem::TooManyRequests`], and does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// None.
    None,
    /// Those of issuing.
    Issue,
    /// Those of presenting a code, to check or to redeem it.
    Present,
}

/// Where a request says which tenant it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantFrom {
    /// The host name that the request was sent to.
    Host,
    /// The first label of the host name, in any case; where it names no tenant, the whole name.
    HostLabel,
    /// The path: the value of this name in the template, exactly as the tenant is called.
    Path(&'static str),
    /// The request itself: the needs name it. Where they do not, it is the one tenant that the
    /// caller may speak for.
    Request,
}

/// Over what a call may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Over anything.
    Any,
    /// Over TLS, or through a proxy that the host trusts to say so.
    Tls,
}

/// A scheme of authentication, with what a host must know to check it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// `Authorization: Bearer` with a JWT (RFC 7519) signed by RS256 (RFC 7518 section 3.3).
    SignedToken(SignedToken),
    /// `Authorization: Bearer` with a token that is registered with the tenant, and tells nothing
    /// by itself (RFC 6750 section 2.1).
    OpaqueToken,
    /// One of the tenant's keys, in the header or in the query parameter of this name. The header's
    /// name has no case (RFC 9110 section 5.1), the parameter's has. The host takes the parameter
    /// out of the query before anybody sees it.
    Key(&'static str),
    /// `Authorization: Basic` of an account that is registered with the tenant (RFC 7617).
    Basic,
    /// `Authorization: Bearer` with the key of an operator who has this role.
    Operator(Role),
    /// Nobody has to prove anything: the code that is presented is the proof.
    Public,
}

/// What an operator may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Issue codes, and see the values of those that are kept.
    Issue,
    /// See records.
    Read,
    /// Revoke and unlock codes.
    Void,
    /// Read the audit trail.
    Audit,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Issue, Self::Read, Self::Void, Self::Audit];

    /// The name by which configuration and contract know this role.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Read => "read",
            Self::Void => "void",
            Self::Audit => "audit",
        }
    }

    /// The role of that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// What a signed token must satisfy beside a valid signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedToken {
    /// The path below the tenant's base URL that, together with it, is the audience.
    pub audience_path: &'static str,
    /// The longest span from `iat` to `exp`, in seconds.
    pub max_life: u32,
    /// How far the clocks of issuer and host may differ, in seconds.
    pub clock_skew: u32,
    /// The most keys that a tenant may register.
    pub max_keys: u8,
}

/// One request, as data. The host has found the route and the tenant, and has authenticated.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The position of the route in the list of routes.
    pub route: u32,
    /// The tenant it is for.
    pub tenant: &'a str,
    /// The name under which the caller authenticated; where nobody had to, the host's word for that.
    pub actor: &'a str,
    /// Whether the caller may see the values of codes that are kept.
    pub sees_codes: bool,
    /// The values of the template's names, in its order, as they stand in the path:
    /// percent-encoded (RFC 3986 section 2.1).
    pub path: &'a [&'a str],
    /// What follows the question mark, as it came, without what authenticates.
    pub query: &'a str,
    /// The body's bytes as they came.
    pub body: &'a [u8],
}

impl<'a> Call<'a> {
    /// A call that is all body, of nobody in particular.
    #[must_use]
    pub const fn of(route: u32, body: &'a [u8]) -> Self {
        Self { route, tenant: "", actor: "", sees_codes: false, path: &[], query: "", body }
    }
}

/// What is sent back.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: Cow<'static, str>,
    /// The body's bytes.
    pub body: Body,
}

/// The bytes of a reply. They may contain a code: no `Debug`, no `Clone`, wiped on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Body(Vec<u8>);

impl Body {
    /// A body of these bytes.
    #[must_use]
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes. Whoever calls this is responsible for where they go.
    #[must_use]
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, taken out and no longer wiped.
    #[must_use]
    pub fn into_revealed(mut self) -> Vec<u8> {
        core::mem::take(&mut self.0)
    }
}

/// Why a host answers without a settlement. The dialect finds the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Problem {
    /// The caller did not prove who it is.
    Unauthenticated,
    /// The caller's proof is of a kind that is never accepted, or it may not do this.
    Forbidden,
    /// The call came over plain HTTP, and the route asks for TLS.
    PlainTransport,
    /// No tenant is served under the name that the request was sent to.
    UnknownTenant,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The body did not arrive in time.
    Timeout,
    /// The body is longer than the host takes.
    TooLarge,
    /// The body is of another media type than the route takes.
    MediaType,
    /// The request claims to be one that came before, and is another, or its claim is malformed.
    RepeatDiffers,
    /// The caller asked too often.
    TooManyRequests,
    /// The host failed: nothing was stored, nothing handed out.
    Internal,
    /// The host lost its connection to the store while a write was under way, so that it does not
    /// know whether the write is in force.
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
