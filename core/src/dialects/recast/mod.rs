//! Recast Privilege Manager: generate an activation code.
//!
//! Source: the vendor's page "Generate Activation Code" (last modified on 08.08.25). It documents
//! neither limits of the properties nor bodies of errors. Where it says nothing, the decision is
//! ours and is documented in [`properties`], in [`constants`], or at its rule.

mod body;
mod constants;
mod properties;
mod read;
mod reply;

#[cfg(test)]
mod tests;

use crate::journey::{Authentication, Call, Dialect, Error, Outcome, Problem, Reading, Reply};
use crate::journey::{Effect, Limit, Route, TenantFrom, Transport};

/// The dialect.
pub(crate) enum Recast {}

impl Dialect for Recast {
    type Echo = read::Echo;

    const ROUTES: &'static [Route] = &[Route {
        dialect: "recast",
        name: "generate",
        method: "POST",
        template: "/api/v1.0/generateActivationCode",
        tenant: TenantFrom::Host,
        transport: Transport::Any,
        media_type: Some("application/json"),
        authentication: &[Authentication::Key("Key"), Authentication::Basic],
        repeat_header: None,
        limit: Limit::Issue,
        effects: &[Effect::Issue],
    }];

    fn read(_: &Route, call: &Call<'_>) -> Result<Reading<Self::Echo>, Error> {
        read::read(call.body)
    }

    fn reply(echo: &Self::Echo, outcome: &Outcome<'_>) -> Result<Reply, Error> {
        Ok(reply::reply(echo, outcome))
    }

    fn not_understood(error: &Error) -> Reply {
        reply::not_understood(error)
    }

    fn reject(problem: Problem) -> Reply {
        reply::reject(problem)
    }
}
