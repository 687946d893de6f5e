//! `codemint serve`

mod reload;

use super::{Outcome, say};
use crate::cli::{ConfiguredPlace, ListenTls};
use crate::config::{Config, TlsFiles};
use crate::http::{self, App, Certificate, Listener, Metrics, Pages};
use crate::site::{self, Parts, Site};
use reload::{InForce, Load};
use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal;
use tokio::sync::mpsc;

pub(super) fn run(place: &ConfiguredPlace, listen: Option<String>, tls: ListenTls) -> Outcome {
    let load = loader(place, listen, tls);
    let config = load()?;
    let certificate = config.tls.as_ref().map(Certificate::load).transpose()?.map(Arc::new);
    let runtime = runtime()?;
    let (tcp, address) = bind(&runtime, &config.listen)?;
    let mut listeners = vec![(Listener { tcp, tls: certificate, pages: Pages::All }, address)];
    if let Some(listen) = &config.metrics_listen {
        let (tcp, address) = bind(&runtime, listen)?;
        tracing::info!(%address, "metrics have a listener of their own");
        listeners.push((Listener { tcp, tls: None, pages: Pages::Metrics }, address));
    }
    let site = Site::open(&config)?;
    serve(&runtime, listeners, site, config, Some(load))
}

/// Reads the configuration as the command line changes it.
fn loader(place: &ConfiguredPlace, listen: Option<String>, tls: ListenTls) -> Box<Load> {
    let (file, data, below) = (place.config.clone(), place.data.clone(), place.accept_below_floor);
    Box::new(move || {
        let mut config = Config::load(&file, below)?;
        if let Some(data) = &data {
            config.data.clone_from(data);
        }
        if let Some(listen) = &listen {
            config.listen.clone_from(listen);
        }
        // The command line knows only both or none of them.
        if let (Some(cert), Some(key)) = (&tls.tls_cert, &tls.tls_key) {
            config.tls = Some(TlsFiles { cert: cert.clone(), key: key.clone() });
        }
        Ok(config)
    })
}

/// The runtime of the gateway.
pub(super) fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// Takes the address, and says which one it got.
pub(super) fn bind(
    runtime: &Runtime,
    listen: &str,
) -> Result<(TcpListener, SocketAddr), Box<dyn Error>> {
    let named = |error| format!("cannot listen on `{listen}`: {error}");
    let listener = runtime.block_on(TcpListener::bind(listen)).map_err(named)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Serves until the process is told to stop; then everything in hand is answered and durable.
///
/// The first listener is the one that is spoken of. With `load`, SIGHUP reloads the configuration.
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
    say_what_is_open(&config);
    let certificate = listeners.first().and_then(|(listener, _)| listener.tls.clone());
    let (app, in_force) = begin(site, config, certificate, addresses)?;
    let in_force = Arc::new(Mutex::new(in_force));
    let (change, changes) = mpsc::channel(1);
    if let Some(load) = load {
        reload::at_hangup(runtime, load, Arc::clone(&in_force), change)?;
    }
    let stop = {
        let _runtime = runtime.enter();
        told_to_stop()?
    };
    if let Some((listener, address)) = listeners.first() {
        let scheme = if listener.tls.is_some() { "https" } else { "http" };
        // Whoever started the gateway waits for this line.
        say(&format!("codemint listening on {scheme}://{address}"));
    }
    let listeners = listeners.into_iter().map(|(listener, _)| listener).collect();
    runtime.block_on(http::serve(listeners, app, changes, stop));
    let mut in_force = in_force.lock().unwrap_or_else(PoisonError::into_inner);
    // The outbox finishes the mail in hand, the store writes what is queued.
    for keeper in in_force.keepers.drain(..) {
        keeper.finish();
    }
    let store = &in_force.parts.store;
    site::vouch(store, &in_force.audit);
    store.close()?;
    Ok(ExitCode::SUCCESS)
}

/// The first app, and what is in force with it.
fn begin(
    site: Site,
    config: Config,
    certificate: Option<Arc<Certificate>>,
    addresses: Vec<SocketAddr>,
) -> Result<(Arc<App>, InForce), Box<dyn Error>> {
    let module = site.issuer.module().clone();
    let metrics = Arc::new(Metrics::new(&module));
    let audit = Arc::clone(&site.audit);
    let (store, mails) = (site.store.clone(), Arc::clone(&site.mails));
    let limits = Arc::clone(&site.limits);
    let (clock, jumps) = (Arc::clone(&site.clock), Arc::clone(&site.jumps));
    let parts = Parts { store, module, mails, limits, clock, jumps };
    let (app, keeper) = App::new(site, &config, Arc::clone(&metrics))?;
    let keepers = vec![keeper];
    let in_force = InForce { config, parts, metrics, audit, keepers, certificate, addresses };
    Ok((app, in_force))
}

/// The configuration was checked against its own address; the command line may name another.
fn check_plain_http(config: &Config, addresses: &[SocketAddr]) -> Result<(), String> {
    let open = config.tenants.iter().find(|tenant| tenant.plain_http);
    let far = addresses.iter().find(|address| !address.ip().to_canonical().is_loopback());
    match (open, far) {
        (Some(tenant), Some(address)) => Err(format!(
            "tenant `{}` has `plain_http`, which is for this machine alone, and `{address}` is not",
            tenant.id
        )),
        _ => Ok(()),
    }
}

/// Tells the log what does without a proof or a protection that it would usually need.
fn say_what_is_open(config: &Config) {
    for tenant in &config.tenants {
        let credentials = &tenant.credentials;
        if credentials.allow_unauthenticated && credentials.keys.is_empty() {
            tracing::warn!(
                tenant = tenant.id,
                "ANYBODY CAN ASK FOR CODES: the tenant has no key and allows callers without one"
            );
        }
        if tenant.plain_http {
            tracing::warn!(tenant = tenant.id, "plain HTTP is accepted where TLS is asked for");
        }
    }
    if config.clock_confirmation.is_zero() {
        tracing::warn!("every reading of the clock is believed, however far ahead");
    }
    let limits = &config.limits;
    if limits.redeem_per_address.is_none() || limits.redeem_per_tenant.is_none() {
        tracing::warn!(
            "anybody may check and redeem without limit, from one address or of a tenant"
        );
    }
}

/// Ready when the process is told to stop: by SIGTERM, SIGINT, or Ctrl-C. They are listened for
/// from the moment this returns.
#[cfg(unix)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
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

/// Ready when the process is told to stop, by Ctrl-C.
#[cfg(not(unix))]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a way to be told, serve until killed.
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
