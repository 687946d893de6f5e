//! HEAD: the answer to GET without the body (RFC 9110 section 9.3.2).

use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{Method, header};

/// Removes the body from an answer to HEAD; `Content-Length` stays that of the body.
pub(super) async fn without_body(request: Request, next: Next) -> Response {
    let is_head = request.method() == Method::HEAD;
    let mut response = next.run(request).await;
    if is_head {
        let length = response.body().size_hint().exact();
        let headers = response.headers_mut();
        if let (Some(length), None) = (length, headers.get(header::CONTENT_LENGTH)) {
            headers.insert(header::CONTENT_LENGTH, length.into());
        }
        *response.body_mut() = Body::empty();
    }
    response
}
