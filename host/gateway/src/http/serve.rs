//! Accepts connections until the gateway stops, then lets pending requests finish.

use super::app::App;
use super::connection::Connections;
use super::proxy::Peer;
use super::served::{Pages, Served};
use super::slots::{Slot, Slots};
use super::tls::Certificate;
use super::upkeep;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tracing::{debug, info, warn};

/// How long a TLS handshake may take.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long pending requests may take once the gateway stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(30);

/// After how long to accept again after an error, if no connection has ended before.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// A listening socket, and what it serves.
pub(crate) struct Listener {
    /// The socket.
    pub(crate) tcp: TcpListener,
    /// The certificate; `None` for plain HTTP.
    pub(crate) tls: Option<Arc<Certificate>>,
    /// The pages that it serves.
    pub(crate) pages: Pages,
}

/// Serves until `stop` is ready, then answers pending requests. Each app from `changes` replaces
/// the current one for the requests that arrive after it.
pub(crate) async fn serve(
    listeners: Vec<Listener>,
    app: Arc<App>,
    mut changes: mpsc::Receiver<Arc<App>>,
    stop: impl Future<Output = ()>,
) {
    let (stopper, stopping) = watch::channel(());
    let certificates = listeners.iter().filter_map(|listener| listener.tls.clone()).collect();
    let apart = listeners.iter().any(|listener| listener.pages == Pages::Metrics);
    let served = Served::new(app, apart);
    let upkeep = tokio::spawn(upkeep::run(served.app(), certificates));
    let accepting = listeners.into_iter().map(|listener| {
        let endpoint = Endpoint::of(&listener, &served, stopping.clone());
        tokio::spawn(accept(listener.tcp, endpoint))
    });
    let accepting: Vec<_> = accepting.collect();
    drop(stopping);
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(app) = changes.recv() => {
                served.change(app);
                // Only now: operators, and tests, rely on it that a removed key is refused.
                info!("the configuration was reloaded");
            }
        }
    }
    info!("stopping: pending requests are answered");
    upkeep.abort();
    served.stop();
    let _ = stopper.send(());
    for task in accepting {
        let _ = task.await;
    }
    // It ends at once, and releases its app before the store is closed.
    let _ = upkeep.await;
}

/// What serves the connections of a listener.
#[derive(Clone)]
struct Endpoint {
    tls: Option<Arc<Certificate>>,
    connections: Connections,
    slots: Arc<Slots>,
    stopping: watch::Receiver<()>,
}

impl Endpoint {
    fn of(listener: &Listener, served: &Served, stopping: watch::Receiver<()>) -> Self {
        Self {
            tls: listener.tls.clone(),
            connections: served.connections(listener.pages),
            slots: served.slots(listener.pages),
            stopping,
        }
    }

    /// Serves a connection to its end, after the handshake if the listener uses TLS.
    async fn serve(self, stream: TcpStream, peer: Peer, watcher: Watcher, slot: Slot) {
        match self.tls {
            None => self.connections.http1(stream, peer, watcher).await,
            Some(certificate) => {
                let Some(stream) = handshake(&certificate, stream, self.stopping).await else {
                    return;
                };
                if stream.get_ref().1.alpn_protocol() == Some(Certificate::HTTP2) {
                    self.connections.http2(stream, peer, watcher).await;
                } else {
                    self.connections.http1(stream, peer, watcher).await;
                }
            }
        }
        // The socket is closed by now, and its descriptor is free.
        drop(slot);
    }
}

/// Accepts connections until the gateway stops, and returns when all of them have ended.
async fn accept(tcp: TcpListener, endpoint: Endpoint) {
    let graceful = GracefulShutdown::new();
    let mut stopping = endpoint.stopping.clone();
    let mut all = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = next(&tcp, &endpoint.slots) => accepted,
            Some(_) = all.join_next() => continue,
            _ = stopping.changed() => break,
        };
        let Some((stream, address, slot)) = accepted else { continue };
        // Answers are small, and sent at once.
        let _ = stream.set_nodelay(true);
        let peer = Peer { address, tls: endpoint.tls.is_some() };
        all.spawn(endpoint.clone().serve(stream, peer, graceful.watcher(), slot));
    }
    drop(tcp);
    if timeout(STOP_TIMEOUT, graceful.shutdown()).await.is_err() {
        warn!("some requests were not answered in time");
    }
    // Ends the remaining connections, which release their app.
    all.shutdown().await;
}

/// The next connection, once there is a slot for it; `None` if it was refused or could not be
/// accepted.
async fn next(
    tcp: &TcpListener,
    slots: &Arc<Slots>,
) -> Option<(TcpStream, std::net::IpAddr, Slot)> {
    slots.room().await;
    match tcp.accept().await {
        Ok((stream, address)) => {
            let slot = slots.take(address.ip());
            if slot.is_none() {
                let address = address.ip();
                debug!(%address, "a connection was closed: its address has too many");
            }
            Some((stream, address.ip(), slot?))
        }
        Err(error) => {
            wait_for_room(&error, slots).await;
            None
        }
    }
}

/// Waits until accepting may succeed again: out of descriptors or memory, until a connection ends.
async fn wait_for_room(error: &io::Error, slots: &Slots) {
    warn!(cause = %error, "a connection could not be accepted");
    tokio::select! {
        () = slots.one_less() => {}
        // The rest of the process may have released a descriptor, which sends no notification.
        () = sleep(ACCEPT_PAUSE) => {}
    }
}

/// The TLS stream; `None` if the handshake fails, takes too long, or the gateway stops.
async fn handshake(
    certificate: &Certificate,
    stream: TcpStream,
    mut stopping: watch::Receiver<()>,
) -> Option<tokio_rustls::server::TlsStream<TcpStream>> {
    let handshake = timeout(HANDSHAKE_TIMEOUT, certificate.acceptor().accept(stream));
    tokio::select! {
        result = handshake => match result {
            Ok(Ok(stream)) => return Some(stream),
            Ok(Err(error)) => debug!(cause = %error, "a TLS handshake failed"),
            Err(_) => debug!("a TLS handshake took too long"),
        },
        _ = stopping.changed() => {}
    }
    None
}
