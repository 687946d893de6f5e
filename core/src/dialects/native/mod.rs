//! Codemint's own API: everything that the vendors' can do, and the rest of a code's life.
//!
//! JSON in snake case, times as RFC 3339 in UTC, errors as problem details (RFC 9457), unknown
//! members refused. All of it is ours.
//!
//! `check` and `redeem` are public. Whatever is wrong with a presented code, the answer is one and
//! the same; only the audit trail tells the cases apart. A GET never changes a code, since mail
//! scanners follow links.
//!
//! All of it is described by an `OpenAPI` document, which the dialect serves itself.

mod ask;
mod body;
mod cursor;
mod deliver;
mod object;
mod openapi;
mod problem;
mod read;
mod record;
mod refusal;
mod reply;
mod time;
mod whole;

use crate::journey::{Authentication, Call, Dialect, Error, Outcome, Problem, Reading, Reply};
use crate::journey::{Effect, Limit, Role, Route, TenantFrom, Transport};

/// The dialect.
pub(crate) enum Native {}

const JSON: Option<&str> = Some("application/json");

/// A route as most of them are.
const ROUTE: Route = Route {
    dialect: "native",
    name: "",
    method: "GET",
    template: "",
    tenant: TenantFrom::Request,
    transport: Transport::Any,
    media_type: None,
    authentication: &[Authentication::Operator(Role::Read)],
    repeat_header: None,
    limit: Limit::None,
    effects: &[Effect::Read],
};

const ISSUER: &[Authentication] = &[Authentication::Operator(Role::Issue)];
const VOIDER: &[Authentication] = &[Authentication::Operator(Role::Void)];
const AUDITOR: &[Authentication] = &[Authentication::Operator(Role::Audit)];
const PUBLIC: &[Authentication] = &[Authentication::Public];

/// The routes' names.
mod name {
    pub(super) const ISSUE: &str = "issue";
    pub(super) const LIST: &str = "list";
    pub(super) const INSPECT: &str = "inspect";
    pub(super) const VOID: &str = "void";
    pub(super) const UNLOCK: &str = "unlock";
    pub(super) const CHECK: &str = "check";
    pub(super) const REDEEM: &str = "redeem";
    pub(super) const HISTORY: &str = "history";
    pub(super) const AUDIT: &str = "audit";
    pub(super) const OPENAPI: &str = "openapi";
}

impl Dialect for Native {
    type Echo = read::Echo;

    const ROUTES: &'static [Route] = &[
        Route {
            name: name::ISSUE,
            method: "POST",
            template: "/v1/codes",
            media_type: JSON,
            authentication: ISSUER,
            repeat_header: Some("idempotency-key"),
            limit: Limit::Issue,
            effects: &[Effect::Issue],
            ..ROUTE
        },
        Route { name: name::LIST, template: "/v1/codes", ..ROUTE },
        Route {
            name: name::INSPECT,
            template: "/v1/codes/{id}",
            effects: &[Effect::Read, Effect::Reveal],
            ..ROUTE
        },
        Route {
            name: name::VOID,
            method: "POST",
            template: "/v1/codes/{id}/void",
            media_type: JSON,
            authentication: VOIDER,
            effects: &[Effect::Void],
            ..ROUTE
        },
        Route {
            name: name::UNLOCK,
            method: "POST",
            template: "/v1/codes/{id}/unlock",
            media_type: JSON,
            authentication: VOIDER,
            effects: &[Effect::Unlock],
            ..ROUTE
        },
        Route {
            name: name::CHECK,
            method: "POST",
            template: "/v1/check",
            media_type: JSON,
            authentication: PUBLIC,
            limit: Limit::Present,
            effects: &[Effect::Check],
            ..ROUTE
        },
        Route {
            name: name::REDEEM,
            method: "POST",
            template: "/v1/redeem",
            media_type: JSON,
            authentication: PUBLIC,
            limit: Limit::Present,
            effects: &[Effect::Check, Effect::Redeem],
            ..ROUTE
        },
        Route {
            name: name::HISTORY,
            template: "/v1/codes/{id}/history",
            authentication: AUDITOR,
            effects: &[Effect::Audit],
            ..ROUTE
        },
        Route {
            name: name::AUDIT,
            template: "/v1/audit",
            authentication: AUDITOR,
            effects: &[Effect::Audit],
            ..ROUTE
        },
        Route {
            name: name::OPENAPI,
            template: "/openapi.json",
            authentication: PUBLIC,
            effects: &[],
            ..ROUTE
        },
    ];

    fn fixed(route: &Route, call: &Call<'_>) -> Result<Option<Reply>, Error> {
        if route.name == name::OPENAPI {
            openapi::document(route, call).map(Some)
        } else {
            Ok(None)
        }
    }

    fn read(route: &Route, call: &Call<'_>) -> Result<Reading<Self::Echo>, Error> {
        read::read(route, call)
    }

    fn reply(echo: &Self::Echo, outcome: &Outcome<'_>) -> Result<Reply, Error> {
        Ok(reply::reply(echo, outcome))
    }

    fn not_understood(error: &Error) -> Reply {
        problem::not_understood(error)
    }

    fn reject(problem: Problem) -> Reply {
        problem::reject(problem)
    }
}

#[cfg(test)]
mod tests;
