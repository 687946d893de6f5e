//! The way of an HTTP request to the issuer and back.

use super::app::App;
use super::body::{MAX_BODY, MAX_PUBLIC_BODY};
use super::proxy::Peer;
use super::refused::{Refused, response};
use super::table::Found;
use super::tenants::{self, Tenant};
use super::{body, media_type, pages};
use crate::auth::{Caller, Denied, Gate, Presented, Query};
use crate::limits::{By, Source, TooMany};
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use codemint::issuer::{Answer, IssueError, Request as Asked};
use codemint::journey::Problem;
use codemint::module::{Limit, Route, TenantFrom, Transport};
use http::Request;
use http::request::Parts;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::timeout;
use tracing::{debug, error, warn};

/// How long an answer may take once the body is read.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Answers a request for a route of the module, or for a path that does not exist.
pub(super) async fn answer(State(app): State<Arc<App>>, request: Request<Body>) -> Response {
    let begun = Instant::now();
    let id = request.headers().get("x-request-id").cloned();
    let id = id.as_ref().and_then(|id| id.to_str().ok()).unwrap_or_default();
    let (head, mut body) = request.into_parts();
    let (number, values) = match app.table.find(head.uri.path(), &head.method) {
        None => return pages::missing(&app, &head, body).await,
        Some(Found::OtherMethods(number, methods)) => {
            let refused = match app.limits.page(app.source(&head)) {
                Ok(()) => Refused::because(Problem::MethodNotAllowed).allowing(&methods),
                Err(too_many) => Refused::too_many_pages(too_many),
            };
            let response = refused.into_response(&app, number, &head, body).await;
            app.metrics.count(number, response.status().as_u16(), 0, Duration::ZERO);
            return response;
        }
        Some(Found::Route(number, values)) => (number, values),
    };
    let Some(route) = app.issuer.module().routes().get(number as usize) else {
        return pages::absent(&head, body).await;
    };
    let routed = Routed { app: &app, number, route, values, head: &head, id };
    let (response, issued) = match routed.answer(&mut body).await {
        Ok(answer) => (response(answer.reply), answer.issued),
        Err(refused) => (refused.into_response(&app, number, &head, body).await, 0),
    };
    let status = response.status().as_u16();
    let taken = begun.elapsed();
    app.metrics.count(number, status, issued, taken);
    debug!(id, route = number, status, issued, micros = taken.as_micros() as u64, "answered");
    response
}

/// A request for a route.
struct Routed<'a> {
    app: &'a App,
    number: u32,
    route: &'a Route,
    /// The values of the template's names, percent-encoded as in the request.
    values: Vec<&'a str>,
    head: &'a Parts,
    id: &'a str,
}

