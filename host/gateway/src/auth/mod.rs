//! Who is asking: one check for each scheme that a route may name.

mod claims;
mod signed_token;

pub(crate) use claims::sign;
pub(crate) use signed_token::{KeyFault, SignedTokens};

use codemint::clock::Clock;
use codemint::journey::Problem;
use codemint::module::Authentication;
use http::HeaderMap;
use std::sync::Arc;

use crate::config::TenantConfig;

/// Checks callers of one tenant for one scheme.
pub(crate) enum Authenticator {
    /// `Authorization: Bearer` with a signed JWT.
    SignedToken(SignedTokens),
}

impl Authenticator {
    /// The check that a route asks for, with a tenant's keys.
    ///
    /// # Errors
    /// When the tenant's keys cannot be read or are too many.
    pub(crate) fn new(
        scheme: &Authentication,
        tenant: &TenantConfig,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, KeyFault> {
        match scheme {
            Authentication::SignedToken(rules) => {
                SignedTokens::new(rules.clone(), tenant, clock).map(Self::SignedToken)
            }
        }
    }

    /// The name of the caller.
    ///
    /// # Errors
    /// [`Problem::Unauthenticated`], or [`Problem::Forbidden`] for a proof of a kind that is never
    /// accepted. Which of the many reasons it was is not told.
    pub(crate) fn authenticate(&self, headers: &HeaderMap) -> Result<Arc<str>, Problem> {
        match self {
            Self::SignedToken(tokens) => tokens.authenticate(headers),
        }
    }

    /// What a 401 names as the way in (RFC 9110 section 11.6.1).
    pub(crate) const fn challenge(&self) -> &'static str {
        match self {
            Self::SignedToken(_) => "Bearer",
        }
    }
}
