//! Which tenant's data answers a request that names an unknown tenant.

use super::caller::Caller;
use super::error::IssueError;
use super::parts::Issuer;
use super::rules::TenantRules;

/// The ID used in place of a tenant that does not exist. No tenant has this ID
/// ([`BuildError::Tenant`](super::BuildError::Tenant)), so it has no policies and no codes, and no
/// caller can read its part of the audit trail.
const UNKNOWN: &str = "";

impl Issuer {
    /// The tenant whose policies, subjects and codes decide a request for the tenant `named`.
    ///
    /// A public caller must not learn which tenants exist, neither from the answer nor from its
    /// timing. A request for a tenant that does not exist therefore goes through the same steps as
    /// any other: the same look-ups, comparisons and module calls, and one durable write of an
    /// audit entry, all for [`UNKNOWN`].
    ///
    /// # Errors
    /// [`IssueError::UnknownTenant`] when the tenant does not exist and the caller is not public:
    /// such a caller may act for the tenant, so there is nothing to hide from it.
    pub(super) fn served<'n>(
        &self,
        caller: Caller<'_>,
        named: &'n str,
    ) -> Result<&'n str, IssueError> {
        if self.rules.get(named).is_some_and(TenantRules::has_policy) {
            return Ok(named);
        }
        match caller {
            Caller::Public => Ok(UNKNOWN),
            Caller::Operator { .. } | Caller::Tenant { .. } => Err(IssueError::UnknownTenant),
        }
    }
}
