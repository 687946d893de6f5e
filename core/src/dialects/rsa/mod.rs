//! RSA Cloud Administration: generate an enrolment code.
//!
//! Source: the vendor's page "Cloud Administration Generate Enrollment Code API". Where it is
//! silent, the decision is ours and stands in [`texts`] or beside its rule.

mod body;
mod read;
mod reply;
mod texts;

use crate::journey::{Authentication, Call, Dialect, Error, Outcome, Problem, Reading, Reply};
use crate::journey::{Route, SignedToken, TenantFrom, Transport};

/// The dialect.
pub(crate) enum Rsa {}

impl Dialect for Rsa {
    type Echo = read::Echo;

    const ROUTES: &'static [Route] = &[Route {
        dialect: "rsa",
        name: "enroll",
        method: "POST",
        template: "/AdminInterface/restapi/v1/users/generateVerifyCode/enroll",
        tenant: TenantFrom::Host,
        transport: Transport::Any,
        media_type: None,
        authentication: &[Authentication::SignedToken(SignedToken {
            audience_path: "/AdminInterface/restapi",
            max_life: 3600,
            clock_skew: 60,
            max_keys: 10,
        })],
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
