//! For which tenant a request is, where it says so itself.

use super::{Answer, IssueError, Issuer, Request};
use crate::module::Instance;
use codemint_core::journey::{Call, Findings, Needs, Settlement, Standing, SubjectRow};
use codemint_core::words::Policy;

impl Issuer {
    /// The tenant of a request that was understood; `None` where nobody had to prove anything and
    /// there is no such tenant.
    ///
    /// # Errors
    /// [`IssueError::ForeignTenant`] when the caller may not speak for it;
    /// [`IssueError::UnknownTenant`] when there is none, or none is named and it is not clear.
    pub(super) fn tenant_of(
        &self,
        request: &Request<'_>,
        needs: &Needs,
    ) -> Result<Option<String>, IssueError> {
        let tenant = match (&needs.tenant, request.tenant, request.tenants) {
            (Some(named), "", None) => named,
            (Some(named), "", Some(allowed)) if allowed.contains(named) => named,
            (Some(_), ..) => return Err(IssueError::ForeignTenant),
            (None, "", Some([only])) => only,
            (None, "", _) => return Err(IssueError::UnknownTenant),
            (None, tenant, _) => return self.served(tenant).map(Some),
        };
        match self.served(tenant) {
            Err(_) if request.tenants.is_none() => Ok(None),
            served => served.map(Some),
        }
    }

    fn served(&self, tenant: &str) -> Result<String, IssueError> {
        let is_served = self.policies.contains_key(tenant);
        is_served.then(|| tenant.to_owned()).ok_or(IssueError::UnknownTenant)
    }

    /// Answers as if none of the subjects were there, so that a stranger does not learn which
    /// tenants are. Nothing is written: there is no trail that it could go to.
    pub(super) fn as_of_nobody(
        &self,
        instance: &mut Instance,
        call: Call<'_>,
        needs: Needs,
    ) -> Result<Answer, IssueError> {
        let row =
            SubjectRow { standing: Standing::Unknown, purpose_allowed: false, has_mail: false };
        let policy = needs.purpose.map(|_| Policy::nothing());
        let findings = Findings {
            rows: vec![row; needs.subjects.len()],
            matches: vec![None; needs.given.len()],
            ..Findings::of(self.clock.now()?, self.seeds.seed()?, policy)
        };
        let Settlement { reply, .. } = instance.settle(&call, &needs, &findings)?;
        Ok(Answer { reply, ignored: needs.ignored, issued: 0 })
    }
}
