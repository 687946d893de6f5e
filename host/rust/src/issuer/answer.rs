//! The request flow, from the caller's check to the durable write.

use super::admission::Asking;
use super::caller::Caller;
use super::error::{Failure, IssueError};
use super::parts::{Asked, Issuer};
use super::repeat::repeat_of;
use super::request::{Answer, Request};
use crate::directory::DirectoryEntry;
use crate::module::Route;
use crate::store::Applied;
use codemint_core::journey::{Call, Needs, Planned, Settlement};
use codemint_core::words::Purpose;

impl Issuer {
    /// How often a request is settled before it fails because of conflicting writes.
    pub const ATTEMPTS: usize = 32;

    /// Answers a request. When this returns, everything that the reply promises is durable.
    ///
    /// # Errors
    /// [`Failure`] when the request could not be answered: nothing of it is in force. It carries
    /// the reply to send, in the format of the route's dialect.
    pub async fn answer(&self, request: &Request<'_>) -> Result<Answer, Failure> {
        self.try_answer(request).await.map_err(|error| {
            let problem = error.problem();
            Failure { reply: self.module.rejection(request.route, problem), problem, error }
        })
    }

    async fn try_answer(&self, request: &Request<'_>) -> Result<Answer, IssueError> {
        let routes = self.module.routes();
        let route = routes.get(request.route as usize).ok_or(IssueError::UnknownRoute)?;
        request.caller.may_use(route)?;
        let addressed = request.addressed(route)?;
        let call = request.call(route);
        let mut instance = self.module.instance()?;
        let needs = match instance.plan(&call)? {
            Planned::Finished(reply) => {
                return Ok(Answer { reply, ignored: Vec::new(), issued: 0 });
            }
            Planned::Needs(needs) => *needs,
        };
        let named = request.tenant_of(addressed, &needs)?;
        let tenant = self.served(request.caller, named)?;
        let call = Call { tenant, ..call };
        let subjects: Vec<String> =
            needs.subjects.iter().map(|key| key.as_str().to_owned()).collect();
        let repeat = repeat_of(route, request, tenant)?;
        for attempt in 0..Self::ATTEMPTS {
            if let Some(repeat) = &repeat
                && let Some(reply) = self.kept_reply(repeat).await?
            {
                return Ok(Answer { reply, ignored: needs.ignored, issued: 0 });
            }
            if attempt == 0 {
                self.admit(route, named, &needs)?;
            }
            let entries = self.look_up(tenant, needs.purpose, &subjects).await?;
            let asked = Asked { tenant, needs: &needs, subjects: &subjects };
            let findings = self.findings(asked, &entries).await?;
            let Settlement { reply, commit } = instance.settle(&call, &needs, &findings)?;
            let issued = commit.issued.len();
            let mails = commit.mails.len();
            let mut write = self.write(&call, asked, &entries, commit, &findings)?;
            write.anonymous = matches!(request.caller, Caller::Public);
            if let Some(repeat) = &repeat {
                write.answer = Some(self.answer_to_keep(repeat, &reply, findings.now)?);
            }
            if self.store.apply(write).await? == Applied::Done {
                if let (Some(outbox), 1..) = (&self.outbox, mails) {
                    outbox.ring(tenant);
                }
                return Ok(Answer { reply, ignored: needs.ignored, issued });
            }
        }
        Err(IssueError::Contended)
    }

    /// Asks the admission, if there is one.
    ///
    /// # Errors
    /// [`IssueError::Limited`] when the request is not admitted.
    fn admit(&self, route: &Route, tenant: &str, needs: &Needs) -> Result<(), IssueError> {
        let Some(admission) = &self.admission else { return Ok(()) };
        // The needs were checked: there are at most a thousand subjects.
        let codes = u32::try_from(needs.subjects.len()).unwrap_or(u32::MAX).max(1);
        Ok(admission.admit(&Asking { route, tenant, codes })?)
    }

    async fn look_up(
        &self,
        tenant: &str,
        purpose: Option<Purpose>,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, IssueError> {
        let Some(purpose) = purpose else { return Ok(Vec::new()) };
        let entries = self.directory.look_up(tenant, purpose, subjects).await?;
        if entries.len() == subjects.len() { Ok(entries) } else { Err(IssueError::Directory) }
    }
}
