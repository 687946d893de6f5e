//! Drives the journey: plan, look up, settle, make durable, and only then answer.

mod admission;
mod builder;
mod caller;
mod error;
mod findings;
mod life;
mod repeat;
mod reseal;
mod tenant;
mod ticks;
mod write;

pub use admission::{Admission, Asking, Limited};
pub use builder::{BuildError, IssuerBuilder};
pub use caller::{Caller, Roles};
pub use error::{Failure, IssueError};
pub use reseal::{ResealError, Resealed, reseal};

use crate::clock::Clock;
use crate::directory::{Directory, DirectoryEntry};
use crate::entropy::Seeds;
use crate::keys::Keys;
use crate::mail::Outbox;
use crate::module::{Module, Route};
use crate::offline::OfflineKey;
use crate::store::{Applied, Store};
use codemint_core::journey::{Call, Needs, Planned, Reply, Settlement};
use codemint_core::words::{Policy, Purpose};
use repeat::repeat_of;
use std::collections::HashMap;
use std::sync::Arc;
use ticks::Ticks;

/// One request. The host has found the route and has authenticated the caller; what the caller may
/// do, and for which tenant, the issuer checks.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The route's number in [`Module::routes`].
    pub route: u32,
    /// Who sends it.
    pub caller: Caller<'a>,
    /// The tenant that host name or path name
    /// ([`Route::tenant`](crate::module::Route::tenant)); empty where the request itself says it.
    pub tenant: &'a str,
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
    /// The order of settlements within a second.
    ticks: Ticks,
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
    /// A request that is all body, without path values, query or repeat name. It is addressed to
    /// the tenant of a [`Caller::Tenant`]; with any other caller the request itself says it.
    #[must_use]
    pub const fn of(route: u32, caller: Caller<'a>, body: &'a [u8]) -> Self {
        let tenant = match caller {
            Caller::Tenant { tenant, .. } => tenant,
            Caller::Operator { .. } | Caller::Public => "",
        };
        Self { route, caller, tenant, path: &[], query: "", body, repeat: None }
    }

    fn call(&self, route: &Route) -> Call<'a> {
        Call {
            route: self.route,
            tenant: self.tenant,
            actor: self.caller.name(),
            sees_codes: self.caller.sees_codes(route),
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
        for attempt in 0..Self::TRIES {
            if let Some(repeat) = &repeat
                && let Some(reply) = self.answered(repeat).await?
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
                write.answer = Some(self.to_be_kept(repeat, &reply, findings.now)?);
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
