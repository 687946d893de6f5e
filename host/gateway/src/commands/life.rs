//! `codemint list`, `show`, `check`, `redeem`, `void`, `unlock`: the life of a code, by the API that
//! is for all tenants.

use super::exchange::{ACTOR, exchange};
use super::{Outcome, config_of, read_secret, tenant_of};
use crate::cli::{Changed, Listing, Place, Presented};
use crate::site::Site;
use codemint::issuer::{Caller, Request, Roles};
use codemint::module::{Module, Role, TenantFrom};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use zeroize::Zeroizing;

/// What is asked by which route.
struct Question<'a> {
    route: &'a str,
    path: &'a [&'a str],
    query: String,
    body: Zeroizing<Vec<u8>>,
}

pub(super) fn list(wanted: &Listing) -> Outcome {
    let given = [
        ("subject", &wanted.subject),
        ("state", &wanted.state),
        ("purpose", &wanted.purpose),
        ("batch", &wanted.batch),
        ("cursor", &wanted.cursor),
    ];
    let mut query = format!("limit={}", wanted.limit);
    for (name, value) in given {
        if let Some(value) = value {
            query.push_str(&format!("&{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
        }
    }
    ask(&wanted.place, |_| {
        Ok(Question { route: "list", path: &[], query, body: Vec::new().into() })
    })
}

pub(super) fn show(id: &str, place: &Place) -> Outcome {
    let (path, query) = ([id], String::new());
    ask(place, |_| Ok(Question { route: "inspect", path: &path, query, body: Vec::new().into() }))
}

pub(super) fn change(route: &str, wanted: &Changed) -> Outcome {
    let path = [wanted.id.as_str()];
    let body = json!({ "reason": wanted.reason }).to_string().into_bytes().into();
    ask(&wanted.place, |_| Ok(Question { route, path: &path, query: String::new(), body }))
}

/// Presents a code from standard input: a command line can be read by others.
pub(super) fn present(route: &str, wanted: &Presented) -> Outcome {
    ask(&wanted.place, |tenant| {
        let code = read_secret()?;
        let Presented { subject, purpose, .. } = wanted;
        let body = json!({
            "tenant": tenant, "subject": subject, "purpose": purpose, "code": code.as_str(),
        });
        let body = Zeroizing::new(body.to_string().into_bytes());
        Ok(Question { route, path: &[], query: String::new(), body })
    })
}

fn ask<'a>(place: &Place, question: impl FnOnce(&str) -> Result<Question<'a>, String>) -> Outcome {
    let config = config_of(place)?;
    let tenant = tenant_of(place, &config)?;
    let Question { route, path, query, body } = question(&tenant)?;
    let site = Site::open(&config)?;
    let roles = Roles::of(&Role::ALL);
    let caller = Caller::Operator { name: ACTOR, tenants: &[tenant], roles };
    let number = number(site.issuer.module(), route)?;
    let request = Request { path, query: &query, ..Request::of(number, caller, &body) };
    exchange(site, &request)
}

/// The number of a route of the API whose requests say themselves for which tenant they are.
fn number(module: &Module, name: &str) -> Result<u32, String> {
    let mut routes = (0..).zip(module.routes());
    let found = routes.find(|(_, route)| route.tenant == TenantFrom::Request && route.name == name);
    found.map(|(number, _)| number).ok_or_else(|| format!("the module has no route `{name}`"))
}
