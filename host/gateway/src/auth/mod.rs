//! Who is asking: one file for each scheme that a route may name.

mod authorization;
mod basic;
mod claims;
mod key;
mod known;
mod opaque_token;
mod operator;
mod query;
mod signed_token;

pub(crate) use basic::hash as hash_password;
pub(crate) use claims::sign;
pub(crate) use known::{LEAST_SECRET, sha256};
pub(crate) use opaque_token::hex_digest;
pub(crate) use query::Query;
pub(crate) use signed_token::KeyFault;

use crate::config::{OperatorConfig, TenantConfig};
use basic::Accounts;
use codemint::clock::Clock;
use codemint::issuer::{self, Roles};
use codemint::journey::Problem;
use codemint::module::Authentication;
use http::HeaderMap;
use key::Keys;
use opaque_token::OpaqueTokens;
use operator::Operators;
use signed_token::SignedTokens;
use std::sync::Arc;

/// Who asks where nobody needs to say who they are.
const ANONYMOUS: &str = "anonymous";

/// Who is asking, as a gate found out.
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
    /// A caller who proved its identity to the tenant of the gate.
    Tenant(Arc<str>),
    /// A caller from whom the tenant of the gate demands no proof.
    Anonymous,
    /// A caller on a public route.
    Public,
}

/// Why a caller is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    /// Its proof is missing, wrong, or of a kind that is never accepted: a failed authentication
    /// attempt, which counts towards the limit.
    Proof(Problem),
    /// It proved its identity and may not do this, or the proof could not be checked.
    Otherwise(Problem),
}

impl Denied {
    /// What the caller is answered.
    pub(crate) const fn problem(self) -> Problem {
        match self {
            Self::Proof(problem) | Self::Otherwise(problem) => problem,
        }
    }
}

/// What a caller brought to prove who it is.
pub(crate) struct Brought<'a> {
    /// The header of its request.
    pub(crate) headers: &'a HeaderMap,
    /// The query of its request, and the keys that were taken out of it.
    pub(crate) query: &'a Query,
}

/// The way in by one route to one tenant: each scheme that the route names.
pub(crate) struct Gate {
    schemes: Vec<Scheme>,
    key_names: Vec<String>,
}

/// Checks callers of one tenant for one scheme.
enum Scheme {
    /// `Authorization: Bearer` with a signed JWT.
    SignedToken(Box<SignedTokens>),
    /// `Authorization: Bearer` with a registered token.
    OpaqueToken(OpaqueTokens),
    /// A registered key in a header or in the query.
    Key(Keys),
    /// `Authorization: Basic` of a registered account.
    Basic(Accounts),
    /// `Authorization: Bearer` with the key of an operator.
    Operator(Operators),
    /// Nothing at all.
    Public,
}

impl Gate {
    /// The checks that a route asks for, with a tenant's keys, tokens and accounts. Where there is
    /// no tenant yet, those that need one let nobody in.
    ///
    /// # Errors
    /// When they cannot be read or are too many.
    pub(crate) fn new(
        schemes: &[Authentication],
        tenant: Option<&TenantConfig>,
        operators: &[OperatorConfig],
        clock: &Arc<dyn Clock>,
    ) -> Result<Self, KeyFault> {
        let key_names = schemes.iter().filter_map(|scheme| match scheme {
            Authentication::Key(name) => Some(name.clone()),
            _ => None,
        });
        let key_names = key_names.collect();
        let schemes = schemes.iter();
        let schemes = schemes.filter_map(|scheme| Scheme::new(scheme, tenant, operators, clock));
        Ok(Self { schemes: schemes.collect::<Result<_, _>>()?, key_names })
    }

    /// The names of query parameters that hold keys, and that nobody else may see.
    pub(crate) fn key_names(&self) -> &[String] {
        &self.key_names
    }

    /// Whether it lets everybody in who brings a code.
    pub(crate) fn is_public(&self) -> bool {
        self.schemes.iter().any(|scheme| matches!(scheme, Scheme::Public))
    }

