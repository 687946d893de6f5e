//! One request of the command line, and its reply on standard output.

use super::reply::Shown;
use super::runtime::runtime;
use super::standard::Outcome;
use crate::output::{Output, write_text};
use crate::site::{self, Site};
use crate::terminal::escaped_except;
use codemint::issuer::{Answer, Request};
use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;
use zeroize::Zeroizing;

/// The caller's name in the audit trail.
pub(super) const ACTOR: &str = "command line";

/// Answers a request, and writes the reply's body as it is. The exit code says whether it was a
/// success.
pub(super) fn exchange(site: Site, request: &Request<'_>) -> Outcome {
    answer(site, request, |_, body| write_body(body))
}

/// As [`exchange`], but to a person on a terminal the reply is shown as text.
pub(super) fn exchange_shown(
    site: Site,
    request: &Request<'_>,
    output: &Output,
    shown: Shown,
) -> Outcome {
    answer(site, request, |status, body| match output {
        Output::Json => write_body(body),
        Output::People(people) if is_success(status) => {
            Ok(write_text(&Zeroizing::new(shown.text(body, people)?))?)
        }
        Output::People(_) => Err(super::reply::problem(body).into()),
    })
}

fn answer(
    site: Site,
    request: &Request<'_>,
    write: impl FnOnce(u16, &[u8]) -> Result<(), Box<dyn Error>>,
) -> Outcome {
    let (reply, failure) = match runtime()?.block_on(site.issuer.answer(request)) {
        Ok(Answer { reply, .. }) => (reply, None),
        Err(failed) => (failed.reply, Some(failed.error)),
    };
    let status = reply.status;
    let body = Zeroizing::new(reply.body.into_revealed());
    let written = write(status, &body);
    // Mail goes out before the process ends.
    drop(site.issuer);
    site::vouch(&site.store, &site.audit, &*site.clock);
    site.store.close()?;
    match failure {
        Some(error) => return Err(error.into()),
        None => written?,
    }
    Ok(if is_success(status) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// Writes a reply's body: the same JSON value, without characters that a terminal might obey.
fn write_body(body: &[u8]) -> Result<(), Box<dyn Error>> {
    // Secret, as the body may contain codes.
    let text = Zeroizing::new(escaped_except(&String::from_utf8_lossy(body), &['\n']));
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.write_all(b"\n")?;
    Ok(output.flush()?)
}
