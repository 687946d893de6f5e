//! `codemint token-digest [--new]`

use super::standard::{Outcome, read_secret, say};
use crate::auth::{LEAST_SECRET, hex_digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::process::ExitCode;
use zeroize::Zeroizing;

pub(super) fn run(new: bool) -> Outcome {
    if new {
        let token = make()?;
        say(&token);
        say(&hex_digest(&token));
        return Ok(ExitCode::SUCCESS);
    }
    let token = read_secret()?;
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        // RFC 6750 section 2.1: no caller could send it.
        return Err("a token must have only visible ASCII characters, and no space".into());
    }
    if token.len() < LEAST_SECRET {
        return Err(format!("a token must have at least {LEAST_SECRET} bytes: see `--new`").into());
    }
    say(&hex_digest(&token));
    Ok(ExitCode::SUCCESS)
}

/// Makes a token of 32 random bytes.
///
/// # Errors
/// When the operating system gives no randomness.
pub(super) fn make() -> Result<Zeroizing<String>, String> {
    let mut bytes = Zeroizing::new([0; 32]);
    aws_lc_rs::rand::fill(&mut *bytes)
        .map_err(|_| "the operating system gives no randomness".to_owned())?;
    Ok(Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes)))
}
