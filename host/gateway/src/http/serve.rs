//! Accepts connections until told to stop, then lets those in hand finish.

use super::connection::Connections;
use super::proxy::Peer;
use super::tls::Certificate;
use super::{App, router, upkeep};
use hyper_util::server::graceful::GracefulShutdown;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tracing::{debug, info, warn};

/// How long a TLS handshake may take.
const HANDSHAKE_PATIENCE: Duration = Duration::from_secs(10);

/// How long requests in hand may take once the gateway is told to stop.
const LAST_PATIENCE: Duration = Duration::from_secs(30);

/// Where calls come in.
pub(crate) struct Listener {
    /// The socket.
    pub(crate) tcp: TcpListener,
    /// What callers are shown; `None` for plain HTTP.
    pub(crate) tls: Option<Arc<Certificate>>,
}

/// Serves until `stop` is ready, then answers what is in hand.
pub(crate) async fn serve(listeners: Vec<Listener>, app: Arc<App>, stop: impl Future<Output = ()>) {
    let (tell, told) = watch::channel(());
    let connections = Connections::new(router(Arc::clone(&app)));
    let certificates = listeners.iter().filter_map(|listener| listener.tls.clone()).collect();
    let upkeep = tokio::spawn(upkeep::run(app, certificates));
    let accepting = listeners
        .into_iter()
        .map(|listener| tokio::spawn(accept(listener, connections.clone(), told.clone())));
    let accepting: Vec<_> = accepting.collect();
    drop(told);
    stop.await;
    info!("stopping: requests in hand are answered");
    connections.stop();
    drop(connections);
    upkeep.abort();
    let _ = tell.send(());
    for task in accepting {
        let _ = task.await;
    }
    // It ends at once; what it holds is let go of before the store is closed.
    let _ = upkeep.await;
}

/// Accepts connections until told to stop, and returns when those in hand are finished.
async fn accept(listener: Listener, connections: Connections, mut told: watch::Receiver<()>) {
    let Listener { tcp, tls } = listener;
    let graceful = GracefulShutdown::new();
    loop {
        tokio::select! {
            accepted = tcp.accept() => match accepted {
                Ok((stream, address)) => {
                    // Answers are small: they leave at once.
                    let _ = stream.set_nodelay(true);
                    let peer = Peer { address: address.ip(), tls: tls.is_some() };
                    let (connections, watcher) = (connections.clone(), graceful.watcher());
                    let Some(certificate) = tls.clone() else {
                        tokio::spawn(async move {
                            connections.http1(stream, peer, watcher).await;
                        });
                        continue;
                    };
                    let told = told.clone();
                    tokio::spawn(async move {
                        // Shakes hands in a task of its own, so that nobody else waits for it.
                        let Some(stream) = shake_hands(&certificate, stream, told).await else {
                            return;
                        };
                        if stream.get_ref().1.alpn_protocol() == Some(Certificate::HTTP2) {
                            connections.http2(stream, peer, watcher).await;
                        } else {
                            connections.http1(stream, peer, watcher).await;
                        }
                    });
                }
                Err(error) => wait_for_room(&error).await,
            },
            _ = told.changed() => break,
        }
    }
    drop(tcp);
    if timeout(LAST_PATIENCE, graceful.shutdown()).await.is_err() {
        warn!("some requests were not answered in time");
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

/// Out of file descriptors or memory: a while later there may be some.
async fn wait_for_room(error: &io::Error) {
    warn!(cause = %error, "a connection could not be accepted");
    sleep(Duration::from_millis(50)).await;
}
