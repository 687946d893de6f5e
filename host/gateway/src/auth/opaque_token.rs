//! Registered bearer tokens (RFC 6750 section 2.1), which carry no claims.

use super::authorization;
use super::known::{Known, find, sha256};
use crate::config::TenantConfig;
use codemint::journey::Problem;
use http::HeaderMap;
use std::sync::Arc;

/// Checks the registered tokens of one tenant's callers.
pub(super) struct OpaqueTokens(Vec<Known>);

impl OpaqueTokens {
    pub(super) fn new(tenant: &TenantConfig) -> Self {
        let tokens = tenant.credentials.tokens.iter();
        Self(tokens.map(|t| Known { name: t.name.as_str().into(), sha256: t.sha256 }).collect())
    }

    /// The name under which the caller's token is registered.
    pub(super) fn authenticate(&self, headers: &HeaderMap) -> Result<Arc<str>, Problem> {
        let token = authorization::credentials(headers, "bearer");
        let name = token.and_then(|token| find(&self.0, token.as_bytes()));
        name.ok_or(Problem::Unauthenticated)
    }
}

/// The digest under which a token is registered: SHA-256 in hexadecimal, as in a configuration.
pub(crate) fn hex_digest(token: &str) -> String {
    sha256(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
