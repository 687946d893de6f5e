//! Each kind of caller with each kind of authentication and address.

use super::{Caller, Roles};
use crate::issuer::{IssueError, Request};
use crate::module::{Authentication, Limit, Role, Route, SignedToken, TenantFrom, Transport};
use codemint_core::journey::Problem;

/// A route that demands one of these ways to authenticate.
fn route(authentication: &[Authentication], tenant: TenantFrom) -> Route {
    Route {
        dialect: "fabricated".to_owned(),
        name: "route".to_owned(),
        method: "POST".to_owned(),
        template: "/{tenant}/{user}".to_owned(),
        tenant,
        transport: Transport::Any,
        media_type: None,
        authentication: authentication.to_vec(),
        repeat_header: None,
        limit: Limit::None,
        effects: Vec::new(),
    }
}

fn operator<'a>(tenants: &'a [String], roles: &[Role]) -> Caller<'a> {
    Caller::Operator { name: "ann", tenants, roles: Roles::of(roles) }
}

const TENANT: Caller<'static> = Caller::Tenant { tenant: "acme", name: "key 1" };

/// Every way in which a tenant's own callers authenticate.
fn tenant_schemes() -> [Authentication; 4] {
    let token =
        SignedToken { audience_path: "/x".to_owned(), max_life: 60, clock_skew: 0, max_keys: 1 };
    let key = Authentication::Key("Key".to_owned());
    [Authentication::SignedToken(token), Authentication::OpaqueToken, key, Authentication::Basic]
}

/// The status for a caller at such a route; 200 if it is admitted.
fn status(caller: Caller<'_>, demanded: &[Authentication]) -> u16 {
    let outcome = caller.may_use(&route(demanded, TenantFrom::Request));
    outcome.map_or_else(|error| error.problem().status().0, |()| 200)
}

#[test]
fn each_caller_may_use_the_routes_that_admit_its_authentication() {
    let acme = ["acme".to_owned()];
    for role in Role::ALL {
        let demanded = [Authentication::Operator(role)];
        for held in Role::ALL {
            let wanted = if held == role { 200 } else { 403 };
            assert_eq!(status(operator(&acme, &[held]), &demanded), wanted, "{role:?} {held:?}");
        }
        assert_eq!(status(operator(&acme, &Role::ALL), &demanded), 200);
        assert_eq!(status(operator(&acme, &[]), &demanded), 403);
        assert_eq!(status(TENANT, &demanded), 403);
        assert_eq!(status(Caller::Public, &demanded), 401);
    }
    for scheme in tenant_schemes() {
        let demanded = [scheme];
        assert_eq!(status(operator(&acme, &Role::ALL), &demanded), 403, "{demanded:?}");
        assert_eq!(status(TENANT, &demanded), 200, "{demanded:?}");
        assert_eq!(status(Caller::Public, &demanded), 401, "{demanded:?}");
    }
    for caller in [operator(&acme, &[]), TENANT, Caller::Public] {
        assert_eq!(status(caller, &[Authentication::Public]), 200, "{caller:?}");
    }
    // A route that admits no way to authenticate is closed.
    assert_eq!(status(operator(&acme, &Role::ALL), &[]), 403);
    assert_eq!(status(TENANT, &[]), 403);
    assert_eq!(status(Caller::Public, &[]), 401);
    // One of several is enough.
    let either = [Authentication::Basic, Authentication::Operator(Role::Read)];
    assert_eq!(status(TENANT, &either), 200);
    assert_eq!(status(operator(&acme, &[Role::Read]), &either), 200);
    assert_eq!(status(operator(&acme, &[Role::Issue]), &either), 403);
}

#[test]
fn stored_codes_are_shown_to_issuers_and_to_the_tenant_and_on_no_public_route() {
    let acme = ["acme".to_owned()];
    let to_operators = route(&[Authentication::Operator(Role::Read)], TenantFrom::Request);
    let to_tenants = route(&tenant_schemes(), TenantFrom::Host);
    let public = route(&[Authentication::Public], TenantFrom::Request);
    assert!(operator(&acme, &[Role::Read, Role::Issue]).sees_codes(&to_operators));
    assert!(!operator(&acme, &[Role::Read]).sees_codes(&to_operators));
    assert!(!operator(&acme, &[Role::Issue]).sees_codes(&to_operators));
    assert!(TENANT.sees_codes(&to_tenants));
    assert!(!TENANT.sees_codes(&to_operators));
    for caller in [operator(&acme, &Role::ALL), TENANT, Caller::Public] {
        assert!(!caller.sees_codes(&public), "{caller:?}");
    }
}

/// The tenant of a request that is addressed to `tenant`, with `in_path` in its path, and in which
/// the module reads no tenant.
fn addressed(
    caller: Caller<'_>,
    from: TenantFrom,
    tenant: &str,
    in_path: &str,
) -> Result<Option<String>, Problem> {
    let path = [in_path, "user"];
    let route = route(&[], from);
    let request = Request { tenant, path: &path, ..Request::of(0, caller, b"") };
    let found = request.addressed(&route);
    found.map(|found| found.map(str::to_owned)).map_err(|error: IssueError| error.problem())
}

#[test]
fn an_address_must_name_a_tenant_of_the_caller() {
    let both = ["acme".to_owned(), "beta".to_owned()];
    let path = || TenantFrom::Path("tenant".to_owned());
    let acme = Ok(Some("acme".to_owned()));
    for caller in [operator(&both, &[]), TENANT, Caller::Public] {
        for from in [TenantFrom::Host, TenantFrom::HostLabel, path()] {
            let found = addressed(caller, from.clone(), "acme", "%61cme");
            assert_eq!(found, acme, "{caller:?} {from:?}");
            let found = addressed(caller, from.clone(), "", "");
            assert_eq!(found, Err(Problem::UnknownTenant), "{caller:?} {from:?}");
        }
        for other in ["beta", "ACME", "", "acme%00", "%2561cme", "acme/"] {
            let found = addressed(caller, path(), "acme", other);
            assert_eq!(found, Err(Problem::Forbidden), "{caller:?} {other}");
        }
        assert_eq!(addressed(caller, TenantFrom::Request, "", ""), Ok(None));
        let found = addressed(caller, TenantFrom::Request, "acme", "");
        assert_eq!(found, Err(Problem::Forbidden), "the tenant is named twice");
    }
    for from in [TenantFrom::Host, TenantFrom::HostLabel, path()] {
        for foreign in ["gamma", "Acme"] {
            for caller in [operator(&both, &Role::ALL), operator(&[], &Role::ALL), TENANT] {
                let found = addressed(caller, from.clone(), foreign, foreign);
                assert_eq!(found, Err(Problem::Forbidden), "{caller:?} {from:?} {foreign}");
            }
        }
    }
}
