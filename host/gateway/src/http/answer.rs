//! From an HTTP request to the issuer and back.

use super::proxy::Peer;
use super::refused::{Refused, response};
use super::table::Found;
use super::tenants::{self, Tenant};
use super::{ANSWER_PATIENCE, App, MAX_BODY, MAX_PUBLIC_BODY, body, health, media_type, pages};
use crate::auth::{Brought, Caller, Denied, Gate, Query};
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

/// Answers a request that came by one of the module's routes, or by none.
pub(super) async fn answer(State(app): State<Arc<App>>, request: Request<Body>) -> Response {
    let begun = Instant::now();
    let id = request.headers().get("x-request-id").cloned();
    let id = id.as_ref().and_then(|id| id.to_str().ok()).unwrap_or_default();
    let (head, mut body) = request.into_parts();
    let (number, values) = match app.table.find(head.uri.path(), &head.method) {
        None => return pages::missing(&app, &head, body).await,
        Some(Found::OtherMethods(number, methods)) => {
            app.metrics.count(number, 405, 0, Duration::ZERO);
            let refused = Refused::because(Problem::MethodNotAllowed).allowing(&methods);
            return refused.into_response(&app, number, &head, body).await;
        }
        Some(Found::Route(number, values)) => (number, values),
    };
    let Some(route) = app.issuer.module().routes().get(number as usize) else {
        return health::not_found(&head, body).await;
    };
    let call = Called { app: &app, number, route, values, head: &head, id };
    let (response, issued) = match call.settle(&mut body).await {
        Ok(answer) => (response(answer.reply), answer.issued),
        Err(refused) => (refused.into_response(&app, number, &head, body).await, 0),
    };
    let status = response.status().as_u16();
    let taken = begun.elapsed();
    app.metrics.count(number, status, issued, taken);
    debug!(id, route = number, status, issued, micros = taken.as_micros() as u64, "answered");
    response
}

/// A request that came by a route.
struct Called<'a> {
    app: &'a App,
    number: u32,
    route: &'a Route,
    /// The values of the template's names, percent-encoded as they came.
    values: Vec<&'a str>,
    head: &'a Parts,
    id: &'a str,
}

impl Called<'_> {
    async fn settle(&self, body: &mut Body) -> Result<Answer, Refused> {
        let tenant = self.tenant().map_err(|problem| self.without_tenant(problem))?;
        let gate = match tenant {
            Some(tenant) => tenant.gate(self.number),
            None => self.app.tenants.shared_gate(self.number),
        };
        let gate = gate.ok_or(Refused::because(Problem::Internal))?;
        let tenant = tenant.map_or("", |tenant| &tenant.id);
        // From here on nobody sees a query with a key in it.
        let query = self.head.uri.query().unwrap_or_default();
        let query = Query::without(query, gate.key_names());
        if query.had_key() {
            warn!(id = self.id, tenant, "a key came in the query, where others may log it");
        }
        let brought = Brought { headers: &self.head.headers, query: &query };
        let caller = self.authenticate(gate, &brought, tenant).await?;
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

    /// Who is asking, unless too many from there have failed to prove that.
    async fn authenticate(
        &self,
        gate: &Gate,
        brought: &Brought<'_>,
        tenant: &str,
    ) -> Result<Caller, Refused> {
        let source = self.source();
        if !gate.is_public() {
            self.app.limits.proof(source).map_err(Refused::too_many)?;
        }
        let denied = match gate.authenticate(brought).await {
            Ok(caller) => return Ok(caller),
            Err(denied) => denied,
        };
        let problem = denied.problem();
        warn!(tenant, route = self.number, ?problem, "a caller was turned away");
        if matches!(denied, Denied::Proof(_)) {
            self.app.limits.failed_proof(source).map_err(Refused::too_many)?;
        }
        if problem == Problem::Unauthenticated {
            return Err(Refused::challenging(gate.challenges()));
        }
        Err(Refused::because(problem))
    }

    /// A request that is addressed to no tenant. Whatever it brings as a proof proves nothing, so
    /// that it counts as a failed attempt: otherwise names of tenants could be tried without limit.
    fn without_tenant(&self, problem: Problem) -> Refused {
        let (limits, source) = (&self.app.limits, self.source());
        let counted = match problem {
            Problem::UnknownTenant => {
                limits.proof(source).and_then(|()| limits.failed_proof(source))
            }
            _ => Ok(()),
        };
        counted.map_or_else(Refused::too_many, |()| Refused::because(problem))
    }

    /// The name that the caller gave its request, where the route knows of names. Of two names
    /// nobody can tell which is meant.
    fn repeat(&self) -> Result<Option<&str>, Problem> {
        let Some(header) = &self.route.repeat_header else { return Ok(None) };
        let mut all = self.head.headers.get_all(header.as_str()).iter();
        match (all.next(), all.next()) {
            (None, _) => Ok(None),
            (Some(name), None) => name.to_str().map(Some).map_err(|_| Problem::RepeatDiffers),
            (Some(_), Some(_)) => Err(Problem::RepeatDiffers),
        }
    }

    /// The tenant it is for, once it is known to have come the way that the route asks for. Over
    /// another way nobody hears which tenants there are. `None` where the request itself says it.
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
        self.app.proxies.came_over_tls(self.peer(), &self.head.headers)
    }

    fn source(&self) -> Source {
        self.app.proxies.source(self.peer(), &self.head.headers).into()
    }

    fn peer(&self) -> Peer {
        Peer::of(&self.head.extensions)
    }

    async fn ask(&self, asked: &Asked<'_>) -> Result<Answer, Refused> {
        let (id, tenant) = (self.id, asked.tenant);
        match timeout(ANSWER_PATIENCE, self.app.issuer.answer(asked)).await {
            Ok(Ok(answer)) => {
                if !answer.ignored.is_empty() {
                    debug!(id, ignored = ?answer.ignored, "members that are not known were passed over");
                }
                debug!(id, tenant, actor = ?asked.caller.name(), issued = answer.issued, "asked");
                Ok(answer)
            }
            Ok(Err(failure)) => {
                if let IssueError::Limited(limited) = failure.error {
                    return Err(Refused::too_many(TooMany { by: By::Tenant, wait: limited.wait }));
                }
                let cause: &dyn std::error::Error = &failure.error;
                // What the caller brought about is no fault of the gateway's.
                if failure.problem.status().0 < 500 {
                    warn!(id, tenant, cause = crate::log::chain(cause), "nothing was done");
                } else {
                    error!(id, tenant, cause = crate::log::chain(cause), "nothing was done");
                }
                Err(Refused::because(failure.problem))
            }
            Err(_) => {
                // The write may have begun, and only its own result would say what became of it.
                error!(id, tenant, "no answer in time");
                Err(Refused::because(Problem::OutcomeUnknown))
            }
        }
    }
}
