//! Planted faults: a service with the gateway's interface. With the argument `early` it answers
//! before a write is durable (for the kill test). With `careless` it checks whether a change can be
//! made, and makes it later without checking again (for the races). With `honest` it does neither.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "test code: its errors are shown by the test that runs it"
)]

mod careless;
mod http;
mod store;

use async_trait::async_trait;
use careless::Careless;
use codemint::clock::{SteadyClock, SystemClock};
use codemint::directory::{DirectoryEntry, DirectoryError};
use codemint::issuer::{Caller, Request, Roles};
use codemint::journey::{Standing, SubjectRow};
use codemint::keys::RootKey;
use codemint::module::{Authentication, Role, Route, TenantFrom};
use codemint::store::SqliteStore;
use codemint::words::{Alphabet, CodeFormat, Policy, Purpose, ValidityBounds};
use codemint::{Directory, Issuer, Module, Store};
use codemint_gateway_tests::store_wrapper::Wrapped;
use http::Received;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::Early;

const TENANT: &str = "demo";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [manner, folder] = arguments.as_slice() else {
        panic!("usage: early|careless|honest FOLDER")
    };
    let folder = PathBuf::from(folder);
    let store = SqliteStore::open(folder.join("codemint.sqlite")).unwrap();
    let issuer = match manner.as_str() {
        "early" => issuer(&folder, Wrapped(Early::of(Arc::new(store)))),
        "careless" => issuer(&folder, Wrapped(Careless::of(store))),
        "honest" => issuer(&folder, store),
        other => panic!("not `early`, `careless` or `honest`: `{other}`"),
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let demo =
        format!("CODEMINT_URL='{url}'\nRSA_TOKEN='nobody.asks.forit'\nNATIVE_TOKEN='nobody'\n");
    std::fs::write(folder.join("demo.env"), demo).unwrap();
    println!("codemint listening on {url}");
    http::serve(&listener, Arc::new(move |request: &Received| answer(&issuer, request)));
}

/// An issuer with the same parts as the gateway's.
fn issuer(folder: &Path, store: impl Store + 'static) -> Issuer {
    let bounds = ValidityBounds { min: 600, max: 86_400 };
    let format = CodeFormat::new(Alphabet::Decimal, 9).unwrap();
    let mut policy = Policy::new(format, 5, bounds).unwrap();
    policy.issuing_allowed = true;
    let module = Module::builder().cache_dir(folder.join("cache")).embedded().unwrap();
    Issuer::builder(module)
        .store(store)
        .directory(EveryoneActive)
        .key(RootKey::from_file_or_new(&folder.join("codes.key")).unwrap())
        .policy(TENANT, Purpose::Enrolment, policy)
        // Tests set the clock while it runs.
        .steady_clock(Arc::new(
            SteadyClock::new(Arc::new(SystemClock)).confirmed_after(Duration::ZERO),
        ))
        .build()
        .unwrap()
}

fn answer(issuer: &Issuer, received: &Received) -> (u16, Vec<u8>) {
    let (path, query) = received.path.split_once('?').unwrap_or((&received.path, ""));
    let Some((number, route, values)) = route(issuer, &received.method, path) else {
        return (404, Vec::new());
    };
    // A request that names no tenant is for the only one.
    let tenants = [TENANT.to_owned()];
    let caller = if route.authentication.contains(&Authentication::Public) {
        Caller::Public
    } else if route.tenant == TenantFrom::Request {
        Caller::Operator { name: "test", tenants: &tenants, roles: Roles::of(&Role::ALL) }
    } else {
        Caller::Tenant { tenant: TENANT, name: "test" }
    };
    let request = Request { path: &values, query, ..Request::of(number, caller, &received.body) };
    let reply = match futures_executor::block_on(issuer.answer(&request)) {
        Ok(answer) => answer.reply,
        Err(failure) => failure.reply,
    };
    (reply.status, reply.body.into_revealed())
}

/// The number of a path's route, the route, and the values of the template's variables.
fn route<'i, 'p>(
    issuer: &'i Issuer,
    method: &str,
    path: &'p str,
) -> Option<(u32, &'i Route, Vec<&'p str>)> {
    let segments: Vec<&str> = path.split('/').collect();
    let mut routes =
        (0..).zip(issuer.module().routes()).filter(|(_, route)| route.method == method);
    routes.find_map(|(number, route)| {
        let parts: Vec<&str> = route.template.split('/').collect();
        let mut values = Vec::new();
        let fits = parts.iter().zip(&segments).all(|(part, value)| {
            let is_name = part.starts_with('{');
            values.extend(is_name.then_some(*value));
            is_name || part == value
        });
        (fits && parts.len() == segments.len()).then_some((number, route, values))
    })
}

/// A directory in which every subject is active and may enrol.
struct EveryoneActive;

#[async_trait]
impl Directory for EveryoneActive {
    async fn look_up(
        &self,
        _: &str,
        _: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: false };
        Ok(subjects.iter().map(|_| DirectoryEntry { row, mail: None, locale: None }).collect())
    }
}
