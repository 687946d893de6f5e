//! Drives the journey: plan, look up, settle, make durable, and only then answer.

mod admission;
mod builder;
mod error;
mod findings;
mod life;
mod repeat;
mod reseal;
mod tenant;
mod write;

pub use admission::{Admission, Asking, Limited};
pub use builder::{BuildError, IssuerBuilder};
pub use error::{Failure, IssueError};
pub use reseal::{ResealError, Resealed, reseal};

use crate::clock::Clock;
use crate::directory::{Directory, DirectoryEntry};
use crate::entropy::Seeds;
use crate::keys::Keys;
use crate::mail::Outbox;
use crate::module::Module;
use crate::offline::OfflineKey;
use crate::store::{Applied, Store};
use codemint_core::journey::{Call, Needs, Planned, Reply, Settlement};
use codemint_core::words::{Policy, Purpose};
use std::collections::HashMap;
use std::sync::Arc;

/// One request, from a caller who has been authenticated.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The route's number in [`Module::routes`].
    pub route: u32,
    /// The tenant it is for; empty where the request itself says so.
    pub tenant: &'a str,
    /// The tenants that the caller may speak for, where the request itself says for which it is;
    /// `None` where nobody had to prove anything, so that it may be any.
    pub tenants: Option<&'a [String]>,
    /// The name under which the caller authenticated; it goes to the audit trail. Where
    /// nobody had to, the host's word for that.
    pub actor: &'a str,
    /// Whether the caller may see the values of codes that are kept.
    pub sees_codes: bool,
    /// The values of the template's names, in its order, percent-encoded as they came.
    pub path: &'a [&'a str],
    /// What follows the question mark, as it came, without what authenticates.
    pub query: &'a str,
    /// The body's bytes.
    pub body: &'a [u8],
    /// The name that the caller gave this request, so that a repetition is answered as it was: the
    /// value of the route's header for that ([`Route::repeat_header`](crate::module::Route)).
    pub repeat: Option<&'a str>,
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
    /// After how many seconds the values of expired codes are removed, where they are.
    removals: HashMap<(String, Purpose), u32>,
    /// The keys that computers' own keys come from, by tenant.
    offline_keys: HashMap<String, OfflineKey>,
    outbox: Option<Outbox>,
    /// What lets requests in; `None` where all are.
    admission: Option<Box<dyn Admission>>,
}

/// What the module asked, and for which tenant.
#[derive(Clone, Copy)]
struct Asked<'a> {
    tenant: &'a str,
    needs: &'a Needs,
    /// The needs' subjects as texts.
    subjects: &'a [String],
}

impl<'a> Request<'a> {
    /// A request that is all body.
    #[must_use]
    pub const fn of(route: u32, tenant: &'a str, actor: &'a str, body: &'a [u8]) -> Self {
        let sees_codes = true;
        let (path, query, repeat) = (&[], "", None);
        Self { route, tenant, tenants: None, actor, sees_codes, path, query, body, repeat }
    }

    const fn call(&self) -> Call<'a> {
        Call {
            route: self.route,
            tenant: self.tenant,
            actor: self.actor,
            sees_codes: self.sees_codes,
            path: self.path,
            query: self.query,
            body: self.body,
        }
    }
}

impl Issuer {
    /// How often a request is settled anew when others were faster.
    pub const TRIES: usize = 32;

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
        let call = request.call();
        let mut instance = self.module.instance()?;
        let needs = match instance.plan(&call)? {
            Planned::Finished(reply) => {
                return Ok(Answer { reply, ignored: Vec::new(), issued: 0 });
            }
            Planned::Needs(needs) => *needs,
        };
        let Some(tenant) = self.tenant_of(request, &needs)? else {
            let named = needs.tenant.as_deref().unwrap_or_default();
            self.admit(request, named, &needs)?;
            return self.as_of_nobody(&mut instance, call, needs);
        };
        let call = Call { tenant: &tenant, ..call };
        let subjects: Vec<String> =
            needs.subjects.iter().map(|key| key.as_str().to_owned()).collect();
        let repeat = self.repeat_of(request, &tenant)?;
        for attempt in 0..Self::TRIES {
            if let Some(repeat) = &repeat
                && let Some(reply) = self.answered(repeat).await?
            {
                return Ok(Answer { reply, ignored: needs.ignored, issued: 0 });
            }
            if attempt == 0 {
                self.admit(request, &tenant, &needs)?;
            }
            let entries = self.look_up(&tenant, needs.purpose, &subjects).await?;
            let asked = Asked { tenant: &tenant, needs: &needs, subjects: &subjects };
            let findings = self.findings(asked, &entries).await?;
            let Settlement { reply, commit } = instance.settle(&call, &needs, &findings)?;
            let issued = commit.issued.len();
            let mails = commit.mails.len();
            let mut write = self.write(&call, asked, &entries, commit, &findings)?;
            if let Some(repeat) = &repeat {
                write.answer = Some(self.to_be_kept(repeat, &reply, findings.now)?);
            }
            if self.store.apply(write).await? == Applied::Done {
                if let (Some(outbox), 1..) = (&self.outbox, mails) {
                    outbox.ring(&tenant);
                }
                return Ok(Answer { reply, ignored: needs.ignored, issued });
            }
        }
        Err(IssueError::Contended)
    }

    fn removal(&self, tenant: &str, purpose: Purpose) -> Option<u32> {
        let wanted = |((of_tenant, of_purpose), after): (&(String, Purpose), &u32)| {
            (of_tenant == tenant && *of_purpose == purpose).then_some(*after)
        };
        self.removals.iter().find_map(wanted)
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
