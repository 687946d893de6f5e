//! Header fields that protect callers' browsers.

use super::app::App;
use super::proxy::Peer;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, header};
use std::sync::Arc;

/// Two years. Subdomains are not included: the gateway does not know them.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000");

const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// The fields of every answer; `Strict-Transport-Security` over TLS only (RFC 6797 section 7.2).
pub(super) fn fields(over_tls: bool) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let hsts = over_tls.then_some((header::STRICT_TRANSPORT_SECURITY, HSTS));
    [(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF)].into_iter().chain(hsts)
}

/// Adds [`fields`] to an answer.
pub(super) async fn add(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let peer = Peer::of(request.extensions());
    let over_tls = app.proxies.came_over_tls(peer, request.headers());
    let mut response = next.run(request).await;
    response.headers_mut().extend(fields(over_tls));
    response
}
