//! Routes, as the module told them.

/// One HTTP route of a dialect. See [`codemint_core::journey::Route`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The dialect that answers it.
    pub dialect: String,
    /// What it does, in the dialect's words; unique within the dialect.
    pub name: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path from the first slash; `{name}` stands for one segment.
    pub template: String,
    /// How the tenant is found.
    pub tenant: TenantFrom,
    /// Over what a call may come.
    pub transport: Transport,
    /// The media type that a body must have; `None` where the dialect does not look.
    pub media_type: Option<String>,
    /// How the caller proves who it is, one of these; the first for which the caller brings
    /// anything decides.
    pub authentication: Vec<Authentication>,
    /// The header by which a caller may say that two requests are one, in lower case.
    pub repeat_header: Option<String>,
    /// Which of the host's limits its calls count towards.
    pub limit: Limit,
    /// Everything that its calls may do.
    pub effects: Vec<Effect>,
}

impl Route {
    /// Whether its calls may do that.
    #[must_use]
    pub fn may(&self, effect: Effect) -> bool {
        self.effects.contains(&effect)
    }

    /// The names in the template, in their order: what a call's path has values for.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let segments = self.template.split('/');
        segments.filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
    }
}

/// Where a request says which tenant it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TenantFrom {
    /// The host name that the request was sent to.
    Host,
    /// The first label of the host name, in any case; where it names no tenant, the whole name.
    HostLabel,
    /// The path: the value of this name in the template, exactly as the tenant is called.
    Path(String),
    /// The request itself: the module's needs name it. Where they do not, it is the one tenant
    /// that the caller may speak for.
    Request,
}

pub use codemint_core::journey::{Effect, Limit, Role, Transport};

/// How a caller proves who it is. The host checks it before it plans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// `Authorization: Bearer` with a JWT signed by RS256.
    SignedToken(SignedToken),
    /// `Authorization: Bearer` with a token that is registered with the tenant.
    OpaqueToken,
    /// One of the tenant's keys, in the header or in the query parameter of this name. The header's
    /// name has no case, the parameter's has. The host takes the parameter out of the query.
    Key(String),
    /// `Authorization: Basic` of an account that is registered with the tenant.
    Basic,
    /// `Authorization: Bearer` with the key of an operator who has this role.
    Operator(Role),
    /// Nobody has to prove anything: the code that is presented is the proof.
    Public,
}

impl Authentication {
    /// Whether a caller who proved this much may do that. A tenant's own credentials allow
    /// everything; an operator's role and the public only their part.
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

/// What a signed token must satisfy beside a valid signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedToken {
    /// The path below the tenant's base URL that, together with it, is the audience.
    pub audience_path: String,
    /// The longest span from `iat` to `exp`, in seconds.
    pub max_life: u32,
    /// How far the clocks of issuer and host may differ, in seconds.
    pub clock_skew: u32,
    /// The most keys that a tenant may register.
    pub max_keys: u8,
}
