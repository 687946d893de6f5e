//! Pages that anybody may see, and how many are served.

use super::proxy::Peer;
use super::{App, health, problem};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::request::Parts;
use http::{Extensions, HeaderMap, StatusCode, header};
use std::sync::Arc;

/// Serves a page unless too many were asked for from there.
pub(super) async fn limit(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    match refusal(&app, request.extensions(), request.headers()) {
        None => next.run(request).await,
        Some(refusal) => refusal,
    }
}

/// The answer for a path that does not exist.
pub(super) async fn missing(app: &App, head: &Parts, body: Body) -> Response {
    match refusal(app, &head.extensions, &head.headers) {
        None => health::not_found(head, body).await,
        Some(refusal) => refusal,
    }
}

/// The same where nothing is counted.
pub(super) async fn not_found(request: Request) -> Response {
    let (head, body) = request.into_parts();
    health::not_found(&head, body).await
}

/// Counts a request; the answer where there were too many.
fn refusal(app: &App, extensions: &Extensions, headers: &HeaderMap) -> Option<Response> {
    let source = app.proxies.source(Peer::of(extensions), headers).into();
    let too_many = app.limits.page(source).err()?;
    app.metrics.limited(too_many.by);
    let mut response = problem::response(StatusCode::TOO_MANY_REQUESTS);
    response.headers_mut().insert(header::RETRY_AFTER, too_many.seconds().into());
    Some(response)
}
