//! Reading bodies: those that are wanted, and those that are not.

use super::{BODY_PATIENCE, MAX_BODY};
use axum::body::{Body, Bytes, HttpBody as _};
use codemint::journey::Problem;
use http::{HeaderMap, header};
use hyper::body::Frame;
use std::future::poll_fn;
use std::pin::Pin;
use tokio::time::timeout;

/// How much of a body that nobody wants is read and thrown away, in bytes.
const MAX_DISCARDED: u64 = 4 * 1024 * 1024;

/// A body of at most [`MAX_BODY`] bytes.
pub(super) async fn read(headers: &HeaderMap, body: &mut Body) -> Result<Bytes, Problem> {
    if announced(headers).is_some_and(|length| length > MAX_BODY as u64) {
        return Err(Problem::TooLarge);
    }
    timeout(BODY_PATIENCE, collect(body)).await.unwrap_or(Err(Problem::Timeout))
}

async fn collect(body: &mut Body) -> Result<Bytes, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = next(body).await {
        // Who hangs up, or breaks the rules of chunks, will not read the answer.
        let piece = piece.map_err(|_| Problem::Timeout)?;
        if bytes.len() + piece.len() > MAX_BODY {
            return Err(Problem::TooLarge);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.into())
}

/// Reads what is left of a body, and throws it away; `false` when there is too much of it.
///
/// Most callers write all of a request before they read. One that is answered earlier, and whose
/// connection is closed then, hears that the connection broke, and not why (RFC 9112 section 9.6).
pub(super) async fn discard(headers: &HeaderMap, body: &mut Body) -> bool {
    let waits_for_word = headers.contains_key(header::EXPECT);
    if waits_for_word || announced(headers).is_some_and(|length| length > MAX_DISCARDED) {
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
    timeout(BODY_PATIENCE, reading).await.unwrap_or(false)
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The next piece of a body.
async fn next(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    loop {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
        match frame.map(Frame::into_data) {
            Ok(Ok(data)) => return Some(Ok(data)),
            // Trailers: nobody asked for them.
            Ok(Err(_)) => {}
            Err(error) => return Some(Err(error)),
        }
    }
}
