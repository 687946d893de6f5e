//! Reading bodies: those that are wanted, and those that are not.

use super::BODY_PATIENCE;
use axum::body::{Body, Bytes, HttpBody as _};
use codemint::journey::Problem;
use http::{HeaderMap, header};
use hyper::body::Frame;
use std::error::Error;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use tokio::time::timeout;

/// How much of a body that nobody wants is read and thrown away, in bytes.
const MAX_DISCARDED: u64 = 4 * 1024 * 1024;

/// Why a body was not read.
pub(super) enum Unread {
    /// For a reason that dialects have an answer for.
    Problem(Problem),
    /// Its framing is malformed (RFC 9112 section 7.1).
    Malformed,
}

/// A body of at most `most` bytes.
pub(super) async fn read(
    headers: &HeaderMap,
    body: &mut Body,
    most: usize,
) -> Result<Bytes, Unread> {
    if announced(headers).is_some_and(|length| length > most as u64) {
        return Err(Unread::Problem(Problem::TooLarge));
    }
    let late = Err(Unread::Problem(Problem::Timeout));
    timeout(BODY_PATIENCE, collect(body, most)).await.unwrap_or(late)
}

async fn collect(body: &mut Body, most: usize) -> Result<Bytes, Unread> {
    let mut bytes = Vec::new();
    while let Some(piece) = next(body).await {
        let piece = piece.map_err(|error| match is_malformed(&error) {
            true => Unread::Malformed,
            // The caller hung up, and will not read the answer.
            false => Unread::Problem(Problem::Timeout),
        })?;
        if bytes.len() + piece.len() > most {
            return Err(Unread::Problem(Problem::TooLarge));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.into())
}

/// Whether the rules of chunks were broken, rather than the connection.
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
