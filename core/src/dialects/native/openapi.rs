//! The dialect's description of itself, by `OpenAPI` 3.1.
//!
//! The document lies beside this file, generated: from the routes, from the types that requests are
//! read into and replies written of, and from replies to problems as they are. The generator is
//! test code, so that nothing of it is in the module: `CODEMINT_BLESS=1` writes the document anew,
//! and without it the test fails where the document is not what would be written.

use super::read::parameters;
use crate::dialects::uri;
use crate::journey::{Body, Call, Error, Reply, Route};

/// The document, as compact JSON.
const DOCUMENT: &str = include_str!("openapi.json");

/// The document, for anybody.
///
/// # Errors
/// Those of [`uri::only`]: it takes no parameter.
pub(super) fn document(route: &Route, call: &Call<'_>) -> Result<Reply, Error> {
    uri::only(call.query, parameters(route))?;
    let body = Body::new(DOCUMENT.into());
    Ok(Reply { status: 200, content_type: "application/json".into(), body })
}

#[cfg(test)]
pub(super) mod tests;
