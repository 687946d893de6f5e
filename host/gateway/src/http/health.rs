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

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// The store can be read and written.
pub(super) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    match app.store.ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(cause = %error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
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
