//! Problem details (RFC 9457) without more than the status.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

/// The JSON text of a problem.
pub(super) fn text(status: StatusCode) -> String {
    let title = status.canonical_reason().unwrap_or_default();
    let status = status.as_u16();
    format!("{{\"type\":\"about:blank\",\"title\":\"{title}\",\"status\":{status}}}")
}

/// A response with the problem as its body.
pub(super) fn response(status: StatusCode) -> Response {
    let mut response = Response::new(Body::from(text(status)));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
