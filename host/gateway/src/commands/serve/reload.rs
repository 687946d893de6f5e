//! SIGHUP: the configuration is read again, with the keys and certificates that it names.

use super::open_access::{check_plain_http, warn_of_open_access};
use crate::config::{Config, ConfigError};
use crate::http::{App, Certificate, Keeper, Metrics, Tenants};
use crate::limits::Limits;
use crate::site::{Parts, Site};
use codemint::keys::AuditKeys;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tracing::{error, warn};

/// Reads a configuration, with the changes of the command line.
pub(super) type Load = dyn Fn() -> Result<Config, ConfigError> + Send;

/// What is in force, and what a new configuration is applied to.
pub(super) struct InForce {
    pub(super) config: Config,
    /// The configuration at the start, for what needs a restart.
    pub(super) started: Config,
    pub(super) parts: Parts,
    pub(super) metrics: Arc<Metrics>,
    /// The keys of the audit trail's checkpoints.
    pub(super) audit: Arc<AuditKeys>,
    /// Those of the configuration in force, and of earlier ones that requests still use.
    pub(super) keepers: Vec<Keeper>,
    pub(super) certificate: Option<Arc<Certificate>>,
    /// The addresses that the gateway listens on.
    pub(super) addresses: Vec<SocketAddr>,
}

impl InForce {
    /// Applies a configuration. Nothing changes if it has a fault.
    ///
    /// # Errors
    /// What is wrong with it.
    fn apply(&mut self, config: Config) -> Result<Arc<App>, Box<dyn Error>> {
        check_plain_http(&config, &self.addresses)?;
        let certified = match (&self.certificate, &config.tls) {
            (Some(certificate), Some(files)) => Some((certificate, certificate.read(files)?)),
            _ => None,
        };
        let mut parts = self.parts.clone();
        // Counts are kept, unless the limits change.
        parts.limits = Arc::new(if self.config.limits == config.limits {
            parts.limits.with_tenants_of(&config)
        } else {
            Limits::new(&config)
        });
        let tenants = Tenants::new(&config, &parts.module, &parts.clock)?;
        // The last that can fail, and the first that starts or writes something.
        let site = Site::of(parts.clone(), &config)?;
        let audit = Arc::clone(&site.audit);
        let (app, keeper) = App::new(site, tenants, &config, Arc::clone(&self.metrics));
        if let Some((certificate, read)) = certified {
            certificate.change(read);
        }
        self.keepers.retain(|keeper| !keeper.is_finished());
        self.keepers.push(keeper);
        (self.parts, self.audit) = (parts, audit);
        warn_of_restart(&self.started, &config);
        warn_of_open_access(&config);
        self.config = config;
        Ok(app)
    }
}

/// Logs what is not applied while the gateway runs.
fn warn_of_restart(started: &Config, new: &Config) {
    for (what, changed) in [
        ("listen", started.listen != new.listen),
        ("data", started.data != new.data),
        ("metrics.listen", started.metrics_listen != new.metrics_listen),
        ("clock", started.clock_confirmation != new.clock_confirmation),
        ("tls", started.tls.is_some() != new.tls.is_some()),
    ] {
        if changed {
            warn!("`{what}` was changed: restart the gateway to apply it");
        }
    }
}

/// From now on reloads at each SIGHUP, and sends the app that is in force then.
///
/// # Errors
/// When the signal cannot be handled.
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

/// There is no such signal, so nothing is reloaded.
#[cfg(not(unix))]
pub(super) fn at_hangup(
    _: &Runtime,
    _: Box<Load>,
    _: Arc<Mutex<InForce>>,
    _: mpsc::Sender<Arc<App>>,
) -> std::io::Result<()> {
    Ok(())
}

/// Reads and applies the configuration; `None` if it has a fault, which is logged.
fn reload(load: &Mutex<Box<Load>>, in_force: &Mutex<InForce>) -> Option<Arc<App>> {
    let config = load.lock().unwrap_or_else(PoisonError::into_inner)();
    let mut in_force = in_force.lock().unwrap_or_else(PoisonError::into_inner);
    let applied = config.map_err(Into::into).and_then(|config| in_force.apply(config));
    match applied {
        Ok(app) => Some(app),
        Err(error) => {
            let cause = crate::log::chain(&*error);
            error!(cause, "the old configuration stays in force: the new one cannot be used");
            None
        }
    }
}
