//! An installation: the store, the keys and the issuer of a configuration.

use crate::clock::{self, Jumps};
use crate::config::{Config, ConfigError, SecretSource};
use crate::home::Home;
use crate::limits::Limits;
use crate::outbox::{self, MailCounters};
use codemint::Issuer;
use codemint::clock::{Clock, SteadyClock};
use codemint::files::Refused;
use codemint::issuer::BuildError;
use codemint::keys::{AuditKeys, Hold, KeyError, KeyRing};
use codemint::mail::MailSettingsError;
use codemint::module::{Module, ModuleError};
use codemint::offline::OfflineKey;
use codemint::store::{SqliteStore, StoreError};
use codemint::words::Policy;
use std::io;
use std::sync::Arc;

/// Why an installation cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SiteError {
    /// The configuration has faults.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The data folder cannot be used.
    #[error(transparent)]
    Home(#[from] io::Error),
    /// The database cannot be opened.
    #[error("cannot open the store")]
    Store(#[from] StoreError),
    /// The module cannot be loaded.
    #[error("cannot load the module")]
    Module(#[from] ModuleError),
    /// The key for codes cannot be read.
    #[error("cannot use the key for codes: {0}")]
    Secret(String),
    /// The key for codes is invalid.
    #[error("cannot use the key for codes")]
    Key(#[from] KeyError),
    /// A tenant's key for offline codes is invalid, or cannot be read.
    #[error("cannot use the offline key of tenant `{0}`: {1}")]
    Offline(String, String),
    /// Mail cannot be set up.
    #[error("cannot set up mail")]
    Mail(#[from] MailSettingsError),
    /// The issuer cannot be built.
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// An open installation.
pub(crate) struct Site {
    pub(crate) store: SqliteStore,
    pub(crate) issuer: Issuer,
    /// The counts of mails since the start.
    pub(crate) mails: Arc<MailCounters>,
    /// The rate limits.
    pub(crate) limits: Arc<Limits>,
    /// While it exists, other processes see that the current key is in use.
    pub(crate) held: Option<Hold>,
    /// The keys of the audit trail's checkpoints.
    pub(crate) audit: Arc<AuditKeys>,
    /// The clock of the issuer and of the gateway.
    pub(crate) clock: Arc<SteadyClock>,
    /// How often the clock has jumped.
    pub(crate) jumps: Arc<Jumps>,
}

/// The parts that outlive a configuration: the store, the module, and counts.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) store: SqliteStore,
    pub(crate) module: Module,
    pub(crate) mails: Arc<MailCounters>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) clock: Arc<SteadyClock>,
    pub(crate) jumps: Arc<Jumps>,
}

impl Site {
    /// Opens the store, loads the module, and reads the keys.
    ///
    /// # Errors
    /// [`SiteError`] when any of them cannot be used.
    pub(crate) fn open(config: &Config) -> Result<Self, SiteError> {
        let home = Home::at(&config.data)?;
        let store = SqliteStore::open(home.store())?;
        let (clock, jumps) = clock::of(config);
        clock::warn_if_store_is_ahead(&store, &clock);
        let module = Module::builder().cache_dir(home.module_cache()).embedded()?;
        let (mails, limits) = (Arc::default(), Arc::new(Limits::new(config)));
        Self::of(Parts { store, module, mails, limits, clock, jumps }, config)
    }

    /// The installation of a configuration, with existing parts.
    ///
    /// # Errors
    /// [`SiteError`] when a key or a mail server's settings cannot be used. Then nothing has been
    /// started or written.
    pub(crate) fn of(parts: Parts, config: &Config) -> Result<Self, SiteError> {
        let Parts { store, module, mails, limits, clock, jumps } = parts;
        let (ring, held) = held_ring(&config.key)?;
        let audit = Arc::new(AuditKeys::of_ring(&ring));
        let builder = Issuer::builder(module.clone()).steady_clock(Arc::clone(&clock));
        let builder = outbox::set_up(builder, config, &module, &mails)?;
        let builder = builder.store(store.clone()).directory(store.clone()).key_ring(ring);
        let mut builder = builder.admission(Arc::clone(&limits));
        for tenant in &config.tenants {
            for rules in &tenant.policies {
                warn_below_floor(&tenant.id, rules.purpose.name(), &rules.policy);
                builder = builder.policy(&tenant.id, rules.purpose, rules.policy.clone());
                if let Some(seconds) = rules.remove_after {
                    builder = builder.remove_after(&tenant.id, rules.purpose, seconds);
                }
            }
            if let Some(source) = &tenant.offline {
                builder = builder.offline_key(&tenant.id, offline_key(&tenant.id, source)?);
            }
        }
        // The outbox starts, and the checkpoint is written, once nothing can fail any more.
        let issuer = builder.build()?;
        vouch(&store, &audit, &*clock);
        Ok(Self { issuer, store, mails, limits, held, audit, clock, jumps })
    }
}

/// Writes a checkpoint of the audit trail, with the time of `clock`; to be called after the store was opened, and before it
/// is closed. A trail that does not match its chain does not stop the gateway: it stays as it is,
/// without a new checkpoint, which is logged each time.
pub(crate) fn vouch(store: &SqliteStore, keys: &AuditKeys, clock: &dyn Clock) {
    let done = clock
        .now()
        .map_err(|error| error.to_string())
        .and_then(|now| store.checkpoint_audit(keys, now).map_err(|error| error.to_string()));
    if let Err(cause) = done {
        tracing::error!(
            cause,
            "cannot write a checkpoint of the audit trail: run `codemint audit verify`"
        );
    }
}

/// The keys that codes are hashed and encrypted under.
///
/// # Errors
/// [`SiteError`] when they cannot be read.
pub(crate) fn key_ring(source: &SecretSource) -> Result<KeyRing, SiteError> {
    Ok(KeyRing::from_text(&source.read().map_err(SiteError::Secret)?)?)
}

/// The keys, and a hold on the current one; no hold where the folder of the keys is read-only, as
/// mounted secrets often are.
fn held_ring(source: &SecretSource) -> Result<(KeyRing, Option<Hold>), SiteError> {
    let SecretSource::File(path) = source else { return Ok((key_ring(source)?, None)) };
    match KeyRing::hold(path) {
        Ok((ring, hold)) => Ok((ring, Some(hold))),
        Err(KeyError::File(error)) if !Refused::is_in(&error) => {
            // If the keys cannot be read either, this error names the file.
            let ring = key_ring(source)?;
            tracing::warn!(
                cause = %error,
                "the key cannot be marked as in use: restart this gateway before a key is retired"
            );
            Ok((ring, None))
        }
        Err(error) => Err(error.into()),
    }
}

fn offline_key(tenant: &str, source: &SecretSource) -> Result<OfflineKey, SiteError> {
    let fault = |why| SiteError::Offline(tenant.to_owned(), why);
    let text = source.read().map_err(fault)?;
    OfflineKey::from_hex(&text).map_err(|error| fault(error.to_string()))
}

fn warn_below_floor(tenant: &str, purpose: &str, policy: &Policy) {
    for breach in policy.floor_breaches() {
        tracing::warn!(tenant, purpose, ?breach, "a policy below the floor was accepted");
    }
}

#[cfg(test)]
mod tests;
