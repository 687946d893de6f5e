//! `codemint serve`

use super::{Outcome, say};
use crate::cli::ConfiguredPlace;
use crate::config::Config;
use crate::http::{self, App, Metrics};
use crate::site::Site;
use codemint::clock::{Clock, SystemClock};
use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal;

pub(super) fn run(place: &ConfiguredPlace, listen: Option<String>) -> Outcome {
    let mut config = Config::load(&place.config, place.accept_below_floor)?;
    if let Some(data) = &place.data {
        config.data.clone_from(data);
    }
    let runtime = runtime()?;
    let (listener, address) = bind(&runtime, listen.as_ref().unwrap_or(&config.listen))?;
    let site = Site::open(&config)?;
    serve(&runtime, listener, address, site, &config)
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
pub(super) fn serve(
    runtime: &Runtime,
    listener: TcpListener,
    address: SocketAddr,
    site: Site,
    config: &Config,
) -> Outcome {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let metrics = Metrics::new(site.issuer.module());
    let store = site.store.clone();
    let app = App::new(site.issuer, site.store, &config.tenants, metrics, &clock)?;
    let app = Arc::new(app);
    let stop = {
        let _runtime = runtime.enter();
        told_to_stop()?
    };
    // Whoever started the gateway waits for this line.
    say(&format!("codemint listening on http://{address}"));
    runtime.block_on(http::serve(listener, Arc::clone(&app), stop));
    // The outbox finishes the mail in hand, the store writes what is queued.
    drop(app);
    store.close()?;
    Ok(ExitCode::SUCCESS)
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
