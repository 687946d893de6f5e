//! Pages that belong to no dialect: metrics, a path that does not exist, an internal error.

use super::app::App;
use super::{body, problem};
use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::request::Parts;
use http::{StatusCode, header};
use std::any::Any;
use std::sync::Arc;

/// `GET /metrics`, in Prometheus' text format.
pub(super) async fn metrics(State(app): State<Arc<App>>) -> String {
    app.metrics.render(&app.store, &app.mails, &app.jumps, &app.clock).await
}

/// Serves a page unless its source has asked for too many.
pub(super) async fn limit(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    match refusal(&app, &head, &body) {
        None => next.run(Request::from_parts(head, body)).await,
        Some(refusal) => refusal,
    }
}

/// Answers 404 for a path that does not exist; counted as a page.
pub(super) async fn missing(app: &App, head: &Parts, body: Body) -> Response {
    match refusal(app, head, &body) {
        None => absent(head, body).await,
        Some(refusal) => refusal,
    }
}

/// Answers 404 for a path that does not exist, without counting.
pub(super) async fn not_found(request: Request) -> Response {
    let (head, body) = request.into_parts();
    absent(&head, body).await
}

/// The answer of 404.
pub(super) async fn absent(head: &Parts, mut body: Body) -> Response {
    let mut response = problem::response(StatusCode::NOT_FOUND);
    body::discard_or_close(head, &mut body, &mut response).await;
    response
}

/// The answer after a panic, which is a bug of the gateway. It does not include the panic's
/// message.
pub(super) fn panicked(_: Box<dyn Any + Send>) -> http::Response<Body> {
    tracing::error!("a request ended in a panic");
    problem::response(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Counts a request, and returns the refusal where the limit is exceeded. The body is not read.
fn refusal(app: &App, head: &Parts, body: &Body) -> Option<Response> {
    let too_many = app.limits.page(app.source(head)).err()?;
    app.metrics.limited(too_many.by);
    let mut response = problem::response(StatusCode::TOO_MANY_REQUESTS);
    response.headers_mut().insert(header::RETRY_AFTER, too_many.seconds().into());
    if !body.is_end_stream() {
        body::close(head, &mut response);
    }
    Some(response)
}
