//! The dialect's `OpenAPI` 3.1 document.
//!
//! The document next to this file is generated from the routes, from the types of requests and
//! replies, and from the replies to problems. The generator is test code, so that it is not part of
//! the module. With `CODEMINT_BLESS=1` the test rewrites the document; without it the test fails if
//! the document is not up to date.

use super::routes::parameters;
use crate::dialects::uri;
use crate::journey::{Body, Call, Error, Reply, Route};

/// The document, as compact JSON.
const DOCUMENT: &str = include_str!("openapi.json");

/// The reply with the document.
///
/// # Errors
/// Those of [`uri::only`]: the route has no parameters.
pub(super) fn document(route: &Route, call: &Call<'_>) -> Result<Reply, Error> {
    uri::only(call.query, parameters(route))?;
    let body = Body::new(DOCUMENT.into());
    Ok(Reply { status: 200, content_type: "application/json".into(), body })
}

#[cfg(test)]
pub(super) mod tests;
