//! `codemint serve`

use super::{Outcome, say};
use crate::cli::{ConfiguredPlace, ListenTls};
use crate::config::{Config, TlsFiles};
use crate::http::{self, App, Certificate, Listener, Metrics};
use crate::site::{self, Site};
use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal;

pub(super) fn run(place: &ConfiguredPlace, listen: Option<String>, tls: ListenTls) -> Outcome {
    let mut config = Config::load(&place.config, place.accept_below_floor)?;
    if let Some(data) = &place.data {
        config.data.clone_from(data);
    }
    // The command line knows only both or none of them.
    if let (Some(cert), Some(key)) = (tls.tls_cert, tls.tls_key) {
        config.tls = Some(TlsFiles { cert, key });
    }
    let certificate = config.tls.as_ref().map(Certificate::load).transpose()?.map(Arc::new);
    let runtime = runtime()?;
    let (tcp, address) = bind(&runtime, listen.as_ref().unwrap_or(&config.listen))?;
    let site = Site::open(&config)?;
    serve(&runtime, vec![(Listener { tcp, tls: certificate }, address)], site, &config)
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
/// The first listener is the one that is spoken of.
pub(super) fn serve(
    runtime: &Runtime,
    listeners: Vec<(Listener, SocketAddr)>,
    mut site: Site,
    config: &Config,
) -> Outcome {
    check_plain_http(config, &listeners)?;
    say_what_is_open(config);
    // Until the last code is written.
    let _held = site.held.take();
    let metrics = Metrics::new(site.issuer.module());
    let store = site.store.clone();
    let audit = Arc::clone(&site.audit);
    let app = Arc::new(App::new(site, config, metrics)?);
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
    runtime.block_on(http::serve(listeners, Arc::clone(&app), stop));
    // The outbox finishes the mail in hand, the store writes what is queued.
    drop(app);
    site::vouch(&store, &audit);
    store.close()?;
    Ok(ExitCode::SUCCESS)
}

/// The configuration was checked against its own address; the command line may name another.
fn check_plain_http(config: &Config, listeners: &[(Listener, SocketAddr)]) -> Result<(), String> {
    let open = config.tenants.iter().find(|tenant| tenant.plain_http);
    let far = listeners.iter().find(|(_, address)| !address.ip().to_canonical().is_loopback());
    match (open, far) {
        (Some(tenant), Some((_, address))) => Err(format!(
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
