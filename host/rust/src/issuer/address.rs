//! The tenant that a request is addressed to.

use super::error::IssueError;
use super::request::Request;
use crate::module::{Route, TenantFrom};
use codemint_core::journey::Needs;
use percent_encoding::percent_decode_str;

impl<'a> Request<'a> {
    /// The tenant that the host name or the path names, checked before the module sees the request.
    /// `None` where the route leaves that to the request itself.
    ///
    /// # Errors
    /// [`IssueError::UnknownTenant`] when the address names none, [`IssueError::ForeignTenant`]
    /// when it names one that the caller may not act for, or another one than [`Request::tenant`].
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
        let is_tenant = |value: &&str| percent_decode_str(value).eq(self.tenant.bytes());
        if in_path.is_none_or(is_tenant) && self.caller.acts_for(self.tenant) {
            Ok(Some(self.tenant))
        } else {
            Err(IssueError::ForeignTenant)
        }
    }

    /// The tenant that the request is for, once the module has read it. `addressed` is what the
    /// address named.
    ///
    /// # Errors
    /// [`IssueError::ForeignTenant`] when the caller may not act for it, or when both the address
    /// and the request name one; [`IssueError::UnknownTenant`] when neither does and the caller may
    /// act for more than one.
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
