//! RSA Cloud Administration: generate codes for enrolment and for password resets, and void them.
//!
//! Source: the vendor's page "Cloud Administration Generate Enrollment Code API", and for the other
//! two routes the vendor's public pages next to it. Where they say nothing, the decision is ours
//! and is documented in [`constants`] or at its rule.

mod body;
mod constants;
mod echo;
mod read;
mod reply;
mod void;

use crate::journey::{Authentication, Call, Dialect, Error, Outcome, Problem, Reading, Reply};
use crate::journey::{Effect, Limit, Route, SignedToken, TenantFrom, Transport};
use crate::words::Purpose;
use echo::Echo;

/// The dialect.
pub(crate) enum Rsa {}

/// What the routes have in common: the tenant is found by host name, the caller has a signed token.
/// The vendor documents a 429 for the routes that issue; voiding is not limited (ours).
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
