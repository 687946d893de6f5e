//! Requests that are turned away, and replies as HTTP.

use super::body::Unread;
use super::{App, body, problem};
use crate::limits::TooMany;
use axum::body::Body;
use axum::response::Response;
use codemint::journey::{Problem, Reply};
use http::request::Parts;
use http::{HeaderValue, header};
use tracing::debug;

/// A request that was turned away.
pub(super) struct Refused {
    problem: Problem,
    challenges: Vec<String>,
    /// The methods that there are.
    allow: Option<String>,
    /// What there was too much of.
    too_many: Option<TooMany>,
    /// The request was not HTTP, which is answered in no dialect.
    malformed: bool,
}

impl Refused {
    pub(super) const fn because(problem: Problem) -> Self {
        Self { problem, challenges: Vec::new(), allow: None, too_many: None, malformed: false }
    }

    /// Because its body was not read.
    pub(super) fn unread(unread: Unread) -> Self {
        match unread {
            Unread::Problem(problem) => Self::because(problem),
            Unread::Malformed => Self { malformed: true, ..Self::because(Problem::Timeout) },
        }
    }

    /// Because it did not prove who it is, which can be done in these ways.
    pub(super) fn challenging(challenges: Vec<String>) -> Self {
        Self { challenges, ..Self::because(Problem::Unauthenticated) }
    }

    /// Because there were too many like it.
    pub(super) fn too_many(too_many: TooMany) -> Self {
        Self { too_many: Some(too_many), ..Self::because(Problem::TooManyRequests) }
    }

    pub(super) fn allowing(self, methods: &str) -> Self {
        Self { allow: Some(methods.to_owned()), ..self }
    }

    /// When it is worth trying again, in seconds (RFC 9110 section 10.2.3, RFC 6585 section 4): what
    /// the limit says; nobody knows when a gateway that is stopping or overloaded is there again.
    fn retry_after(&self) -> Option<u64> {
        match (self.problem, &self.too_many) {
            (_, Some(too_many)) => Some(too_many.seconds()),
            (Problem::TooManyRequests | Problem::Unavailable, None) => Some(1),
            _ => None,
        }
    }

    pub(super) async fn into_response(
        self,
        app: &App,
        route: u32,
        head: &Parts,
        mut body: Body,
    ) -> Response {
        if let Some(TooMany { by, .. }) = self.too_many {
            app.metrics.limited(by);
            debug!(route, by = by.name(), "a call was turned away: there were too many");
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
        // What was not read to its end cannot be followed by another request. In HTTP/2 nothing
        // follows, and the header would be malformed (RFC 9113 section 8.2.2).
        let too_slow = self.problem == Problem::Timeout;
        let unread = too_slow || !body::discard(&head.headers, &mut body).await;
        if unread && head.version < http::Version::HTTP_2 {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// A reply as HTTP. Codes must not be kept by anything in between (RFC 9111 section 5.2.2.5).
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
