//! Who sends a request, and whether the route and the tenant are open to that caller.

use super::{IssueError, Request};
use crate::module::{Authentication, Role, Route, TenantFrom};
use codemint_core::journey::Needs;
use percent_encoding::percent_decode_str;

/// Who sends a request, as the host has authenticated it.
///
/// The issuer compares it with the authentication that the route demands
/// ([`Route::authentication`]) before it looks anything up. There is no default, and no value that
/// stands for every tenant.
///
/// | the route demands | [`Operator`](Self::Operator) | [`Tenant`](Self::Tenant) | [`Public`](Self::Public) |
/// |---|---|---|---|
/// | [`Authentication::Operator`] | allowed with that role, for its tenants | 403 | 401 |
/// | a signed or opaque token, a key, a password | 403 | allowed, for that tenant | 401 |
/// | [`Authentication::Public`] | allowed, for its tenants | allowed, for that tenant | allowed |
///
/// A route that demands one of several is open to each caller that one of them admits. A tenant that
/// the caller may not act for is answered with 403, whether it exists or not.
#[derive(Clone, Copy, Debug)]
pub enum Caller<'a> {
    /// An operator, who proved its identity with a key of its own.
    Operator {
        /// The name under which it authenticated; it goes to the audit trail.
        name: &'a str,
        /// The tenants that it may act for. An empty list means none.
        tenants: &'a [String],
        /// What it may do.
        roles: Roles,
    },
    /// A caller that proved its identity to one tenant, with a key, a token or a password that is
    /// registered there; or one from which that tenant demands no proof.
    Tenant {
        /// The tenant.
        tenant: &'a str,
        /// The name under which it authenticated; it goes to the audit trail.
        name: &'a str,
    },
    /// A caller without any proof. On public routes the presented code is the proof.
    Public,
}

/// A set of roles. The empty set allows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles(u8);

impl Roles {
    /// No role.
    pub const NONE: Self = Self(0);

    /// These roles and no others.
    #[must_use]
    pub fn of(roles: &[Role]) -> Self {
        roles.iter().copied().collect()
    }

    /// Whether the role is among them.
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

    /// The name that goes to the audit trail.
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
    /// [`IssueError::Unauthenticated`] for a public caller where the route demands a proof,
    /// [`IssueError::ForbiddenRoute`] for a caller of another kind than the route admits, or for an
    /// operator without the role.
    pub(super) fn may_use(&self, route: &Route) -> Result<(), IssueError> {
        let public = route.authentication.contains(&Authentication::Public);
        match self {
            _ if public || self.has_proof_for(route) => Ok(()),
            Self::Public => Err(IssueError::Unauthenticated),
            Self::Operator { .. } | Self::Tenant { .. } => Err(IssueError::ForbiddenRoute),
        }
    }

    /// Whether the caller may see the values of stored codes: an operator who may issue, and a
    /// tenant's own callers; never on a route that admits the caller without proof.
    pub(super) fn sees_codes(&self, route: &Route) -> bool {
        let allowed = match self {
            Self::Operator { roles, .. } => roles.contains(Role::Issue),
            Self::Tenant { .. } => true,
            Self::Public => false,
        };
        allowed && self.has_proof_for(route)
    }

    fn has_proof_for(&self, route: &Route) -> bool {
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
    fn acts_for(&self, named: &str) -> bool {
        match self {
            Self::Operator { tenants, .. } => tenants.iter().any(|tenant| tenant == named),
            Self::Tenant { tenant, .. } => *tenant == named,
            Self::Public => true,
        }
    }

    /// The one tenant that the caller can mean where neither address nor request names one.
    fn only_tenant(&self) -> Option<&'a str> {
        match self {
            Self::Operator { tenants: [only], .. } => Some(only),
            Self::Tenant { tenant, .. } => Some(tenant),
            Self::Operator { .. } | Self::Public => None,
        }
    }
}

impl<'a> Request<'a> {
    /// The tenant that host name or path name, checked before the module sees the request. `None`
    /// where the route leaves that to the request itself.
    ///
    /// # Errors
    /// [`IssueError::UnknownTenant`] when the address names none, [`IssueError::ForeignTenant`] when
    /// it names one that the caller may not act for, or another one than [`Request::tenant`].
    pub(super) fn addressed(&self, route: &Route) -> Result<Option<&'a str>, IssueError> {
        let in_path = match &route.tenant {
            TenantFrom::Request if self.tenant.is_empty() => return Ok(None),
            TenantFrom::Request => return Err(IssueError::ForeignTenant),
            TenantFrom::Host | TenantFrom::HostLabel => None,
            TenantFrom::Path(name) => {
                let place = route.names().position(|known| known == name);
                let value = place.and_then(|place| self.path.get(place));
                Some(value.ok_or(IssueError::UnknownTenant)?)
            }
        };
        if self.tenant.is_empty() {
            return Err(IssueError::UnknownTenant);
        }
        let is_it = |value: &&str| percent_decode_str(value).eq(self.tenant.bytes());
        if in_path.is_none_or(is_it) && self.caller.acts_for(self.tenant) {
            Ok(Some(self.tenant))
        } else {
            Err(IssueError::ForeignTenant)
        }
    }

    /// The tenant that the request is for, once the module has read it. `addressed` is what the
    /// address said.
    ///
    /// # Errors
    /// [`IssueError::ForeignTenant`] when the caller may not act for it, or the request names one
    /// although the address did; [`IssueError::UnknownTenant`] when neither names one and it is not
    /// clear which is meant.
    pub(super) fn tenant_of<'n>(
        &self,
        addressed: Option<&'n str>,
        needs: &'n Needs,
    ) -> Result<&'n str, IssueError>
    where
        'a: 'n,
    {
        match (addressed, needs.tenant.as_deref()) {
            (Some(addressed), None) => Ok(addressed),
            (None, Some(named)) if self.caller.acts_for(named) => Ok(named),
            (_, Some(_)) => Err(IssueError::ForeignTenant),
            (None, None) => self.caller.only_tenant().ok_or(IssueError::UnknownTenant),
        }
    }
}

#[cfg(test)]
mod tests;
