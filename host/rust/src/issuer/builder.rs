//! Building an issuer.

use super::admission::Admission;
use super::parts::Issuer;
use super::rules::TenantRules;
use super::ticks::Ticks;
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

/// Builds an [`Issuer`]. Store, directory and key are required; clock and randomness are the
/// operating system's by default; without a mailer no mail is sent.
pub struct IssuerBuilder {
    module: Module,
    store: Option<Arc<dyn Store>>,
    directory: Option<Arc<dyn Directory>>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    ring: Option<KeyRing>,
    rules: HashMap<String, TenantRules>,
    /// The mailer of every tenant that is in none of the lanes.
    mailer: Option<Box<dyn Mailer>>,
    lanes: Vec<Lane>,
    retries: Retries,
    report: Arc<dyn Fn(&MailEvent<'_>) + Send + Sync>,
    executor: Arc<Executor>,
    admission: Option<Box<dyn Admission>>,
}

/// Why an issuer cannot be built.
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
    /// Something is configured for a tenant with an empty ID.
    #[error("a tenant's ID must not be empty")]
    Tenant,
    /// A policy sends mail, but no mailer was given for its tenant.
    #[error("a policy sends mail, but its tenant has no mailer")]
    Mailer,
}

impl Issuer {
    /// An issuer that runs this module. See [`IssuerBuilder`] for what else it needs.
    #[must_use]
    pub fn builder(module: Module) -> IssuerBuilder {
        IssuerBuilder::new(module)
    }
}

impl IssuerBuilder {
    fn new(module: Module) -> Self {
        Self {
            module,
            store: None,
            directory: None,
            clock: Arc::new(SteadyClock::new(Arc::new(SystemClock))),
            entropy: Arc::new(SystemEntropy),
            ring: None,
            rules: HashMap::new(),
            mailer: None,
            lanes: Vec::new(),
            retries: Retries::default(),
            report: Arc::new(|_| {}),
            executor: Arc::new(|task| futures_executor::block_on(task)),
            admission: None,
        }
    }

