//! What each kind of caller may do on each route, for its own tenant and for another.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails so")]

use async_trait::async_trait;
use codemint::directory::{DirectoryEntry, DirectoryError};
use codemint::issuer::{Caller, Request, Roles};
use codemint::journey::{Standing, SubjectRow};
use codemint::keys::RootKey;
use codemint::module::{Authentication, Role, Route, TenantFrom};
use codemint::store::{AuditFilter, MemoryStore, Store};
use codemint::words::{Alphabet, CodeFormat, Policy, Purpose, ValidityBounds};
use codemint::{Directory, Issuer, Module};
use futures_executor::block_on;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

const TENANTS: [&str; 2] = ["acme", "other"];

/// Knows every subject, and counts the look-ups.
#[derive(Clone, Default)]
struct Known(Arc<AtomicUsize>);

#[async_trait]
impl Directory for Known {
    async fn look_up(
        &self,
        _: &str,
        _: Purpose,
        subjects: &[String],
    ) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        self.0.fetch_add(1, SeqCst);
        let row = SubjectRow { standing: Standing::Active, purpose_allowed: true, has_mail: false };
        Ok(vec![DirectoryEntry { row, mail: None, locale: None }; subjects.len()])
    }
}

struct Host {
    issuer: Issuer,
    store: MemoryStore,
    directory: Known,
}

fn policy() -> Policy {
    let format = CodeFormat::new(Alphabet::Decimal, 9).unwrap();
    let mut policy = Policy::new(format, 5, ValidityBounds { min: 600, max: 86_400 }).unwrap();
    policy.issuing_allowed = true;
    policy
}

fn host(module: &Module) -> Host {
    let (store, directory) = (MemoryStore::new(), Known::default());
    let mut builder = Issuer::builder(module.clone())
        .store(store.clone())
        .directory(directory.clone())
        .key(RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap());
    for tenant in TENANTS {
        for purpose in [Purpose::Enrolment, Purpose::Activation, Purpose::Elevation] {
            builder = builder.policy(tenant, purpose, policy());
        }
    }
    Host { issuer: builder.build().unwrap(), store, directory }
}

impl Host {
    fn number(&self, dialect: &str, name: &str) -> u32 {
        let mut routes = (0..).zip(self.issuer.module().routes());
        routes.find(|(_, route)| route.dialect == dialect && route.name == name).unwrap().0
    }

    fn status(&self, request: &Request<'_>) -> u16 {
        match block_on(self.issuer.answer(request)) {
            Ok(answer) => answer.reply.status,
            Err(failure) => failure.reply.status,
        }
    }

    /// The number of entries in both trails, and that of look-ups.
    fn traces(&self) -> (usize, usize) {
        let filter = AuditFilter::first(1_000);
        let entries = |tenant| block_on(self.store.audit_trail(tenant, &filter)).unwrap().len();
        (TENANTS.into_iter().map(entries).sum(), self.directory.0.load(SeqCst))
    }
}

