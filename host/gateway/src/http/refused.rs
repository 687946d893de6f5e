//! Refused requests, and replies as HTTP.

use super::app::App;
use super::body::Unread;
use super::{body, problem};
use crate::limits::TooMany;
use axum::body::{Body, HttpBody as _};
use axum::response::Response;
use codemint::journey::{Problem, Reply};
use http::request::Parts;
use http::{HeaderValue, header};
use tracing::debug;

/// A refused request.
pub(super) struct Refused {
    problem: Problem,
    challenges: Vec<String>,
    /// The methods that the path has.
    allow: Option<String>,
    /// The limit that was exceeded.
    too_many: Option<TooMany>,
    /// The request was not valid HTTP, which is not answered in a dialect.
    malformed: bool,
    /// The body is not read.
    leaves_body: bool,
}

impl Refused {
    pub(super) const fn because(problem: Problem) -> Self {
        Self {
            problem,
            challenges: Vec::new(),
            allow: None,
            too_many: None,
            malformed: false,
            leaves_body: false,
        }
    }

    /// A refusal because the body was not read.
    pub(super) fn unread(unread: Unread) -> Self {
        match unread {
            Unread::Problem(problem) => Self::because(problem),
            Unread::Malformed => Self { malformed: true, ..Self::because(Problem::Timeout) },
        }
    }

    /// A refusal because the caller did not authenticate, with the challenges of the route.
    pub(super) fn challenging(challenges: Vec<String>) -> Self {
        Self { challenges, ..Self::because(Problem::Unauthenticated) }
    }

    /// A refusal by a rate limit.
    pub(super) fn too_many(too_many: TooMany) -> Self {
        Self { too_many: Some(too_many), ..Self::because(Problem::TooManyRequests) }
    }

    /// A refusal by the rate limit of public pages. The body is not read, as for a page.
    pub(super) fn too_many_pages(too_many: TooMany) -> Self {
        Self { leaves_body: true, ..Self::too_many(too_many) }
    }

    /// Adds the methods that the path has.
    pub(super) fn allowing(self, methods: &str) -> Self {
        Self { allow: Some(methods.to_owned()), ..self }
    }

    /// When the caller may try again, in seconds (RFC 9110 section 10.2.3, RFC 6585 section 4): the
    /// limit's wait; 1 for a gateway that is stopping or overloaded, which cannot predict it.
    fn retry_after(&self) -> Option<u64> {
        match (self.problem, &self.too_many) {
            (_, Some(too_many)) => Some(too_many.seconds()),
            (Problem::TooManyRequests | Problem::Unavailable, None) => Some(1),
            _ => None,
        }
    }

    /// The answer, in the route's dialect.
    pub(super) async fn into_response(
        self,
        app: &App,
        route: u32,
        head: &Parts,
        mut body: Body,
    ) -> Response {
        if let Some(TooMany { by, .. }) = self.too_many {
            app.metrics.limited(by);
            debug!(route, by = by.name(), "a call was refused by a rate limit");
        }
        let retry_after = self.retry_after();
        let mut response = match self.malformed {
            true => problem::response(http::StatusCode::BAD_REQUEST),
            false => response(app.issuer.module().rejection(route, self.problem)),
        };
        let headers = response.headers_mut();
        for challenge in self.challenges {
            if let Ok(challenge) = HeaderValue::from_str(&challenge) {
                headers.append(header::WWW_AUTHENTICATE, challenge);
            }
        }
        if let Some(Ok(allow)) = self.allow.as_deref().map(HeaderValue::from_str) {
            headers.insert(header::ALLOW, allow);
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.problem == Problem::Timeout || self.leaves_body && !body.is_end_stream() {
            // The body was too slow already, or is not to be read.
            body::close(head, &mut response);
        } else {
            body::discard_or_close(head, &mut body, &mut response).await;
        }
        response
    }
}

/// A reply as HTTP. Caches must not store codes (RFC 9111 section 5.2.2.5).
pub(super) fn response(reply: Reply) -> Response {
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
