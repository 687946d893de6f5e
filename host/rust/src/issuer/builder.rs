//! What an issuer is put together from.

use super::ticks::Ticks;
use super::{Admission, Issuer};
use crate::clock::{Clock, SteadyClock, SystemClock};
use crate::directory::Directory;
use crate::entropy::{Entropy, Seeds, SystemEntropy};
use crate::keys::{KeyRing, Keys, RootKey};
use crate::mail::{Executor, Lane, MailEvent, Mailer, Outbox, OutboxParts, Retries, Task};
use crate::module::Module;
use crate::offline::OfflineKey;
use crate::store::Store;
use codemint_core::words::{Policy, Purpose};
use std::collections::HashMap;
use std::sync::Arc;

/// Puts an [`Issuer`] together. Store, directory and key are needed; clock and randomness are the
/// operating system's unless others are given; without a mailer no mail is sent.
pub struct IssuerBuilder {
    module: Module,
    store: Option<Arc<dyn Store>>,
    directory: Option<Arc<dyn Directory>>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    ring: Option<KeyRing>,
    policies: HashMap<String, HashMap<Purpose, Policy>>,
    removals: HashMap<(String, Purpose), u32>,
    offline_keys: HashMap<String, OfflineKey>,
    /// For every tenant that none of the lanes is for.
    mailer: Option<Box<dyn Mailer>>,
    lanes: Vec<Lane>,
    retries: Retries,
    report: Arc<dyn Fn(&MailEvent<'_>) + Send + Sync>,
    executor: Arc<Executor>,
    admission: Option<Box<dyn Admission>>,
}

/// What an issuer cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// No store was given.
    #[error("an issuer needs a store")]
    Store,
    /// No directory was given.
    #[error("an issuer needs a directory")]
    Directory,
    /// No key was given.
    #[error("an issuer needs a key")]
    Key,
    /// A policy is for a tenant without a name.
    #[error("a tenant needs a name")]
    Tenant,
    /// A policy says that mail can be sent, and no mailer was given for its tenant.
    #[error("a policy sends mail, and there is no mailer")]
    Mailer,
}

impl IssuerBuilder {
    pub(super) fn new(module: Module) -> Self {
        Self {
            module,
            store: None,
            directory: None,
            clock: Arc::new(SteadyClock::new(Arc::new(SystemClock))),
            entropy: Arc::new(SystemEntropy),
            ring: None,
            policies: HashMap::new(),
            removals: HashMap::new(),
            offline_keys: HashMap::new(),
            mailer: None,
            lanes: Vec::new(),
            retries: Retries::default(),
            report: Arc::new(|_| {}),
            executor: Arc::new(|task| futures_executor::block_on(task)),
            admission: None,
        }
    }