fn issue(tenant: &str) -> String {
    format!(r#"{{"tenant":"{tenant}","subjects":[{{"id":"alice@example.com"}}]}}"#)
}

/// A caller of `acme` names another tenant in the body. (An earlier default let it issue there.)
#[test]
fn a_caller_issues_for_its_own_tenants_only() {
    let host = host(&Module::embedded().unwrap());
    let route = host.number("native", "issue");
    let acme = ["acme".to_owned()];
    let roles = Roles::of(&Role::ALL);
    let operator = Caller::Operator { name: "help desk", tenants: &acme, roles };
    let tenant = Caller::Tenant { tenant: "acme", name: "help desk" };
    let foreign = issue("other");
    let own = issue("acme");
    for (caller, addressed, body, status) in [
        (operator, "", &foreign, 403),
        (operator, "acme", &foreign, 403),
        (operator, "other", &foreign, 403),
        (tenant, "", &foreign, 403),
        (tenant, "acme", &own, 403),
        (Caller::Public, "", &foreign, 401),
        (Caller::Public, "", &own, 401),
        (Caller::Operator { name: "without tenants", tenants: &[], roles }, "", &own, 403),
        (
            Caller::Operator { name: "reader", tenants: &acme, roles: Roles::of(&[Role::Read]) },
            "",
            &own,
            403,
        ),
    ] {
        let request = Request { tenant: addressed, ..Request::of(route, caller, body.as_bytes()) };
        assert_eq!(host.status(&request), status, "{caller:?} {addressed} {body}");
        assert_eq!(host.traces(), (0, 0), "{caller:?} {addressed} {body}");
    }
    assert_eq!(block_on(host.store.latest()).unwrap(), None, "something was written");
    // The control: for its own tenant the operator issues.
    assert_eq!(host.status(&Request::of(route, operator, own.as_bytes())), 200);
    assert_eq!(host.traces(), (1, 1));
}

/// Whether the route admits the caller, or the status of the refusal. For an admitted caller the
/// dialect answers, here never with 401 or 403, since bodies and paths are invalid. So no valid body
/// is needed for each route.
fn admits(route: &Route, caller: &Caller<'_>) -> Result<(), u16> {
    let public = route.authentication.contains(&Authentication::Public);
    let admitted = route.authentication.iter().any(|demanded| match (demanded, caller) {
        (Authentication::Operator(role), Caller::Operator { roles, .. }) => roles.contains(*role),
        (Authentication::Operator(_) | Authentication::Public, _) => false,
        (_, caller) => matches!(caller, Caller::Tenant { .. }),
    });
    match caller {
        _ if public || admitted => Ok(()),
        Caller::Public => Err(401),
        _ => Err(403),
    }
}

#[test]
fn every_route_refuses_every_caller_that_it_does_not_admit() {
    let module = Module::embedded().unwrap();
    let host = host(&module);
    let acme = ["acme".to_owned()];
    let operator = |roles| Caller::Operator { name: "ann", tenants: &acme, roles };
    let mut callers: Vec<Caller<'_>> = Role::ALL.map(|role| operator(Roles::of(&[role]))).into();
    callers.extend([operator(Roles::of(&Role::ALL)), operator(Roles::NONE)]);
    callers.extend([Caller::Tenant { tenant: "acme", name: "key 1" }, Caller::Public]);
    let (mut refused, mut admitted) = (0, 0);
    for (number, route) in (0..).zip(module.routes()) {
        let in_request = route.tenant == TenantFrom::Request;
        let tenants: &[&str] = if in_request { &[""] } else { &["acme", "other"] };
        for (caller, tenant) in
            callers.iter().flat_map(|caller| tenants.iter().map(move |t| (caller, *t)))
        {
            let path: Vec<&str> = route.names().map(|_| tenant).collect();
            let request = Request { tenant, path: &path, ..Request::of(number, *caller, b"[") };
            let foreign = tenant == "other" && !matches!(caller, Caller::Public);
            let expected = match admits(route, caller) {
                Ok(()) if foreign => Err(403),
                other => other,
            };
            let status = host.status(&request);
            let found = if matches!(status, 401 | 403) { Err(status) } else { Ok(()) };
            assert_eq!(
                found, expected,
                "{} {} {caller:?} {tenant}: {status}",
                route.dialect, route.name
            );
            if expected.is_ok() { admitted += 1 } else { refused += 1 }
        }
    }
    assert!(admitted > 10 && refused > 30, "{admitted} {refused}");
}

#[test]
fn an_authenticated_caller_presents_codes_of_its_own_tenants_only() {
    let host = host(&Module::embedded().unwrap());
    let route = host.number("native", "check");
    let acme = ["acme".to_owned()];
    let check = |tenant: &str| {
        format!(r#"{{"tenant":"{tenant}","subject":"alice@example.com","code":"123456789"}}"#)
    };
    let operator = Caller::Operator { name: "ann", tenants: &acme, roles: Roles::NONE };
    let tenant = Caller::Tenant { tenant: "acme", name: "key 1" };
    let found = |caller, tenant: &str| {
        let body = check(tenant);
        host.status(&Request { tenant: "", ..Request::of(route, caller, body.as_bytes()) })
    };
    let public = found(Caller::Public, "acme");
    assert_eq!(found(Caller::Public, "other"), public);
    for caller in [operator, tenant] {
        assert_eq!(found(caller, "acme"), public, "{caller:?}");
        let looked_up = host.traces().1;
        assert_eq!(found(caller, "other"), 403, "{caller:?}");
        assert_eq!(host.traces().1, looked_up, "{caller:?}");
    }
}

#[test]
fn a_route_that_does_not_exist_is_an_internal_error() {
    let host = host(&Module::embedded().unwrap());
    let acme = ["acme".to_owned()];
    let roles = Roles::of(&Role::ALL);
    let operator = Caller::Operator { name: "ann", tenants: &acme, roles };
    let body = issue("acme");
    assert_eq!(host.status(&Request::of(99, operator, body.as_bytes())), 500);
    assert_eq!(host.traces(), (0, 0));
}
