//! RSA Cloud Administration: generate codes for enrolment and for new passwords, and void them.
//!
//! Source: the vendor's page "Cloud Administration Generate Enrollment Code API", and for the other
//! two routes its public pages beside it. Where they are silent, the decision is ours and stands in
//! [`texts`] or beside its rule.

mod body;
mod read;
mod reply;
mod constants;
mod void;

use crate::journey::{Authentication, Call, Dialect, Error, Outcome, Problem, Reading, Reply};
use crate::journey::{Effect, Limit, Route, SignedToken, TenantFrom, Transport};
use crate::words::Purpose;
use alloc::{string::String, vec::Vec};

/// The dialect.
pub(crate) enum Rsa {}

/// A route as all of them are: for a tenant with a host name, with a signed token. The vendor has a
/// 429 for those that issue; voiding is not limited (ours).
const ROUTE: Route = Route {
    dialect: "rsa",
    name: "",
    method: "POST",
    template: "",
    tenant: TenantFrom::Host,
    transport: Transport::Any,
    media_type: None,
    authentication: &[Authentication::SignedToken(SignedToken {
        audience_path: "/AdminInterface/restapi",
        max_life: 3600,
        clock_skew: 60,
        max_keys: 10,
    })],
    repeat_header: None,
    limit: Limit::Issue,
    effects: &[Effect::Issue],
};

/// What a request was, so that it can be answered.
pub(crate) enum Echo {
    /// Codes were asked for, and these are the users as they are echoed.
    Users(Vec<read::UserEcho>),
    /// Codes were to be voided, and these are the addresses as they were written.
    Voided(Vec<String>),
}

const RESET_PASSWORD: &str = "reset-password";
const VOID: &str = "void";

impl Dialect for Rsa {
    type Echo = Echo;

    const ROUTES: &'static [Route] = &[
        Route {
            name: "enroll",
            template: "/AdminInterface/restapi/v1/users/generateVerifyCode/enroll",
            ..ROUTE
        },
        Route {
            name: RESET_PASSWORD,
            template: "/AdminInterface/restapi/v1/users/generateVerifyCode/resetPassword",
            ..ROUTE
        },
        Route {
            name: VOID,
            template: "/AdminInterface/restapi/v1/users/voidVerifyCode",
            limit: Limit::None,
            effects: &[Effect::Void],
            ..ROUTE
        },
    ];

    fn read(route: &Route, call: &Call<'_>) -> Result<Reading<Self::Echo>, Error> {
        match route.name {
            VOID => void::read(call.body),
            RESET_PASSWORD => read::read(call.body, Purpose::PasswordReset),
            _ => read::read(call.body, Purpose::Enrolment),
        }
    }

    fn reply(echo: &Self::Echo, outcome: &Outcome<'_>) -> Result<Reply, Error> {
        Ok(match echo {
            Echo::Users(users) => reply::reply(users, outcome),
            Echo::Voided(addresses) => void::reply(addresses, outcome),
        })
    }

    fn not_understood(error: &Error) -> Reply {
        reply::not_understood(error)
    }

    fn reject(problem: Problem) -> Reply {
        reply::reject(problem)
    }
}
