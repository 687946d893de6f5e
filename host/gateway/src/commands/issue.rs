//! `codemint issue`: one request from standard input.

use super::exchange::{ACTOR, exchange};
use super::installation::{config_of, tenant_of};
use super::standard::Outcome;
use crate::cli::Issue;
use crate::http::MAX_BODY;
use crate::site::Site;
use codemint::issuer::{Caller, Request, Roles};
use codemint::module::{Module, Role, Route, TenantFrom};
use std::io::{self, Read as _};

pub(super) fn run(wanted: &Issue) -> Outcome {
    let config = config_of(&wanted.place)?;
    let tenant = tenant_of(&wanted.place, &config)?;
    let site = Site::open(&config)?;
    let (number, route) = find(site.issuer.module(), &wanted.dialect, wanted.route.as_deref())?;
    let path = values(route, &wanted.path, &tenant)?;
    let body = read()?;
    let allowed = [tenant.clone()];
    let request = Request {
        path: &path,
        query: &wanted.query,
        ..Request::of(number, caller(route, &allowed, &tenant), &body)
    };
    exchange(site, &request)
}

/// The caller of a request. With access to the data folder, every route of the tenant is allowed.
fn caller<'a>(route: &Route, allowed: &'a [String], tenant: &'a str) -> Caller<'a> {
    if route.tenant == TenantFrom::Request {
        Caller::Operator { name: ACTOR, tenants: allowed, roles: Roles::of(&Role::ALL) }
    } else {
        Caller::Tenant { tenant, name: ACTOR }
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
        format!("there is no such route; use one of: {}", known.collect::<Vec<_>>().join(", "))
    })
}

/// The values of the route's path. The tenant may be left out.
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
    Err(format!("give `--path` once for each value of the path, in this order: {names}"))
}

fn read() -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    let limit = MAX_BODY as u64 + 1;
    let read = io::stdin().take(limit).read_to_end(&mut body);
    read.map_err(|error| format!("cannot read standard input: {error}"))?;
    if body.len() > MAX_BODY {
        return Err(format!("the request is longer than {MAX_BODY} bytes"));
    }
    Ok(body)
}
