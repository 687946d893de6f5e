//! From an HTTP request to the issuer and back.

use super::{ANSWER_PATIENCE, App, Tenant, body};
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use codemint::issuer::{Answer, Request as Asked};
use codemint::journey::{Problem, Reply};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Request, header};
use std::sync::Arc;
use std::time::Instant;
use tokio::time::timeout;
use tracing::{debug, error, warn};

/// Answers a request that came by one of the module's routes.
pub(super) async fn answer(
    route: u32,
    State(app): State<Arc<App>>,
    request: Request<Body>,
) -> Response {
    let begun = Instant::now();
    let id = request.headers().get("x-request-id").cloned();
    let id = id.as_ref().and_then(|id| id.to_str().ok()).unwrap_or_default();
    let (head, mut body) = request.into_parts();
    let (response, issued) = match settle(route, &app, &head, &mut body, id).await {
        Ok(answer) => (response(answer.reply), answer.issued),
        Err(refused) => (refused.into_response(&app, route, &head, body).await, 0),
    };
    let status = response.status().as_u16();
    let taken = begun.elapsed();
    app.metrics.count(route, status, issued, taken);
    debug!(id, route, status, issued, micros = taken.as_micros() as u64, "answered");
    response
}

/// The path exists, but not for this method.
pub(super) async fn wrong_method(
    route: u32,
    State(app): State<Arc<App>>,
    request: Request<Body>,
) -> Response {
    app.metrics.count(route, 405, 0, std::time::Duration::ZERO);
    let (head, body) = request.into_parts();
    Refused::because(Problem::MethodNotAllowed).into_response(&app, route, &head, body).await
}

/// A request that was turned away.
struct Refused {
    problem: Problem,
    challenge: Option<&'static str>,
}

impl Refused {
    const fn because(problem: Problem) -> Self {
        Self { problem, challenge: None }
    }

    async fn into_response(self, app: &App, route: u32, head: &Parts, mut body: Body) -> Response {
        let module = app.issuer.module();
        let mut response = response(module.rejection(route, self.problem));
        let headers = response.headers_mut();
        if let Some(challenge) = self.challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        match self.problem {
            Problem::MethodNotAllowed => allow(module, route, headers),
            Problem::TooManyRequests | Problem::Unavailable => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        // What was not read to its end cannot be followed by another request.
        let too_slow = self.problem == Problem::Timeout;
        if too_slow || !body::discard(&head.headers, &mut body).await {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// The methods that the path of this route exists for (RFC 9110 section 15.5.6).
fn allow(module: &codemint::Module, route: u32, headers: &mut HeaderMap) {
    let routes = module.routes();
    let Some(template) = routes.get(route as usize).map(|route| &route.template) else { return };
    let same_path = routes.iter().filter(|route| &route.template == template);
    let methods: Vec<&str> = same_path.map(|route| route.method.as_str()).collect();
    if let Ok(methods) = HeaderValue::from_str(&methods.join(", ")) {
        headers.insert(header::ALLOW, methods);
    }
}

async fn settle(
    route: u32,
    app: &App,
    head: &Parts,
    body: &mut Body,
    id: &str,
) -> Result<Answer, Refused> {
    let host = head.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = head.uri.host().or(host).unwrap_or_default();
    let tenant = app.tenant_at(host).ok_or(Refused::because(Problem::UnknownTenant))?;
    let actor = authenticate(tenant, route, &head.headers)?;
    let body = body::read(&head.headers, body).await.map_err(Refused::because)?;
    let asked = Asked { route, tenant: &tenant.id, actor: &actor, body: &body };
    match timeout(ANSWER_PATIENCE, app.issuer.answer(&asked)).await {
        Ok(Ok(answer)) => {
            if !answer.ignored.is_empty() {
                debug!(id, ignored = ?answer.ignored, "members that are not known were passed over");
            }
            debug!(id, tenant = tenant.id, actor = ?actor, issued = answer.issued, "asked");
            Ok(answer)
        }
        Ok(Err(failure)) => {
            let cause: &dyn std::error::Error = &failure.error;
            error!(id, tenant = tenant.id, cause = chain(cause), "nothing was issued");
            Err(Refused::because(failure.problem))
        }
        Err(_) => {
            error!(id, tenant = tenant.id, "no answer in time");
            Err(Refused::because(Problem::Unavailable))
        }
    }
}

fn authenticate(tenant: &Tenant, route: u32, headers: &HeaderMap) -> Result<Arc<str>, Refused> {
    let Some(authenticator) = tenant.authenticators.get(route as usize) else {
        return Err(Refused::because(Problem::Internal));
    };
    authenticator.authenticate(headers).map_err(|problem| {
        warn!(tenant = tenant.id, route, ?problem, "a caller was turned away");
        let challenge = (problem == Problem::Unauthenticated).then(|| authenticator.challenge());
        Refused { problem, challenge }
    })
}

/// A reply as HTTP. Codes must not be kept by anything in between (RFC 9111 section 5.2.2.5).
fn response(reply: Reply) -> Response {
    let content_type = HeaderValue::from_str(&reply.content_type);
    let mut response = Response::new(Body::from(reply.body.into_revealed()));
    *response.status_mut() =
        http::StatusCode::from_u16(reply.status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Ok(content_type) = content_type {
        headers.insert(header::CONTENT_TYPE, content_type);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An error with all its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
