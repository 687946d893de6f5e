//! What an issuer is put together from.

use super::Issuer;
use crate::clock::{Clock, SystemClock};
use crate::directory::Directory;
use crate::entropy::{Entropy, Seeds, SystemEntropy};
use crate::keys::{KeyRing, Keys, RootKey};
use crate::mail::{Mailer, Outbox, OutboxError};
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
    entropy: Box<dyn Entropy>,
    ring: Option<KeyRing>,
    policies: HashMap<String, HashMap<Purpose, Policy>>,
    removals: HashMap<(String, Purpose), u32>,
    offline_keys: HashMap<String, OfflineKey>,
    mailer: Option<Box<dyn Mailer>>,
    report: Box<dyn Fn(&OutboxError) + Send>,
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
    /// A policy says that mail can be sent, and no mailer was given.
    #[error("a policy sends mail, and there is no mailer")]
    Mailer,
}

impl IssuerBuilder {
    pub(super) fn new(module: Module) -> Self {
        Self {
            module,
            store: None,
            directory: None,
            clock: Arc::new(SystemClock),
            entropy: Box::new(SystemEntropy),
            ring: None,
            policies: HashMap::new(),
            removals: HashMap::new(),
            offline_keys: HashMap::new(),
            mailer: None,
            report: Box::new(|_| {}),
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

    /// Takes the time from here instead of the operating system.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Takes randomness from here instead of the operating system.
    #[must_use]
    pub fn entropy(mut self, entropy: impl Entropy + 'static) -> Self {
        self.entropy = Box::new(entropy);
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

    /// Sends mail by this; `report` hears of every mail that could not be sent.
    #[must_use]
    pub fn mailer(
        mut self,
        mailer: impl Mailer + 'static,
        report: impl Fn(&OutboxError) + Send + 'static,
    ) -> Self {
        self.mailer = Some(Box::new(mailer));
        self.report = Box::new(report);
        self
    }

    /// The issuer.
    ///
    /// # Errors
    /// [`BuildError`] when something is missing.
    pub fn build(self) -> Result<Issuer, BuildError> {
        let store = self.store.ok_or(BuildError::Store)?;
        let directory = self.directory.ok_or(BuildError::Directory)?;
        let keys = Arc::new(Keys::of_ring(&self.ring.ok_or(BuildError::Key)?));
        let mut policies = self.policies.values().flat_map(HashMap::values);
        if self.mailer.is_none() && policies.any(|policy| policy.mail_configured) {
            return Err(BuildError::Mailer);
        }
        let outbox = self.mailer.map(|mailer| {
            Outbox::start(
                Arc::clone(&store),
                Arc::clone(&keys),
                Arc::clone(&self.clock),
                mailer,
                self.report,
            )
        });
        Ok(Issuer {
            module: self.module,
            store,
            directory,
            clock: self.clock,
            seeds: Seeds::new(self.entropy),
            keys,
            policies: self.policies,
            removals: self.removals,
            offline_keys: self.offline_keys,
            outbox,
        })
    }
}
