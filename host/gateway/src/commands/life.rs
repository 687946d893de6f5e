//! `codemint list`, `show`, `check`, `redeem`, `void`, `unlock`: codes that were issued, by the API
//! for all tenants.

use super::exchange::{ACTOR, exchange_shown};
use super::installation::{config_of, tenant_of};
use super::reply::Shown;
use super::standard::{Outcome, read_secret};
use crate::cli::{Changed, Form, Listing, Place, Presented};
use crate::output::Output;
use crate::site::Site;
use codemint::issuer::{Caller, Request, Roles};
use codemint::module::{Module, Role, TenantFrom};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use zeroize::Zeroizing;

/// A request of the API, and how its reply is shown.
struct Question<'a> {
    route: &'a str,
    path: &'a [&'a str],
    query: String,
    body: Zeroizing<Vec<u8>>,
    shown: Shown,
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
    let (path, body, shown) = (&[], Vec::new().into(), Shown::Page);
    ask(&wanted.place, &wanted.form, |_| Ok(Question { route: "list", path, query, body, shown }))
}

pub(super) fn show(id: &str, place: &Place, form: &Form) -> Outcome {
    let (path, query, body, shown) = ([id], String::new(), Vec::new().into(), Shown::Code);
    ask(place, form, |_| Ok(Question { route: "inspect", path: &path, query, body, shown }))
}

pub(super) fn change(route: &str, wanted: &Changed) -> Outcome {
    let path = [wanted.id.as_str()];
    let body = json!({ "reason": wanted.reason }).to_string().into_bytes().into();
    let (query, shown) = (String::new(), Shown::Changed);
    ask(&wanted.place, &wanted.form, |_| Ok(Question { route, path: &path, query, body, shown }))
}

/// Presents a code from standard input: command lines are visible to other users.
pub(super) fn present(route: &str, shown: Shown, wanted: &Presented) -> Outcome {
    ask(&wanted.place, &wanted.form, |tenant| {
        let code = read_secret()?;
        let Presented { subject, purpose, .. } = wanted;
        let body = json!({
            "tenant": tenant, "subject": subject, "purpose": purpose, "code": code.as_str(),
        });
        let body = Zeroizing::new(body.to_string().into_bytes());
        Ok(Question { route, path: &[], query: String::new(), body, shown })
    })
}

fn ask<'a>(
    place: &Place,
    form: &Form,
    question: impl FnOnce(&str) -> Result<Question<'a>, String>,
) -> Outcome {
    let config = config_of(place)?;
    let tenant = tenant_of(place, &config)?;
    let Question { route, path, query, body, shown } = question(&tenant)?;
    let site = Site::open(&config)?;
    let roles = Roles::of(&Role::ALL);
    let caller = Caller::Operator { name: ACTOR, tenants: &[tenant], roles };
    let number = number(site.issuer.module(), route)?;
    let request = Request { path, query: &query, ..Request::of(number, caller, &body) };
    exchange_shown(site, &request, &Output::choose(form.json), shown)
}

/// The number of a route of the API whose requests name their tenant.
fn number(module: &Module, name: &str) -> Result<u32, String> {
    let mut routes = (0..).zip(module.routes());
    let found = routes.find(|(_, route)| route.tenant == TenantFrom::Request && route.name == name);
    found.map(|(number, _)| number).ok_or_else(|| format!("the module has no route `{name}`"))
}
