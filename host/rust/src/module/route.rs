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
    /// How the caller proves who it is.
    pub authentication: Authentication,
}

/// Where a request says which tenant it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantFrom {
    /// The host name that the request was sent to.
    Host,
}

/// How a caller proves who it is. The host checks it before it plans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// `Authorization: Bearer` with a JWT signed by RS256.
    SignedToken(SignedToken),
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
