//! The answers that hyper gives by itself to a head it cannot read: 400, 414 and 431, without a
//! body. They are rewritten to what the gateway's own refusals look like.

use super::problem;
use http::StatusCode;

/// The status of an answer that hyper gave to a malformed head, or `None` if `bytes` are something
/// else. To be asked only while no request is in hand.
pub(super) fn status(bytes: &[u8]) -> Option<StatusCode> {
    let status = match (bytes.get(..7)?, bytes.get(8..13)?) {
        (b"HTTP/1.", b" 400 ") => StatusCode::BAD_REQUEST,
        (b"HTTP/1.", b" 414 ") => StatusCode::URI_TOO_LONG,
        (b"HTTP/1.", b" 431 ") => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        _ => return None,
    };
    Some(status)
}

/// The answer to send instead: hyper's header fields (`connection`, `date`), the gateway's, and
/// problem details.
pub(super) fn rewritten(bytes: &[u8], status: StatusCode, over_tls: bool) -> Vec<u8> {
    let response = problem::response(status);
    let body = problem::text(status);
    let reason = status.canonical_reason().unwrap_or_default();
    let mut text = format!("HTTP/1.1 {} {reason}\r\n", status.as_u16()).into_bytes();
    let mut line = |name: &[u8], value: &[u8]| {
        for part in [name, b": ", value, b"\r\n"] {
            text.extend_from_slice(part);
        }
    };
    let kept = bytes.split(|byte| *byte == b'\n').skip(1);
    for field in kept.filter_map(|field| field.strip_suffix(b"\r")) {
        let Some(colon) = field.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = field.split_at(colon);
        if name.eq_ignore_ascii_case(b"date") {
            line(name, value.get(1..).unwrap_or_default().trim_ascii());
        }
    }
    line(b"connection", b"close");
    line(b"content-length", body.len().to_string().as_bytes());
    for (name, value) in response.headers() {
        line(name.as_str().as_bytes(), value.as_bytes());
    }
    for (name, value) in super::protection::fields(over_tls) {
        line(name.as_str().as_bytes(), value.as_bytes());
    }
    text.extend_from_slice(b"\r\n");
    text.extend_from_slice(body.as_bytes());
    text
}
