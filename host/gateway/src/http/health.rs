//! What a load balancer asks, and answers that belong to no dialect.

use super::{App, body, problem};
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use codemint::Store as _;
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use std::any::Any;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// How long the store may take to show that it can be read and written. Whoever asks wants to know
/// within a second, also while another process keeps the store locked.
const PATIENCE: Duration = Duration::from_millis(800);

/// The clock is believed, and the store can be read and written.
pub(super) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    const CLOCK: &str = "not ready: the clock is ahead, and is not believed yet\n";
    const STORE: &str = "not ready: the store cannot be read and written\n";
    if !matches!(app.clock.ahead(), Ok(None)) {
        return (StatusCode::SERVICE_UNAVAILABLE, CLOCK);
    }
    let store = app.store.clone();
    // In a task of its own: what the store does before it waits may take long too.
    let ready = tokio::spawn(async move { store.ready().await });
    let why = match timeout(PATIENCE, ready).await {
        Ok(Ok(Ok(()))) => return (StatusCode::OK, "ready\n"),
        Ok(Ok(Err(error))) => error.to_string(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the store does not answer in time".to_owned(),
    };
    tracing::warn!(cause = why, "not ready");
    (StatusCode::SERVICE_UNAVAILABLE, STORE)
}

/// No dialect has such a path.
pub(super) async fn not_found(head: &Parts, mut body: Body) -> Response {
    let mut response = problem::response(StatusCode::NOT_FOUND);
    let unread = !body::discard(&head.headers, &mut body).await;
    if unread && head.version < http::Version::HTTP_2 {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// A bug of ours. What it was about is in no answer.
pub(super) fn panicked(_: Box<dyn Any + Send>) -> http::Response<Body> {
    tracing::error!("a request ended in a panic");
    problem::response(StatusCode::INTERNAL_SERVER_ERROR)
}
