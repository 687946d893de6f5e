//! The header `Authorization` (RFC 9110 section 11.6.2).

use http::{HeaderMap, header};

/// Whether there is such a header of this scheme, whatever comes after it.
pub(super) fn is_tried(headers: &HeaderMap, scheme: &str) -> bool {
    headers.get_all(header::AUTHORIZATION).iter().any(|value| {
        let word = value.as_bytes().split(|byte| *byte == b' ').next();
        word.is_some_and(|word| word.eq_ignore_ascii_case(scheme.as_bytes()))
    })
}

/// What comes after the scheme. Two such headers are none, of whatever scheme: what sits between
/// caller and gateway may have looked at the other one.
pub(super) fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(only), None) = (all.next(), all.next()) else { return None };
    let (word, credentials) = only.to_str().ok()?.split_once(' ')?;
    let credentials = credentials.trim_matches(' ');
    (word.eq_ignore_ascii_case(scheme) && !credentials.is_empty()).then_some(credentials)
}
