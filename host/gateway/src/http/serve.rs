//! Accepts connections until told to stop, then lets those in hand finish.

use super::connection::Connections;
use super::proxy::Peer;
use super::served::Served;
use super::slots::{Slot, Slots};
use super::tls::Certificate;
use super::{App, upkeep};
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
const HANDSHAKE_PATIENCE: Duration = Duration::from_secs(10);

/// How long requests in hand may take once the gateway is told to stop.
const LAST_PATIENCE: Duration = Duration::from_secs(30);

/// After how long to try to accept again where no connection of ours has ended.
const ACCEPT_PATIENCE: Duration = Duration::from_secs(1);

/// Where calls come in.
pub(crate) struct Listener {
    /// The socket.
    pub(crate) tcp: TcpListener,
    /// What callers are shown; `None` for plain HTTP.
    pub(crate) tls: Option<Arc<Certificate>>,
    /// What is served there.
    pub(crate) pages: Pages,
}

/// What a listener serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pages {
    /// Everything; metrics too, unless they have a listener of their own.
    All,
    /// Metrics alone.
    Metrics,
}

/// Serves until `stop` is ready, then answers what is in hand. Each app that comes by `changes`
/// takes the place of the one before for requests that come after it.
pub(crate) async fn serve(
    listeners: Vec<Listener>,
    app: Arc<App>,
    mut changes: mpsc::Receiver<Arc<App>>,
    stop: impl Future<Output = ()>,
) {
    let (tell, told) = watch::channel(());
    let certificates = listeners.iter().filter_map(|listener| listener.tls.clone()).collect();
    let apart = listeners.iter().any(|listener| listener.pages == Pages::Metrics);
    let served = Served::new(app, apart);
    let upkeep = tokio::spawn(upkeep::run(served.app(), certificates));
    let accepting = listeners.into_iter().map(|listener| {
        let door = Door::of(&listener, &served, told.clone());
        tokio::spawn(accept(listener.tcp, door))
    });
    let accepting: Vec<_> = accepting.collect();
    drop(told);
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(app) = changes.recv() => served.change(app),
        }
    }
    info!("stopping: requests in hand are answered");
    upkeep.abort();
    served.stop();
    let _ = tell.send(());
    for task in accepting {
        let _ = task.await;
    }
    // It ends at once; what it holds is let go of before the store is closed.
    let _ = upkeep.await;
}

/// What an accepted connection meets.
#[derive(Clone)]
struct Door {
    tls: Option<Arc<Certificate>>,
    connections: Connections,
    slots: Arc<Slots>,
    told: watch::Receiver<()>,
}

impl Door {
    fn of(listener: &Listener, served: &Served, told: watch::Receiver<()>) -> Self {
        Self {
            tls: listener.tls.clone(),
            connections: served.connections(listener.pages),
            slots: served.slots(listener.pages),
            told,
        }
    }

    /// Serves a connection to its end. Shakes hands first, where the listener speaks TLS.
    async fn serve(self, stream: TcpStream, peer: Peer, watcher: Watcher, slot: Slot) {
        match self.tls {
            None => self.connections.http1(stream, peer, watcher).await,
            Some(certificate) => {
                let Some(stream) = shake_hands(&certificate, stream, self.told).await else {
                    return;
                };
                if stream.get_ref().1.alpn_protocol() == Some(Certificate::HTTP2) {
                    self.connections.http2(stream, peer, watcher).await;
                } else {
                    self.connections.http1(stream, peer, watcher).await;
                }
            }
        }
        // The socket is closed by now, and its descriptor free.
        drop(slot);
    }
}

/// Accepts connections until told to stop, and returns when those in hand are finished.
async fn accept(tcp: TcpListener, door: Door) {
    let graceful = GracefulShutdown::new();
    let mut told = door.told.clone();
    let mut all = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = next(&tcp, &door.slots) => accepted,
            Some(_) = all.join_next() => continue,
            _ = told.changed() => break,
        };
        let Some((stream, address, slot)) = accepted else { continue };
        // Answers are small: they leave at once.
        let _ = stream.set_nodelay(true);
        let peer = Peer { address, tls: door.tls.is_some() };
        all.spawn(door.clone().serve(stream, peer, graceful.watcher(), slot));
    }
    drop(tcp);
    if timeout(LAST_PATIENCE, graceful.shutdown()).await.is_err() {
        warn!("some requests were not answered in time");
    }
    // Whatever is left lets go of what it was served by.
    all.shutdown().await;
}

/// The next connection, once there may be one; `None` when it was turned away or could not be
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
                debug!(address = %address.ip(), "a connection was closed: too many from there");
            }
            Some((stream, address.ip(), slot?))
        }
        Err(error) => {
            wait_for_room(&error, slots).await;
            None
        }
    }
}

/// Waits until accepting may succeed: out of file descriptors or memory, until a connection ends.
async fn wait_for_room(error: &io::Error, slots: &Slots) {
    warn!(cause = %error, "a connection could not be accepted");
    tokio::select! {
        () = slots.one_less() => {}
        // Something else may have let go of a descriptor, which is no event here.
        () = sleep(ACCEPT_PATIENCE) => {}
    }
}

/// The protected stream; `None` when there is none in time, or the gateway is told to stop.
async fn shake_hands(
    certificate: &Certificate,
    stream: TcpStream,
    mut told: watch::Receiver<()>,
) -> Option<tokio_rustls::server::TlsStream<TcpStream>> {
    let shaking = timeout(HANDSHAKE_PATIENCE, certificate.acceptor().accept(stream));
    tokio::select! {
        shaken = shaking => match shaken {
            Ok(Ok(stream)) => return Some(stream),
            Ok(Err(error)) => debug!(cause = %error, "a TLS handshake failed"),
            Err(_) => debug!("a TLS handshake took too long"),
        },
        _ = told.changed() => {}
    }
    None
}
