//! One connection: HTTP/1.1 or HTTP/2, its patience, and its end.

use super::proxy::Peer;
use axum::Router;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::sleep;
use tower::ServiceExt as _;

/// How long a request's head may take to arrive. Also ends idle connections.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);

/// How many requests a connection may have in hand at once, in HTTP/2.
const MAX_STREAMS: u32 = 100;

/// The longest head, in HTTP/2, in bytes. A signed token fits many times.
const MAX_HEAD: u32 = 32 * 1024;

/// Serves connections.
#[derive(Clone)]
pub(super) struct Connections {
    router: Router,
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
}

impl Connections {
    pub(super) fn new(router: Router) -> Self {
        let mut http1 = http1::Builder::new();
        http1.timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE).pipeline_flush(true);
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2
            .timer(TokioTimer::new())
            .max_concurrent_streams(MAX_STREAMS)
            .max_header_list_size(MAX_HEAD)
            .keep_alive_interval(HEAD_PATIENCE)
            .keep_alive_timeout(HEAD_PATIENCE);
        Self { router, http1, http2 }
    }

    /// Serves HTTP/1.1 until the caller, its silence or the watcher ends it. A connection that
    /// broke is its caller's affair.
    pub(super) async fn http1<S>(self, stream: S, peer: Peer, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let activity = Arc::new(Activity::default());
        let service = service(self.router, peer, Arc::clone(&activity));
        let connection = self.http1.serve_connection(TokioIo::new(stream), service);
        until_silent(watcher.watch(connection), &activity).await;
    }

    /// Serves HTTP/2, as [`Self::http1`] does the other.
    pub(super) async fn http2<S>(self, stream: S, peer: Peer, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let activity = Arc::new(Activity::default());
        let service = service(self.router, peer, Arc::clone(&activity));
        let connection = self.http2.serve_connection(TokioIo::new(stream), service);
        until_silent(watcher.watch(connection), &activity).await;
    }
}

type Response = http::Response<axum::body::Body>;

/// Hands requests on, with their peer, and keeps count of them.
fn service(
    router: Router,
    peer: Peer,
    activity: Arc<Activity>,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = Response,
    Error = Infallible,
    Future: Send + 'static,
> {
    hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        let in_hand = InHand::begin(Arc::clone(&activity));
        let answer = router.clone().oneshot(request);
        async move {
            let response = answer.await;
            drop(in_hand);
            response
        }
    })
}

/// What happens on a connection.
#[derive(Default)]
struct Activity {
    begun: AtomicU64,
    in_hand: AtomicUsize,
}

/// A request that is being answered.
struct InHand(Arc<Activity>);

impl InHand {
    fn begin(activity: Arc<Activity>) -> Self {
        activity.begun.fetch_add(1, Ordering::Relaxed);
        activity.in_hand.fetch_add(1, Ordering::Relaxed);
        Self(activity)
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        self.0.in_hand.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Runs a connection to its end, or until it has neither had nor begun a request for a while.
///
/// That is what ends an idle connection in HTTP/2, which has no patience of its own, a head that
/// never comes to its end there, and an answer that nobody fetches.
async fn until_silent<F: Future>(connection: F, activity: &Activity) {
    let mut connection = pin!(connection);
    let mut seen = activity.begun.load(Ordering::Relaxed);
    loop {
        tokio::select! {
            _ = &mut connection => return,
            () = sleep(HEAD_PATIENCE) => {
                let begun = activity.begun.load(Ordering::Relaxed);
                if begun == seen && activity.in_hand.load(Ordering::Relaxed) == 0 {
                    return;
                }
                seen = begun;
            }
        }
    }
}
