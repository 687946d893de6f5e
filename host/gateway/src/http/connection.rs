//! One connection: HTTP/1.1 or HTTP/2, its deadlines, its bounds, and its end.

use super::activity::{Activity, MAX_HELD, Patience, until_silent};
use super::leased::Leased;
use super::problem;
use super::proxy::Peer;
use super::transport::{self, Transport, Turn};
use axum::Router;
use axum::body::{Body, HttpBody as _};
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tower::ServiceExt as _;

/// The deadlines of every connection.
const PATIENCE: Patience =
    Patience { head: Duration::from_secs(30), fetch: Duration::from_secs(60) };

/// How many requests a connection may have in hand at once, in HTTP/2. RFC 9113 section 6.5.2
/// recommends 100; each may hold a head and a body.
const MAX_STREAMS: u32 = 32;

/// How many header fields a head may have.
const MAX_FIELDS: usize = 64;

/// The longest head in HTTP/2, in bytes as RFC 9113 section 6.5.2 counts them.
const MAX_HEAD: u32 = 8 * 1024;

/// How many bytes of request bodies may be on their way, a stream and a connection, in HTTP/2.
const WINDOW: u32 = 64 * 1024;

/// The size of a frame in HTTP/2, in bytes: the smallest there is (RFC 9113 section 4.2).
const FRAME: u32 = 16 * 1024;

/// The router in force. Each request takes the one that is in force when it comes.
pub(super) struct Current(RwLock<Router>);

impl Current {
    pub(super) fn new(router: Router) -> Arc<Self> {
        Arc::new(Self(RwLock::new(router)))
    }

    /// Serves by another router from the next request on.
    pub(super) fn set(&self, router: Router) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = router;
    }

    fn get(&self) -> Router {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Serves connections.
#[derive(Clone)]
pub(super) struct Connections {
    current: Arc<Current>,
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
    patience: Patience,
    stopping: Arc<AtomicBool>,
}

impl Connections {
    pub(super) fn new(current: Arc<Current>) -> Self {
        Self::with(current, PATIENCE)
    }

    /// With other deadlines than the usual ones.
    fn with(current: Arc<Current>, patience: Patience) -> Self {
        let mut http1 = http1::Builder::new();
        // `pipeline_flush` stays off: it withholds answers while anything else has been read.
        http1
            .timer(TokioTimer::new())
            .header_read_timeout(patience.head)
            .max_buf_size(transport::MAX_HEAD)
            .max_headers(MAX_FIELDS)
            .half_close(true);
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2
            .timer(TokioTimer::new())
            .max_concurrent_streams(MAX_STREAMS)
            .max_header_list_size(MAX_HEAD)
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW)
            .max_frame_size(FRAME)
            .max_send_buf_size(MAX_HELD)
            .keep_alive_interval(patience.head)
            .keep_alive_timeout(patience.head);
        Self { current, http1, http2, patience, stopping: Arc::default() }
    }

    /// What is served.
    pub(super) fn current(&self) -> &Current {
        &self.current
    }

    /// Says that the gateway stops: connections no longer wait for callers who have their answer.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Serves HTTP/1.1 until the caller, a deadline or the watcher ends it. A connection that
    /// broke is its caller's affair.
    pub(super) async fn http1<S>(self, stream: S, peer: Peer, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (activity, turn) = (Activity::new(), Arc::<Turn>::default());
        let stream = Transport::new(stream, Arc::clone(&turn), peer.tls, self.stopping);
        let service = one_at_a_time(self.current, peer, Arc::clone(&activity), turn);
        let connection = self.http1.serve_connection(TokioIo::new(stream), service);
        until_silent(watcher.watch(connection), &activity, self.patience).await;
    }

    /// Serves HTTP/2, as [`Self::http1`] does the other.
    pub(super) async fn http2<S>(self, stream: S, peer: Peer, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let activity = Activity::new();
        let service = many_at_once(self.current, peer, Arc::clone(&activity));
        let connection = self.http2.serve_connection(TokioIo::new(stream), service);
        until_silent(watcher.watch(connection), &activity, self.patience).await;
    }
}

/// Answers one request after another. An answer is held until it has been written.
fn one_at_a_time(
    current: Arc<Current>,
    peer: Peer,
    activity: Arc<Activity>,
    turn: Arc<Turn>,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = Response<Body>,
    Error = Infallible,
    Future: Send + 'static,
> {
    hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        turn.begin();
        let (activity, turn) = (Arc::clone(&activity), Arc::clone(&turn));
        let in_hand = activity.begin();
        let answer = current.get().oneshot(request);
        async move {
            let response = answer.await?;
            turn.answered(activity.hold(length(&response)));
            drop(in_hand);
            Ok(response)
        }
    })
}

/// Answers requests side by side, as long as the answers before them are taken. An answer is held
/// until its last byte has been written.
fn many_at_once(
    current: Arc<Current>,
    peer: Peer,
    activity: Arc<Activity>,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = Response<Leased>,
    Error = Infallible,
    Future: Send + 'static,
> {
    hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        let (activity, router) = (Arc::clone(&activity), current.get());
        let mut in_hand = activity.begin();
        let request = Some(request).filter(|request| request.headers().len() <= MAX_FIELDS);
        async move {
            in_hand.room().await;
            let response = match request {
                Some(request) => router.oneshot(request).await?,
                None => problem::response(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE),
            };
            let held = activity.hold(length(&response));
            drop(in_hand);
            Ok(response.map(|body| Leased::new(body, held)))
        }
    })
}

fn length(response: &Response<Body>) -> usize {
    usize::try_from(response.body().size_hint().lower()).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
