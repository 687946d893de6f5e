//! SIGHUP: the configuration is read again, with the keys and certificates that it names.

use crate::config::{Config, ConfigError};
use crate::http::{App, Certificate, Keeper, Metrics};
use crate::limits::Limits;
use crate::site::{Parts, Site};
use codemint::keys::AuditKeys;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tracing::{error, info, warn};

/// Reads a configuration, as the command line changes it.
pub(super) type Load = dyn Fn() -> Result<Config, ConfigError> + Send;

/// What is in force, and what another configuration is applied to.
pub(super) struct InForce {
    pub(super) config: Config,
    pub(super) parts: Parts,
    pub(super) metrics: Arc<Metrics>,
    /// What the audit trail is vouched for with.
    pub(super) audit: Arc<AuditKeys>,
    /// Of every configuration that was in force since the start.
    pub(super) keepers: Vec<Keeper>,
    pub(super) certificate: Option<Arc<Certificate>>,
    /// Where the gateway listens.
    pub(super) addresses: Vec<SocketAddr>,
}

impl InForce {
    /// Applies another configuration. Nothing is changed where it has a fault.
    ///
    /// # Errors
    /// Whatever is wrong with it.
    fn apply(&mut self, config: Config) -> Result<Arc<App>, Box<dyn Error>> {
        super::check_plain_http(&config, &self.addresses)?;
        let certified = match (&self.certificate, &config.tls) {
            (Some(certificate), Some(files)) => Some((certificate, certificate.read(files)?)),
            _ => None,
        };
        let mut parts = self.parts.clone();
        // Who was counted stays counted, unless the counting itself changes.
        if !same_limits(&self.config, &config) {
            parts.limits = Arc::new(Limits::new(&config));
        }
        let site = Site::of(parts.clone(), &config)?;
        let audit = Arc::clone(&site.audit);
        let (app, keeper) = App::new(site, &config, Arc::clone(&self.metrics))?;
        if let Some((certificate, read)) = certified {
            certificate.change(read);
        }
        self.keepers.push(keeper);
        (self.parts, self.audit) = (parts, audit);
        warn_of_restart(&self.config, &config);
        super::say_what_is_open(&config);
        self.config = config;
        Ok(app)
    }
}

fn same_limits(old: &Config, new: &Config) -> bool {
    let tenants = |config: &Config| -> Vec<String> {
        config.tenants.iter().map(|tenant| tenant.id.clone()).collect()
    };
    old.limits == new.limits && tenants(old) == tenants(new)
}

/// Logs what is not applied while the gateway runs.
fn warn_of_restart(old: &Config, new: &Config) {
    for (what, changed) in [
        ("listen", old.listen != new.listen),
        ("data", old.data != new.data),
        ("metrics.listen", old.metrics_listen != new.metrics_listen),
        ("clock", old.clock_confirmation != new.clock_confirmation),
        ("tls", old.tls.is_some() != new.tls.is_some()),
    ] {
        if changed {
            warn!("`{what}` was changed: restart the gateway to apply it");
        }
    }
}

/// Reloads at each SIGHUP from now on, and sends what is in force then.
///
/// # Errors
/// When the signal cannot be listened for.
#[cfg(unix)]
pub(super) fn at_hangup(
    runtime: &Runtime,
    load: Box<Load>,
    in_force: Arc<Mutex<InForce>>,
    changes: mpsc::Sender<Arc<App>>,
) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let _runtime = runtime.enter();
    let mut hangup = signal(SignalKind::hangup())?;
    let load = Arc::new(Mutex::new(load));
    runtime.spawn(async move {
        while hangup.recv().await.is_some() {
            let (load, in_force) = (Arc::clone(&load), Arc::clone(&in_force));
            if let Ok(Some(app)) = spawn_blocking(move || reload(&load, &in_force)).await
                && changes.send(app).await.is_err()
            {
                return;
            }
        }
    });
    Ok(())
}

/// There is no such signal: nothing is reloaded.
#[cfg(not(unix))]
pub(super) fn at_hangup(
    _: &Runtime,
    _: Box<Load>,
    _: Arc<Mutex<InForce>>,
    _: mpsc::Sender<Arc<App>>,
) -> std::io::Result<()> {
    Ok(())
}

/// Reads and applies the configuration; `None` where it has a fault, which is logged.
fn reload(load: &Mutex<Box<Load>>, in_force: &Mutex<InForce>) -> Option<Arc<App>> {
    let config = load.lock().unwrap_or_else(PoisonError::into_inner)();
    let mut in_force = in_force.lock().unwrap_or_else(PoisonError::into_inner);
    let applied = config.map_err(Into::into).and_then(|config| in_force.apply(config));
    match applied {
        Ok(app) => {
            info!("the configuration was reloaded");
            Some(app)
        }
        Err(error) => {
            let cause = crate::log::chain(&*error);
            error!(cause, "the old configuration stays in force: the new one cannot be used");
            None
        }
    }
}
