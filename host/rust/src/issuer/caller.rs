//! The caller of a request, and whether a route is open to it.

use super::error::IssueError;
use crate::module::{Authentication, Role, Route};

/// The caller of a request, as the host has authenticated it.
///
/// The issuer compares it with the authentication that the route demands
/// ([`Route::authentication`]) before it looks anything up. There is no default, and no value that
/// means every tenant.
///
/// | the route demands | [`Operator`](Self::Operator) | [`Tenant`](Self::Tenant) | [`Public`](Self::Public) |
/// |---|---|---|---|
/// | [`Authentication::Operator`] | allowed with that role, for its tenants | 403 | 401 |
/// | a signed or opaque token, a key, a password | 403 | allowed, for that tenant | 401 |
/// | [`Authentication::Public`] | allowed, for its tenants | allowed, for that tenant | allowed |
///
/// A route that demands one of several is open to each caller that one of them admits. A request
/// for a tenant that the caller may not act for is answered with 403, whether the tenant exists or
/// not.
#[derive(Clone, Copy, Debug)]
pub enum Caller<'a> {
    /// An operator, authenticated with a key of its own.
    Operator {
        /// The name under which it authenticated; it goes to the audit trail.
        name: &'a str,
        /// The tenants that it may act for; none if the list is empty.
        tenants: &'a [String],
        /// What it may do.
        roles: Roles,
    },
    /// A caller of one tenant, authenticated with a key, a token or a password that is registered
    /// there, or of a tenant that demands no authentication.
    Tenant {
        /// The tenant.
        tenant: &'a str,
        /// The name under which it authenticated; it goes to the audit trail.
        name: &'a str,
    },
    /// An unauthenticated caller. On public routes the presented code is the proof.
    Public,
}

/// A set of roles. The empty set allows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles(u8);

impl Roles {
    /// No role.
    pub const NONE: Self = Self(0);

    /// Exactly these roles.
    #[must_use]
    pub fn of(roles: &[Role]) -> Self {
        roles.iter().copied().collect()
    }

    /// Whether the set contains the role.
    #[must_use]
    pub const fn contains(self, role: Role) -> bool {
        self.0 & bit(role) != 0
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().fold(0, |set, role| set | bit(role)))
    }
}

const fn bit(role: Role) -> u8 {
    match role {
        Role::Issue => 1,
        Role::Read => 1 << 1,
        Role::Void => 1 << 2,
        Role::Audit => 1 << 3,
    }
}

impl<'a> Caller<'a> {
    /// The name of public callers in the audit trail.
    pub const PUBLIC: &'static str = "public";

    /// The name for the audit trail.
    #[must_use]
    pub const fn name(&self) -> &'a str {
        match self {
            Self::Operator { name, .. } | Self::Tenant { name, .. } => name,
            Self::Public => Self::PUBLIC,
        }
    }

    /// Checks that the route is open to this caller.
    ///
    /// # Errors
    /// [`IssueError::Unauthenticated`] for a public caller where the route demands authentication,
    /// [`IssueError::ForbiddenRoute`] for a caller of another kind than the route admits, or for an
    /// operator without the role.
    pub(super) fn may_use(&self, route: &Route) -> Result<(), IssueError> {
        let public = route.authentication.contains(&Authentication::Public);
        match self {
            _ if public || self.is_authenticated_for(route) => Ok(()),
            Self::Public => Err(IssueError::Unauthenticated),
            Self::Operator { .. } | Self::Tenant { .. } => Err(IssueError::ForbiddenRoute),
        }
    }

    /// Whether the caller may see the values of stored codes: an operator who may issue, and a
    /// tenant's own callers; never on a route that admits the caller unauthenticated.
    pub(super) fn sees_codes(&self, route: &Route) -> bool {
        let allowed = match self {
            Self::Operator { roles, .. } => roles.contains(Role::Issue),
            Self::Tenant { .. } => true,
            Self::Public => false,
        };
        allowed && self.is_authenticated_for(route)
    }

    fn is_authenticated_for(&self, route: &Route) -> bool {
        route.authentication.iter().any(|demanded| match (demanded, self) {
            (Authentication::Operator(role), Self::Operator { roles, .. }) => roles.contains(*role),
            (
                Authentication::SignedToken(_)
                | Authentication::OpaqueToken
                | Authentication::Key(_)
                | Authentication::Basic,
                Self::Tenant { .. },
            ) => true,
            _ => false,
        })
    }

    /// Whether the caller may act for the tenant.
    pub(super) fn acts_for(&self, named: &str) -> bool {
        match self {
            Self::Operator { tenants, .. } => tenants.iter().any(|tenant| tenant == named),
            Self::Tenant { tenant, .. } => *tenant == named,
            Self::Public => true,
        }
    }

    /// The only tenant that the caller may act for, if there is exactly one.
    pub(super) fn only_tenant(&self) -> Option<&'a str> {
        match self {
            Self::Operator { tenants: [only], .. } => Some(only),
            Self::Tenant { tenant, .. } => Some(tenant),
            Self::Operator { .. } | Self::Public => None,
        }
    }
}

#[cfg(test)]
mod tests;