impl Routed<'_> {
    async fn answer(&self, body: &mut Body) -> Result<Answer, Refused> {
        let tenant = self.tenant().map_err(|problem| self.without_tenant(problem))?;
        let gate = match tenant {
            Some(tenant) => tenant.gate(self.number),
            None => self.app.tenants.shared_gate(self.number),
        };
        let gate = gate.ok_or(Refused::because(Problem::Internal))?;
        let tenant = tenant.map_or("", |tenant| &tenant.id);
        // From here on the query holds no key.
        let query = self.head.uri.query().unwrap_or_default();
        let query = Query::without(query, gate.key_names());
        if query.had_key() {
            warn!(id = self.id, tenant, "a key came in the query, where others may log it");
        }
        let presented = Presented { headers: &self.head.headers, query: &query };
        let caller = self.authenticate(gate, &presented, tenant).await?;
        let proven = caller.proven().map(|name| (tenant, name));
        self.app.limits.call(self.route.limit, self.source(), proven).map_err(Refused::too_many)?;
        if self.route.limit == Limit::None && gate.is_public() {
            self.app.limits.page(self.source()).map_err(Refused::too_many)?;
        }
        let headers = &self.head.headers;
        media_type::check(self.route.media_type.as_deref(), headers).map_err(Refused::because)?;
        let most = if proven.is_some() { MAX_BODY } else { MAX_PUBLIC_BODY };
        let body = body::read(headers, body, most).await.map_err(Refused::unread)?;
        let asked = Asked {
            route: self.number,
            caller: caller.at(tenant),
            tenant,
            path: &self.values,
            query: query.rest(),
            body: &body,
            repeat: self.repeat().map_err(Refused::because)?,
        };
        self.ask(&asked).await
    }

    /// Authenticates the caller, unless its source has failed too often.
    async fn authenticate(
        &self,
        gate: &Gate,
        presented: &Presented<'_>,
        tenant: &str,
    ) -> Result<Caller, Refused> {
        let source = self.source();
        if !gate.is_public() {
            self.app.limits.attempt(source).map_err(Refused::too_many)?;
        }
        let denied = match gate.authenticate(presented).await {
            Ok(caller) => return Ok(caller),
            Err(denied) => denied,
        };
        let problem = denied.problem();
        warn!(tenant, route = self.number, ?problem, "a caller was turned away");
        if matches!(denied, Denied::FailedAttempt(_)) {
            self.app.limits.failed_attempt(source).map_err(Refused::too_many)?;
        }
        if problem == Problem::Unauthenticated {
            return Err(Refused::challenging(gate.challenges()));
        }
        Err(Refused::because(problem))
    }

    /// The refusal of a request whose tenant is unknown, or that came over plain HTTP. An unknown
    /// tenant counts as a failed attempt: otherwise callers could guess the IDs of tenants without
    /// limit. Plain HTTP counts as a page.
    fn without_tenant(&self, problem: Problem) -> Refused {
        let (limits, source) = (&self.app.limits, self.source());
        let counted = match problem {
            Problem::UnknownTenant => limits
                .attempt(source)
                .and_then(|()| limits.failed_attempt(source))
                .map_err(Refused::too_many),
            _ => limits.page(source).map_err(Refused::too_many_pages),
        };
        counted.map_or_else(|refused| refused, |()| Refused::because(problem))
    }

    /// The idempotency key of the request, if the route accepts one. Two keys are ambiguous and
    /// refused.
    fn repeat(&self) -> Result<Option<&str>, Problem> {
        let Some(header) = &self.route.repeat_header else { return Ok(None) };
        let mut all = self.head.headers.get_all(header.as_str()).iter();
        match (all.next(), all.next()) {
            (None, _) => Ok(None),
            (Some(key), None) => key.to_str().map(Some).map_err(|_| Problem::RepeatDiffers),
            (Some(_), Some(_)) => Err(Problem::RepeatDiffers),
        }
    }

    /// The tenant that the request is for, after the route's transport was checked: plain HTTP must
    /// not reveal which tenants exist. `None` if the request's body names the tenant.
    fn tenant(&self) -> Result<Option<&Tenant>, Problem> {
        let host = tenants::host(&self.head.uri, &self.head.headers);
        let tenant = self.app.tenants.find(self.route, &self.values, &host);
        let plain_allowed = tenant.is_some_and(|tenant| tenant.plain_http);
        if self.route.transport == Transport::Tls && !plain_allowed && !self.came_over_tls() {
            return Err(Problem::PlainTransport);
        }
        match tenant {
            None if self.route.tenant == TenantFrom::Request => Ok(None),
            tenant => tenant.map(Some).ok_or(Problem::UnknownTenant),
        }
    }

    fn came_over_tls(&self) -> bool {
        let peer = Peer::of(&self.head.extensions);
        self.app.proxies.came_over_tls(peer, &self.head.headers)
    }

    fn source(&self) -> Source {
        self.app.source(self.head)
    }

    async fn ask(&self, asked: &Asked<'_>) -> Result<Answer, Refused> {
        let (id, tenant) = (self.id, asked.tenant);
        match timeout(TIMEOUT, self.app.issuer.answer(asked)).await {
            Ok(Ok(answer)) => {
                if !answer.ignored.is_empty() {
                    debug!(id, ignored = ?answer.ignored, "unknown members were ignored");
                }
                debug!(id, tenant, actor = ?asked.caller.name(), issued = answer.issued, "asked");
                Ok(answer)
            }
            Ok(Err(failure)) => {
                if let IssueError::Limited(limited) = failure.error {
                    return Err(Refused::too_many(TooMany { by: By::Tenant, wait: limited.wait }));
                }
                let cause: &dyn std::error::Error = &failure.error;
                // Errors that the caller caused are warnings.
                if failure.problem.status().0 < 500 {
                    warn!(id, tenant, cause = crate::log::chain(cause), "nothing was done");
                } else {
                    error!(id, tenant, cause = crate::log::chain(cause), "nothing was done");
                }
                Err(Refused::because(failure.problem))
            }
            Err(_) => {
                // The write may have begun; its outcome is not known.
                error!(id, tenant, "no answer in time");
                Err(Refused::because(Problem::OutcomeUnknown))
            }
        }
    }
}
