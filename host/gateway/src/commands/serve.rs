//! `codemint serve`

mod open_access;
mod reload;

use super::runtime::{bind, runtime};
use super::standard::{Outcome, say};
use crate::cli::Serve;
use crate::config::{Config, TlsFiles};
use crate::http::{self, App, Certificate, Listener, Metrics, Pages, Tenants};
use crate::site::{self, Parts, Site};
use open_access::{check_plain_http, warn_of_open_access};
use reload::{InForce, Load};
use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Runtime;
use tokio::signal;
use tokio::sync::mpsc;

pub(super) fn run(wanted: Serve) -> Outcome {
    let load = loader(wanted);
    let config = load()?;
    let certificate = config.tls.as_ref().map(Certificate::load).transpose()?.map(Arc::new);
    let runtime = runtime()?;
    let (tcp, address) = bind(&runtime, &config.listen)?;
    let mut listeners = vec![(Listener { tcp, tls: certificate, pages: Pages::All }, address)];
    if let Some(listen) = &config.metrics_listen {
        let (tcp, address) = bind(&runtime, listen)?;
        tracing::info!(%address, "metrics are served on a listener of their own");
        listeners.push((Listener { tcp, tls: None, pages: Pages::Metrics }, address));
    }
    let site = Site::open(&config)?;
    serve(&runtime, listeners, site, config, Some(load))
}

/// Reads the configuration, with the changes of the command line.
fn loader(wanted: Serve) -> Box<Load> {
    let Serve { place, listen, tls } = wanted;
    Box::new(move || {
        let mut config = Config::load(&place.config, place.accept_below_floor)?;
        if let Some(data) = &place.data {
            config.data.clone_from(data);
        }
        if let Some(listen) = &listen {
            config.listen.clone_from(listen);
        }
        // The command line has both or neither.
        if let (Some(cert), Some(key)) = (&tls.tls_cert, &tls.tls_key) {
            config.tls = Some(TlsFiles { cert: cert.clone(), key: key.clone() });
        }
        Ok(config)
    })
}

/// Serves until the process is asked to stop; then every request in progress is answered and durable.
///
/// The address of the first listener is announced. With `load`, SIGHUP reloads the configuration.
pub(super) fn serve(
    runtime: &Runtime,
    listeners: Vec<(Listener, SocketAddr)>,
    site: Site,
    config: Config,
    load: Option<Box<Load>>,
) -> Outcome {
    let calls = listeners.iter().filter(|(listener, _)| listener.pages == Pages::All);
    let addresses: Vec<_> = calls.map(|(_, address)| *address).collect();
    check_plain_http(&config, &addresses)?;
    warn_of_open_access(&config);
    let certificate = listeners.first().and_then(|(listener, _)| listener.tls.clone());
    let (app, in_force) = begin(site, config, certificate, addresses)?;
    let in_force = Arc::new(Mutex::new(in_force));
    let (change, changes) = mpsc::channel(1);
    if let Some(load) = load {
        reload::at_hangup(runtime, load, Arc::clone(&in_force), change)?;
    }
    let stop = {
        let _runtime = runtime.enter();
        stop_signal()?
    };
    if let Some((listener, address)) = listeners.first() {
        let scheme = if listener.tls.is_some() { "https" } else { "http" };
        // Programs that start the gateway wait for this line.
        say(&format!("codemint listening on {scheme}://{address}"));
    }
    let listeners = listeners.into_iter().map(|(listener, _)| listener).collect();
    runtime.block_on(http::serve(listeners, app, changes, stop));
    let mut in_force = in_force.lock().unwrap_or_else(PoisonError::into_inner);
    // The outbox finishes the mail that it is sending, the store writes what is queued.
    for keeper in in_force.keepers.drain(..) {
        keeper.finish();
    }
    let store = &in_force.parts.store;
    site::vouch(store, &in_force.audit, &*in_force.parts.clock);
    store.close()?;
    Ok(ExitCode::SUCCESS)
}

/// The first app, and what it was made of.
fn begin(
    site: Site,
    config: Config,
    certificate: Option<Arc<Certificate>>,
    addresses: Vec<SocketAddr>,
) -> Result<(Arc<App>, InForce), Box<dyn Error>> {
    let module = site.issuer.module().clone();
    let tenants = Tenants::new(&config, &module, &site.clock)?;
    let metrics = Arc::new(Metrics::new(&module));
    let audit = Arc::clone(&site.audit);
    let (store, mails) = (site.store.clone(), Arc::clone(&site.mails));
    let limits = Arc::clone(&site.limits);
    let (clock, jumps) = (Arc::clone(&site.clock), Arc::clone(&site.jumps));
    let parts = Parts { store, module, mails, limits, clock, jumps };
    let (app, keeper) = App::new(site, tenants, &config, Arc::clone(&metrics));
    let (started, keepers) = (config.clone(), vec![keeper]);
    let in_force =
        InForce { config, started, parts, metrics, audit, keepers, certificate, addresses };
    Ok((app, in_force))
}

/// Ready when the process is asked to stop, by SIGTERM or SIGINT. Both are handled from the moment
/// that this function returns.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}

/// Ready when the process is asked to stop, by Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a signal, serve until killed.
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
