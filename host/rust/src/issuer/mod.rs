//! Drives the journey: plan, look up, settle, make durable, and only then answer.

mod builder;
mod error;
mod write;

pub use builder::{BuildError, IssuerBuilder};
pub use error::{Failure, IssueError};

use crate::clock::Clock;
use crate::directory::{Directory, DirectoryEntry};
use crate::entropy::Seeds;
use crate::keys::Keys;
use crate::mail::Outbox;
use crate::module::Module;
use crate::store::{Applied, Store};
use codemint_core::journey::{Call, Findings, Needs, Planned, Reply, Settlement};
use codemint_core::words::{Policy, Purpose};
use std::collections::HashMap;
use std::sync::Arc;

/// One request, from a caller who has been authenticated.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The route's number in [`Module::routes`].
    pub route: u32,
    /// The tenant it is for.
    pub tenant: &'a str,
    /// The name under which the caller authenticated; it goes to the audit trail.
    pub actor: &'a str,
    /// The body's bytes.
    pub body: &'a [u8],
}

/// A reply, and what a host's log should know of how it came about.
pub struct Answer {
    /// What is sent.
    pub reply: Reply,
    /// Names of members that were not understood and were passed over. Written by the caller:
    /// escape them before they go to a log.
    pub ignored: Vec<String>,
    /// How many codes were issued.
    pub issued: usize,
}

/// Hands out codes. Runs on any async executor.
pub struct Issuer {
    module: Module,
    store: Arc<dyn Store>,
    directory: Arc<dyn Directory>,
    clock: Arc<dyn Clock>,
    seeds: Seeds,
    keys: Arc<Keys>,
    policies: HashMap<String, HashMap<Purpose, Policy>>,
    outbox: Option<Outbox>,
}

impl Issuer {
    /// How often a request is settled anew when others were faster.
    pub const TRIES: usize = 8;

    /// An issuer that runs this module. See [`IssuerBuilder`] for what else it needs.
    #[must_use]
    pub fn builder(module: Module) -> IssuerBuilder {
        IssuerBuilder::new(module)
    }

    /// The module that it runs.
    #[must_use]
    pub const fn module(&self) -> &Module {
        &self.module
    }

    /// Answers a request. When this returns, everything that the reply promises is durable.
    ///
    /// # Errors
    /// [`Failure`] when it could not be done: nothing is in force then. It carries the reply to be
    /// sent, in the words of the route's dialect.
    pub async fn answer(&self, request: &Request<'_>) -> Result<Answer, Failure> {
        self.try_to_answer(request).await.map_err(|error| {
            let problem = error.problem();
            Failure { reply: self.module.rejection(request.route, problem), problem, error }
        })
    }

    async fn try_to_answer(&self, request: &Request<'_>) -> Result<Answer, IssueError> {
        let call = Call { route: request.route, body: request.body };
        let mut instance = self.module.instance()?;
        let needs = match instance.plan(&call)? {
            Planned::Finished(reply) => {
                return Ok(Answer { reply, ignored: Vec::new(), issued: 0 });
            }
            Planned::Needs(needs) => needs,
        };
        let subjects: Vec<String> =
            needs.subjects.iter().map(|key| key.as_str().to_owned()).collect();
        for _ in 0..Self::TRIES {
            let entries = self.look_up(request.tenant, needs.purpose, &subjects).await?;
            let findings = self.findings(request.tenant, &needs, &subjects, &entries).await?;
            let Settlement { reply, commit } = instance.settle(&call, &needs, &findings)?;
            let issued = commit.issued.len();
            let mails = commit.mails.len();
            let write =
                self.write(request, needs.purpose, &subjects, &entries, commit, findings.now)?;
            if self.store.apply(write).await? == Applied::Done {
                if let (Some(outbox), 1..) = (&self.outbox, mails) {
                    outbox.ring();
                }
                return Ok(Answer { reply, ignored: needs.ignored, issued });
            }
        }
        Err(IssueError::Contended)
    }

    async fn look_up(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, IssueError> {
        let entries = self.directory.look_up(tenant, purpose, subjects).await?;
        if entries.len() == subjects.len() { Ok(entries) } else { Err(IssueError::Directory) }
    }

    async fn findings(
        &self,
        tenant: &str,
        needs: &Needs,
        subjects: &[String],
        entries: &[DirectoryEntry],
    ) -> Result<Findings, IssueError> {
        let policy = self.policies.get(tenant).ok_or(IssueError::UnknownTenant)?;
        Ok(Findings {
            now: self.clock.now()?,
            seed: self.seeds.seed()?,
            policy: policy.get(&needs.purpose).ok_or(IssueError::NoPolicy)?.clone(),
            rows: entries.iter().map(|entry| entry.row).collect(),
            live: self.store.live_codes(tenant, needs.purpose, subjects).await?,
        })
    }
}