    /// Sets the store for records, mails and the audit trail.
    #[must_use]
    pub fn store(mut self, store: impl Store + 'static) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Sets the directory in which subjects are looked up.
    #[must_use]
    pub fn directory(mut self, directory: impl Directory + 'static) -> Self {
        self.directory = Some(Arc::new(directory));
        self
    }

    /// Sets the clock, instead of the operating system's. Its jumps ahead are not believed until
    /// they have lasted: see [`SteadyClock`].
    #[must_use]
    pub fn clock(self, clock: impl Clock + 'static) -> Self {
        self.steady_clock(Arc::new(SteadyClock::new(Arc::new(clock))))
    }

    /// Sets a steady clock, to observe its jumps or to change after what time they are believed.
    #[must_use]
    pub fn steady_clock(mut self, clock: Arc<SteadyClock>) -> Self {
        self.clock = clock;
        self
    }

    /// Sets the source of randomness, instead of the operating system's.
    #[must_use]
    pub fn entropy(mut self, entropy: impl Entropy + 'static) -> Self {
        self.entropy = Arc::new(entropy);
        self
    }

    /// Hashes and encrypts codes under this key, which has never been rotated.
    #[must_use]
    pub fn key(self, key: RootKey) -> Self {
        self.key_ring(KeyRing::of(key))
    }

    /// Hashes and encrypts codes under the current key of this ring, and accepts those under its
    /// earlier keys.
    #[must_use]
    pub fn key_ring(mut self, ring: KeyRing) -> Self {
        self.ring = Some(ring);
        self
    }

    /// Sets the policy for codes of a purpose of a tenant.
    #[must_use]
    pub fn policy(mut self, tenant: &str, purpose: Purpose, policy: Policy) -> Self {
        self.rules.entry(tenant.to_owned()).or_default().set_policy(purpose, policy);
        self
    }

    /// Sets a tenant's key for offline codes: its codes for computers are then such that the
    /// computer verifies them with its own key, without a network ([`crate::offline`]).
    #[must_use]
    pub fn offline_key(mut self, tenant: &str, key: OfflineKey) -> Self {
        self.rules.entry(tenant.to_owned()).or_default().offline_key = Some(key);
        self
    }

    /// Removes the values of a tenant's codes for a purpose that many seconds after they expire; a
    /// tombstone stays. The host must call [`Store::remove_expired`] from time to time.
    #[must_use]
    pub fn remove_after(mut self, tenant: &str, purpose: Purpose, seconds: u32) -> Self {
        self.rules.entry(tenant.to_owned()).or_default().set_removal(purpose, seconds);
        self
    }

    /// Sets the mailer of every tenant that has none of its own.
    #[must_use]
    pub fn mailer(mut self, mailer: impl Mailer + 'static) -> Self {
        self.mailer = Some(Box::new(mailer));
        self
    }

    /// Sets the mailer of these tenants. It runs in a thread of its own: a slow or unreachable
    /// server delays only their mail.
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

    /// Sets when a mail that could not be sent is attempted again.
    #[must_use]
    pub const fn retries(mut self, retries: Retries) -> Self {
        self.retries = retries;
        self
    }

    /// Reports every event of the outbox to this function.
    #[must_use]
    pub fn mail_report(mut self, report: impl Fn(&MailEvent<'_>) + Send + Sync + 'static) -> Self {
        self.report = Arc::new(report);
        self
    }

    /// Sets the executor that drives the store's futures in the threads that send mail. Required if
    /// the store works only inside a runtime; the default executor has neither reactor nor timer.
    ///
    /// With Tokio: `.executor(move |task| handle.block_on(task))`, where `handle` is a
    /// `tokio::runtime::Handle` of a runtime with several threads that outlives the issuer.
    #[must_use]
    pub fn executor(mut self, run: impl Fn(Task<'_>) + Send + Sync + 'static) -> Self {
        self.executor = Arc::new(run);
        self
    }

    /// Sets the admission, which is asked before anything is looked up for a tenant. Without one,
    /// all requests are admitted.
    #[must_use]
    pub fn admission(mut self, admission: impl Admission + 'static) -> Self {
        self.admission = Some(Box::new(admission));
        self
    }

    /// Builds the issuer and starts its outbox.
    ///
    /// # Errors
    /// [`BuildError`] when something is missing.
    pub fn build(self) -> Result<Issuer, BuildError> {
        if self.rules.contains_key("") {
            return Err(BuildError::Tenant);
        }
        let store = self.store.ok_or(BuildError::Store)?;
        let directory = self.directory.ok_or(BuildError::Directory)?;
        let keys = Arc::new(Keys::of_ring(&self.ring.ok_or(BuildError::Key)?));
        let lanes = lanes(&self.rules, self.lanes, self.mailer)?;
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
            rules: self.rules,
            outbox,
            admission: self.admission,
        })
    }
}

/// The lanes, and one more for the tenants that are in none of them.
///
/// # Errors
/// [`BuildError::Mailer`] when a policy sends mail and its tenant has no mailer.
fn lanes(
    rules: &HashMap<String, TenantRules>,
    mut lanes: Vec<Lane>,
    mailer: Option<Box<dyn Mailer>>,
) -> Result<Vec<Lane>, BuildError> {
    let has_own = |tenant: &String| lanes.iter().any(|lane| lane.tenants.contains(tenant));
    let exists =
        |(tenant, rules): (&String, &TenantRules)| rules.has_policy().then(|| tenant.clone());
    let mut others: Vec<String> =
        rules.iter().filter_map(exists).filter(|tenant| !has_own(tenant)).collect();
    others.sort_unstable();
    let sends = |tenant: &String| {
        let policies = rules.get(tenant).into_iter().flat_map(TenantRules::policies);
        policies.into_iter().any(|policy| policy.mail_configured)
    };
    match mailer {
        Some(mailer) => lanes.push(Lane { tenants: others, mailer }),
        None if others.iter().any(sends) => return Err(BuildError::Mailer),
        None => {}
    }
    Ok(lanes)
}
