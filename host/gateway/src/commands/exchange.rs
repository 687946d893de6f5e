//! One request of the command line, and its reply on standard output.

use super::Outcome;
use crate::site::{self, Site};
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
    let mut output = io::stdout().lock();
    output.write_all(&bytes)?;
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
