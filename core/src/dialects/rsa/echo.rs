//! The parts of a request that its reply repeats.

use super::body::UserDetails;
use super::constants::{DEFAULT_SEND_TO, DEFAULT_UNIT, DEFAULT_VALIDITY};
use alloc::{borrow::Cow, string::String, vec::Vec};
use serde::Serialize;

/// The parts of a request that its reply repeats.
pub(crate) enum Echo {
    /// The users of a request for codes.
    Users(Vec<UserEcho>),
    /// The addresses of a request to void codes, as given.
    Voided(Vec<String>),
}

/// One user's details with the defaults filled in; members in the vendor's order.
#[derive(Serialize)]
pub(crate) struct UserEcho {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_email: Option<String>,
    code_validity: Cow<'static, str>,
    validity_time_duration_unit: Cow<'static, str>,
    code_send_to: Cow<'static, str>,
}

impl UserEcho {
    pub(super) fn of(user: UserDetails) -> Self {
        let or = |given: Option<String>, default| given.map_or(Cow::Borrowed(default), Cow::Owned);
        Self {
            email: user.email,
            custom_email: user.custom_email,
            code_validity: or(user.code_validity, DEFAULT_VALIDITY),
            validity_time_duration_unit: or(user.validity_time_duration_unit, DEFAULT_UNIT),
            code_send_to: or(user.code_send_to, DEFAULT_SEND_TO),
        }
    }
}
