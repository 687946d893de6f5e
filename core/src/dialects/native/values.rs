//! The values of members and parameters, checked by their rules.

use super::limits::MAX_REASON;
use crate::journey::{Error, ErrorKind};
use crate::words::{Purpose, SubjectKey};
use alloc::string::String;

pub(super) fn purpose(name: Option<&str>) -> Result<Option<Purpose>, Error> {
    const EXPECTED: &str = "enrolment, password-reset, elevation or activation";
    let parse = |name| Purpose::named(name).ok_or_else(|| rule("purpose", EXPECTED));
    name.map(parse).transpose()
}

pub(super) fn subject_key(path: &'static str, name: &str) -> Result<SubjectKey, Error> {
    const EXPECTED: &str = "a name of 1 to 1024 bytes without control characters";
    SubjectKey::of_user(name).ok_or_else(|| rule(path, EXPECTED))
}

/// A reason; an empty one is treated as absent.
pub(super) fn reason(reason: Option<String>) -> Result<Option<String>, Error> {
    text("reason", reason, MAX_REASON)
}

/// A text of at most `max` characters without control characters; an empty one is treated as
/// absent.
pub(super) fn text(
    path: &'static str,
    text: Option<String>,
    max: usize,
) -> Result<Option<String>, Error> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > max {
        return Err(Error::at(path, ErrorKind::Length { min: 0, max }));
    }
    if text.chars().any(char::is_control) {
        return Err(rule(path, "without control characters"));
    }
    Ok(Some(text))
}

/// A whole number in decimal digits, without a sign.
pub(super) fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

pub(super) fn rule(path: &'static str, expected: &'static str) -> Error {
    Error::at(path, ErrorKind::Rule { expected })
}