    /// Keeps records, mails and audit trail here.
    #[must_use]
    pub fn store(mut self, store: impl Store + 'static) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Looks subjects up here.
    #[must_use]
    pub fn directory(mut self, directory: impl Directory + 'static) -> Self {
        self.directory = Some(Arc::new(directory));
        self
    }

    /// Takes the time from here instead of the operating system. Its jumps ahead are not believed
    /// until they have lasted: see [`SteadyClock`].
    #[must_use]
    pub fn clock(self, clock: impl Clock + 'static) -> Self {
        self.steady_clock(Arc::new(SteadyClock::new(Arc::new(clock))))
    }

    /// Takes the time from a clock whose jumps the host watches, or has believed after another time.
    #[must_use]
    pub fn steady_clock(mut self, clock: Arc<SteadyClock>) -> Self {
        self.clock = clock;
        self
    }

    /// Takes randomness from here instead of the operating system.
    #[must_use]
    pub fn entropy(mut self, entropy: impl Entropy + 'static) -> Self {
        self.entropy = Arc::new(entropy);
        self
    }

    /// Hashes and seals codes under this key, which has never been changed.
    #[must_use]
    pub fn key(self, key: RootKey) -> Self {
        self.key_ring(KeyRing::of(key))
    }

    /// Hashes and seals codes under the current key of this ring, and knows those under earlier
    /// ones.
    #[must_use]
    pub fn key_ring(mut self, ring: KeyRing) -> Self {
        self.ring = Some(ring);
        self
    }

    /// Issues codes for a purpose of a tenant by these rules.
    #[must_use]
    pub fn policy(mut self, tenant: &str, purpose: Purpose, policy: Policy) -> Self {
        self.policies.entry(tenant.to_owned()).or_default().insert(purpose, policy);
        self
    }

    /// Has a tenant's codes for computers made so that the computer, with its own key, verifies
    /// them without a network ([`crate::offline`]).
    #[must_use]
    pub fn offline_key(mut self, tenant: &str, key: OfflineKey) -> Self {
        self.offline_keys.insert(tenant.to_owned(), key);
        self
    }

    /// Has the values of a tenant's codes for a purpose removed that many seconds after they are
    /// over; a tombstone stays. Whoever runs the issuer calls [`Store::remove_expired`] now and then.
    #[must_use]
    pub fn remove_after(mut self, tenant: &str, purpose: Purpose, seconds: u32) -> Self {
        self.removals.insert((tenant.to_owned(), purpose), seconds);
        self
    }

    /// Sends the mail of every tenant by this that has no sender of its own.
    #[must_use]
    pub fn mailer(mut self, mailer: impl Mailer + 'static) -> Self {
        self.mailer = Some(Box::new(mailer));
        self
    }

    /// Sends the mail of these tenants by this, from a thread of its own: a server that is slow or
    /// away holds up theirs and nobody else's.
    #[must_use]
    pub fn mailer_of(
        mut self,
        tenants: impl IntoIterator<Item = impl Into<String>>,
        mailer: impl Mailer + 'static,
    ) -> Self {
        let tenants = tenants.into_iter().map(Into::into).collect();
        self.lanes.push(Lane { tenants, mailer: Box::new(mailer) });
        self
    }

    /// When mails are tried again that could not be sent.
    #[must_use]
    pub const fn retries(mut self, retries: Retries) -> Self {
        self.retries = retries;
        self
    }

    /// Tells this of everything that happens to a mail.
    #[must_use]
    pub fn mail_report(mut self, report: impl Fn(&MailEvent<'_>) + Send + Sync + 'static) -> Self {
        self.report = Arc::new(report);
        self
    }

    /// Drives the store's futures by this in the threads that send mail. Needed where the store
    /// works only inside a runtime; without it they run on an executor without reactor and timer.
    ///
    /// With Tokio: `.executor(move |task| handle.block_on(task))`, where `handle` is a
    /// `tokio::runtime::Handle` of a runtime with several threads that outlives the issuer.
    #[must_use]
    pub fn executor(mut self, run: impl Fn(Task<'_>) + Send + Sync + 'static) -> Self {
        self.executor = Arc::new(run);
        self
    }

    /// Asks this before it looks anything up for a tenant. Without it all requests are let in.
    #[must_use]
    pub fn admission(mut self, admission: impl Admission + 'static) -> Self {
        self.admission = Some(Box::new(admission));
        self
    }

    /// The issuer.
    ///
    /// # Errors
    /// [`BuildError`] when something is missing.
    pub fn build(self) -> Result<Issuer, BuildError> {
        if self.policies.contains_key("") {
            return Err(BuildError::Tenant);
        }
        let store = self.store.ok_or(BuildError::Store)?;
        let directory = self.directory.ok_or(BuildError::Directory)?;
        let keys = Arc::new(Keys::of_ring(&self.ring.ok_or(BuildError::Key)?));
        let lanes = lanes(&self.policies, self.lanes, self.mailer)?;
        let parts = OutboxParts {
            store: Arc::clone(&store),
            keys: Arc::clone(&keys),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
            retries: self.retries,
            report: self.report,
            executor: self.executor,
        };
        let outbox = (!lanes.is_empty()).then(|| Outbox::start(&parts, lanes));
        Ok(Issuer {
            module: self.module,
            store,
            directory,
            clock: self.clock,
            ticks: Ticks::default(),
            seeds: Seeds::new(Box::new(self.entropy)),
            keys,
            policies: self.policies,
            removals: self.removals,
            offline_keys: self.offline_keys,
            outbox,
            admission: self.admission,
        })
    }
}

/// The lanes, and one for all tenants that none of them is for.
///
/// # Errors
/// [`BuildError::Mailer`] when a policy sends mail of a tenant that nobody sends mail for.
fn lanes(
    policies: &HashMap<String, HashMap<Purpose, Policy>>,
    mut lanes: Vec<Lane>,
    mailer: Option<Box<dyn Mailer>>,
) -> Result<Vec<Lane>, BuildError> {
    let has_own = |tenant: &String| lanes.iter().any(|lane| lane.tenants.contains(tenant));
    let mut others: Vec<String> =
        policies.keys().filter(|tenant| !has_own(tenant)).cloned().collect();
    others.sort_unstable();
    let sends = |tenant: &String| {
        let policies = policies.get(tenant).into_iter().flat_map(HashMap::values);
        policies.into_iter().any(|policy| policy.mail_configured)
    };
    match mailer {
        Some(mailer) => lanes.push(Lane { tenants: others, mailer }),
        None if others.iter().any(sends) => return Err(BuildError::Mailer),
        None => {}
    }
    Ok(lanes)
}
