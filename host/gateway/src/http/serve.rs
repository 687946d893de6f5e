//! Accepts connections until told to stop, then lets those in hand finish.

use super::{App, router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::{interval, sleep, timeout};
use tracing::{info, warn};

/// How long a request's head may take to arrive. Also ends idle connections.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);

/// How long requests in hand may take once the gateway is told to stop.
const LAST_PATIENCE: Duration = Duration::from_secs(30);

/// How often metrics are tidied.
const TIDYING: Duration = Duration::from_secs(5);

/// Serves until `stop` is ready, then answers what is in hand.
pub(crate) async fn serve(listener: TcpListener, app: Arc<App>, stop: impl Future<Output = ()>) {
    let service = TowerToHyperService::new(router(Arc::clone(&app)));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE).pipeline_flush(true);
    let graceful = GracefulShutdown::new();
    let mut tidying = interval(TIDYING);
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // Answers are small: they leave at once.
                    let _ = stream.set_nodelay(true);
                    let connection = http.serve_connection(TokioIo::new(stream), service.clone());
                    let watched = graceful.watch(connection);
                    tokio::spawn(async move {
                        // A connection that broke is its caller's affair.
                        let _ = watched.await;
                    });
                }
                Err(error) => wait_for_room(&error).await,
            },
            _ = tidying.tick() => app.metrics.tidy(),
            () = &mut stop => break,
        }
    }
    drop(listener);
    info!("stopping: requests in hand are answered");
    if timeout(LAST_PATIENCE, graceful.shutdown()).await.is_err() {
        warn!("some requests were not answered in time");
    }
}

/// Out of file descriptors or memory: a while later there may be some.
async fn wait_for_room(error: &io::Error) {
    warn!(cause = %error, "a connection could not be accepted");
    sleep(Duration::from_millis(50)).await;
}
