//! mID server (SSMS, SHIFT): create and list activation codes.
//!
//! Source: the vendor's pages "Create Activation Code" and "List Activation Codes". Where they are
//! silent, the decision is ours and stands in [`texts`] or beside its rule.
//!
//! The vendor writes the SHIFT path with a slash at its end. That one is a route here; a host may
//! mount the path without the slash too, as nothing in a call depends on it.
//!
//! "Rate limited? No" (vendor): issuing counts towards no limit; failed redemptions do, by the
//! policy's tries and by the limits of the route that redeems.
//! Calls "over plain http will fail" (vendor). The usual validity, of 8 hours in the vendor's
//! sample, and the length of drawn codes, 8 digits there, are the policy's.

mod body;
mod epoch;
mod picture;
mod read;
mod reply;
mod constants;
mod wording;

use crate::journey::{Authentication, Call, Dialect, Error, Outcome, Problem, Reading, Reply};
use crate::journey::{Effect, Limit, Route, TenantFrom, Transport};

/// The dialect.
pub(crate) enum Digitanium {}

/// A route as all of them are: over TLS, with a registered token. A body must be JSON, since the
/// vendor lists that header; a listing has none.
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

/// A listing: no body, and the values of the codes that are kept.
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
