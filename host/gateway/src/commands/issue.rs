//! `codemint issue`: one request from standard input.

use super::{Outcome, config_of, tenant_of};
use crate::cli::Issue;
use crate::http::MAX_BODY;
use crate::site::{self, Site};
use codemint::issuer::{Answer, Request};
use codemint::module::{Module, Route, TenantFrom};
use std::io::{self, Read as _, Write as _};
use std::process::ExitCode;
use zeroize::Zeroizing;

/// Who asks, in the audit trail.
const ACTOR: &str = "command line";

pub(super) fn run(wanted: &Issue) -> Outcome {
    let config = config_of(&wanted.place)?;
    let tenant = tenant_of(&wanted.place, &config)?;
    let site = Site::open(&config)?;
    let (number, route) = find(site.issuer.module(), &wanted.dialect, wanted.route.as_deref())?;
    let path = values(route, &wanted.path, &tenant)?;
    let body = read()?;
    let request = Request {
        route: number,
        tenant: &tenant,
        actor: ACTOR,
        path: &path,
        query: &wanted.query,
        body: &body,
    };
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
    site::vouch(&site.store, &site.audit);
    site.store.close()?;
    match failure {
        Some(error) => Err(error.into()),
        None if (200..300).contains(&status) => Ok(ExitCode::SUCCESS),
        None => Ok(ExitCode::FAILURE),
    }
}

fn find<'m>(
    module: &'m Module,
    dialect: &str,
    route: Option<&str>,
) -> Result<(u32, &'m Route), String> {
    let mut routes = (0_u32..).zip(module.routes());
    let wanted = |name: &str| route.is_none_or(|wanted| wanted == name);
    let found = routes.find(|(_, known)| known.dialect == dialect && wanted(&known.name));
    found.ok_or_else(|| {
        let known = module.routes().iter().map(|r| format!("{} {}", r.dialect, r.name));
        format!("there is no such route; known are: {}", known.collect::<Vec<_>>().join(", "))
    })
}

/// The values of the route's path. The tenant's is known, and may be left out.
fn values<'v>(route: &Route, given: &'v [String], tenant: &'v str) -> Result<Vec<&'v str>, String> {
    let names: Vec<&str> = route.names().collect();
    let mut values: Vec<&str> = given.iter().map(String::as_str).collect();
    if let TenantFrom::Path(name) = &route.tenant
        && let Some(place) = names.iter().position(|known| known == name)
        && values.len() + 1 == names.len()
    {
        values.insert(place.min(values.len()), tenant);
    }
    if values.len() == names.len() {
        return Ok(values);
    }
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    Err(format!("`--path` is needed once for each value of the path, in this order: {names}"))
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
