//! One connection: HTTP/1.1 or HTTP/2, its timeouts, its bounds, and its end.

use super::activity::{self, Activity, MAX_HELD, Timeouts};
use super::counted_body::CountedBody;
use super::proxy::Peer;
use super::transport::{self, Exchange, Transport};
use super::{problem, protection};
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

/// The timeouts of every connection.
const TIMEOUTS: Timeouts =
    Timeouts { head: Duration::from_secs(30), fetch: Duration::from_secs(60) };

/// How many concurrent requests a connection may have, in HTTP/2. RFC 9113 section 6.5.2 recommends
/// 100; each may hold a head and a body.
const MAX_STREAMS: u32 = 32;

/// How many header fields a head may have.
const MAX_FIELDS: usize = 64;

/// The longest head in HTTP/2, in bytes as RFC 9113 section 6.5.2 counts them.
const MAX_HEAD: u32 = 8 * 1024;

/// The window for request bodies in HTTP/2, in bytes, of a stream and of a connection.
const WINDOW: u32 = 64 * 1024;

/// The maximum frame size in HTTP/2, in bytes: the smallest that is allowed (RFC 9113 section 4.2).
const FRAME: u32 = 16 * 1024;

/// The current router. Each request is served by the one that is current when it arrives.
pub(super) struct Current(RwLock<Router>);

impl Current {
    pub(super) fn new(router: Router) -> Arc<Self> {
        Arc::new(Self(RwLock::new(router)))
    }

    /// Replaces the router, from the next request on.
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
    timeouts: Timeouts,
    stopping: Arc<AtomicBool>,
}

impl Connections {
    pub(super) fn new(current: Arc<Current>) -> Self {
        Self::with(current, TIMEOUTS)
    }

    /// Connections with other timeouts than [`TIMEOUTS`].
    fn with(current: Arc<Current>, timeouts: Timeouts) -> Self {
        let mut http1 = http1::Builder::new();
        // `pipeline_flush` stays off: it delays an answer while bytes of a next request are
        // buffered.
        http1
            .timer(TokioTimer::new())
            .header_read_timeout(timeouts.head)
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
            .keep_alive_interval(timeouts.head)
            .keep_alive_timeout(timeouts.head);
        Self { current, http1, http2, timeouts, stopping: Arc::default() }
    }

    /// The current router.
    pub(super) fn current(&self) -> &Current {
        &self.current
    }

    /// Signals that the gateway stops: connections no longer linger after the last answer.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Serves HTTP/1.1 until the caller, a timeout or the watcher ends it. Errors of the connection
    /// are ignored.
    pub(super) async fn http1<S>(self, stream: S, peer: Peer, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (activity, exchange) = (Activity::new(), Arc::<Exchange>::default());
        let stream = Transport::new(stream, Arc::clone(&exchange), peer.tls, self.stopping);
        let service = sequential(self.current, peer, Arc::clone(&activity), exchange);
        let connection = self.http1.serve_connection(TokioIo::new(stream), service);
        activity::run(watcher.watch(connection), &activity, self.timeouts).await;
    }

    /// Serves HTTP/2; see [`Self::http1`].
    pub(super) async fn http2<S>(self, stream: S, peer: Peer, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let activity = Activity::new();
        let service = concurrent(self.current, peer, Arc::clone(&activity));
        let connection = self.http2.serve_connection(TokioIo::new(stream), service);
        activity::run(watcher.watch(connection), &activity, self.timeouts).await;
    }
}

/// Answers one request after another. An answer is counted until it has been written.
fn sequential(
    current: Arc<Current>,
    peer: Peer,
    activity: Arc<Activity>,
    exchange: Arc<Exchange>,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = Response<Body>,
    Error = Infallible,
    Future: Send + 'static,
> {
    hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        exchange.begin();
        let (activity, exchange) = (Arc::clone(&activity), Arc::clone(&exchange));
        let pending = activity.begin();
        let answer = current.get().oneshot(request);
        async move {
            let response = answer.await?;
            exchange.answered(activity.hold(length(&response)));
            drop(pending);
            Ok(response)
        }
    })
}

/// Answers requests concurrently, as long as the caller receives the answers. An answer is counted
/// until its last byte has been written.
fn concurrent(
    current: Arc<Current>,
    peer: Peer,
    activity: Arc<Activity>,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = Response<CountedBody>,
    Error = Infallible,
    Future: Send + 'static,
> {
    hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        let (activity, router) = (Arc::clone(&activity), current.get());
        let mut pending = activity.begin();
        let request = Some(request).filter(|request| request.headers().len() <= MAX_FIELDS);
        async move {
            pending.room().await;
            let response = match request {
                Some(request) => router.oneshot(request).await?,
                None => too_many_fields(peer.tls),
            };
            let held = activity.hold(length(&response));
            drop(pending);
            Ok(response.map(|body| CountedBody::new(body, held)))
        }
    })
}

/// The answer to a head with more than [`MAX_FIELDS`] fields in HTTP/2, where hyper has no such
/// limit.
fn too_many_fields(over_tls: bool) -> Response<Body> {
    let mut response = problem::response(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    response.headers_mut().extend(protection::fields(over_tls));
    response
}

fn length(response: &Response<Body>) -> usize {
    usize::try_from(response.body().size_hint().lower()).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
