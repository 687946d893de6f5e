//! `codemint issue`: one request from standard input.

use super::{Outcome, config_of, tenant_of};
use crate::cli::Place;
use crate::http::MAX_BODY;
use crate::site::Site;
use codemint::issuer::{Answer, Request};
use codemint::module::Module;
use std::io::{self, Read as _, Write as _};
use std::process::ExitCode;
use zeroize::Zeroizing;

/// Who asks, in the audit trail.
const ACTOR: &str = "command line";

pub(super) fn run(dialect: &str, route: Option<&str>, place: &Place) -> Outcome {
    let config = config_of(place)?;
    let tenant = tenant_of(place, &config)?;
    let site = Site::open(&config)?;
    let route = find(site.issuer.module(), dialect, route)?;
    let body = read()?;
    let request = Request { route, tenant: &tenant, actor: ACTOR, body: &body };
    let (reply, failure) = match super::serve::runtime()?.block_on(site.issuer.answer(&request)) {
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
    site.store.close()?;
    match failure {
        Some(error) => Err(error.into()),
        None if status == 200 => Ok(ExitCode::SUCCESS),
        None => Ok(ExitCode::FAILURE),
    }
}

fn find(module: &Module, dialect: &str, route: Option<&str>) -> Result<u32, String> {
    let mut routes = (0_u32..).zip(module.routes());
    let wanted = |name: &str| route.is_none_or(|wanted| wanted == name);
    routes
        .find(|(_, known)| known.dialect == dialect && wanted(&known.name))
        .map(|(number, _)| number)
        .ok_or_else(|| {
            let known = module.routes().iter().map(|r| format!("{} {}", r.dialect, r.name));
            format!("there is no such route; known are: {}", known.collect::<Vec<_>>().join(", "))
        })
}

fn read() -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    let limit = MAX_BODY as u64 + 1;
    io::stdin().take(limit).read_to_end(&mut body).map_err(|error| error.to_string())?;
    if body.len() > MAX_BODY {
        return Err(format!("the request is longer than {MAX_BODY} bytes"));
    }
    Ok(body)
}
