//! Reading request bodies, and discarding those that are not read.

use axum::body::{Body, Bytes, HttpBody as _};
use axum::response::Response;
use codemint::journey::Problem;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Version, header};
use hyper::body::Frame;
use std::error::Error;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::time::Duration;
use tokio::time::timeout;

/// The longest body that is read, in bytes.
pub(crate) const MAX_BODY: usize = 256 * 1024;

/// The longest body of an unauthenticated caller, in bytes: several times the size of a request
/// that checks or redeems.
pub(super) const MAX_PUBLIC_BODY: usize = 8 * 1024;

/// How long a body may take to arrive.
const TIMEOUT: Duration = Duration::from_secs(20);

/// How much of an unread body is discarded before the connection is closed instead, in bytes.
const MAX_DISCARDED: u64 = 4 * 1024 * 1024;

/// Why a body was not read.
pub(super) enum Unread {
    /// A reason that dialects have an answer for.
    Problem(Problem),
    /// Its framing is malformed (RFC 9112 section 7.1).
    Malformed,
}

/// Reads a body of at most `most` bytes.
pub(super) async fn read(
    headers: &HeaderMap,
    body: &mut Body,
    most: usize,
) -> Result<Bytes, Unread> {
    if announced(headers).is_some_and(|length| length > most as u64) {
        return Err(Unread::Problem(Problem::TooLarge));
    }
    let late = Err(Unread::Problem(Problem::Timeout));
    timeout(TIMEOUT, collect(body, most)).await.unwrap_or(late)
}

async fn collect(body: &mut Body, most: usize) -> Result<Bytes, Unread> {
    let mut bytes = Vec::new();
    while let Some(piece) = next(body).await {
        let piece = piece.map_err(|error| match is_malformed(&error) {
            true => Unread::Malformed,
            // The caller has closed the connection, and will not read the answer.
            false => Unread::Problem(Problem::Timeout),
        })?;
        if bytes.len() + piece.len() > most {
            return Err(Unread::Problem(Problem::TooLarge));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.into())
}

/// Whether the error is malformed chunked coding rather than a broken connection.
fn is_malformed(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn Error> = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::InvalidData);
        }
        cause = error.source();
    }
    false
}

/// Discards the rest of a body; where that is too much, announces in `response` that the connection
/// closes.
pub(super) async fn discard_or_close(head: &Parts, body: &mut Body, response: &mut Response) {
    if !discard(&head.headers, body).await {
        close(head, response);
    }
}

/// Announces that the connection closes after `response`: no request can follow an unread body. In
/// HTTP/2 other streams are not affected, and the field would be malformed (RFC 9113 section
/// 8.2.2).
pub(super) fn close(head: &Parts, response: &mut Response) {
    if head.version < Version::HTTP_2 {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
}

/// Reads the rest of a body and discards it; `false` when there is too much of it.
///
/// Most callers write a whole request before they read. If such a caller were answered earlier, and
/// its connection closed, it would see a reset and not the answer (RFC 9112 section 9.6).
async fn discard(headers: &HeaderMap, body: &mut Body) -> bool {
    let expects_continue = headers.contains_key(header::EXPECT);
    if expects_continue || announced(headers).is_some_and(|length| length > MAX_DISCARDED) {
        return body.is_end_stream();
    }
    let reading = async {
        let mut left = MAX_DISCARDED;
        while let Some(Ok(piece)) = next(body).await {
            let Some(rest) = left.checked_sub(piece.len() as u64) else { return false };
            left = rest;
        }
        true
    };
    timeout(TIMEOUT, reading).await.unwrap_or(false)
}

/// The value of `Content-Length`.
fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The next piece of a body.
async fn next(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    loop {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
        match frame.map(Frame::into_data) {
            Ok(Ok(data)) => return Some(Ok(data)),
            // Trailers are ignored.
            Ok(Err(_)) => {}
            Err(error) => return Some(Err(error)),
        }
    }
}