    /// The name of the caller, by the first scheme for which it brought anything. What it brought
    /// for others makes no difference, so that nobody can try two things at once.
    ///
    /// # Errors
    /// [`Denied::Proof`] with [`Problem::Unauthenticated`], or with [`Problem::Forbidden`] for a
    /// proof of a kind that is never accepted; [`Denied::Otherwise`] with [`Problem::Forbidden`] for
    /// an operator without the role, or with [`Problem::Unavailable`] when too many passwords wait
    /// to be checked. Which of the many reasons it was is not shown.
    pub(crate) async fn authenticate(&self, brought: &Brought<'_>) -> Result<Caller, Denied> {
        match self.schemes.iter().find(|scheme| scheme.is_tried(brought)) {
            Some(scheme) => scheme.authenticate(brought).await,
            None if self.schemes.iter().any(Scheme::is_open) => Ok(Caller::Anonymous),
            None => Err(Denied::Proof(Problem::Unauthenticated)),
        }
    }

    /// What a 401 names as the ways in (RFC 9110 section 11.6.1), each once.
    pub(crate) fn challenges(&self) -> Vec<String> {
        let mut challenges: Vec<String> = Vec::new();
        for challenge in self.schemes.iter().map(Scheme::challenge) {
            if !challenges.contains(&challenge) {
                challenges.push(challenge);
            }
        }
        challenges
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

    /// The name of a caller who proved its identity.
    pub(crate) fn proven(&self) -> Option<&str> {
        match self {
            Self::Operator { name, .. } | Self::Tenant(name) => Some(name),
            Self::Anonymous | Self::Public => None,
        }
    }
}

impl Scheme {
    fn new(
        scheme: &Authentication,
        tenant: Option<&TenantConfig>,
        operators: &[OperatorConfig],
        clock: &Arc<dyn Clock>,
    ) -> Option<Result<Self, KeyFault>> {
        match scheme {
            Authentication::Operator(role) => {
                Some(Ok(Self::Operator(Operators::new(*role, operators))))
            }
            Authentication::Public => Some(Ok(Self::Public)),
            scheme => Self::of_tenant(scheme, tenant?, clock).transpose(),
        }
    }

    fn of_tenant(
        scheme: &Authentication,
        tenant: &TenantConfig,
        clock: &Arc<dyn Clock>,
    ) -> Result<Option<Self>, KeyFault> {
        Ok(Some(match scheme {
            Authentication::SignedToken(rules) => {
                let tokens = SignedTokens::new(rules.clone(), tenant, Arc::clone(clock))?;
                Self::SignedToken(Box::new(tokens))
            }
            Authentication::OpaqueToken => Self::OpaqueToken(OpaqueTokens::new(tenant)),
            Authentication::Key(name) => Self::Key(Keys::new(name, tenant)?),
            Authentication::Basic => Self::Basic(Accounts::new(tenant)?),
            Authentication::Operator(_) | Authentication::Public => return Ok(None),
        }))
    }

    /// Whether the caller brought anything for it, right or wrong.
    fn is_tried(&self, brought: &Brought<'_>) -> bool {
        match self {
            Self::SignedToken(_) | Self::OpaqueToken(_) | Self::Operator(_) => {
                authorization::is_tried(brought.headers, "bearer")
            }
            Self::Public => true,
            Self::Key(keys) => keys.is_tried(brought),
            Self::Basic(_) => authorization::is_tried(brought.headers, "basic"),
        }
    }

    /// Whether it lets everybody in.
    const fn is_open(&self) -> bool {
        match self {
            Self::Key(keys) => keys.is_open(),
            _ => false,
        }
    }

    async fn authenticate(&self, brought: &Brought<'_>) -> Result<Caller, Denied> {
        let name = match self {
            Self::SignedToken(tokens) => tokens.authenticate(brought.headers),
            Self::OpaqueToken(tokens) => tokens.authenticate(brought.headers),
            Self::Key(keys) => keys.authenticate(brought),
            Self::Basic(accounts) => accounts.authenticate(brought.headers).await,
            Self::Operator(operators) => return operators.authenticate(brought.headers),
            Self::Public => return Ok(Caller::Public),
        };
        name.map(Caller::Tenant).map_err(|problem| match problem {
            Problem::Unauthenticated | Problem::Forbidden => Denied::Proof(problem),
            other => Denied::Otherwise(other),
        })
    }

    fn challenge(&self) -> String {
        match self {
            Self::SignedToken(_) | Self::OpaqueToken(_) | Self::Operator(_) | Self::Public => {
                "Bearer".to_owned()
            }
            // No registered scheme fits a header of its own; a name that no client takes for one
            // of its schemes tells a person what is missing.
            Self::Key(keys) => format!("ApiKey name=\"{}\"", keys.name()),
            Self::Basic(_) => "Basic realm=\"codemint\", charset=\"UTF-8\"".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
