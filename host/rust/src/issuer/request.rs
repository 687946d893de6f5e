//! A request to the issuer, and its answer.

use super::caller::Caller;
use crate::module::Route;
use codemint_core::journey::{Call, Reply};

/// One request. The host has found the route and has authenticated the caller; the issuer checks
/// what the caller may do, and for which tenant.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The position of the route in [`Module::routes`](crate::module::Module::routes).
    pub route: u32,
    /// The authenticated caller.
    pub caller: Caller<'a>,
    /// The tenant that the host name or the path names
    /// ([`Route::tenant`](crate::module::Route::tenant)); empty where the request itself names it.
    pub tenant: &'a str,
    /// The values of the template's parameters, in its order, still percent-encoded.
    pub path: &'a [&'a str],
    /// The query string as received, without the `?` and without credentials.
    pub query: &'a str,
    /// The bytes of the body.
    pub body: &'a [u8],
    /// The idempotency key that the caller gave this request: the value of the route's header for
    /// it ([`Route::repeat_header`](crate::module::Route)). A repetition gets the first answer.
    pub repeat: Option<&'a str>,
}

/// A reply, and what a host should log about it.
pub struct Answer {
    /// The reply to send.
    pub reply: Reply,
    /// Names of members that were not recognised and were ignored. They come from the caller:
    /// escape them before writing them to a log.
    pub ignored: Vec<String>,
    /// How many codes were issued.
    pub issued: usize,
}

impl<'a> Request<'a> {
    /// A request with a body only: no path values, query or idempotency key. It is addressed to the
    /// tenant of a [`Caller::Tenant`]; with any other caller the request itself must name it.
    #[must_use]
    pub const fn of(route: u32, caller: Caller<'a>, body: &'a [u8]) -> Self {
        let tenant = match caller {
            Caller::Tenant { tenant, .. } => tenant,
            Caller::Operator { .. } | Caller::Public => "",
        };
        Self { route, caller, tenant, path: &[], query: "", body, repeat: None }
    }

    pub(super) fn call(&self, route: &Route) -> Call<'a> {
        Call {
            route: self.route,
            tenant: self.tenant,
            actor: self.caller.name(),
            sees_codes: self.caller.sees_codes(route),
            path: self.path,
            query: self.query,
            body: self.body,
        }
    }
}
