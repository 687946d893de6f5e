//! Callers: the credentials that they present, and the identity that is established from them.

use super::query::Query;
use codemint::issuer::{self, Roles};
use codemint::journey::Problem;
use http::HeaderMap;
use std::sync::Arc;

/// The name of a caller whose tenant does not demand authentication.
const ANONYMOUS: &str = "anonymous";

/// The credentials that a request presents.
pub(crate) struct Presented<'a> {
    /// The header fields of the request.
    pub(crate) headers: &'a HeaderMap,
    /// The query of the request, and the keys that were removed from it.
    pub(crate) query: &'a Query,
}

/// A caller, as a gate identified it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// An operator.
    Operator {
        /// The name, for the audit trail.
        name: Arc<str>,
        /// The tenants that it may act for.
        tenants: Arc<[String]>,
        /// What it may do.
        roles: Roles,
    },
    /// A caller that proved its identity to the tenant of the gate.
    Tenant(Arc<str>),
    /// A caller of a tenant that does not demand authentication.
    Anonymous,
    /// A caller on a public route.
    Public,
}

/// Why a caller is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    /// The credentials are missing, wrong, or of a kind that is never accepted. This is a failed
    /// authentication attempt, which counts towards the limit.
    FailedAttempt(Problem),
    /// The caller proved its identity and may not do this, or its credentials could not be checked.
    Other(Problem),
}

impl Denied {
    /// The problem that is reported to the caller.
    pub(crate) const fn problem(self) -> Problem {
        match self {
            Self::FailedAttempt(problem) | Self::Other(problem) => problem,
        }
    }
}

impl Caller {
    /// The caller as the issuer knows it; `tenant` is the gate's, empty where it has none.
    pub(crate) fn at<'a>(&'a self, tenant: &'a str) -> issuer::Caller<'a> {
        match self {
            Self::Operator { name, tenants, roles } => {
                issuer::Caller::Operator { name, tenants, roles: *roles }
            }
            Self::Tenant(name) => issuer::Caller::Tenant { tenant, name },
            Self::Anonymous => issuer::Caller::Tenant { tenant, name: ANONYMOUS },
            Self::Public => issuer::Caller::Public,
        }
    }

    /// The name of a caller that proved its identity.
    pub(crate) fn proven(&self) -> Option<&str> {
        match self {
            Self::Operator { name, .. } | Self::Tenant(name) => Some(name),
            Self::Anonymous | Self::Public => None,
        }
    }
}
