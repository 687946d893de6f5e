//! hyper's own answers to a malformed head: 400, 414 and 431, without a body. They are rewritten
//! into the form of the gateway's refusals.

use super::problem;
use http::StatusCode;

/// The status of hyper's answer to a malformed head; `None` if `bytes` are not such an answer. Only
/// meaningful while no request is pending.
pub(super) fn status(bytes: &[u8]) -> Option<StatusCode> {
    let status = match (bytes.get(..7)?, bytes.get(8..13)?) {
        (b"HTTP/1.", b" 400 ") => StatusCode::BAD_REQUEST,
        (b"HTTP/1.", b" 414 ") => StatusCode::URI_TOO_LONG,
        (b"HTTP/1.", b" 431 ") => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        _ => return None,
    };
    Some(status)
}

/// The answer to send instead: hyper's `date`, `connection: close`, the gateway's header fields,
/// and problem details.
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
