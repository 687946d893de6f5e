//! What a request is answered for that names a tenant without policies.

use super::{Caller, IssueError, Issuer};

/// Stands for every tenant that does not exist. No tenant has this name
/// ([`BuildError::Tenant`](super::BuildError::Tenant)), so that it has no policies, no codes, and no
/// caller who could read its part of the audit trail.
const UNKNOWN: &str = "";

impl Issuer {
    /// The tenant whose policies, subjects and codes decide a request for the tenant `named`.
    ///
    /// A public caller must not learn which tenants exist, neither by the answer nor by its time. A
    /// request for one that does not exist therefore takes the same way as any other: the same
    /// look-ups, comparisons and calls of the module, and one durable write of an audit entry, all
    /// for [`UNKNOWN`].
    ///
    /// # Errors
    /// [`IssueError::UnknownTenant`] when it does not exist and the caller is not public: it may act
    /// for that tenant, so that there is nothing to hide from it.
    pub(super) fn served<'n>(
        &self,
        caller: Caller<'_>,
        named: &'n str,
    ) -> Result<&'n str, IssueError> {
        if self.policies.contains_key(named) {
            return Ok(named);
        }
        match caller {
            Caller::Public => Ok(UNKNOWN),
            Caller::Operator { .. } | Caller::Tenant { .. } => Err(IssueError::UnknownTenant),
        }
    }
}
