//! `codemint password-hash`

use super::standard::{Outcome, read_secret, say};
use crate::auth::hash_password;
use std::process::ExitCode;

pub(super) fn run() -> Outcome {
    let password = read_secret()?;
    if password.contains(char::is_control) {
        // RFC 7617 section 2: no caller could send it.
        return Err("a password must be one line without control characters".into());
    }
    let hash = hash_password(password.as_bytes());
    say(&hash.map_err(|error| format!("cannot hash the password: {error}"))?);
    Ok(ExitCode::SUCCESS)
}
