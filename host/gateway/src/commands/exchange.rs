//! One request of the command line, and its reply on standard output.

use super::Outcome;
use crate::site::{self, Site};
use crate::terminal::escaped_except;
use codemint::issuer::{Answer, Request};
use std::io::{self, Write as _};
use std::process::ExitCode;
use zeroize::Zeroizing;

/// Who asks, in the audit trail.
pub(super) const ACTOR: &str = "command line";

/// Has a request answered, and writes the reply's body. The exit code tells whether it was a
/// success.
pub(super) fn exchange(site: Site, request: &Request<'_>) -> Outcome {
    let (reply, failure) = match super::serve::runtime()?.block_on(site.issuer.answer(request)) {
        Ok(Answer { reply, .. }) => (reply, None),
        Err(failed) => (failed.reply, Some(failed.error)),
    };
    let status = reply.status;
    let bytes = Zeroizing::new(reply.body.into_revealed());
    let text = Zeroizing::new(shown(&bytes));
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.write_all(b"\n")?;
    output.flush()?;
    // Mail goes out before the process ends.
    drop(site.issuer);
    site::vouch(&site.store, &site.audit);
    site.store.close()?;
    match failure {
        Some(error) => Err(error.into()),
        None if (200..300).contains(&status) => Ok(ExitCode::SUCCESS),
        None => Ok(ExitCode::FAILURE),
    }
}

/// A reply's body as it is written to standard output: the same JSON value, without any character
/// that a terminal might obey. Secret, as the body may contain codes.
fn shown(body: &[u8]) -> String {
    escaped_except(&String::from_utf8_lossy(body), &['\n'])
}
