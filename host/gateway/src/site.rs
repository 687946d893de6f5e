//! An installation: configuration, data folder, and the issuer that comes of them.

use crate::config::{Config, ConfigError, SecretSource};
use crate::home::Home;
use codemint::Issuer;
use codemint::issuer::BuildError;
use codemint::keys::{KeyError, RootKey};
use codemint::mail::{MailError, SmtpMailer};
use codemint::module::{Module, ModuleError};
use codemint::offline::OfflineKey;
use codemint::store::{SqliteStore, StoreError};
use codemint::words::Policy;
use std::io;

/// Why an installation cannot be started.
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
    /// The key for codes is none.
    #[error("cannot use the key for codes")]
    Key(#[from] KeyError),
    /// A tenant's key for offline codes is none, or cannot be read.
    #[error("cannot use the offline key of tenant `{0}`: {1}")]
    Offline(String, String),
    /// Mail cannot be set up.
    #[error("cannot set up mail")]
    Mail(#[from] MailError),
    /// Something is missing.
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// A started installation.
pub(crate) struct Site {
    pub(crate) store: SqliteStore,
    pub(crate) issuer: Issuer,
}

impl Site {
    /// Opens the store, loads the module, reads the key.
    ///
    /// # Errors
    /// [`SiteError`] when any of it cannot be done.
    pub(crate) fn open(config: &Config) -> Result<Self, SiteError> {
        let home = Home::at(&config.data)?;
        let store = SqliteStore::open(home.store())?;
        let module = Module::builder().cache_dir(home.module_cache()).embedded()?;
        let key = RootKey::from_hex(&config.key.read().map_err(SiteError::Secret)?)?;
        let mut builder =
            Issuer::builder(module).store(store.clone()).directory(store.clone()).key(key);
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
        if let Some(mail) = &config.mail {
            let settings = mail.settings().map_err(MailError::Settings)?;
            let report = |error: &_| tracing::warn!(cause = %error, "a mail waits in the outbox");
            builder = builder.mailer(SmtpMailer::new(settings)?, report);
        }
        Ok(Self { issuer: builder.build()?, store })
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
