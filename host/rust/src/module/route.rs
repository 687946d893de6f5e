//! Routes, as read from the module.

pub use codemint_core::journey::{Effect, Limit, Role, Transport};

/// One HTTP route of a dialect. See [`codemint_core::journey::Route`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The dialect that answers it.
    pub dialect: String,
    /// Its name, unique within the dialect.
    pub name: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path from the first slash; `{name}` matches one segment.
    pub template: String,
    /// Where the tenant is named.
    pub tenant: TenantFrom,
    /// Which transport a call may use.
    pub transport: Transport,
    /// The media type that a body must have; `None` if the dialect does not check it.
    pub media_type: Option<String>,
    /// The accepted ways to authenticate; the first for which the caller presents credentials
    /// decides.
    pub authentication: Vec<Authentication>,
    /// The header for an idempotency key, in lower case.
    pub repeat_header: Option<String>,
    /// The host's limit that its calls count towards.
    pub limit: Limit,
    /// Everything that its calls may do.
    pub effects: Vec<Effect>,
}

impl Route {
    /// Whether its calls may have that effect.
    #[must_use]
    pub fn may(&self, effect: Effect) -> bool {
        self.effects.contains(&effect)
    }

    /// The names in the template, in order; a call's path has a value for each.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let segments = self.template.split('/');
        segments.filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
    }
}

/// Where a request names its tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TenantFrom {
    /// The host name that the request was sent to.
    Host,
    /// The first label of the host name, ignoring case; the whole name if that label names no
    /// tenant.
    HostLabel,
    /// The path: the value of this name in the template, which must equal the tenant's ID.
    Path(String),
    /// The request itself: the module's needs name it. If they do not, it is the only tenant that
    /// the caller may act for.
    Request,
}

/// How a caller authenticates. The host checks it before it plans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// `Authorization: Bearer` with a JWT signed with RS256.
    SignedToken(SignedToken),
    /// `Authorization: Bearer` with a token that is registered with the tenant.
    OpaqueToken,
    /// One of the tenant's keys, in the header or the query parameter of this name. Header names
    /// are case-insensitive, parameter names are not. The host removes the parameter from the
    /// query.
    Key(String),
    /// `Authorization: Basic` with an account that is registered with the tenant.
    Basic,
    /// `Authorization: Bearer` with the key of an operator who has this role.
    Operator(Role),
    /// No authentication: the presented code is the proof.
    Public,
}

impl Authentication {
    /// Whether a caller that authenticated this way may have that effect. A tenant's own
    /// credentials allow everything; an operator's role and public access only their part.
    #[must_use]
    pub const fn allows(&self, effect: Effect) -> bool {
        match self {
            Self::SignedToken(_) | Self::OpaqueToken | Self::Key(_) | Self::Basic => true,
            Self::Operator(Role::Issue) => matches!(effect, Effect::Issue),
            Self::Operator(Role::Read) => matches!(effect, Effect::Read | Effect::Reveal),
            Self::Operator(Role::Void) => matches!(effect, Effect::Void | Effect::Unlock),
            Self::Operator(Role::Audit) => matches!(effect, Effect::Audit),
            Self::Public => matches!(effect, Effect::Check | Effect::Redeem),
        }
    }
}

/// What a signed token must satisfy besides a valid signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedToken {
    /// The path below the tenant's base URL that, together with it, is the audience.
    pub audience_path: String,
    /// The longest span from `iat` to `exp`, in seconds.
    pub max_life: u32,
    /// How far the clocks of the token's issuer and the host may differ, in seconds.
    pub clock_skew: u32,
    /// The most keys that a tenant may register.
    pub max_keys: u8,
}
