//! Codemint's own API: everything that the vendors' APIs can do, and the rest of a code's life
//! cycle.
//!
//! JSON in snake case, times in UTC as in RFC 3339, errors as problem details (RFC 9457). Unknown
//! members are refused. All of it is ours.
//!
//! `check` and `redeem` are public. Every refusal of a presented code gets the same answer; only
//! the audit trail distinguishes the causes. A GET never changes a code, since mail scanners follow
//! links.
//!
//! The dialect serves an `OpenAPI` document that describes it.

mod ask;
mod body;
mod deliver;
mod echo;
mod limits;
mod name;
mod object;
mod openapi;
mod problem;
mod read;
mod record;
mod refusal;
mod reply;
mod routes;
mod time;
mod values;
mod whole;

use crate::journey::{Call, Dialect, Error, Outcome, Problem, Reading, Reply, Route};

/// The dialect.
pub(crate) enum Native {}

impl Dialect for Native {
    type Echo = echo::Echo;

    const ROUTES: &'static [Route] = routes::ROUTES;

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
