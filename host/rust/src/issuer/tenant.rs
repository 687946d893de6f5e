//! The answer to a public caller who names a tenant that does not exist.

use super::{Answer, IssueError, Issuer};
use crate::module::Instance;
use codemint_core::journey::{Call, Findings, Needs, Settlement, Standing, SubjectRow};
use codemint_core::words::Policy;

impl Issuer {
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
