//! mID server (SSMS, SHIFT): create and list activation codes.
//!
//! Source: the vendor's pages "Create Activation Code" and "List Activation Codes". Where they say
//! nothing, the decision is ours and is documented in [`constants`] or at its rule.
//!
//! The vendor writes the SHIFT path with a final slash, and so does the route here. A host may also
//! mount the path without the slash, since nothing in a call depends on it.
//!
//! "Rate limited? No" (vendor): issuing counts towards no limit; failed redemptions are limited by
//! the policy's tries and by the limit of the route that redeems.
//! Calls "over plain http will fail" (vendor). The usual validity, 8 hours in the vendor's sample,
//! and the length of random codes, 8 digits there, are the policy's.

mod body;
mod constants;
mod epoch;
mod picture;
mod read;
mod reply;
mod wording;

use crate::journey::{Authentication, Call, Dialect, Error, Outcome, Problem, Reading, Reply};
use crate::journey::{Effect, Limit, Route, TenantFrom, Transport};

/// The dialect.
pub(crate) enum Digitanium {}

/// What the routes have in common: TLS, and a registered token. A body must be JSON, since the
/// vendor lists that header; a request for a list has no body.
const ROUTE: Route = Route {
    dialect: "digitanium",
    name: "",
    method: "POST",
    template: "",
    tenant: TenantFrom::HostLabel,
    transport: Transport::Tls,
    media_type: Some("application/json"),
    authentication: &[Authentication::OpaqueToken],
    repeat_header: None,
    limit: Limit::None,
    effects: &[Effect::Issue],
};

/// A list: no body, and the values of revealable codes.
const LIST: Route = Route { method: "GET", media_type: None, effects: &[Effect::Reveal], ..ROUTE };

const SSMS: &str = "/digitanium/v4/users/{userName}/activationcodes";
const SHIFT: &str = "/auth/realms/{tenantId}/v3_activationcode/{userName}/";
const REALM: TenantFrom = TenantFrom::Path("tenantId");

impl Dialect for Digitanium {
    type Echo = read::Echo;

    const ROUTES: &'static [Route] = &[
        Route { name: "ssms-create", template: SSMS, ..ROUTE },
        Route { name: "ssms-list", template: SSMS, ..LIST },
        Route { name: "shift-create", template: SHIFT, tenant: REALM, ..ROUTE },
        Route { name: "shift-list", template: SHIFT, tenant: REALM, ..LIST },
    ];

    fn read(route: &Route, call: &Call<'_>) -> Result<Reading<Self::Echo>, Error> {
        read::read(route, call)
    }

    fn reply(echo: &Self::Echo, outcome: &Outcome<'_>) -> Result<Reply, Error> {
        reply::reply(echo, outcome)
    }

    fn not_understood(error: &Error) -> Reply {
        reply::not_understood(error)
    }

    fn reject(problem: Problem) -> Reply {
        reply::reject(problem)
    }
}

#[cfg(test)]
mod tests;
