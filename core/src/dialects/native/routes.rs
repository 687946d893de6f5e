//! The routes, and the parameters that they accept.

use super::name;
use crate::journey::{Authentication, Effect, Limit, Role, Route, TenantFrom, Transport};

const JSON: Option<&str> = Some("application/json");

/// What most routes have in common.
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

/// Every route of the dialect.
pub(super) const ROUTES: &[Route] = &[
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

/// The parameters that the query of a route may have.
pub(super) fn parameters(route: &Route) -> &'static [&'static str] {
    match route.name {
        name::LIST => &["tenant", "subject", "purpose", "state", "batch", "cursor", "limit"],
        name::INSPECT => &["tenant"],
        // All entries of a code are about one subject, so there is no such parameter here.
        name::HISTORY => &["tenant", "cursor", "limit"],
        name::AUDIT => &["tenant", "subject", "cursor", "limit"],
        _ => &[],
    }
}
