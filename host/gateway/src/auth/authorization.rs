//! The header field `Authorization` (RFC 9110 section 11.6.2).

use http::{HeaderMap, header};

/// Whether there is a field of this scheme, whatever follows the scheme.
pub(super) fn is_attempted(headers: &HeaderMap, scheme: &str) -> bool {
    headers.get_all(header::AUTHORIZATION).iter().any(|value| {
        let first = value.as_bytes().split(|byte| *byte == b' ').next();
        first.is_some_and(|first| first.eq_ignore_ascii_case(scheme.as_bytes()))
    })
}

/// The credentials after the scheme. `None` where there are two such fields, of whatever schemes:
/// an intermediary may have checked the other one.
pub(super) fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(only), None) = (all.next(), all.next()) else { return None };
    let (given, credentials) = only.to_str().ok()?.split_once(' ')?;
    let credentials = credentials.trim_matches(' ');
    (given.eq_ignore_ascii_case(scheme) && !credentials.is_empty()).then_some(credentials)
}
